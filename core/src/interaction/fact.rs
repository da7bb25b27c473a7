//! What happened to an interaction, grouped by feature. Past tense, never undone, the only thing that
//! is stored. Each slice says how its facts read.

use super::{
    Action, CallFact, ContactFact, HelpFact, Interaction, SuperviseFact, call, contact, help,
    supervise,
};
use crate::{
    people::{PersonCard, Reader},
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

/// How a fact reads in a timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told<'a> {
    /// What it belongs to.
    pub mark: Mark,
    /// What happened: past tense, one or two short sentences.
    pub said: String,
    /// What somebody wrote: the comment of a request, the text of a note.
    pub written: Option<&'a str>,
}

/// What a fact belongs to in a timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// The call itself.
    Call,
    /// The help request.
    Help,
    /// A coaching note.
    Note,
    /// What a supervisor does.
    Action(Action),
}

impl Told<'_> {
    /// A sentence of nobody's writing.
    pub(super) const fn new(mark: Mark, said: String) -> Self {
        Self { mark, said, written: None }
    }
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

    /// How it reads to `reader`, from the state that it led to; nothing where another fact says the
    /// same.
    #[must_use]
    pub fn told(&self, state: &Interaction, reader: Reader<'_>) -> Option<Told<'_>> {
        match self {
            Self::Call(fact) => call::told(fact, state, reader),
            Self::Supervise(fact) => supervise::told(fact, reader),
            Self::Help(fact) => help::told(fact, state, reader),
            Self::Contact(_) => None,
        }
    }

    /// The person whom it tells by name, where others tell them by id.
    #[must_use]
    pub const fn introduces(&self) -> Option<&PersonCard> {
        match self {
            Self::Supervise(fact) => supervise::introduces(fact),
            Self::Help(fact) => help::introduces(fact),
            Self::Call(_) | Self::Contact(_) => None,
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
