//! What is stored of a fact: the fact, its place, its instant, its author and its cause.

use serde::{Deserialize, Serialize};

use crate::{
    floor::FloorFact,
    id::CommandId,
    interaction::{Command, Fact, Stamped},
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
    /// A digest of its body: the same id with another body is refused.
    pub fingerprint: u64,
}

impl Record {
    /// The fact and its instant.
    #[must_use]
    pub fn stamped(&self) -> Stamped {
        Stamped { at: self.at, fact: self.fact.clone() }
    }
}

/// A digest of a command's body, equal on every machine (FNV-1a over its JSON).
///
/// Free texts count by their length only: a digest of what they say would stay in the record when
/// they are erased.
#[must_use]
pub fn fingerprint(command: &Command) -> u64 {
    let body = serde_json::to_vec(&command.without_texts()).unwrap_or_default();
    body.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
