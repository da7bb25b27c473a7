//! Personal texts are nowhere on the disk in the clear, and an erased key is not there either.

use backline_core::{id::PersonId, personal::Subject};

use super::folder::Folder;
use crate::store::{
    Store,
    tests::{
        call::{COMMENT, PERSONAL, acme, segment, whole_call},
        conformance::{Premises, help_index},
    },
};

fn has(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[tokio::test]
async fn no_name_and_no_number_is_anywhere_on_the_disk_in_the_clear() {
    let folder = Folder::new();
    let store = folder.open().await;
    store.append(segment(0)).await.unwrap();
    // One call with supervision and one with help.
    help_index::written(&store).await;
    for when in ["while it is open", "when it is closed"] {
        let bytes = folder.bytes();
        assert!(has(&bytes, "action_active"), "the facts are there {when}");
        for text in PERSONAL.into_iter().chain([COMMENT]) {
            assert!(!has(&bytes, text), "{text}, {when}");
        }
        store.close().await.ok();
    }
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
