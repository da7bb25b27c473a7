//! The handle that the rest of the server holds: appends go to the writer, reads to the readers.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use backline_core::{
    id::{InteractionId, TenantId},
    personal::Subject,
    protocol::{FloorRecord, Record},
    time::Timestamp,
};
use sqlx::{Connection as _, SqlitePool};
use tokio::sync::{mpsc, watch};

use super::{
    connection, index,
    owner::Owner,
    reader,
    writer::{Job, Work, Writer},
};
use crate::store::{
    Batch, Helped, StoreError,
    anchor::Anchors,
    index::{HelpEvent, HelpFilter, HelpPlace, HelpRow},
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
}

/// The record. Cloning gives another handle to the same one.
#[derive(Debug, Clone)]
pub struct SqliteStore {
    jobs: mpsc::Sender<Job>,
    readers: SqlitePool,
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
        }
    }
}

impl SqliteStore {
    /// Opens the record, makes it when there is none, brings it to this version's form.
    ///
    /// # Errors
    /// When the folder or the file cannot be used, or another server uses it.
    pub async fn open(options: SqliteOptions) -> Result<Self, StoreError> {
        let SqliteOptions { path, anchor, checkpoint_every } = options;
        connection::make_folder(&path)?;
        let owner = Owner::take(&path)?;
        connection::prepare(&path).await?;
        let anchor = anchor.unwrap_or_else(|| path.with_file_name("audit.anchor"));
        let anchors = Anchors::open(&anchor, &path)?;
        tracing::info!(anchor = %anchor.display(), public_key = anchors.public_key(), "record opened");
        let (jobs, inbox) = mpsc::channel(MAX_WAITING);
        let readers = connection::readers(&path);
        let writer = Writer::new((path, inbox), (anchors, owner), checkpoint_every);
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

    /// Writes a batch. `Ok` means that it is on the disk; an error that nothing of it is. When the
    /// database is locked, full or read-only the error comes within two seconds, is
    /// [retryable](StoreError::is_retryable), and a later batch succeeds by itself once the cause
    /// is gone. Who drops this future does not know whether the batch was written.
    ///
    /// # Errors
    /// When it could not be written, or does not continue its log.
    pub async fn append(&self, batch: Batch) -> Result<(), StoreError> {
        self.ask(Work::Append(batch)).await
    }

    /// The complete log of every interaction that is not sealed, personal texts put back.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn live_interactions(&self) -> Result<Vec<Vec<Record>>, StoreError> {
        reader::live(&mut *self.readers.acquire().await?).await
    }

    /// The complete log of every call of a tenant in which help was requested at `since` or later.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn calls_with_help(
        &self,
        tenant: &TenantId,
        since: Timestamp,
    ) -> Result<Vec<Vec<Record>>, StoreError> {
        reader::with_help(&mut *self.readers.acquire().await?, tenant, since).await
    }

    /// The log of one interaction, personal texts put back.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] when the tenant has no such interaction, also when another has.
    pub async fn interaction(
        &self,
        tenant: &TenantId,
        interaction: InteractionId,
    ) -> Result<Vec<Record>, StoreError> {
        let mut db = self.readers.acquire().await?;
        reader::interaction(&mut db, tenant, interaction).await
    }

    /// The last segment of a tenant's floor, personal texts put back; empty before the first.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn floor(&self, tenant: &TenantId) -> Result<Vec<FloorRecord>, StoreError> {
        reader::floor(&mut *self.readers.acquire().await?, tenant).await
    }

    /// The help requests of a tenant that fit, the latest first, those after `after` in that order.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn help_requests(
        &self,
        tenant: &TenantId,
        filter: &HelpFilter,
        (after, limit): (Option<HelpPlace>, u32),
    ) -> Result<Vec<HelpRow>, StoreError> {
        let mut db = self.readers.acquire().await?;
        index::page(&mut db, tenant, filter, (after, limit)).await
    }

    /// A help request of a tenant, by its interaction and its number.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn help_request(
        &self,
        tenant: &TenantId,
        request: (InteractionId, u32),
    ) -> Result<Option<HelpRow>, StoreError> {
        index::one(&mut *self.readers.acquire().await?, tenant, request).await
    }

    /// What happened to help requests of a tenant after the event at `after`.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn help_events(
        &self,
        tenant: &TenantId,
        (after, limit): (u64, u32),
    ) -> Result<Vec<HelpEvent>, StoreError> {
        let mut db = self.readers.acquire().await?;
        index::events(&mut db, tenant, (after, limit)).await
    }

    /// The place of the last event of a tenant; 0 before the first.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn last_help_event(&self, tenant: &TenantId) -> Result<u64, StoreError> {
        index::last_event(&mut *self.readers.acquire().await?, tenant).await
    }

    /// Moves when there is a new event, and says how many batches with events each tenant has had.
    #[must_use]
    pub fn helped(&self) -> watch::Receiver<Helped> {
        self.helped.clone()
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

    /// Erases every personal text about somebody, by erasing the key that they are encrypted with,
    /// and records that this was done. Texts that are stored later get a new key.
    ///
    /// # Errors
    /// When it could not be written.
    pub async fn erase(&self, tenant: &TenantId, subject: Subject) -> Result<(), StoreError> {
        self.ask(Work::Erase(tenant.clone(), subject)).await
    }

    /// Puts the heads of all live logs into the checkpoint chains and anchors them, without waiting
    /// for the time at which that happens by itself.
    ///
    /// # Errors
    /// When it could not be written.
    pub async fn checkpoint(&self) -> Result<(), StoreError> {
        self.ask(Work::Heads).await
    }

    /// Whether a batch could be written: answers within two seconds.
    pub async fn healthy(&self) -> bool {
        self.ask(Work::Probe).await.is_ok()
    }

    /// Writes what waits, anchors the heads, closes the database. Every handle is closed then.
    pub async fn close(&self) {
        self.readers.close().await;
        // An error says that it is closed already.
        self.ask(Work::Close).await.ok();
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
