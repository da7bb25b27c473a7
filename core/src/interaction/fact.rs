//! What happened to an interaction, grouped by feature. Past tense, never undone, the only thing that
//! is stored.

use super::{CallFact, ContactFact, HelpFact, SuperviseFact, call, contact, help, supervise};
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

impl Fact {
    /// Whether it belongs to the timeline.
    #[must_use]
    pub const fn is_told(&self) -> bool {
        match self {
            Self::Call(fact) => call::tells(fact),
            Self::Supervise(fact) => supervise::tells(fact),
            Self::Help(fact) => help::tells(fact),
            Self::Contact(fact) => contact::tells(fact),
        }
    }
}

tagged!(Fact by "type", "data" {
    "call" Call(it);
    "supervise" Supervise(it);
    "help" Help(it);
    "contact" Contact(it);
});

record!(Stamped { at, fact });
