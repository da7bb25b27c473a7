//! What is known of the customer of a conversation: the wire contract of the contact's record.

use crate::{
    personal::Personal,
    wire::{record, tagged},
};

/// What is asked about the contact's record.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ContactCommand {
    /// Administrator or machine: say what is known of the customer.
    Note {
        /// The whole record; it takes the place of what was known before.
        contact: Contact,
    },
}

/// What happened to the contact's record.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ContactFact {
    /// What is known of the customer was said.
    Noted {
        /// The whole record.
        contact: Personal<Contact>,
    },
}

/// The record under which a conversation runs, and what is known of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Contact {
    /// Name.
    pub name: Option<String>,
    /// Number.
    pub number: Option<String>,
    /// Whatever else the record has, in its order.
    pub fields: Vec<ContactField>,
    /// What was said so far.
    pub summary: Option<String>,
    /// What the customer wants.
    pub intent: Option<String>,
}

/// A line of a contact's record.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContactField {
    /// What it is.
    pub label: String,
    /// Its value.
    pub value: String,
}

impl ContactCommand {
    /// The command with each free text replaced by its length.
    #[must_use]
    pub fn without_texts(&self) -> Self {
        match self {
            Self::Note { contact } => Self::Note { contact: contact.without_texts() },
        }
    }
}

tagged!(ContactCommand by "type", "data" {
    "note" Note { contact };
});

tagged!(ContactFact by "type", "data" {
    "noted" Noted { contact };
});

record!(Contact { name = usual, number = usual, fields = usual, summary = usual, intent = usual });

record!(ContactField { label, value });
