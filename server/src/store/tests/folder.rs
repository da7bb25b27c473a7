//! A data directory of a test's own, with what a test does to it.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use backline_core::id::{InteractionId, TenantId};
use sqlx::{ConnectOptions, SqliteConnection, sqlite::SqliteConnectOptions};
use uuid::Uuid;

use super::call;
use crate::store::{
    Batch, Store, StoreOptions,
    verify::{AuditOptions, Report, verify},
};

/// A directory that is deleted with this value.
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn new() -> Self {
        Self(std::env::temp_dir().join(format!("backline-store-{}", Uuid::new_v4())))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    pub(super) fn database(&self) -> PathBuf {
        self.options().path
    }

    pub(super) fn anchor(&self) -> PathBuf {
        self.0.join("audit.anchor")
    }

    pub(super) fn options(&self) -> StoreOptions {
        StoreOptions {
            checkpoint_every: Duration::from_secs(3600),
            ..StoreOptions::in_directory(&self.0)
        }
    }

    pub(super) async fn open(&self) -> Store {
        Store::open(self.options()).await.unwrap()
    }

    /// Another program's connection to the database.
    pub(super) async fn stranger(&self) -> SqliteConnection {
        let options = SqliteConnectOptions::new().filename(self.database());
        options.busy_timeout(Duration::from_secs(5)).connect().await.unwrap()
    }

    pub(super) async fn audit(&self) -> Report {
        let options =
            AuditOptions { path: self.database(), anchor: self.anchor(), public_key: None };
        verify(&options).await.unwrap()
    }

    /// Every byte that the database has on the disk.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let files = fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().path());
        files
            .filter(|path| path.to_string_lossy().contains(".sqlite"))
            .flat_map(|path| fs::read(path).unwrap())
            .collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

pub(super) fn acme() -> TenantId {
    TenantId::new("acme").unwrap()
}

pub(super) fn globex() -> TenantId {
    TenantId::new("globex").unwrap()
}

/// The opening of an interaction, as a batch.
pub(super) fn opening(tenant: &TenantId, n: u128) -> Batch {
    let interaction = InteractionId::from_u128(n);
    let records = vec![call::opening(tenant, interaction)];
    Batch::Interaction { tenant: tenant.clone(), interaction, records, sealing: false }
}

/// A whole call of acme, sealed, as a batch.
pub(super) fn whole_call(n: u128) -> Batch {
    let interaction = InteractionId::from_u128(n);
    let records = call::coached(interaction);
    Batch::Interaction { tenant: acme(), interaction, records, sealing: true }
}

/// A floor's segment, as a batch.
pub(super) fn segment(first: u64) -> Batch {
    Batch::Floor { tenant: acme(), records: call::floor_segment(first), new_segment: true }
}
