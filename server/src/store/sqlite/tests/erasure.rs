//! Personal texts are nowhere on the disk in the clear, and an erased key is not there either.

use backline_core::{
    id::{CommandId, InteractionId, PersonId},
    personal::Subject,
    protocol::{Cause, fingerprint},
};
use sha2::{Digest as _, Sha256};

use super::folder::Folder;
use crate::{
    session::port::CallRequest,
    store::{
        Batch, Store,
        chain::hex,
        tests::{
            call::{COMMENT, PERSONAL, acme, first_record, segment, whole_call},
            conformance::{Premises, help_index},
        },
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

/// FNV-1a, 64 bits: how commands are digested.
fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// What a digest without a salt would leave of a text, in every form that it could be kept in.
fn digests(text: &str) -> Vec<Vec<u8>> {
    let quoted = serde_json::to_string(text).unwrap();
    let length = text.len().to_string();
    let mut forms = Vec::new();
    for plain in [text, &quoted, &length, &format!("\"{length}\"")] {
        let (sha, fnv) = (Sha256::digest(plain.as_bytes()), fnv(plain.as_bytes()));
        forms.extend([sha.to_vec(), hex(&sha).into_bytes(), fnv.to_string().into_bytes()]);
        forms.extend([fnv.to_le_bytes().to_vec(), fnv.to_be_bytes().to_vec()]);
        forms.push(format!("{fnv:x}").into_bytes());
    }
    forms
}

#[tokio::test]
async fn after_erasure_no_digest_of_a_callers_name_or_number_is_left_on_the_disk() {
    let folder = Folder::new();
    let store = folder.open().await;
    let interaction = InteractionId::from_u128(1);
    let [_, _, name, _, number] = PERSONAL;
    let call = CallRequest {
        name: name.to_owned(),
        number: Some(number.to_owned()),
        to: None,
        contact: None,
    };
    let cause = Cause { command: CommandId::from_u128(5), fingerprint: fingerprint(&call) };
    let record = backline_core::protocol::Record {
        cause: Some(cause),
        ..first_record(&acme(), interaction)
    };
    let records = vec![record];
    store
        .append(Batch::Interaction { tenant: acme(), interaction, records, sealing: false })
        .await
        .unwrap();
    store.erase(&acme(), Subject::Customer(interaction)).await.unwrap();
    store.close().await.unwrap();
    let bytes = folder.bytes();
    let holds = |wanted: &[u8]| bytes.windows(wanted.len()).any(|window| window == wanted);
    assert!(holds(cause.fingerprint.to_string().as_bytes()), "the command is known again");
    // As a whole, with the texts or with their lengths.
    let bodies = [
        format!(r#"{{"name":"{name}","number":"{number}","to":null}}"#),
        format!(r#"{{"name":"{}","number":"{}","to":null}}"#, name.len(), number.len()),
    ];
    let texts = [name, number].into_iter().chain(bodies.iter().map(String::as_str));
    for text in texts {
        assert!(!holds(text.as_bytes()), "{text}");
        for form in digests(text) {
            assert!(!holds(&form), "{text}: {}", form.escape_ascii());
        }
    }
}
