//! Personal texts are gone with their key, for one tenant only, and the chains stand.

use backline_core::{
    id::{InteractionId, PersonId},
    interaction::{CallFact, Fact, SuperviseFact},
    personal::Subject,
    time::Timestamp,
};

use super::Premises;
use crate::store::{
    Store,
    tests::call::{self, acme, globex, opening, segment, whole_call},
};

pub(in crate::store) async fn erasing_a_person_blanks_every_text_about_them_and_the_record_still_verifies<
    P: Premises,
>() {
    let premises = P::new();
    let store = premises.open().await;
    store.append(segment(0)).await.unwrap();
    store.append(whole_call(1)).await.unwrap();
    store.append(opening(&acme(), 2)).await.unwrap();
    let id = InteractionId::from_u128(1);
    let ana = Subject::Person(PersonId::new("ana").unwrap());
    store.erase(&acme(), ana).await.unwrap();
    store.erase(&acme(), Subject::Customer(id)).await.unwrap();

    let erased = store.interaction(&acme(), id).await.unwrap();
    assert_eq!(erased.len(), call::coached(id).len());
    let Fact::Call(CallFact::Opened { name, .. }) = &erased[0].fact else { panic!("it opens") };
    assert_eq!(name.open(), None);
    let mut cards = Vec::new();
    for record in &erased {
        if let Fact::Call(CallFact::Answered { agent: card, .. })
        | Fact::Supervise(SuperviseFact::ActionActive { supervisor: card, .. }) = &record.fact
        {
            cards.push((card.person.as_str(), card.name.text()));
        }
    }
    assert!(cards.contains(&("ana", "")) && cards.contains(&("sofia", "Sofia Marin")), "{cards:?}");
    assert!(!cards.contains(&("ana", "Ana Ribeiro")));
    let other = store.recover(&acme(), Timestamp(0)).await.unwrap().interactions;
    assert_eq!(other, [vec![call::first_record(&acme(), InteractionId::from_u128(2))]]);

    store.append(segment(2)).await.unwrap();
    let floor = store.recover(&acme(), Timestamp(0)).await.unwrap().floor;
    assert_eq!(floor, call::floor_segment(2), "a new key");
    store.close().await.unwrap();
    let report = premises.audit().await;
    assert!(report.is_good(), "{report}");
    assert!(report.erased > 0);
}

pub(in crate::store) async fn erasing_for_one_tenant_leaves_the_texts_of_another<P: Premises>() {
    let premises = P::new();
    let store = premises.open().await;
    let id = InteractionId::from_u128(1);
    store.append(opening(&acme(), 1)).await.unwrap();
    store.erase(&globex(), Subject::Customer(id)).await.unwrap();
    let read = store.interaction(&acme(), id).await.unwrap();
    assert_eq!(read, [call::first_record(&acme(), id)]);
    store.close().await.unwrap();
    assert!(premises.audit().await.is_good());
}
