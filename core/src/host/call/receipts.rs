//! Receipts of help requests: gathered, so that a thousand pages make a few facts.
//!
//! Moved by what pages report and by time. Which of them count is the interaction's to say.

use std::collections::BTreeMap;

use super::{CallHost, CallInput, Decided};
use crate::{
    id::PersonId,
    interaction::{Context, Interaction, Observation},
    time::{Millis, Timestamp},
};

/// The least time between two facts about receipts.
pub(super) const GATHER_FOR: Millis = Millis(250);

/// What waits to be written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Receipts {
    /// The request and the stage that they are about.
    about: (u32, u32),
    by: BTreeMap<PersonId, bool>,
    /// The earliest instant of the next fact.
    next_at: Timestamp,
}

impl Receipts {
    /// Takes in one for the stage under way; of an older one, or one that is on record, nobody
    /// needs to know.
    pub(super) fn take_in(
        &mut self,
        state: &Interaction,
        who: PersonId,
        about: (u32, u32),
        seen: bool,
    ) {
        let run = state.help().and_then(|help| Some((help.number, help.run()?)));
        let Some((number, run)) = run.filter(|(number, run)| (*number, run.stage) == about) else {
            return;
        };
        let on_record = run.seen.contains(&who) || (!seen && run.delivered.contains(&who));
        if on_record {
            return;
        }
        if self.about != (number, run.stage) {
            self.by.clear();
            self.about = about;
        }
        *self.by.entry(who).or_default() |= seen;
    }

    /// When the next fact is due.
    pub(super) fn due(&self) -> Option<Timestamp> {
        (!self.by.is_empty()).then_some(self.next_at)
    }
}

impl CallHost {
    /// Writes what was gathered, if it is time, or if the stage comes to its end: by which exit
    /// depends on it.
    pub(super) fn write_receipts(&mut self, cx: &Context<'_>) {
        let wait = |due| due > cx.at && !self.state.help_is_due(cx.at);
        if self.receipts.due().is_none_or(wait) {
            return;
        }
        let (request, stage) = self.receipts.about;
        let by = std::mem::take(&mut self.receipts.by);
        self.receipts.next_at = cx.at.plus(GATHER_FOR);
        let seen = Observation::Received { request, stage, by };
        let facts = self.state.observe(cx, &seen);
        self.begin(cx.at, Decided::by_server(facts, Some(CallInput::Observed(seen))));
    }
}
