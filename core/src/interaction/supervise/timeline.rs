//! Which facts about supervision are told again.

use super::SuperviseFact;

/// Whether a fact belongs to the timeline.
pub(in crate::interaction) const fn tells(fact: &SuperviseFact) -> bool {
    match fact {
        SuperviseFact::SupervisorOpened { .. }
        | SuperviseFact::ActionActive { .. }
        | SuperviseFact::ActionEnded { .. }
        | SuperviseFact::SupervisorLeft { .. }
        | SuperviseFact::NoteSent { .. } => true,
        SuperviseFact::ActionRequested { .. }
        | SuperviseFact::SendPressed { .. }
        | SuperviseFact::SendReleased { .. } => false,
    }
}
