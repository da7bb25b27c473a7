//! Taking personal texts out of what is stored, and putting them back.
//!
//! A [`crate::sealed::Sealed`] is the only object in a record with the keys `about` and `plain`.
//! Salt, digest and the table apart are the store's business.

use serde_json::{Map, Value};

use crate::sealed::Subject;

/// A personal text on its way out of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedText {
    /// Whom it is about.
    pub about: Subject,
    /// The text, as JSON.
    pub plain: Value,
}

/// Replaces every sealed text in `value` by what `put` returns for it, under the key `seal`.
pub fn seal(value: &mut Value, put: &mut impl FnMut(SealedText) -> Value) {
    match value {
        Value::Object(fields) => {
            if let Some(text) = sealed_text(fields) {
                let kept = put(text);
                fields.remove("plain");
                fields.insert("seal".to_owned(), kept);
                return;
            }
            fields.values_mut().for_each(|field| seal(field, put));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| seal(item, put)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Puts back what [`seal`] took out; `get` is given what `put` returned, and gives the text, or
/// nothing when it was erased.
pub fn unseal(value: &mut Value, get: &mut impl FnMut(&Value) -> Option<Value>) {
    match value {
        Value::Object(fields) => {
            if fields.len() == 2 && fields.contains_key("about") && fields.contains_key("seal") {
                let kept = fields.remove("seal").unwrap_or_default();
                fields.insert("plain".to_owned(), get(&kept).unwrap_or_default());
                return;
            }
            fields.values_mut().for_each(|field| unseal(field, get));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| unseal(item, get)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn sealed_text(fields: &Map<String, Value>) -> Option<SealedText> {
    if fields.len() != 2 {
        return None;
    }
    let plain = fields.get("plain").filter(|plain| !plain.is_null())?.clone();
    let about = serde_json::from_value(fields.get("about")?.clone()).ok()?;
    Some(SealedText { about, plain })
}
