//! The call in front of the agent, as a value, and the one line about how it stands.
//!
//! Made from the agent's own projection; who has come onto the call is not known here.

use backline_core::{
    id::InteractionId,
    interaction::{EndReason, Interaction, Lens, Party, Stage},
    routing::PartyId,
    time::Timestamp,
};

use crate::runtime::{Model, VoiceLine};

/// The call in front of the agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AgentCall {
    pub(crate) id: InteractionId,
    pub(crate) phase: Phase,
    /// Name and number of who called.
    pub(crate) customer: String,
    pub(crate) number: Option<String>,
    /// Since when it is in this phase.
    pub(crate) since: Timestamp,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    Ringing,
    Talking,
    Over(EndReason),
}

impl AgentCall {
    /// The call that talks, else the one that rings, else the last one that ended.
    pub(crate) fn of(model: &Model) -> Option<Self> {
        let own = model.replica.interactions().filter(|call| call.lens() == Lens::Agent);
        own.filter_map(Self::seen).max_by_key(|view| match view.phase {
            Phase::Talking => (2, view.since),
            Phase::Ringing => (1, view.since),
            Phase::Over(_) => (0, view.since),
        })
    }

    fn seen(call: &Interaction) -> Option<Self> {
        let (phase, since) = match call.stage() {
            Stage::Waiting => return None,
            Stage::Ringing { since, .. } => (Phase::Ringing, *since),
            Stage::Talking(talk) => (Phase::Talking, talk.since),
            Stage::Ended { at, why, .. } => (Phase::Over(*why), *at),
        };
        let customer = call.customer();
        let name = customer.name.shown();
        Some(Self {
            id: call.id(),
            phase,
            customer: if name.is_empty() { "Customer" } else { &name }.to_owned(),
            number: customer.number.as_ref().map(|number| number.shown().into_owned()),
            since,
        })
    }

    /// Whether it has ended.
    pub(crate) const fn is_over(&self) -> bool {
        matches!(self.phase, Phase::Over(_))
    }

    /// The one line about how it stands.
    pub(crate) fn state(&self, model: &Model) -> String {
        let said = match self.phase {
            Phase::Ringing => "Incoming call",
            Phase::Over(why) => return ["Call ended.", ended(why)].concat(),
            Phase::Talking => {
                model.replica.interaction(self.id).map_or("", |call| talking(call, model))
            }
        };
        said.to_owned()
    }
}

/// Why a call has ended, as its agent reads it.
pub(crate) const fn ended(why: EndReason) -> &'static str {
    match why {
        EndReason::AgentHungUp => " You hung up.",
        EndReason::CustomerHungUp => " The customer hung up.",
        EndReason::CustomerLost => " The customer's connection was lost.",
        EndReason::CustomerUnheard => " The customer's network let no sound through.",
        EndReason::AgentUnheard => " Your network let no sound through.",
        EndReason::AgentLost => " Your connection was lost.",
    }
}

fn talking(call: &Interaction, model: &Model) -> &'static str {
    if model.replica.has_left_alone(call.id()) {
        return "You have hung up";
    }
    let line = model.media.line;
    let Some((_, agent)) = call.agents_party() else { return "" };
    let customer = call.party(&PartyId::Customer).is_some_and(Party::is_reached);
    match (line, agent.is_reached(), customer) {
        (VoiceLine::NoWay, ..) => "Your network lets no sound through",
        (VoiceLine::Off | VoiceLine::Connecting, ..) | (VoiceLine::Up, false, _) => {
            "Connecting your sound"
        }
        (VoiceLine::Up, true, false) => "The customer's connection is interrupted",
        (VoiceLine::Up, true, true) => match (call.held_since(&PartyId::Customer), agent.muted) {
            (Some(_), _) => "On hold",
            (None, true) => "You are muted",
            (None, false) if agent.is_voiceless() => "Your microphone is not working",
            (None, false) => "In a call",
        },
    }
}
