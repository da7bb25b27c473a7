//! What was written is there, in order, after a close and after a crash.

use backline_core::id::InteractionId;

use super::folder::Folder;
use crate::store::{
    Batch, SqliteStore, StoreError,
    tests::call::{self, acme, globex, opening, segment, whole_call},
};

#[tokio::test]
async fn what_was_written_comes_back_with_its_personal_texts() {
    let folder = Folder::new();
    let store = folder.open().await;
    store.append(whole_call(1)).await.unwrap();
    store.append(opening(&acme(), 2)).await.unwrap();
    store.append(segment(0)).await.unwrap();
    store.close().await;

    let store = folder.open().await;
    let live = store.live_interactions().await.unwrap();
    assert_eq!(live, [vec![call::first_record(&acme(), InteractionId::from_u128(2))]]);
    let read = store.interaction(&acme(), InteractionId::from_u128(1)).await.unwrap();
    assert_eq!(read, call::coached(InteractionId::from_u128(1)));
    assert_eq!(store.floor(&acme()).await.unwrap(), call::floor_segment(0));
    assert_eq!(store.floor(&globex()).await.unwrap(), []);
    assert!(folder.audit().await.is_good());
}

#[tokio::test]
async fn a_start_reads_the_last_segment_of_the_floor_only() {
    let folder = Folder::new();
    let store = folder.open().await;
    store.append(segment(0)).await.unwrap();
    let mut later = call::floor_segment(2);
    let later =
        Batch::Floor { tenant: acme(), records: vec![later.remove(1); 1], new_segment: false };
    let gap = store.append(later).await;
    assert_eq!(gap, Err(StoreError::Gap { expected: 2, got: 3 }));
    store.append(segment(2)).await.unwrap();
    assert_eq!(store.floor(&acme()).await.unwrap(), call::floor_segment(2));
    store.close().await;
    let report = folder.audit().await;
    assert!(report.is_good(), "{report}");
}

#[tokio::test]
async fn a_log_takes_exactly_the_next_number_from_its_own_tenant_until_it_is_sealed() {
    let folder = Folder::new();
    let store = folder.open().await;
    let id = InteractionId::from_u128(5);
    let all = call::coached(id);
    let batch = |from: usize, to: usize| Batch::Interaction {
        tenant: acme(),
        interaction: id,
        records: all[from..to].to_vec(),
        sealing: to == all.len(),
    };
    let misplaced = store.append(batch(0, 0)).await;
    assert!(matches!(misplaced, Err(StoreError::Misplaced(_))));
    assert_eq!(store.append(batch(1, 3)).await, Err(StoreError::Gap { expected: 0, got: 1 }));
    store.append(batch(0, 3)).await.unwrap();
    assert_eq!(store.append(batch(2, 4)).await, Err(StoreError::Gap { expected: 3, got: 2 }));
    assert_eq!(store.append(batch(4, 5)).await, Err(StoreError::Gap { expected: 3, got: 4 }));
    let records = all[3..4].to_vec();
    let foreign = Batch::Interaction { tenant: globex(), interaction: id, records, sealing: false };
    assert_eq!(store.append(foreign).await, Err(StoreError::Unknown(globex(), id)));
    assert_eq!(store.interaction(&globex(), id).await, Err(StoreError::Unknown(globex(), id)));
    store.append(batch(3, all.len())).await.unwrap();
    assert_eq!(store.append(batch(3, 4)).await, Err(StoreError::Sealed(id)));
    store.close().await;
    assert!(matches!(store.append(batch(3, 4)).await, Err(StoreError::Closed)));
    assert!(folder.audit().await.is_good());
}

#[test]
fn what_was_acknowledged_survives_a_crash() {
    let folder = Folder::new();
    for round in 0..5 {
        // Dropping a runtime ends its tasks where they stand, without a word to the store.
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let store = folder.open().await;
            assert_eq!(store.live_interactions().await.unwrap().len(), round);
            store.append(opening(&acme(), round as u128)).await.unwrap();
        });
        runtime.shutdown_background();
        wait_until_free(&folder);
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let report = runtime.block_on(async {
        folder.open().await.close().await;
        folder.audit().await
    });
    assert!(report.is_good(), "{report}");
    assert_eq!(report.interactions, 5);
}

/// Until the lock of a runtime that ends in the background is gone.
fn wait_until_free(folder: &Folder) {
    let lock = std::fs::File::open(folder.database().with_extension("lock")).unwrap();
    lock.lock().unwrap();
}

#[tokio::test]
async fn a_second_server_on_the_same_data_is_turned_away() {
    let folder = Folder::new();
    let store = folder.open().await;
    let second = SqliteStore::open(folder.options()).await;
    assert!(matches!(second, Err(StoreError::Setup(text)) if text.contains("Another Backline")));
    store.close().await;
    folder.open().await.close().await;
}

#[tokio::test]
async fn what_waits_together_is_committed_together() {
    let folder = Folder::new();
    let store = folder.open().await;
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
    let after = store.transactions();
    assert!(after - before <= 2, "{} transactions for 50 batches", after - before);
    assert_eq!(store.live_interactions().await.unwrap().len(), 50);
}

#[tokio::test]
async fn one_bad_batch_does_not_hold_up_the_others_of_its_transaction() {
    let folder = Folder::new();
    let store = folder.open().await;
    let orders = (1..=20).map(|n| {
        let store = store.clone();
        let batch = if n % 2 == 0 { opening(&acme(), n) } else { segment(99) };
        async move { (n, store.append(batch).await) }
    });
    for (n, result) in futures_util::future::join_all(orders).await {
        let expected =
            if n % 2 == 0 { Ok(()) } else { Err(StoreError::Gap { expected: 0, got: 99 }) };
        assert_eq!(result, expected, "{n}");
    }
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
    store.close().await;
    assert_eq!(store.fault.syncs(), 2, "nothing new was brought to the disk again");
}
