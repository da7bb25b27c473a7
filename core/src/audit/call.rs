//! What speaks against a fact of the call itself.
//!
//! Asked for each such fact, before and after it is applied. It refuses to know who may act.

use super::Contradiction;
use crate::{
    id::LegId,
    interaction::{CallFact, HelpRequest, Interaction, Stance},
    routing::Routes,
};

pub(super) fn before(state: &Interaction, fact: &CallFact) -> Option<Contradiction> {
    match fact {
        CallFact::Opened { .. } => Some(Contradiction::OpenedAgain),
        CallFact::LegConnected { party, leg } => {
            let coming = state.party(party).and_then(|party| party.connection.leg());
            if coming != Some(*leg) {
                Some(Contradiction::NoSuchConnection)
            } else {
                acts(state, *leg).then_some(Contradiction::ActsBeforeConnected)
            }
        }
        CallFact::Ended { .. } => state
            .help()
            .is_some_and(HelpRequest::is_live)
            .then_some(Contradiction::HelpOutlivesCall),
        CallFact::AgentRung { .. }
        | CallFact::AgentPassed { .. }
        | CallFact::NobodyFreeTold
        | CallFact::PassForgotten { .. }
        | CallFact::Answered { .. }
        | CallFact::LegJoining { .. }
        | CallFact::LegLost { .. }
        | CallFact::Muted { .. }
        | CallFact::Unmuted { .. }
        | CallFact::Held
        | CallFact::Resumed
        | CallFact::KeyPressed { .. }
        | CallFact::HearingEnforced { .. }
        | CallFact::ServerRestarted { .. } => None,
    }
}

pub(super) fn after(state: &Interaction, fact: &CallFact) -> Option<Contradiction> {
    match fact {
        CallFact::HearingEnforced { edges } => forbidden(state, edges),
        CallFact::Opened { .. }
        | CallFact::AgentRung { .. }
        | CallFact::AgentPassed { .. }
        | CallFact::NobodyFreeTold
        | CallFact::PassForgotten { .. }
        | CallFact::Answered { .. }
        | CallFact::LegJoining { .. }
        | CallFact::LegConnected { .. }
        | CallFact::LegLost { .. }
        | CallFact::Muted { .. }
        | CallFact::Unmuted { .. }
        | CallFact::Held
        | CallFact::Resumed
        | CallFact::KeyPressed { .. }
        | CallFact::ServerRestarted { .. }
        | CallFact::Ended { .. } => None,
    }
}

/// The first edge that is recorded as enforced and not allowed in this state.
pub(super) fn forbidden(state: &Interaction, edges: &Routes) -> Option<Contradiction> {
    edges.minus(&state.routes()).into_iter().next().map(Contradiction::Forbidden)
}

/// Whether this is the connection of a supervisor of whom an action is requested or active.
fn acts(state: &Interaction, leg: LegId) -> bool {
    state.supervisors().any(|it| it.connection.leg() == Some(leg) && *it.stance != Stance::Idle)
}
