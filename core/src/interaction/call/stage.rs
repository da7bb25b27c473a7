//! How far a conversation is: waiting, ringing, talking, over. Who is on hold is part of it.

use super::EndReason;
use crate::{people::PersonCard, routing::PartyId, sorted::Map, time::Timestamp};

/// How far the conversation is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Nobody rings yet, or any more.
    Waiting,
    /// An agent's panel rings.
    Ringing {
        /// The agent.
        agent: PersonCard,
        /// When it began to ring.
        since: Timestamp,
        /// When the next one is tried.
        until: Timestamp,
    },
    /// Somebody has answered.
    Talking(Talk),
    /// Over.
    Ended {
        /// When it ended.
        at: Timestamp,
        /// Who or what ended it.
        why: EndReason,
        /// Who had answered, if anybody.
        agent: Option<PersonCard>,
    },
}

/// An answered call. Whoever speaks in it and is not held is in the talk.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Talk {
    /// When it was answered.
    pub since: Timestamp,
    /// Who is on hold, and since when.
    pub held: Map<PartyId, Timestamp>,
}

impl Talk {
    /// Whether `party` is on hold.
    #[must_use]
    pub fn holds(&self, party: &PartyId) -> bool {
        self.held.contains_key(party)
    }
}
