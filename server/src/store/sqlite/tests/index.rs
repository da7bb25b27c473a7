//! The index of help requests says what the logs say, however it came about.

use backline_core::people::HelpStatus;
use backline_core::{
    id::InteractionId,
    interaction::{Fact, HelpFact},
    protocol::Record,
    time::{Millis, Timestamp},
};

use super::folder::Folder;
use crate::store::{
    Batch, SqliteStore,
    index::{HelpEvent, HelpFilter, HelpPlace, HelpRow},
    tests::call::{self, COMMENT, acme, globex, whole_call},
};

const CALL: InteractionId = InteractionId::from_u128(7);

/// Writes a call as a server does: few records at a time.
async fn written(store: &SqliteStore) {
    let records = call::asked_twice(CALL);
    let last = records.len() - 1;
    for (n, record) in records.into_iter().enumerate() {
        let records = vec![record];
        let batch =
            Batch::Interaction { tenant: acme(), interaction: CALL, records, sealing: n == last };
        store.append(batch).await.unwrap();
    }
    store.append(whole_call(1)).await.unwrap();
}

async fn all(store: &SqliteStore) -> (Vec<HelpRow>, Vec<HelpEvent>) {
    let rows = store.help_requests(&acme(), &HelpFilter::default(), (None, 100)).await.unwrap();
    (rows, store.help_events(&acme(), (0, 100)).await.unwrap())
}

#[tokio::test]
async fn each_request_has_a_row_with_its_clocks_and_each_fact_about_it_an_event() {
    let folder = Folder::new();
    let store = folder.open().await;
    let mut helped = store.helped();
    written(&store).await;
    assert!(helped.has_changed().unwrap(), "who listens is told");
    let told: Vec<_> = helped.borrow_and_update().keys().cloned().collect();
    assert_eq!(told, [acme()], "and nobody else has anything to read");
    let (rows, events) = all(&store).await;
    let stand: Vec<_> = rows.iter().map(|row| (row.number, row.status)).collect();
    assert_eq!(stand, [(2, HelpStatus::Cancelled), (1, HelpStatus::Closed)]);
    let [second, first] = &rows[..] else { panic!("{rows:?}") };
    assert_eq!(first.helper.as_ref().map(|it| it.as_str()), Some("sofia"));
    assert_eq!(first.claimed_at.map(|at| at.since(first.raised_at)), Some(first.wait));
    assert!(first.wait >= Millis(5_000) && first.engagement >= Millis(7_000), "{first:?}");
    assert!(first.actions >= Millis(7_000) && first.actions < first.engagement, "{first:?}");
    assert!(second.wait >= Millis(3_000) && second.claimed_at.is_none(), "{second:?}");
    let is_help = |record: &Record| matches!(record.fact, Fact::Help(HelpFact::Request { .. }));
    let facts: Vec<_> =
        call::asked_twice(CALL).into_iter().filter(is_help).map(|record| record.number).collect();
    let told: Vec<_> = events.iter().map(|event| event.record.number).collect();
    assert_eq!(told, facts);
    assert!((1..).zip(&events).all(|(seq, event)| event.seq == seq));
    let after = store.help_events(&acme(), (2, 1)).await.unwrap();
    assert_eq!(after, events[2..3]);
    assert_eq!(store.last_help_event(&acme()).await, Ok(events.len() as u64));
    assert_eq!(store.last_help_event(&globex()).await, Ok(0));
    assert_eq!(store.help_events(&globex(), (0, 100)).await, Ok(Vec::new()));
    store.close().await;
    let bytes = folder.bytes();
    // Comment and label say the same: neither stands anywhere.
    let comment = COMMENT.as_bytes();
    assert!(!bytes.windows(comment.len()).any(|part| part == comment));
    assert!(folder.audit().await.is_good());
}

#[tokio::test]
async fn the_index_is_written_anew_from_the_logs_as_it_was() {
    let folder = Folder::new();
    let store = folder.open().await;
    written(&store).await;
    let before = all(&store).await;
    let in_use = SqliteStore::rebuild_index(&folder.database()).await;
    assert!(in_use.unwrap_err().to_string().contains("Another Backline server"));
    store.close().await;
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
    store.close().await;
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
        store.close().await;
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

#[tokio::test]
async fn instants_beyond_what_a_database_can_hold_are_later_than_all() {
    let folder = Folder::new();
    let store = folder.open().await;
    written(&store).await;
    let (rows, events) = all(&store).await;
    for far in [1 << 63, u64::MAX].map(Timestamp) {
        let find = async |filter: HelpFilter, after| {
            store.help_requests(&acme(), &filter, (after, 100)).await.unwrap()
        };
        let (from, to) = (
            HelpFilter { from: Some(far), ..HelpFilter::default() },
            HelpFilter { to: Some(far), ..HelpFilter::default() },
        );
        assert_eq!(find(from, None).await, []);
        assert_eq!(find(to, None).await, rows);
        let place = HelpPlace { raised_at: far, interaction: CALL, number: 1 };
        assert_eq!(find(HelpFilter::default(), Some(place)).await, rows);
        assert_eq!(store.help_events(&acme(), (far.0, 100)).await, Ok(Vec::new()));
    }
    assert!(!events.is_empty());
}
