//! What is known of the customer: the record under which the conversation runs, its summary, what
//! the customer wants.
//!
//! Comes with the call, or is said by an administrator or a machine. Nothing that is heard depends on
//! it.

mod apply;
mod decide;
mod example;
mod project;
mod timeline;
mod words;

pub(super) use apply::apply;
pub(super) use decide::decide;
pub(super) use example::examples;
pub(super) use project::facts;
pub(super) use timeline::tells;
pub use words::{Contact, ContactCommand, ContactFact, ContactField};

use super::Refusal;
use crate::interaction::text::{MAX_FIELD_CHARS, MAX_TEXT_CHARS, checked};

/// Most fields of a contact's record.
pub const MAX_CONTACT_FIELDS: usize = 20;

impl Contact {
    /// The record with each text replaced by its length.
    #[must_use]
    pub fn without_texts(&self) -> Self {
        let length = |text: &String| text.len().to_string();
        let field = |field: &ContactField| ContactField {
            label: length(&field.label),
            value: length(&field.value),
        };
        Self {
            name: self.name.as_ref().map(length),
            number: self.number.as_ref().map(length),
            fields: self.fields.iter().map(field).collect(),
            summary: self.summary.as_ref().map(length),
            intent: self.intent.as_ref().map(length),
        }
    }

    /// The same without what no screen can show.
    ///
    /// # Errors
    /// When a text or the number of fields is beyond its bound.
    pub(in crate::interaction) fn checked(&self) -> Result<Self, Refusal> {
        if self.fields.len() > MAX_CONTACT_FIELDS {
            return Err(Refusal::TooManyFields { limit: MAX_CONTACT_FIELDS });
        }
        let short = |text: &Option<String>, limit: usize| {
            text.as_deref().map(|text| checked(text, limit)).transpose()
        };
        let field = |field: &ContactField| {
            Ok(ContactField {
                label: checked(&field.label, MAX_FIELD_CHARS)?,
                value: checked(&field.value, MAX_FIELD_CHARS)?,
            })
        };
        Ok(Self {
            name: short(&self.name, MAX_FIELD_CHARS)?,
            number: short(&self.number, MAX_FIELD_CHARS)?,
            fields: self.fields.iter().map(field).collect::<Result<_, Refusal>>()?,
            summary: short(&self.summary, MAX_TEXT_CHARS)?,
            intent: short(&self.intent, MAX_TEXT_CHARS)?,
        })
    }
}
