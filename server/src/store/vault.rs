//! Personal texts: salted, digested, and encrypted under the key of the one they are about.
//!
//! The salt is inside the encryption: without the key not even a guess at the text can be tested
//! against the digest in the record. It refuses to know where texts and keys are kept.

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    rand,
};
use backline_core::{
    personal::Subject,
    protocol::{self, PersonalText},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{StoreError, chain::hex};

const SALT_BYTES: usize = 16;

/// A key of a subject.
pub(super) type Secret = [u8; 32];

/// What stands in the record instead of a personal text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SealMark {
    /// Which row of `personal_text`.
    pub(super) id: i64,
    /// SHA-256(salt || text), in hexadecimal digits.
    pub(super) digest: String,
}

/// A personal text on its way to the table apart.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Removed {
    pub(super) id: i64,
    pub(super) about: Subject,
    /// Salt and text, in the clear.
    content: Vec<u8>,
}

/// A personal text as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct KeptText {
    pub(super) nonce: Vec<u8>,
    pub(super) body: Vec<u8>,
}

/// The name of a subject in the key table.
pub(super) fn subject_name(subject: &Subject) -> String {
    match subject {
        Subject::Person(person) => format!("person {person}"),
        Subject::Customer(interaction) => format!("customer {interaction}"),
    }
}

/// A fresh key.
pub(super) fn new_secret() -> Result<Secret, StoreError> {
    let mut secret = Secret::default();
    fill(&mut secret)?;
    Ok(secret)
}

/// Takes the personal texts out of a record's JSON; the first gets the id `*next`.
pub(super) fn take_out(record: &mut Value, next: &mut i64) -> Result<Vec<Removed>, StoreError> {
    let mut removed = Vec::new();
    let mut failed = None;
    protocol::take_out(record, &mut |text| match remove(text, *next) {
        Ok((mark, text)) => {
            *next += 1;
            removed.push(text);
            mark
        }
        Err(error) => {
            failed = Some(error);
            Value::Null
        }
    });
    failed.map_or(Ok(removed), Err)
}

fn remove(text: PersonalText, id: i64) -> Result<(Value, Removed), StoreError> {
    let mut content = vec![0; SALT_BYTES];
    fill(&mut content)?;
    serde_json::to_writer(&mut content, &text.plain).map_err(|_| crypto())?;
    let mark = SealMark { id, digest: digest(&content) };
    let mark = serde_json::to_value(mark).map_err(|_| crypto())?;
    Ok((mark, Removed { id, about: text.about, content }))
}

/// The marks that stand in a stored record for personal texts, each with the one it is about.
pub(super) fn marks(record: &Value) -> Vec<(Subject, SealMark)> {
    match record {
        Value::Object(fields) => {
            let mark = fields.get("seal").and_then(|mark| SealMark::deserialize(mark).ok());
            let about = fields.get("about").and_then(|about| Subject::deserialize(about).ok());
            match (about, mark) {
                (Some(about), Some(mark)) => vec![(about, mark)],
                (Some(_) | None, Some(_) | None) => fields.values().flat_map(marks).collect(),
            }
        }
        Value::Array(items) => items.iter().flat_map(marks).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

/// Encrypts a removed text under a subject's key.
pub(super) fn lock(secret: &Secret, text: &Removed) -> Result<KeptText, StoreError> {
    let mut nonce = vec![0; NONCE_LEN];
    fill(&mut nonce)?;
    let mut body = text.content.clone();
    let with = Nonce::try_assume_unique_for_key(&nonce).map_err(|_| crypto())?;
    key(secret)?
        .seal_in_place_append_tag(with, context(text.id), &mut body)
        .map_err(|_| crypto())?;
    Ok(KeptText { nonce, body })
}

/// The text that a mark in the record stands for; `None` when key, box and mark do not fit.
pub(super) fn unlock(secret: &[u8], mark: &SealMark, sealed: &KeptText) -> Option<Value> {
    let secret: &Secret = secret.try_into().ok()?;
    let with = Nonce::try_assume_unique_for_key(&sealed.nonce).ok()?;
    let mut body = sealed.body.clone();
    let content = key(secret).ok()?.open_in_place(with, context(mark.id), &mut body).ok()?;
    if digest(content) != mark.digest {
        return None;
    }
    serde_json::from_slice(content.get(SALT_BYTES..)?).ok()
}

fn key(secret: &Secret) -> Result<LessSafeKey, StoreError> {
    UnboundKey::new(&AES_256_GCM, secret).map(LessSafeKey::new).map_err(|_| crypto())
}

/// The id is authenticated with the text, so that two rows cannot be exchanged.
fn context(id: i64) -> Aad<[u8; 8]> {
    Aad::from(id.to_be_bytes())
}

fn digest(content: &[u8]) -> String {
    hex(&Sha256::digest(content))
}

fn fill(bytes: &mut [u8]) -> Result<(), StoreError> {
    rand::fill(bytes).map_err(|_| crypto())
}

fn crypto() -> StoreError {
    StoreError::Unavailable("the system gave no randomness or no cipher".to_owned())
}

#[cfg(test)]
mod tests {
    use backline_core::{id::PersonId, people::PersonCard};

    use super::*;

    fn removed() -> (Value, Vec<Removed>) {
        let card = PersonCard::new(PersonId::new("ana").unwrap(), "Ana Ribeiro", Some("2001"));
        let mut record = serde_json::to_value(card).unwrap();
        let mut next = 7;
        let texts = take_out(&mut record, &mut next).unwrap();
        assert_eq!(next, 9);
        (record, texts)
    }

    #[test]
    fn a_text_comes_back_with_its_own_key_and_row_only() {
        let (record, texts) = removed();
        let shown = record.to_string();
        assert!(!shown.contains("Ribeiro") && !shown.contains("2001"), "{shown}");
        let mark: SealMark = serde_json::from_value(record["name"]["seal"].clone()).unwrap();
        let text = texts.iter().find(|text| text.id == mark.id).unwrap();
        let (secret, other) = (new_secret().unwrap(), new_secret().unwrap());
        let sealed = lock(&secret, text).unwrap();
        assert_eq!(unlock(&secret, &mark, &sealed), Some(Value::from("Ana Ribeiro")));
        assert_eq!(unlock(&other, &mark, &sealed), None);
        let moved = SealMark { id: mark.id + 1, ..mark.clone() };
        assert_eq!(unlock(&secret, &moved, &sealed), None);
        let changed = SealMark { digest: mark.digest.replace(['0', '1'], "2"), ..mark };
        assert_eq!(unlock(&secret, &changed, &sealed), None);
    }

    #[test]
    fn the_same_text_has_another_digest_each_time() {
        assert_ne!(removed().0, removed().0);
    }
}
