//! What one customer can make grow: ten minutes of everything that a customer may do, on the disk and
//! in memory. The time is the test's.

use std::fs;

use backline_core::{
    id::InteractionId,
    interaction::{CallFact, Fact},
    protocol::Record,
};

use super::folder::Folder;
use crate::store::{
    Batch, Store,
    tests::{
        call::{acme, segment},
        conformance::Premises,
        flood::{self, Flood},
    },
};

const MEBIBYTE: u64 = 1024 * 1024;

fn on_disk(folder: &Folder) -> u64 {
    let files = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap());
    files.map(|file| file.metadata().unwrap().len()).sum()
}

/// How much the record of these calls takes, once the write-ahead log is in the database.
async fn recorded(flood: &Flood) -> u64 {
    let folder = Folder::new();
    let store = folder.open().await;
    store.append(segment(0)).await.unwrap();
    store.close().await.unwrap();
    let before = on_disk(&folder);
    let store = folder.open().await;
    for (n, writes) in (1..).zip(&flood.calls) {
        let interaction = InteractionId::from_u128(n);
        for records in writes {
            let ends = |record: &Record| matches!(record.fact, Fact::Call(CallFact::Ended { .. }));
            let (records, sealing) = (records.clone(), records.iter().any(ends));
            let batch = Batch::Interaction { tenant: acme(), interaction, records, sealing };
            store.append(batch).await.unwrap();
        }
    }
    store.close().await.unwrap();
    on_disk(&folder) - before
}

///
#[tokio::test]
async fn ten_minutes_of_everything_that_a_customer_may_do_grow_disk_and_memory_by_two_mebibytes_at_most()
 {
    // On one call; on one after another, of a second; and of as long as makes the most of each.
    for flood in [flood::on_one_call(), flood::on_calls_of(1_000), flood::on_calls_of(29_000)] {
        let facts: usize = flood.calls.iter().flatten().map(Vec::len).sum();
        let disk = recorded(&flood).await;
        assert!(disk < 2 * MEBIBYTE, "{disk} bytes on the disk, {facts} facts");
        assert!(flood.memory < 2 * MEBIBYTE, "{} bytes in memory", flood.memory);
    }
}
