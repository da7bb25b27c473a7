//! Personal texts: nowhere in the clear, gone with their key, and the chains stand.

use backline_core::{
    id::{InteractionId, PersonId},
    interaction::{CallFact, Fact, SuperviseFact},
    personal::Subject,
};

use super::folder::Folder;
use crate::store::tests::call::{self, PERSONAL, acme, opening, segment, whole_call};

fn has(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[tokio::test]
async fn no_name_and_no_number_is_anywhere_on_the_disk_in_the_clear() {
    let folder = Folder::new();
    let store = folder.open().await;
    store.append(segment(0)).await.unwrap();
    store.append(whole_call(1)).await.unwrap();
    for when in ["while it is open", "when it is closed"] {
        let bytes = folder.bytes();
        assert!(has(&bytes, "action_active"), "the facts are there {when}");
        for text in PERSONAL {
            assert!(!has(&bytes, text), "{text}, {when}");
        }
        store.close().await;
    }
}

#[tokio::test]
async fn erasing_a_person_blanks_every_text_about_them_and_the_record_still_verifies() {
    let folder = Folder::new();
    let store = folder.open().await;
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
    let other = store.live_interactions().await.unwrap();
    assert_eq!(other, [vec![call::first_record(&acme(), InteractionId::from_u128(2))]]);

    store.append(segment(2)).await.unwrap();
    assert_eq!(store.floor(&acme()).await.unwrap(), call::floor_segment(2), "a new key");
    store.close().await;
    let report = folder.audit().await;
    assert!(report.is_good(), "{report}");
    assert!(report.erased > 0);
}

#[tokio::test]
async fn no_byte_of_an_erased_key_is_left_on_the_disk() {
    let folder = Folder::new();
    let store = folder.open().await;
    store.append(whole_call(1)).await.unwrap();
    let mut stranger = folder.stranger().await;
    let key = "SELECT secret FROM subject_key WHERE subject = 'person ana'";
    let secret: Vec<u8> = sqlx::query_scalar(key).fetch_one(&mut stranger).await.unwrap();
    sqlx::Connection::close(stranger).await.unwrap();
    let there = |bytes: &[u8]| bytes.windows(32).any(|window| window == secret);
    assert!(there(&folder.bytes()), "it was there");
    store.erase(&acme(), Subject::Person(PersonId::new("ana").unwrap())).await.unwrap();
    assert!(!there(&folder.bytes()));
}
