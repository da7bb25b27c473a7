//! Taking personal texts out of what is stored, and putting them back.
//!
//! A [`crate::personal::Personal`] is the only object in a record with the keys `about` and `plain`.
//! Salt, digest and the table apart are the store's business.

use serde_json::{Map, Value};

use crate::personal::Subject;

/// A personal text on its way out of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonalText {
    /// Whom it is about.
    pub about: Subject,
    /// The text, as JSON.
    pub plain: Value,
}

/// Replaces every personal text in `value` by what `put` returns for it, under the key `seal`.
pub fn take_out(value: &mut Value, put: &mut impl FnMut(PersonalText) -> Value) {
    match value {
        Value::Object(fields) => {
            if let Some(text) = personal_text(fields) {
                let kept = put(text);
                fields.remove("plain");
                fields.insert("seal".to_owned(), kept);
                return;
            }
            fields.values_mut().for_each(|field| take_out(field, put));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| take_out(item, put)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Puts back what [`take_out`] took out; `get` is given what `put` returned, and gives the text, or
/// nothing when it was erased.
pub fn put_back(value: &mut Value, get: &mut impl FnMut(&Value) -> Option<Value>) {
    match value {
        Value::Object(fields) => {
            if fields.len() == 2 && fields.contains_key("about") && fields.contains_key("seal") {
                let kept = fields.remove("seal").unwrap_or_default();
                fields.insert("plain".to_owned(), get(&kept).unwrap_or_default());
                return;
            }
            fields.values_mut().for_each(|field| put_back(field, get));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| put_back(item, get)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn personal_text(fields: &Map<String, Value>) -> Option<PersonalText> {
    if fields.len() != 2 {
        return None;
    }
    let plain = fields.get("plain").filter(|plain| !plain.is_null())?.clone();
    let about = serde_json::from_value(fields.get("about")?.clone()).ok()?;
    Some(PersonalText { about, plain })
}
