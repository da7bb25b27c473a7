//! One viewer's place at one interaction: what they have been sent, and what comes next.
//!
//! Numbers count facts after projection, so that what is hidden leaves no gap. When the lens is the
//! one that the viewer's page knows and the facts it misses are at hand, it gets those; otherwise a
//! restatement.

use crate::{
    host::CallHost,
    id::LegId,
    interaction::{
        CallFact, Capability, Context, Eyes, Fact, HelpFact, Lens, Stamped, SuperviseFact,
    },
    people::{Actor, FloorView},
    protocol::{Cursor, ServerMessage},
    time::Timestamp,
    view::timeline,
};

/// A viewer at an interaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    who: Actor,
    shown: Option<(Lens, u64)>,
    offered_controls: Vec<Capability>,
}

impl Subscription {
    /// A viewer whose page holds nothing, or what `cursor` says.
    #[must_use]
    pub fn new(who: Actor, cursor: Option<Cursor>) -> Self {
        let shown = cursor.map(|cursor| (cursor.lens, cursor.next));
        Self { who, shown, offered_controls: Vec::new() }
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
        host: &CallHost,
    ) -> Vec<ServerMessage> {
        let state = host.state();
        let interaction = state.id();
        let Some(lens) = state.lens_of(&self.who, floor).filter(|lens| *lens != Lens::Server)
        else {
            self.offered_controls.clear();
            let Some(shown) = self.shown.take() else { return Vec::new() };
            let farewell = farewell(&self.who, host, shown);
            return farewell
                .into_iter()
                .chain([ServerMessage::Withdrawn { interaction }])
                .collect();
        };
        let eyes = Eyes::of(lens, &self.who);
        let stream = host.stream(eyes);
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
                let facts = state.seen_by(eyes).restate();
                let timeline = timeline::of(stream);
                messages.push(ServerMessage::Restated { interaction, lens, next, facts, timeline });
            }
        }
        self.shown = Some((lens, next));
        messages.extend(self.controls(at, floor, host));
        messages
    }

    /// The controls of a supervisor who has the interaction open, or is asked for help on it, when
    /// they have changed.
    fn controls(
        &mut self,
        at: Timestamp,
        floor: &FloorView,
        host: &CallHost,
    ) -> Option<ServerMessage> {
        let state = host.state();
        let cx = Context { at, who: &self.who, floor, fresh_leg: LegId::from_u128(0) };
        let capabilities = state.capabilities(&cx);
        if capabilities == self.offered_controls {
            return None;
        }
        self.offered_controls.clone_from(&capabilities);
        Some(ServerMessage::Capabilities { interaction: state.id(), capabilities })
    }
}

/// What somebody still has to know when the call is not theirs to see any more: who was asked for
/// help, everything up to the fact that ended the asking, so that their screen can say who was
/// faster, or that the agent has cancelled; who had a part in it, everything up to the fact that ended
/// that. Where it is neither, nothing.
fn farewell(who: &Actor, host: &CallHost, (lens, first): (Lens, u64)) -> Option<ServerMessage> {
    let missed = host.stream(Eyes::of(lens, who)).get(usize::try_from(first).ok()?..)?;
    let asked = |stamped: &Stamped| matches!(&stamped.fact, Fact::Help(HelpFact::Request { what, .. }) if what.ends_asking());
    let part = |stamped: &Stamped| match &stamped.fact {
        Fact::Call(CallFact::AnswerFailed { agent }) => Some(&agent.person) == who.as_person(),
        Fact::Supervise(SuperviseFact::SupervisorLeft { supervisor, .. }) => {
            Some(supervisor) == who.as_person()
        }
        Fact::Call(_) | Fact::Supervise(_) | Fact::Help(_) | Fact::Contact(_) => false,
    };
    let last = missed.iter().position(asked).max(missed.iter().position(part))?;
    let (interaction, facts) = (host.state().id(), missed.get(..=last)?.to_vec());
    Some(ServerMessage::Facts { interaction, first, facts })
}
