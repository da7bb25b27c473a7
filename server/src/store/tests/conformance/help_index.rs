//! The index of help requests says what the logs say, however it came about.

use backline_core::{
    host::CallHost,
    id::{IntegrationId, InteractionId, PersonId},
    interaction::{Command, Fact, HelpCommand, HelpFact, Interaction, Lens, RequestFact, Stamped},
    people::{Actor, HelpStatus, Identity},
    protocol::Record,
    time::{Millis, Timestamp},
    view::{request, timeline},
};

use super::Premises;
use crate::store::{
    Batch, Store, StoreError,
    index::{HelpEvent, HelpFilter, HelpPlace, HelpRow},
    tests::call::{self, Driven, acme, globex, whole_call},
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
    let known = store.help_log(&acme(), (CALL, 1)).await.unwrap();
    assert_eq!(known.map(|log| log.row).as_ref(), Some(first));
    assert_eq!(store.help_log(&acme(), (CALL, 3)).await, Ok(None));
    assert_eq!(store.help_log(&globex(), (CALL, 1)).await, Ok(None));
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

///
pub(in crate::store) async fn one_request_is_read_by_what_tells_of_it_and_not_by_the_rest_of_its_call<
    P: Premises,
>() {
    let premises = P::new();
    let store = premises.open().await;
    let records = call::crowded(CALL);
    assert!(records.len() > 10_000, "{}", records.len());
    for records in records.chunks(100) {
        let batch = Batch::Interaction {
            tenant: acme(),
            interaction: CALL,
            records: records.to_vec(),
            sealing: false,
        };
        store.append(batch).await.unwrap();
    }
    // The opening, the answer, the request and its end; and of the action that began with it both.
    for (request, read) in [(1, 6), (2, 4), (50, 4), (100, 4)] {
        let log = store.help_log(&acme(), (CALL, request)).await.unwrap().unwrap();
        assert_eq!(log.records.len(), read, "{request}: {:?}", log.records);
        let rows = store.help_requests(&acme(), &HelpFilter::default(), (None, 100)).await.unwrap();
        assert!(rows.contains(&log.row), "{request}");
        says_the_same(&records, &log.records, request);
        let raised = &log.records[2];
        let command = (CALL, raised.cause.unwrap().command);
        let number = store.help_raised(&acme(), command, &raised.by).await;
        assert_eq!(number, Ok(Some(request)));
        assert_eq!(store.help_raised(&globex(), command, &raised.by).await, Ok(None));
        assert_eq!(store.help_raised(&acme(), command, &Identity::Server).await, Ok(None));
    }
    assert_eq!(store.help_log(&acme(), (CALL, 101)).await, Ok(None));
    assert_eq!(store.help_log(&globex(), (CALL, 1)).await, Ok(None));
}

pub(in crate::store) async fn what_tells_of_a_request_says_what_its_whole_call_says<P: Premises>() {
    let premises = P::new();
    let store = premises.open().await;
    let (first, second) = (InteractionId::from_u128(1), InteractionId::from_u128(2));
    let calls = [(first, call::asked_twice(first)), (second, call::helped(second))];
    for (interaction, records) in calls {
        let batch = Batch::Interaction {
            tenant: acme(),
            interaction,
            records: records.clone(),
            sealing: true,
        };
        store.append(batch).await.unwrap();
        for request in [1, 2] {
            let log = store.help_log(&acme(), (interaction, request)).await.unwrap().unwrap();
            assert!(log.records.len() < records.len());
            says_the_same(&records, &log.records, request);
        }
    }
}

///
pub(in crate::store) async fn who_helps_and_may_read_of_it_is_read_without_the_rest_of_the_call<
    P: Premises,
>() {
    let premises = P::new();
    let store = premises.open().await;
    let id = InteractionId::from_u128;
    let calls = [call::asked_twice(id(1)), call::helped(id(2)), with_helpers(id(3))];
    let mut listed = 0;
    for (interaction, records) in (1..).map(id).zip(calls) {
        for (n, record) in records.iter().enumerate() {
            let (whole, records) = (&records[..=n], vec![record.clone()]);
            let (tenant, sealing) = (acme(), false);
            let batch = Batch::Interaction { tenant, interaction, records, sealing };
            store.append(batch).await.unwrap();
            let part = store.who_helps(&acme(), interaction).await.unwrap();
            listed += is_outlined(whole, &part);
        }
        let unknown = StoreError::Unknown(globex(), interaction);
        assert_eq!(store.who_helps(&globex(), interaction).await, Err(unknown));
    }
    assert!(listed > 0, "somebody is on a list at some time");
    assert!(store.who_helps(&acme(), id(9)).await.is_err());

    let records = call::crowded(CALL);
    for records in records.chunks(100) {
        let (tenant, interaction, records) = (acme(), CALL, records.to_vec());
        let batch = Batch::Interaction { tenant, interaction, records, sealing: false };
        store.append(batch).await.unwrap();
    }
    let part = store.who_helps(&acme(), CALL).await.unwrap();
    assert!(part.len() < 10, "{part:?}");
    is_outlined(&records, &part);
}

/// A call to whose *claimed by* list a machine adds somebody, and takes somebody off.
fn with_helpers(id: InteractionId) -> Vec<Record> {
    let mut call = Driven::answered(id);
    let machine = Actor::integration(acme(), IntegrationId::new("crm").unwrap(), None);
    let person = |name| PersonId::new(name).unwrap();
    for name in ["sam", "sofia"] {
        let add = HelpCommand::AddHelper { person: person(name) };
        call.try_to(&machine, Command::Help(add));
    }
    let remove = HelpCommand::RemoveHelper { person: person("sam") };
    call.try_to(&machine, Command::Help(remove));
    call.records
}

/// A part of a call's log says of whoever helps, or may read of it, what the whole says. How many are on
/// the *claimed by* list.
fn is_outlined(whole: &[Record], part: &[Record]) -> usize {
    let [whole, part] = [whole, part].map(|records| {
        let log: Vec<Stamped> = records.iter().map(Record::stamped).collect();
        Interaction::fold(Lens::Server, &log).unwrap()
    });
    assert_eq!((part.agent(), part.customer().visitor), (whole.agent(), whole.customer().visitor));
    assert_eq!((part.help(), part.helpers()), (whole.help(), whole.helpers()));
    let here = |call: &Interaction| -> Vec<_> {
        call.supervisors().map(|own| (own.card.clone(), own.origin)).collect()
    };
    assert_eq!(here(&part), here(&whole));
    assert_eq!((part.is_over(), part.terms()), (whole.is_over(), whole.terms()));
    part.helpers().iter().count()
}

/// Whoever is shown the request reads the same from a part of its call as from the whole.
fn says_the_same(whole: &[Record], part: &[Record], number: u32) {
    let host = CallHost::replay(whole).unwrap();
    let now = whole.last().unwrap().at;
    let part: Vec<Stamped> = part.iter().map(Record::stamped).collect();
    let next = |stamped: &Stamped| {
        matches!(&stamped.fact, Fact::Help(HelpFact::Request { request, what: RequestFact::Requested { .. } })
            if *request == number + 1)
    };
    for lens in [Lens::Supervisor, Lens::Helper, Lens::Agent] {
        let stream = host.stream(lens);
        let end = stream.iter().position(next).unwrap_or(stream.len());
        let then = Interaction::fold(lens, &stream[..end]).unwrap();
        let (call, told) = request::of(&part, number, lens).unwrap();
        assert_eq!(call.help(), then.help());
        assert_eq!((call.id(), call.agent()), (then.id(), then.agent()));
        let clocks = timeline::clocks(stream, number, now);
        assert_eq!(timeline::clocks(&told, number, now), clocks, "{lens:?}");
    }
    assert_eq!(request::of(&part, number, Lens::Customer), None);
    assert_eq!(request::of(&part, number + 1, Lens::Supervisor), None);
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
