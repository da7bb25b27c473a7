//! What is stored of a fact: the fact, its place, its instant, its author and its cause.

use serde::{Deserialize, Serialize};

use crate::{
    floor::FloorFact,
    id::CommandId,
    interaction::{Fact, Stamped},
    people::Identity,
    time::Timestamp,
};

/// A fact of an interaction as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Record {
    /// Its place in the interaction's log, from 0.
    pub number: u64,
    /// When it happened, by the server's clock.
    pub at: Timestamp,
    /// Who brought it about.
    pub by: Identity,
    /// The command that did, if one did.
    pub cause: Option<Cause>,
    /// What happened.
    pub fact: Fact,
}

/// A fact of a floor as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FloorRecord {
    /// Its place in the tenant's log, from 0.
    pub number: u64,
    /// When it happened, by the server's clock.
    pub at: Timestamp,
    /// Who brought it about.
    pub by: Identity,
    /// The command that did, if one did.
    pub cause: Option<Cause>,
    /// What happened.
    pub fact: FloorFact,
}

/// A command, as its facts remember it: enough to know it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Cause {
    /// The client-made id.
    pub command: CommandId,
    /// The digest of its body that [`super::fingerprint()`] gives: the same id with another body is
    /// refused.
    pub fingerprint: u64,
}

impl Record {
    /// The fact and its instant.
    #[must_use]
    pub fn stamped(&self) -> Stamped {
        Stamped { at: self.at, fact: self.fact.clone() }
    }
}
