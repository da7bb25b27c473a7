//! For tests: a pragma that spoils the writer's connection before each transaction, and a look at
//! what the writer does.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU64, Ordering},
};

use sqlx::SqliteConnection;
use tokio::sync::watch;

use crate::store::StoreError;

/// What to spoil it with, if anything; how much was committed; how much is being tried; how often
/// anchors were brought to the disk beside the writer.
#[derive(Debug, Clone, Default)]
pub(super) struct Fault {
    pragma: Arc<Mutex<Option<&'static str>>>,
    transactions: Arc<AtomicU64>,
    trying: watch::Sender<usize>,
    syncs: watch::Sender<u64>,
}

impl Fault {
    pub(super) fn set(&self, pragma: Option<&'static str>) {
        *self.pragma.lock().unwrap() = pragma;
    }

    pub(super) async fn inject(&self, db: &mut SqliteConnection) -> Result<(), StoreError> {
        let pragma = *self.pragma.lock().unwrap();
        if let Some(pragma) = pragma {
            sqlx::query(pragma).execute(db).await?;
        }
        Ok(())
    }

    pub(super) fn committed(&self) {
        self.transactions.fetch_add(1, Ordering::SeqCst);
    }

    pub(super) fn transactions(&self) -> u64 {
        self.transactions.load(Ordering::SeqCst)
    }

    pub(super) fn synced(&self) {
        self.syncs.send_modify(|syncs| *syncs += 1);
    }

    pub(super) fn syncs(&self) -> u64 {
        *self.syncs.borrow()
    }

    /// Until anchors were brought to the disk so often.
    pub(super) async fn until_synced(&self, times: u64) {
        self.syncs.subscribe().wait_for(|syncs| *syncs >= times).await.unwrap();
    }

    pub(super) fn trying(&self, jobs: usize) {
        self.trying.send_replace(jobs);
    }

    /// Until the writer tries to commit at least so many jobs in one transaction.
    pub(super) async fn until_waiting(&self, jobs: usize) {
        self.trying.subscribe().wait_for(|trying| *trying >= jobs).await.unwrap();
    }
}
