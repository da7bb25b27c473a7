//! How the database is opened: for the one writer, for readers, and for an audit.
//!
//! WAL, so that readers never wait for the writer; `synchronous=FULL`, so that a commit is on the
//! disk when it returns; `secure_delete`, so that an erased key leaves no bytes behind.

use std::{collections::BTreeMap, fs, path::Path, time::Duration};

use sqlx::{
    ConnectOptions, Connection, Row, SqliteConnection, SqlitePool,
    migrate::{MigrateError, Migrator},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::index;
use crate::store::{StoreError, anchor::write_secret};

static MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");

/// How long one try waits for a lock. The writer tries again until its batches' deadlines.
const ONE_TRY: Duration = Duration::from_millis(100);

/// How long a start or a read waits for a lock.
const PATIENT: Duration = Duration::from_secs(2);

/// Reads at once.
const READERS: u32 = 2;

/// Makes the folder when it is missing.
pub(super) fn make_folder(path: &Path) -> Result<(), StoreError> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(|error| {
            StoreError::Setup(format!(
                "The data directory {} cannot be made: {error}.",
                folder.display()
            ))
        })?;
    }
    Ok(())
}

/// Makes the file when it is missing, and brings it to this version's form. What is on record since
/// before there was an index of help requests is put into it; a crash meanwhile begins that anew.
pub(super) async fn prepare(path: &Path) -> Result<(), StoreError> {
    if !path.exists() {
        // Names and their keys are in it. SQLite gives the files beside it the same rights.
        write_secret(path, b"").map_err(|error| unusable(path, &error))?;
    }
    let options = writing(path).busy_timeout(PATIENT);
    let mut connection = options.connect().await.map_err(|error| unusable(path, &error))?;
    MIGRATIONS.run(&mut connection).await.map_err(|error| {
        if matches!(error, MigrateError::VersionMissing(_) | MigrateError::VersionMismatch(_)) {
            StoreError::Setup(format!(
                "The database {} was written by another version of Backline. Start that version.",
                path.display()
            ))
        } else {
            unusable(path, &error)
        }
    })?;
    if !index::is_built(&mut connection).await? {
        let mut transaction = connection.begin().await?;
        let events = index::rebuild(&mut transaction).await?;
        transaction.commit().await?;
        tracing::info!(events, "the index of help requests is written");
    }
    connection.close().await.map_err(|error| unusable(path, &error))
}

/// Whether there is one, and if not, what to do.
pub(super) fn must_exist(path: &Path) -> Result<(), StoreError> {
    if path.is_file() {
        return Ok(());
    }
    Err(StoreError::Setup(format!(
        "There is no database {}. Name the data directory of the server with --data.",
        path.display()
    )))
}

/// The writer's connection.
pub(super) async fn writer(path: &Path) -> Result<SqliteConnection, StoreError> {
    Ok(writing(path).connect().await?)
}

/// The readers' connections; none is opened before it is needed.
pub(super) fn readers(path: &Path) -> SqlitePool {
    let options = reading(path);
    SqlitePoolOptions::new().max_connections(READERS).connect_lazy_with(options)
}

/// A connection that only reads.
pub(super) async fn reader(path: &Path) -> Result<SqliteConnection, StoreError> {
    must_exist(path)?;
    reading(path).connect().await.map_err(|error| unusable(path, &error))
}

/// An empty database of this version's form.
pub(super) async fn in_memory() -> Result<SqliteConnection, StoreError> {
    let mut connection = SqliteConnectOptions::new().in_memory(true).connect().await?;
    MIGRATIONS
        .run(&mut connection)
        .await
        .map_err(|error| StoreError::Unavailable(error.to_string()))?;
    Ok(connection)
}

/// The statement that made each table, index and trigger, by kind and name.
pub(super) async fn form(
    db: &mut SqliteConnection,
) -> Result<BTreeMap<String, Option<String>>, StoreError> {
    let rows = sqlx::query(
        "SELECT type || ' ' || name, sql FROM sqlite_schema
         WHERE name NOT LIKE 'sqlite_%' AND name <> '_sqlx_migrations'",
    );
    rows.fetch_all(db).await?.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

fn writing(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(ONE_TRY)
        .pragma("secure_delete", "on")
}

fn reading(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new().filename(path).read_only(true).busy_timeout(PATIENT)
}

fn unusable(path: &Path, error: &dyn std::error::Error) -> StoreError {
    StoreError::Setup(format!("The database {} cannot be used: {error}.", path.display()))
}
