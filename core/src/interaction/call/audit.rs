//! What speaks against a fact of the call itself, in a log that is checked.
//!
//! Asked for each such fact. It refuses to know who may act.

use super::CallFact;
use crate::{id::LegId, interaction::Interaction, routing::Routes};

/// Why a fact of the call cannot have happened where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CallContradiction {
    /// A later fact opens it again.
    #[error("a log is opened once")]
    OpenedAgain,
    /// A connection came up that nobody had begun.
    #[error("no such connection was coming up")]
    NoSuchConnection,
    /// A supervisor's connection came up while an action of theirs ran.
    #[error("the supervisor's action is older than the connection")]
    ActsBeforeConnected,
}

/// What speaks against a fact in the state that it is said to have happened in.
pub(crate) fn against(state: &Interaction, fact: &CallFact) -> Option<CallContradiction> {
    match fact {
        CallFact::Opened { .. } => Some(CallContradiction::OpenedAgain),
        CallFact::LegConnected { party, leg } => {
            let coming = state.party(party).and_then(|party| party.connection.leg());
            if coming != Some(*leg) {
                Some(CallContradiction::NoSuchConnection)
            } else {
                acts(state, *leg).then_some(CallContradiction::ActsBeforeConnected)
            }
        }
        CallFact::AgentRung { .. }
        | CallFact::AgentPassed { .. }
        | CallFact::AgentNotReached { .. }
        | CallFact::RingWithdrawn { .. }
        | CallFact::NobodyFreeTold
        | CallFact::PassForgotten { .. }
        | CallFact::Answered { .. }
        | CallFact::LegJoining { .. }
        | CallFact::LegLost { .. }
        | CallFact::Muted { .. }
        | CallFact::Unmuted { .. }
        | CallFact::SoundChanged { .. }
        | CallFact::AnswerFailed { .. }
        | CallFact::Held
        | CallFact::Resumed
        | CallFact::KeyPressed { .. }
        | CallFact::HearingEnforced { .. }
        | CallFact::ServerRestarted { .. }
        | CallFact::Ended { .. } => None,
    }
}

/// The edges that a fact records as enforced from there on.
pub(crate) const fn enforces(fact: &CallFact) -> Option<&Routes> {
    match fact {
        CallFact::HearingEnforced { edges } => Some(edges),
        CallFact::Opened { .. }
        | CallFact::AgentRung { .. }
        | CallFact::AgentPassed { .. }
        | CallFact::AgentNotReached { .. }
        | CallFact::RingWithdrawn { .. }
        | CallFact::NobodyFreeTold
        | CallFact::PassForgotten { .. }
        | CallFact::Answered { .. }
        | CallFact::LegJoining { .. }
        | CallFact::LegConnected { .. }
        | CallFact::LegLost { .. }
        | CallFact::Muted { .. }
        | CallFact::Unmuted { .. }
        | CallFact::SoundChanged { .. }
        | CallFact::AnswerFailed { .. }
        | CallFact::Held
        | CallFact::Resumed
        | CallFact::KeyPressed { .. }
        | CallFact::ServerRestarted { .. }
        | CallFact::Ended { .. } => None,
    }
}

/// Whether this is the connection of a supervisor of whom an action is requested or active.
fn acts(state: &Interaction, leg: LegId) -> bool {
    let mut supervisors = state.supervisors();
    supervisors.any(|it| it.connection.leg() == Some(leg) && it.stance.action().is_some())
}
