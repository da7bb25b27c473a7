//! Which facts of the call are told again, and how they read.

use super::{CallFact, EndReason};
use crate::{
    interaction::{Interaction, Mark, Told},
    people::Reader,
};

/// Whether a fact belongs to the timeline.
pub(in crate::interaction) const fn tells(fact: &CallFact) -> bool {
    match fact {
        CallFact::Opened { .. }
        | CallFact::Answered { .. }
        | CallFact::AnswerFailed { .. }
        | CallFact::Held
        | CallFact::Resumed
        | CallFact::ServerRestarted { .. }
        | CallFact::Ended { .. } => true,
        CallFact::AgentRung { .. }
        | CallFact::AgentPassed { .. }
        | CallFact::AgentNotReached { .. }
        | CallFact::RingWithdrawn { .. }
        | CallFact::NobodyFreeTold
        | CallFact::PassForgotten { .. }
        | CallFact::LegJoining { .. }
        | CallFact::LegConnected { .. }
        | CallFact::LegLost { .. }
        | CallFact::Muted { .. }
        | CallFact::Unmuted { .. }
        | CallFact::SoundChanged { .. }
        | CallFact::KeyPressed { .. }
        | CallFact::HearingEnforced { .. } => false,
    }
}

/// How a fact reads, from the state that it led to.
pub(in crate::interaction) fn told<'f>(
    fact: &'f CallFact,
    state: &Interaction,
    reader: Reader<'_>,
) -> Option<Told<'f>> {
    let said = match fact {
        CallFact::Opened { name, .. } => match &*name.shown() {
            "" => "The customer called.".to_owned(),
            name => [name, " called."].concat(),
        },
        CallFact::Answered { agent, .. } => reader.did(agent, "answered."),
        CallFact::AnswerFailed { agent } => {
            reader.did(agent, "answered, and no sound came up. The call waits again.")
        }
        CallFact::Held => "The customer was put on hold.".to_owned(),
        CallFact::Resumed => "The hold ended.".to_owned(),
        CallFact::ServerRestarted { .. } => "The server was started again.".to_owned(),
        CallFact::Ended { why } => ended(*why, &reader.name_or(state.agent(), "The agent")),
        CallFact::AgentRung { .. }
        | CallFact::AgentPassed { .. }
        | CallFact::AgentNotReached { .. }
        | CallFact::RingWithdrawn { .. }
        | CallFact::NobodyFreeTold
        | CallFact::PassForgotten { .. }
        | CallFact::LegJoining { .. }
        | CallFact::LegConnected { .. }
        | CallFact::LegLost { .. }
        | CallFact::Muted { .. }
        | CallFact::Unmuted { .. }
        | CallFact::SoundChanged { .. }
        | CallFact::KeyPressed { .. }
        | CallFact::HearingEnforced { .. } => return None,
    };
    Some(Told::new(Mark::Call, said))
}

fn ended(why: EndReason, agent: &str) -> String {
    match why {
        EndReason::CustomerHungUp => "The customer hung up.".to_owned(),
        EndReason::AgentHungUp => [agent, " hung up."].concat(),
        EndReason::CustomerLost => "The call ended. The customer's connection was lost.".to_owned(),
        EndReason::CustomerUnheard => {
            "The call ended. The customer's network let no sound through.".to_owned()
        }
        EndReason::AgentUnheard => {
            "The call ended. The agent's network let no sound through.".to_owned()
        }
        EndReason::AgentLost => "The call ended. The agent's connection was lost.".to_owned(),
    }
}
