//! How the file is written: by one server, in few transactions, for its owner only.

use std::time::Duration;

use backline_core::time::Timestamp;
use tokio::sync::mpsc;

use super::folder::Folder;
use crate::store::{
    Store, StoreError,
    sqlite::{SqliteOptions, SqliteStore},
    tests::{
        call::{acme, globex, opening, segment},
        conformance::Premises,
    },
};

#[tokio::test]
async fn a_second_server_on_the_same_data_is_turned_away() {
    let folder = Folder::new();
    let store = folder.open().await;
    let second = SqliteStore::open(folder.options()).await;
    assert!(matches!(second, Err(StoreError::Setup(text)) if text.contains("Another Backline")));
    store.close().await.unwrap();
    folder.open().await.close().await.unwrap();
}

#[tokio::test]
async fn what_waits_together_is_committed_together() {
    let (_folder, transactions, store) = fifty_at_once(Duration::from_secs(3600)).await;
    assert!(transactions <= 2, "{transactions} transactions for 50 batches");
    assert_eq!(store.recover(&acme(), Timestamp(0)).await.unwrap().interactions.len(), 50);
}

///
#[tokio::test]
async fn what_a_transaction_has_no_time_for_is_in_the_next_one_and_nothing_is_lost() {
    let (_folder, transactions, store) = fifty_at_once(Duration::ZERO).await;
    assert!(transactions >= 50, "{transactions} transactions for 50 batches");
    assert_eq!(store.recover(&acme(), Timestamp(0)).await.unwrap().interactions.len(), 50);
}

///
#[test]
fn a_transaction_has_twenty_milliseconds_unless_a_test_says_otherwise() {
    let options = SqliteOptions::in_directory("data".as_ref());
    assert_eq!(options.transaction_within, Duration::from_millis(20));
}

///
#[tokio::test]
async fn one_who_writes_little_waits_behind_one_job_of_a_hundred_that_another_has_written_before() {
    let folder = Folder::new();
    // One job in each transaction: a job waits for as many transactions as jobs are before it.
    let options = SqliteOptions { transaction_within: Duration::ZERO, ..folder.options() };
    let store = SqliteStore::open(options).await.unwrap();
    store.append(segment(0)).await.unwrap();
    let mut stranger = folder.stranger().await;
    sqlx::query("BEGIN IMMEDIATE").execute(&mut stranger).await.unwrap();
    let (written, mut order) = mpsc::unbounded_channel();
    let floods = (1..=100).map(|n| (acme(), n));
    for (tenant, n) in floods.chain([(globex(), 101)]) {
        let (store, written) = (store.clone(), written.clone());
        tokio::spawn(async move {
            store.append(opening(&tenant, n)).await.unwrap();
            written.send(tenant).unwrap();
        });
    }
    store.until_waiting(101).await;
    sqlx::query("COMMIT").execute(&mut stranger).await.unwrap();
    drop(written);
    let mut came = Vec::new();
    while let Some(tenant) = order.recv().await {
        came.push(tenant);
    }
    let turn = came.iter().position(|tenant| *tenant == globex());
    assert_eq!(turn, Some(1), "behind one of the hundred that came before");
    assert_eq!(came.len(), 101, "each has its turn");
}

/// How many transactions it takes to write fifty batches that wait together.
async fn fifty_at_once(transaction_within: Duration) -> (Folder, u64, SqliteStore) {
    let folder = Folder::new();
    let options = SqliteOptions { transaction_within, ..folder.options() };
    let store = SqliteStore::open(options).await.unwrap();
    store.append(segment(0)).await.unwrap();
    let mut stranger = folder.stranger().await;
    sqlx::query("BEGIN IMMEDIATE").execute(&mut stranger).await.unwrap();
    let before = store.transactions();
    let waiting: Vec<_> = (1..=50)
        .map(|n| {
            let store = store.clone();
            tokio::spawn(async move { store.append(opening(&acme(), n)).await })
        })
        .collect();
    store.until_waiting(50).await;
    sqlx::query("COMMIT").execute(&mut stranger).await.unwrap();
    for one in waiting {
        one.await.unwrap().unwrap();
    }
    let transactions = store.transactions() - before;
    (folder, transactions, store)
}

#[cfg(unix)]
#[tokio::test]
async fn the_record_and_its_key_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let store = folder.open().await;
    store.append(segment(0)).await.unwrap();
    for name in ["audit.key", "record.sqlite", "record.sqlite-wal"] {
        let file = std::fs::metadata(folder.path().join(name)).unwrap();
        assert_eq!(file.permissions().mode() & 0o777, 0o600, "{name}");
    }
}

#[tokio::test]
async fn anchors_are_on_the_disk_after_each_noting_of_the_heads_and_only_when_there_are_new_ones() {
    let folder = Folder::new();
    let store = folder.open().await;
    store.append(opening(&acme(), 1)).await.unwrap();
    assert_eq!(store.fault.syncs(), 0, "a call does not wait for a second file");
    store.checkpoint().await.unwrap();
    store.fault.until_synced(1).await;
    store.checkpoint().await.unwrap();
    store.append(opening(&acme(), 2)).await.unwrap();
    store.checkpoint().await.unwrap();
    store.fault.until_synced(2).await;
    store.close().await.unwrap();
    assert_eq!(store.fault.syncs(), 2, "nothing new was brought to the disk again");
}
