//! A data directory of a test's own, with what a test does to it.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use sqlx::{ConnectOptions, SqliteConnection, sqlite::SqliteConnectOptions};
use uuid::Uuid;

use crate::store::{
    sqlite::{AuditOptions, SqliteOptions, SqliteStore, verify},
    tests::conformance::Premises,
    verify::AuditReport,
};

/// A directory that is deleted with this value.
pub(in crate::store::sqlite) struct Folder(PathBuf);

impl Folder {
    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    pub(in crate::store::sqlite) fn database(&self) -> PathBuf {
        self.options().path
    }

    pub(super) fn anchor(&self) -> PathBuf {
        self.0.join("audit.anchor")
    }

    pub(super) fn options(&self) -> SqliteOptions {
        SqliteOptions {
            checkpoint_every: Duration::from_secs(3600),
            ..SqliteOptions::in_directory(&self.0)
        }
    }

    /// Another program's connection to the database.
    pub(super) async fn stranger(&self) -> SqliteConnection {
        let options = SqliteConnectOptions::new().filename(self.database());
        options.busy_timeout(Duration::from_secs(5)).connect().await.unwrap()
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

impl Premises for Folder {
    type Kept = SqliteStore;

    fn new() -> Self {
        Self(std::env::temp_dir().join(format!("backline-store-{}", Uuid::new_v4())))
    }

    async fn open(&self) -> SqliteStore {
        SqliteStore::open(self.options()).await.unwrap()
    }

    /// Until the lock of a runtime that ends in the background is gone.
    fn wait_until_free(&self) {
        let lock = fs::File::open(self.database().with_extension("lock")).unwrap();
        lock.lock().unwrap();
    }

    async fn audit(&self) -> AuditReport {
        let options =
            AuditOptions { path: self.database(), anchor: self.anchor(), public_key: None };
        verify(&options).await.unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}
