//! How much one author may have recorded on a call: a burst, then a steady pace, by role.
//!
//! Moved by records, so that a replay leads to the same. Only what adds something waits for it: what
//! takes a voice away, or ends something, is done however much was asked before, and as that takes
//! something that was given first, it is bounded as well. It refuses to know what a command means.

use std::collections::BTreeMap;

use crate::{
    interaction::{CallFact, Fact},
    people::Identity,
    protocol::Record,
    time::{Millis, Timestamp},
};

/// Facts at once of a customer's browser, which is a stranger; then one in each [`VISITORS_EVERY`].
pub const VISITORS_BURST: u64 = 60;

/// The pace of a customer's browser.
pub const VISITORS_EVERY: Millis = Millis(1_000);

/// Facts at once of a person who signed in, or of a machine; then one in each [`PEOPLES_EVERY`].
pub const PEOPLES_BURST: u64 = 240;

/// The pace of a person or a machine.
pub const PEOPLES_EVERY: Millis = Millis(500);

/// What a new connection counts for: its end and its edges are facts, too, which the server records.
const JOIN: u64 = 5;

/// What authors have had recorded of late: for each, when the whole burst is there again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Pace(BTreeMap<Identity, Timestamp>);

impl Pace {
    /// Counts a fact that is on record.
    pub(super) fn note(&mut self, record: &Record) {
        let Some((_, every)) = allowance(&record.by) else { return };
        let joins = matches!(record.fact, Fact::Call(CallFact::LegJoining { .. }));
        let cost = if joins { JOIN } else { 1 };
        let whole_at = self.0.entry(record.by.clone()).or_insert(record.at);
        *whole_at = (*whole_at).max(record.at).plus(Millis(every.0 * cost));
    }

    /// Whether `by` has nothing left at `at`.
    pub(super) fn is_spent(&self, by: &Identity, at: Timestamp) -> bool {
        let Some((burst, every)) = allowance(by) else { return false };
        self.0.get(by).is_some_and(|whole_at| *whole_at >= at.plus(Millis(every.0 * burst)))
    }
}

/// How much at once, and how long each takes to come back; no bound for the server itself.
const fn allowance(by: &Identity) -> Option<(u64, Millis)> {
    match by {
        Identity::Visitor(_) => Some((VISITORS_BURST, VISITORS_EVERY)),
        Identity::Person(_) | Identity::Integration { .. } => Some((PEOPLES_BURST, PEOPLES_EVERY)),
        Identity::Server => None,
    }
}
