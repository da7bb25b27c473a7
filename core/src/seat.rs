//! One viewer's place at one interaction: what they have been sent, and what comes next.
//!
//! Numbers count facts after projection, so that what is hidden leaves no gap. When the lens is the
//! one that the viewer's page knows and the facts it misses are at hand, it gets those; otherwise a
//! restatement.

use crate::{
    actor::Actor,
    floor::FloorView,
    host::Host,
    id::LegId,
    interaction::{Context, Lens},
    protocol::{Cursor, ServerMessage},
    time::Timestamp,
};

/// A viewer at an interaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    who: Actor,
    shown: Option<(Lens, u64)>,
    offered_controls: Option<ServerMessage>,
}

impl Seat {
    /// A viewer whose page holds nothing, or what `cursor` says.
    #[must_use]
    pub fn new(who: Actor, cursor: Option<Cursor>) -> Self {
        let shown = cursor.map(|cursor| (cursor.lens, cursor.next));
        Self { who, shown, offered_controls: None }
    }

    /// Who sits here.
    #[must_use]
    pub const fn who(&self) -> &Actor {
        &self.who
    }

    /// What this viewer has to be sent to be up to date; nothing when they are.
    pub fn catch_up(
        &mut self,
        at: Timestamp,
        floor: &FloorView,
        host: &Host,
    ) -> Vec<ServerMessage> {
        let state = host.state();
        let interaction = state.id();
        let Some(lens) = state.lens_of(&self.who, floor).filter(|lens| *lens != Lens::Server)
        else {
            self.offered_controls = None;
            let had = self.shown.take().is_some();
            return had.then_some(ServerMessage::Withdrawn { interaction }).into_iter().collect();
        };
        let stream = host.stream(lens);
        let next = stream.len() as u64;
        let mut messages = Vec::new();
        match self.shown {
            Some((same, first)) if same == lens && first <= next => {
                let missed = usize::try_from(first).ok().and_then(|first| stream.get(first..));
                if let Some(facts) = missed.filter(|facts| !facts.is_empty()) {
                    messages.push(ServerMessage::Facts {
                        interaction,
                        first,
                        facts: facts.to_vec(),
                    });
                }
            }
            Some(_) | None => {
                let facts = state.seen_by(lens).restate();
                messages.push(ServerMessage::Restated { interaction, lens, next, facts });
            }
        }
        self.shown = Some((lens, next));
        messages.extend(self.controls(at, floor, host));
        messages
    }

    /// The controls of a supervisor who has the interaction open, when they have changed.
    fn controls(&mut self, at: Timestamp, floor: &FloorView, host: &Host) -> Option<ServerMessage> {
        let state = host.state();
        let opened = self.who.as_person().is_some_and(|p| state.supervisors().contains_key(p));
        let controls = opened.then(|| {
            let cx = Context { at, who: &self.who, floor, fresh_leg: LegId::from_u128(0) };
            let (interaction, capabilities) = (state.id(), state.capabilities(&cx));
            ServerMessage::Capabilities { interaction, capabilities }
        });
        let changed = controls != self.offered_controls;
        self.offered_controls.clone_from(&controls);
        controls.filter(|_| changed)
    }
}
