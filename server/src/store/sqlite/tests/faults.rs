//! When it cannot be written: a clear error within the bound, and then it goes on by itself.

use std::time::{Duration, Instant};

use backline_core::{id::InteractionId, time::Timestamp};

use super::folder::Folder;
use crate::store::{
    Store, StoreError,
    sqlite::{SqliteStore, writer::WRITE_WITHIN},
    tests::{
        call::{acme, opening, segment},
        conformance::Premises,
    },
};

/// What is promised: a batch that cannot be written is refused within two seconds.
const PROMISED: Duration = Duration::from_secs(2);

/// By then it is refused on a busy machine, too; the database's own patience is longer.
const BOUND: Duration = Duration::from_secs(4);

#[tokio::test]
async fn a_locked_database_is_an_error_within_two_seconds_and_recovers() {
    let folder = Folder::new();
    let store = folder.open().await;
    store.append(segment(0)).await.unwrap();
    let mut stranger = folder.stranger().await;
    sqlx::query("BEGIN EXCLUSIVE").execute(&mut stranger).await.unwrap();

    assert!(WRITE_WITHIN < PROMISED);
    let begun = Instant::now();
    let error = store.append(opening(&acme(), 1)).await.unwrap_err();
    assert!(begun.elapsed() < BOUND, "{:?}", begun.elapsed());
    assert_eq!(error, StoreError::Locked);
    assert!(error.is_retryable());
    assert!(store.probe().await.is_err());
    assert_eq!(
        store.recover(&acme(), Timestamp(0)).await.unwrap().floor.len(),
        2,
        "reading goes on"
    );

    sqlx::query("ROLLBACK").execute(&mut stranger).await.unwrap();
    store.append(opening(&acme(), 1)).await.unwrap();
    assert!(store.probe().await.is_ok());
    store.close().await.unwrap();
    assert!(folder.audit().await.is_good());
}

#[tokio::test]
async fn a_lock_that_is_given_up_in_time_costs_nobody_anything() {
    let folder = Folder::new();
    let store = folder.open().await;
    let mut stranger = folder.stranger().await;
    sqlx::query("BEGIN EXCLUSIVE").execute(&mut stranger).await.unwrap();
    let waiting = tokio::spawn({
        let store = store.clone();
        async move { store.append(opening(&acme(), 1)).await }
    });
    store.until_waiting(1).await;
    sqlx::query("ROLLBACK").execute(&mut stranger).await.unwrap();
    assert_eq!(waiting.await.unwrap(), Ok(()));
}

#[tokio::test]
async fn a_full_or_read_only_database_is_an_error_and_recovers() {
    for (pragma, expected) in [
        ("PRAGMA max_page_count = 1", StoreError::Full),
        ("PRAGMA query_only = 1", StoreError::ReadOnly),
    ] {
        let folder = Folder::new();
        let store = folder.open().await;
        store.append(opening(&acme(), 0)).await.unwrap();
        store.fault.set(Some(pragma));
        // The last page may have room for some.
        let mut stored = 1_u128;
        let error = loop {
            let begun = Instant::now();
            match store.append(opening(&acme(), stored)).await {
                Ok(()) => stored += 1,
                Err(error) => {
                    assert!(begun.elapsed() < BOUND, "{:?}", begun.elapsed());
                    break error;
                }
            }
            assert!(stored < 1000, "it never fills");
        };
        assert_eq!(error, expected);
        assert!(error.is_retryable());
        store.fault.set(None);
        store.append(opening(&acme(), stored)).await.unwrap();
        assert!(store.probe().await.is_ok());
        let last = InteractionId::from_u128(stored);
        assert_eq!(store.interaction(&acme(), last).await.unwrap().len(), 1);
        store.close().await.unwrap();
        let report = folder.audit().await;
        assert!(report.is_good(), "{report}");
    }
}

#[tokio::test]
async fn a_folder_that_cannot_be_used_is_named() {
    let folder = Folder::new();
    std::fs::write(folder.path(), b"a file, no folder").unwrap();
    let error = SqliteStore::open(folder.options()).await.unwrap_err();
    assert!(error.to_string().contains("cannot be made"), "{error}");
    std::fs::remove_file(folder.path()).unwrap();
}

#[tokio::test]
async fn facts_cannot_be_changed_or_deleted_by_a_statement() {
    let folder = Folder::new();
    let store = folder.open().await;
    store.append(opening(&acme(), 1)).await.unwrap();
    store.append(segment(0)).await.unwrap();
    let mut stranger = folder.stranger().await;
    for statement in [
        "UPDATE fact SET body = x'00'",
        "DELETE FROM fact",
        "INSERT OR REPLACE INTO fact SELECT log, number, x'00', hash FROM fact LIMIT 1",
        "UPDATE checkpoint SET body = x'00'",
        "DELETE FROM checkpoint",
        "UPDATE log SET tenant = 'globex'",
        "DELETE FROM log",
        "UPDATE segment SET first = 1",
        "DELETE FROM segment",
        "UPDATE personal_text SET body = x'00'",
        "DELETE FROM personal_text",
        "UPDATE subject_key SET subject = 'x'",
    ] {
        let result = sqlx::query(statement).execute(&mut stranger).await;
        let error = result.expect_err(statement).to_string();
        assert!(
            error.contains("never")
                || error.contains("gap")
                || error.contains("stays")
                || error.contains("erased"),
            "{statement}: {error}"
        );
    }
}
