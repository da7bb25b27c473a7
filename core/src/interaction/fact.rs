//! What happened to an interaction, grouped by feature. Past tense, never undone, the only thing that
//! is stored.

use super::{CallFact, ContactFact, HelpFact, SuperviseFact};
use crate::{
    time::Timestamp,
    wire::{record, tagged},
};

/// A fact and its instant.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Stamped {
    /// When it happened, by the server's clock.
    pub at: Timestamp,
    /// The fact.
    pub fact: Fact,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Fact {
    /// To the call and to its connections.
    Call(CallFact),
    /// About supervision.
    Supervise(SuperviseFact),
    /// About help.
    Help(HelpFact),
    /// To the contact's record.
    Contact(ContactFact),
}

tagged!(Fact by "type", "data" {
    "call" Call(it);
    "supervise" Supervise(it);
    "help" Help(it);
    "contact" Contact(it);
});

record!(Stamped { at, fact });
