//! Which facts of the call are told again.

use super::CallFact;

/// Whether a fact belongs to the timeline.
pub(in crate::interaction) const fn tells(fact: &CallFact) -> bool {
    match fact {
        CallFact::Opened { .. }
        | CallFact::Answered { .. }
        | CallFact::Held
        | CallFact::Resumed
        | CallFact::ServerRestarted { .. }
        | CallFact::Ended { .. } => true,
        CallFact::AgentRung { .. }
        | CallFact::AgentPassed { .. }
        | CallFact::NobodyFreeTold
        | CallFact::PassForgotten { .. }
        | CallFact::LegJoining { .. }
        | CallFact::LegConnected { .. }
        | CallFact::LegLost { .. }
        | CallFact::Muted { .. }
        | CallFact::Unmuted { .. }
        | CallFact::KeyPressed { .. }
        | CallFact::HearingEnforced { .. } => false,
    }
}
