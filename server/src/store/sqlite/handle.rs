//! The handle that the rest of the server holds: appends go to the writer, reads to the readers.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use backline_core::{
    id::{CommandId, InteractionId, TenantId},
    people::Identity,
    personal::Subject,
    protocol::Record,
    time::Timestamp,
};
use sqlx::Connection as _;
use tokio::sync::{mpsc, watch};

use super::{
    connection, index,
    owner::Owner,
    reader,
    readers::Readers,
    writer::{Job, Work, Writer},
};
use crate::store::{
    Batch, Helped, Recovered, Store, StoreError, StoreFuture,
    anchor::Anchors,
    index::{HelpEvent, HelpFilter, HelpLog, HelpPlace, HelpRow},
};

/// Most jobs that wait for the writer; a sender beyond waits for room.
const MAX_WAITING: usize = 4096;

/// Where the record is and how it is kept.
#[derive(Debug, Clone)]
pub struct SqliteOptions {
    /// The database file. Its folder is made when it is missing.
    pub path: PathBuf,
    /// The file for signed heads; `audit.anchor` beside the database when `None`.
    pub anchor: Option<PathBuf>,
    /// How often the heads of live logs are put into the checkpoint chain.
    pub checkpoint_every: Duration,
    /// How long jobs are put into one transaction: whoever came first waits no longer for the others.
    pub transaction_within: Duration,
}

/// The record. Cloning gives another handle to the same one.
#[derive(Debug, Clone)]
pub struct SqliteStore {
    jobs: mpsc::Sender<Job>,
    readers: Readers,
    helped: watch::Receiver<Helped>,
    #[cfg(test)]
    pub(super) fault: super::fault::Fault,
}

impl SqliteOptions {
    /// The usual options for a data directory: `record.sqlite` and `audit.anchor` in it.
    #[must_use]
    pub fn in_directory(data: &Path) -> Self {
        Self {
            path: data.join("record.sqlite"),
            anchor: None,
            checkpoint_every: Duration::from_secs(60),
            transaction_within: Duration::from_millis(20),
        }
    }
}

impl SqliteStore {
    /// Opens the record, makes it when there is none, brings it to this version's form.
    ///
    /// # Errors
    /// When the folder or the file cannot be used, or another server uses it.
    pub async fn open(options: SqliteOptions) -> Result<Self, StoreError> {
        let SqliteOptions { path, anchor, checkpoint_every, transaction_within } = options;
        connection::make_folder(&path)?;
        let owner = Owner::take(&path)?;
        connection::prepare(&path).await?;
        let anchor = anchor.unwrap_or_else(|| path.with_file_name("audit.anchor"));
        let anchors = Anchors::open(&anchor, &path)?;
        tracing::info!(anchor = %anchor.display(), public_key = anchors.public_key(), "record opened");
        let (jobs, inbox) = mpsc::channel(MAX_WAITING);
        let readers = Readers::new(&path);
        let writer =
            Writer::new((path, inbox), (anchors, owner), (checkpoint_every, transaction_within));
        let helped = writer.helped.subscribe();
        #[cfg(test)]
        let fault = writer.fault.clone();
        tokio::spawn(writer.run());
        Ok(Self {
            jobs,
            readers,
            helped,
            #[cfg(test)]
            fault,
        })
    }

    /// Writes the index of help requests anew from the logs; how many events it has. No server may
    /// use the database meanwhile.
    ///
    /// # Errors
    /// When there is no database, it cannot be used, or is in use.
    pub async fn rebuild_index(path: &Path) -> Result<usize, StoreError> {
        connection::must_exist(path)?;
        let _owner = Owner::take(path)?;
        connection::prepare(path).await?;
        let mut db = connection::writer(path).await?;
        let mut transaction = db.begin().await?;
        let events = index::rebuild(&mut transaction).await?;
        transaction.commit().await?;
        Ok(events)
    }

    #[cfg(test)]
    pub(super) fn transactions(&self) -> u64 {
        self.fault.transactions()
    }

    /// Until so many jobs were sent and not yet taken or still wait for the database.
    #[cfg(test)]
    pub(super) async fn until_waiting(&self, jobs: usize) {
        self.fault.until_waiting(jobs).await;
    }

    async fn ask(&self, work: Work) -> Result<(), StoreError> {
        let (job, answer) = Job::new(work);
        self.jobs.send(job).await.map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }
}

impl Store for SqliteStore {
    fn append(&self, batch: Batch) -> StoreFuture<'_, ()> {
        Box::pin(self.ask(Work::Append(batch)))
    }

    fn interaction<'a>(
        &'a self,
        tenant: &'a TenantId,
        interaction: InteractionId,
    ) -> StoreFuture<'a, Vec<Record>> {
        Box::pin(async move {
            let mut turn = self.readers.turn(tenant).await?;
            reader::interaction(turn.db(), tenant, interaction).await
        })
    }

    fn recover<'a>(&'a self, tenant: &'a TenantId, since: Timestamp) -> StoreFuture<'a, Recovered> {
        Box::pin(async move {
            let mut turn = self.readers.turn(tenant).await?;
            Ok(Recovered {
                floor: reader::floor(turn.db(), tenant).await?,
                interactions: reader::live(turn.db(), tenant).await?,
                helped: reader::with_help(turn.db(), tenant, since).await?,
                opened: reader::latest_openings(turn.db(), tenant).await?,
            })
        })
    }

    fn help_requests<'a>(
        &'a self,
        tenant: &'a TenantId,
        filter: &'a HelpFilter,
        page: (Option<HelpPlace>, u32),
    ) -> StoreFuture<'a, Vec<HelpRow>> {
        Box::pin(async move {
            let mut turn = self.readers.turn(tenant).await?;
            index::page(turn.db(), tenant, filter, page).await
        })
    }

    fn help_log<'a>(
        &'a self,
        tenant: &'a TenantId,
        request: (InteractionId, u32),
    ) -> StoreFuture<'a, Option<HelpLog>> {
        Box::pin(
            async move { index::log(self.readers.turn(tenant).await?.db(), tenant, request).await },
        )
    }

    fn who_helps<'a>(
        &'a self,
        tenant: &'a TenantId,
        interaction: InteractionId,
    ) -> StoreFuture<'a, Vec<Record>> {
        Box::pin(async move {
            let mut turn = self.readers.turn(tenant).await?;
            index::who_helps(turn.db(), tenant, interaction).await
        })
    }

    fn help_raised<'a>(
        &'a self,
        tenant: &'a TenantId,
        command: (InteractionId, CommandId),
        by: &'a Identity,
    ) -> StoreFuture<'a, Option<u32>> {
        Box::pin(async move {
            let mut turn = self.readers.turn(tenant).await?;
            index::raised(turn.db(), tenant, command, by).await
        })
    }

    fn help_events<'a>(
        &'a self,
        tenant: &'a TenantId,
        page: (u64, u32),
    ) -> StoreFuture<'a, Vec<HelpEvent>> {
        Box::pin(
            async move { index::events(self.readers.turn(tenant).await?.db(), tenant, page).await },
        )
    }

    fn last_help_event<'a>(&'a self, tenant: &'a TenantId) -> StoreFuture<'a, u64> {
        Box::pin(
            async move { index::last_event(self.readers.turn(tenant).await?.db(), tenant).await },
        )
    }

    fn helped(&self) -> watch::Receiver<Helped> {
        self.helped.clone()
    }

    fn erase<'a>(&'a self, tenant: &'a TenantId, subject: Subject) -> StoreFuture<'a, ()> {
        Box::pin(self.ask(Work::Erase(tenant.clone(), subject)))
    }

    fn checkpoint(&self) -> StoreFuture<'_, ()> {
        Box::pin(self.ask(Work::Heads))
    }

    fn probe(&self) -> StoreFuture<'_, ()> {
        Box::pin(self.ask(Work::Probe))
    }

    fn close(&self) -> StoreFuture<'_, ()> {
        Box::pin(async move {
            self.readers.close().await;
            self.ask(Work::Close).await
        })
    }
}
