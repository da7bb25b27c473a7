//! The index of help requests in its tables can be written anew, and is where it was missing.

use super::folder::Folder;
use crate::store::{
    Store,
    sqlite::SqliteStore,
    tests::conformance::{
        Premises,
        help_index::{all, written},
    },
};

#[tokio::test]
async fn the_index_is_written_anew_from_the_logs_as_it_was() {
    let folder = Folder::new();
    let store = folder.open().await;
    written(&store).await;
    let before = all(&store).await;
    let in_use = SqliteStore::rebuild_index(&folder.database()).await;
    assert!(in_use.unwrap_err().to_string().contains("Another Backline server"));
    store.close().await.unwrap();
    let mut stranger = folder.stranger().await;
    for table in ["DELETE FROM help_request", "DELETE FROM help_event"] {
        sqlx::query(table).execute(&mut stranger).await.unwrap();
    }
    drop(stranger);
    let events = SqliteStore::rebuild_index(&folder.database()).await;
    assert_eq!(events, Ok(before.1.len()));
    let store = folder.open().await;
    assert_eq!(all(&store).await, before);
}

#[tokio::test]
async fn what_is_on_record_since_before_there_was_an_index_is_in_it_also_after_a_crash_meanwhile() {
    let folder = Folder::new();
    let store = folder.open().await;
    written(&store).await;
    let before = all(&store).await;
    store.close().await.unwrap();
    let older = [
        "DROP TABLE help_request",
        "DROP TABLE help_event",
        "DROP TABLE help_index",
        "DELETE FROM _sqlx_migrations WHERE version > 1",
    ];
    let crashed = ["DELETE FROM help_request", "DELETE FROM help_event", "DELETE FROM help_index"];
    for changes in [older.as_slice(), &crashed] {
        let mut stranger = folder.stranger().await;
        for change in changes {
            sqlx::query(*change).execute(&mut stranger).await.unwrap();
        }
        drop(stranger);
        let store = folder.open().await;
        assert_eq!(all(&store).await, before);
        store.close().await.unwrap();
    }
    assert!(folder.audit().await.is_good());
}

#[tokio::test]
async fn no_index_is_written_where_there_is_no_record() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path()).unwrap();
    let refused = SqliteStore::rebuild_index(&folder.database()).await.unwrap_err().to_string();
    assert!(refused.contains("Name the data directory of the server with --data."), "{refused}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
