//! Who reads when: a tenant reads one thing at a time, and waits for its turn behind the others, so
//! that one who asks for much keeps nobody waiting for longer than the reads under way.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use backline_core::id::TenantId;
use sqlx::{Sqlite, SqliteConnection, SqlitePool, pool::PoolConnection};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::connection;
use crate::store::StoreError;

/// The connections that read. Cloning gives another handle to the same ones.
#[derive(Debug, Clone)]
pub(super) struct Readers {
    pool: SqlitePool,
    turns: Arc<Mutex<BTreeMap<TenantId, Arc<Semaphore>>>>,
}

/// A tenant's turn to read, with a connection.
pub(super) struct Reading {
    db: PoolConnection<Sqlite>,
    _turn: OwnedSemaphorePermit,
}

impl Readers {
    /// None is opened before it is needed.
    pub(super) fn new(path: &Path) -> Self {
        Self { pool: connection::readers(path), turns: Arc::default() }
    }

    /// Waits until it is the tenant's turn.
    pub(super) async fn turn(&self, tenant: &TenantId) -> Result<Reading, StoreError> {
        let turn = self.turn_of(tenant).acquire_owned().await.map_err(|_| StoreError::Closed)?;
        // Of each tenant one waits here at most, and those who wait come in their order.
        Ok(Reading { db: self.pool.acquire().await?, _turn: turn })
    }

    /// As many entries as tenants: only those who are configured are asked for.
    fn turn_of(&self, tenant: &TenantId) -> Arc<Semaphore> {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(turns.entry(tenant.clone()).or_insert_with(|| Arc::new(Semaphore::new(1))))
    }

    pub(super) async fn close(&self) {
        self.pool.close().await;
    }
}

impl Reading {
    pub(super) fn db(&mut self) -> &mut SqliteConnection {
        &mut self.db
    }
}

#[cfg(test)]
mod tests {
    use futures_util::{FutureExt as _, future::join_all};

    use super::*;
    use crate::store::{sqlite::tests::Folder, tests::conformance::Premises};

    ///
    #[tokio::test]
    async fn who_reads_much_has_one_turn_at_a_time_and_another_waits_for_no_more_than_that() {
        let folder = Folder::new();
        drop(folder.open().await);
        let readers = Readers::new(&folder.database());
        let [acme, globex, initech] =
            ["acme", "globex", "initech"].map(|name| TenantId::new(name).unwrap());
        let first = readers.turn(&acme).await.unwrap();
        let mut others: Vec<_> = (0..50).map(|_| Box::pin(readers.turn(&acme))).collect();
        for other in &mut others {
            assert!(other.now_or_never().is_none(), "one at a time");
        }
        let second = readers.turn(&globex).await.unwrap();
        let mut third = Box::pin(readers.turn(&initech));
        assert!((&mut third).now_or_never().is_none(), "both connections are taken");
        drop(first);
        let third = third.await.unwrap();
        drop((second, third));
        let all = join_all(others.into_iter().map(async |turn| turn.await.map(drop))).await;
        assert!(all.iter().all(Result::is_ok), "each has its turn");
    }
}
