//! The one who writes: takes what waits, puts it into one transaction, answers when it is durable.
//!
//! Moved by its inbox and by the time for checkpoints. A database that is locked is tried again
//! until the batches' deadlines; any other failure is answered at once. Either way the connection
//! and everything remembered is thrown away, so that the next attempt starts from what is stored.

use std::{collections::BTreeSet, path::PathBuf, time::Duration};

use backline_core::{id::TenantId, personal::Subject};
use futures_util::FutureExt as _;
use sqlx::{Connection, Row, SqliteConnection};
use tokio::{
    sync::{mpsc, oneshot, watch},
    time::{Instant, MissedTickBehavior, interval, sleep},
};

use super::{
    connection,
    owner::Owner,
    tips::{Tip, Tips},
    transaction::OpenTransaction,
    turns::take_turns,
};
use crate::store::{Batch, Helped, StoreError, anchor::Anchors, index::row, wall_clock};

/// Most jobs in one transaction, whose time is bounded as well.
const MOST_IN_ONE: usize = 512;

/// Most jobs among which tenants take turns.
const MOST_IN_SIGHT: usize = 4096;

/// How long a batch may wait for the database before it is refused as retryable.
pub(super) const WRITE_WITHIN: Duration = Duration::from_millis(1500);

/// Between two attempts on a locked database; each waits for the lock by itself as well.
const BETWEEN_TRIES: Duration = Duration::from_millis(10);

/// Something to do, until when it may wait, and where the answer goes.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) work: Work,
    pub(super) deadline: Instant,
    pub(super) done: oneshot::Sender<Result<(), StoreError>>,
}

impl Job {
    /// A job that may wait as long as any, and where its answer comes.
    pub(super) fn new(work: Work) -> (Self, oneshot::Receiver<Result<(), StoreError>>) {
        let (done, answer) = oneshot::channel();
        (Self { work, deadline: Instant::now() + WRITE_WITHIN, done }, answer)
    }
}

/// What to do.
#[derive(Debug)]
pub(super) enum Work {
    /// Write a batch.
    Append(Batch),
    /// Erase the keys of a subject.
    Erase(TenantId, Subject),
    /// Note the heads of the live logs of these tenants.
    Heads,
    /// See whether it can be written.
    Probe,
    /// Stop.
    Close,
}

/// The writer's belongings.
pub(super) struct Writer {
    path: PathBuf,
    inbox: mpsc::Receiver<Job>,
    db: Option<SqliteConnection>,
    tips: Tips,
    anchors: Anchors,
    checkpoint_every: Duration,
    transaction_within: Duration,
    /// Tenants with facts since their last heads were noted.
    changed: BTreeSet<TenantId>,
    /// Whether the last attempt to write failed.
    failing: bool,
    /// Moves when facts about help are on record.
    pub(super) helped: watch::Sender<Helped>,
    _owner: Owner,
    #[cfg(test)]
    pub(super) fault: super::fault::Fault,
}

impl Writer {
    pub(super) fn new(
        (path, inbox): (PathBuf, mpsc::Receiver<Job>),
        (anchors, owner): (Anchors, Owner),
        (checkpoint_every, transaction_within): (Duration, Duration),
    ) -> Self {
        Self {
            path,
            inbox,
            db: None,
            tips: Tips::default(),
            anchors,
            checkpoint_every,
            transaction_within,
            changed: BTreeSet::new(),
            failing: false,
            helped: watch::Sender::default(),
            _owner: owner,
            #[cfg(test)]
            fault: super::fault::Fault::default(),
        }
    }

    /// Writes until it is told to stop, or nobody can tell it anything any more.
    pub(super) async fn run(mut self) {
        let mut has_anchored = false;
        let mut tick = interval(self.checkpoint_every);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        tick.tick().await;
        let mut waiting = Vec::new();
        let mut went = true;
        let closing = loop {
            if waiting.is_empty() {
                tokio::select! {
                    job = self.inbox.recv() => match job {
                        Some(job) => waiting.push(job),
                        None => break None,
                    },
                    _ = tick.tick() => waiting.push(nobody_asked(Work::Heads)),
                }
            } else {
                if !went {
                    sleep(BETWEEN_TRIES).await;
                }
                waiting.extend(tick.tick().now_or_never().map(|_| nobody_asked(Work::Heads)));
            }
            while waiting.len() < MOST_IN_SIGHT
                && let Ok(job) = self.inbox.try_recv()
            {
                waiting.push(job);
            }
            let close = waiting.iter().position(|job| matches!(job.work, Work::Close));
            let closing = close.map(|at| waiting.remove(at));
            // With the first work, for a start that is refused leaves everything as it was.
            if !has_anchored && !waiting.is_empty() {
                self.anchor_all().await;
                has_anchored = true;
            }
            went = self.attempt(&mut waiting).await;
            if let Some(job) = closing {
                while !waiting.is_empty() {
                    sleep(BETWEEN_TRIES).await;
                    self.attempt(&mut waiting).await;
                }
                break Some(job.done);
            }
        };
        self.attempt(&mut vec![nobody_asked(Work::Heads)]).await;
        self.sync_anchors();
        self.close().await;
        drop(self);
        if let Some(done) = closing {
            done.send(Ok(())).ok();
        }
    }

    /// One transaction for what waits, as much as fits into its time; what could not be tried stays.
    /// Whether something was written.
    async fn attempt(&mut self, waiting: &mut Vec<Job>) -> bool {
        if waiting.is_empty() {
            return false;
        }
        #[cfg(test)]
        self.fault.trying(waiting.len());
        if let Err(error) = self.begin().await {
            let now = Instant::now();
            let patient = error == StoreError::Locked;
            let (stay, go) = std::mem::take(waiting)
                .into_iter()
                .partition(|job: &Job| patient && job.deadline > now);
            *waiting = stay;
            if !patient || !go.is_empty() {
                self.fail(&error).await;
            }
            for job in go {
                job.done.send(Err(error.clone())).ok();
            }
            return false;
        }
        take_turns(waiting);
        let jobs = std::mem::take(waiting);
        let (error, jobs) = match self.commit(jobs).await {
            Ok(later) => {
                *waiting = later;
                return true;
            }
            Err(failed) => failed,
        };
        self.fail(&error).await;
        let alone = jobs.len() == 1 || error.concerns_everybody();
        for job in jobs {
            if alone {
                job.done.send(Err(error.clone())).ok();
            } else {
                // One of them may be the cause: each gets a transaction of its own.
                let mut one = vec![job];
                Box::pin(self.attempt(&mut one)).await;
                waiting.append(&mut one);
            }
        }
        false
    }

    async fn begin(&mut self) -> Result<(), StoreError> {
        if self.db.is_none() {
            self.db = Some(connection::writer(&self.path).await?);
        }
        let Some(db) = &mut self.db else { return Err(StoreError::Closed) };
        #[cfg(test)]
        self.fault.inject(db).await?;
        sqlx::query("BEGIN IMMEDIATE").execute(db).await?;
        Ok(())
    }

    /// Does jobs in the transaction that has begun, commits, answers. Those that its time is too short
    /// for are given back: whoever came first does not wait for all the others.
    async fn commit(&mut self, mut jobs: Vec<Job>) -> Result<Vec<Job>, (StoreError, Vec<Job>)> {
        let begun = Instant::now();
        let Some(db) = &mut self.db else { return Err((StoreError::Closed, jobs)) };
        let mut grown = Vec::new();
        let mut outcomes = Vec::new();
        let mut entry =
            OpenTransaction { db, tips: &mut self.tips, at: wall_clock(), grown: &mut grown };
        for job in &jobs {
            let late = !outcomes.is_empty() && begun.elapsed() >= self.transaction_within;
            if late || outcomes.len() >= MOST_IN_ONE {
                break;
            }
            match enter(&mut entry, &job.work, (&self.changed, self.failing)).await {
                Ok(outcome) => outcomes.push(outcome),
                Err(error) => return Err((error, jobs)),
            }
        }
        if let Err(error) = sqlx::query("COMMIT").execute(&mut *db).await {
            return Err((error.into(), jobs));
        }
        let later = jobs.split_off(outcomes.len());
        self.failing = false;
        #[cfg(test)]
        self.fault.committed();
        metrics::counter!("backline_store_transactions_total").increment(1);
        metrics::counter!("backline_store_jobs_total").increment(jobs.len() as u64);
        self.anchor(&grown).await;
        self.committed(jobs, outcomes).await;
        Ok(later)
    }

    async fn committed(&mut self, jobs: Vec<Job>, outcomes: Vec<Result<(), StoreError>>) {
        let noted = jobs.iter().any(|job| matches!(job.work, Work::Heads));
        if noted {
            // What is appended in this transaction is put in again below.
            self.changed.clear();
            self.sync_anchors_aside();
        }
        for (job, outcome) in jobs.into_iter().zip(outcomes) {
            match &job.work {
                Work::Append(batch) if outcome.is_ok() => {
                    self.changed.insert(batch.tenant().clone());
                    if row::tells(batch) {
                        let tenant = batch.tenant().clone();
                        self.helped.send_modify(|times| *times.entry(tenant).or_default() += 1);
                    }
                }
                Work::Erase(..) => self.forget_old_pages().await,
                Work::Append(_) | Work::Heads | Work::Probe | Work::Close => {}
            }
            job.done.send(outcome).ok();
        }
    }

    /// Takes the log file of the database in and empties it: it may hold an erased key.
    async fn forget_old_pages(&mut self) {
        let Some(db) = &mut self.db else { return };
        let done = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(db).await;
        if !done.and_then(|row| row.try_get(0)).is_ok_and(|busy: i64| busy == 0) {
            tracing::warn!(
                "an erased key may still be in the database's -wal file, until the server stops"
            );
        }
    }

    /// Nothing remembered, nothing open: the database says what is so.
    async fn fail(&mut self, error: &StoreError) {
        if !self.failing {
            tracing::error!(%error, "facts cannot be stored");
        }
        self.failing = true;
        metrics::counter!("backline_store_failures_total").increment(1);
        self.tips = Tips::default();
        self.close().await;
    }

    async fn close(&mut self) {
        if let Some(db) = self.db.take() {
            // Whatever was begun is rolled back; there is nothing to do about an error.
            db.close().await.ok();
        }
    }

    /// Signs the end of every chain there is: what a crash left unsigned.
    async fn anchor_all(&mut self) {
        let Ok(mut db) = connection::reader(&self.path).await else { return };
        let tenants =
            sqlx::query("SELECT DISTINCT tenant FROM checkpoint").fetch_all(&mut db).await;
        let tenants: Vec<TenantId> = tenants
            .unwrap_or_default()
            .into_iter()
            .filter_map(|row| TenantId::new(row.try_get::<String, _>("tenant").ok()?).ok())
            .collect();
        for tenant in &tenants {
            if let Ok(tip) = self.tips.checkpoints(&mut db, tenant).await {
                self.sign(tenant, tip);
            }
        }
        self.sync_anchors();
    }

    async fn anchor(&mut self, tenants: &[TenantId]) {
        for tenant in tenants {
            let Some(db) = &mut self.db else { return };
            // Remembered since the transaction: nothing is read.
            if let Ok(tip) = self.tips.checkpoints(db, tenant).await {
                self.sign(tenant, tip);
            }
        }
    }

    fn sign(&mut self, tenant: &TenantId, tip: Tip) {
        let Some(number) = tip.length.checked_sub(1) else { return };
        if let Err(error) = self.anchors.append(tenant, (number, &tip.hash), wall_clock()) {
            tracing::error!(%error, "the anchor file cannot be written; changes to the record would not be found");
        }
    }

    fn sync_anchors(&mut self) {
        if let Err(error) = self.anchors.sync() {
            cannot_sync(&error);
        }
    }

    /// The disk may take its time, and facts wait for this task: another one waits for the disk.
    fn sync_anchors_aside(&mut self) {
        let sync = match self.anchors.syncing() {
            Ok(Some(sync)) => sync,
            Ok(None) => return,
            Err(error) => return cannot_sync(&error),
        };
        #[cfg(test)]
        let fault = self.fault.clone();
        tokio::task::spawn_blocking(move || match sync() {
            Ok(()) => {
                #[cfg(test)]
                fault.synced();
            }
            Err(error) => cannot_sync(&error),
        });
    }
}

fn cannot_sync(error: &std::io::Error) {
    tracing::error!(%error, "the anchor file cannot be brought to the disk");
}

async fn enter(
    entry: &mut OpenTransaction<'_>,
    work: &Work,
    (changed, failing): (&BTreeSet<TenantId>, bool),
) -> Result<Result<(), StoreError>, StoreError> {
    match work {
        Work::Append(batch) => return entry.append(batch).await,
        Work::Erase(tenant, subject) => entry.erase(tenant, subject).await?,
        Work::Heads => {
            for tenant in changed {
                entry.heads(tenant).await?;
            }
        }
        Work::Probe if failing => entry.beat().await?,
        Work::Probe | Work::Close => {}
    }
    Ok(Ok(()))
}

fn nobody_asked(work: Work) -> Job {
    Job::new(work).0
}
