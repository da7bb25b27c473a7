//! A tenant's choices, as data: every policy with its default.
//!
//! An interaction keeps the terms it was opened with, in its first fact. Nothing here acts.

use serde::{Deserialize, Serialize};

use crate::time::Millis;

/// Every policy that the core asks about. Missing fields take their defaults, so that a log of an
/// older version still reads.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Terms {
    /// Counts the tenant's changes of terms.
    pub version: u32,
    /// How long one agent is rung.
    pub ring_for: Millis,
    /// How long an agent who passed on a call is left alone by that call.
    pub ring_again_after: Millis,
    /// When a waiting customer is told that nobody is free.
    pub tell_nobody_free_after: Millis,
    /// How long an agent or a customer whose connection is lost may take to come back.
    pub party_grace: Millis,
    /// How long a supervisor may take. Nothing is heard meanwhile.
    pub supervisor_grace: Millis,
    /// How long the media plane may take to confirm an action before it is given up.
    pub confirm_within: Millis,
    /// How long a supervisor may be silent (neither datagram nor pong) before the action ends.
    pub supervisor_silence: Millis,
    /// Whether one action may be exchanged for another in one step.
    pub allow_switch: bool,
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            version: 1,
            ring_for: Millis::seconds(20),
            ring_again_after: Millis::seconds(30),
            tell_nobody_free_after: Millis::seconds(60),
            party_grace: Millis::seconds(30),
            supervisor_grace: Millis::seconds(10),
            confirm_within: Millis::seconds(1),
            supervisor_silence: Millis::seconds(5),
            allow_switch: false,
        }
    }
}
