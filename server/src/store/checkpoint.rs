//! The entries of a tenant's checkpoint chain: what happened to its logs as a whole.

use backline_core::{id::InteractionId, personal::Subject, time::Timestamp};
use serde::{Deserialize, Serialize};

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Checkpoint {
    /// Its place in the chain, from 0.
    pub(super) number: u64,
    /// When it was written.
    pub(super) at: Timestamp,
    /// What it says.
    pub(super) note: CheckpointNote,
}

/// What an entry says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub(super) enum CheckpointNote {
    /// An interaction's log begins.
    Opened {
        /// The interaction that was opened.
        interaction: InteractionId,
    },
    /// A log is complete and will never grow.
    Sealed(LogHead),
    /// A segment of the floor's log begins with this fact.
    Segment {
        /// Its first number.
        first: u64,
    },
    /// How long the logs that are not sealed are.
    Heads {
        /// Each.
        logs: Vec<LogHead>,
    },
    /// The keys of a subject were erased.
    Erased {
        /// The one whose personal texts were erased.
        subject: Subject,
        /// The keys of the erased texts.
        keys: Vec<i64>,
    },
}

/// How long a log is and what its last hash is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct LogHead {
    /// The interaction; the floor when there is none.
    pub(super) interaction: Option<InteractionId>,
    /// How many facts.
    pub(super) length: u64,
    /// The last one's hash, in hexadecimal digits.
    pub(super) head: String,
}
