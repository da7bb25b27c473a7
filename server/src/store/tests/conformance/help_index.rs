//! The index of help requests says what the logs say, however it came about.

use backline_core::{
    id::InteractionId,
    interaction::{Fact, HelpFact},
    people::HelpStatus,
    protocol::Record,
    time::{Millis, Timestamp},
};

use super::Premises;
use crate::store::{
    Batch, Store,
    index::{HelpEvent, HelpFilter, HelpPlace, HelpRow},
    tests::call::{self, acme, globex, whole_call},
};

pub(in crate::store) const CALL: InteractionId = InteractionId::from_u128(7);

/// Writes a call as a server does: few records at a time.
pub(in crate::store) async fn written(store: &impl Store) {
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

/// All that the index says.
pub(in crate::store) async fn all(store: &impl Store) -> (Vec<HelpRow>, Vec<HelpEvent>) {
    let rows = store.help_requests(&acme(), &HelpFilter::default(), (None, 100)).await.unwrap();
    (rows, store.help_events(&acme(), (0, 100)).await.unwrap())
}

pub(in crate::store) async fn each_request_has_a_row_with_its_clocks_and_each_fact_about_it_an_event<
    P: Premises,
>() {
    let premises = P::new();
    let store = premises.open().await;
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
    assert_eq!(store.help_request(&acme(), (CALL, 1)).await.as_ref(), Ok(&Some(first.clone())));
    assert_eq!(store.help_request(&acme(), (CALL, 3)).await, Ok(None));
    assert_eq!(store.help_request(&globex(), (CALL, 1)).await, Ok(None));
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
    let of_globex = store.help_requests(&globex(), &HelpFilter::default(), (None, 100)).await;
    assert_eq!(of_globex, Ok(Vec::new()));
    store.close().await.unwrap();
    assert!(premises.audit().await.is_good());
}

pub(in crate::store) async fn the_index_says_the_same_after_a_start<P: Premises>() {
    let premises = P::new();
    let store = premises.open().await;
    written(&store).await;
    let before = all(&store).await;
    store.close().await.unwrap();
    assert_eq!(all(&premises.open().await).await, before);
}

pub(in crate::store) async fn instants_beyond_what_a_database_can_hold_are_later_than_all<
    P: Premises,
>() {
    let premises = P::new();
    let store = premises.open().await;
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

pub(in crate::store) async fn a_start_is_given_the_calls_in_which_help_was_requested_lately<
    P: Premises,
>() {
    let premises = P::new();
    let store = premises.open().await;
    written(&store).await;
    let (rows, _) = all(&store).await;
    let [second, first] = &rows[..] else { panic!("{rows:?}") };
    let helped = async |tenant, since| store.recover(&tenant, since).await.unwrap().helped;
    let call = vec![call::asked_twice(CALL)];
    assert_eq!(helped(acme(), Timestamp(0)).await, call, "once, and no call without help");
    assert_eq!(helped(acme(), first.raised_at.plus(Millis(1))).await, call);
    assert_eq!(helped(acme(), second.raised_at).await, call);
    assert!(helped(acme(), second.raised_at.plus(Millis(1))).await.is_empty());
    assert!(helped(globex(), Timestamp(0)).await.is_empty());
}
