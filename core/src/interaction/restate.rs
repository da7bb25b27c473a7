//! A state back into the shortest facts that rebuild it, for a viewer whose page holds nothing, or
//! whose copy does not fit; each slice its own.
//!
//! Folding them through the same lens gives the same state; a property test holds that.

use super::{Fact, Interaction, Stamped, call, help, supervise};
use crate::time::Timestamp;

/// The facts of a restatement, so far.
#[derive(Default)]
pub(super) struct Restated(Vec<Stamped>);

impl Restated {
    pub(super) fn push(&mut self, at: Timestamp, fact: Fact) {
        self.0.push(Stamped { at, fact });
    }

    pub(super) fn into_facts(self) -> Vec<Stamped> {
        self.0
    }
}

/// The facts that fold to this state.
pub(super) fn restate(state: &Interaction) -> Vec<Stamped> {
    let mut log = Restated::default();
    call::restate(state, &mut log);
    help::restate_request(state, &mut log);
    supervise::restate(state, &mut log);
    help::restate_helpers(state, &mut log);
    call::restate_hearing(state, &mut log);
    log.into_facts()
}
