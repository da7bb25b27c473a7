//! What a supervisor has still to be told of an action that ended without their asking.
//!
//! Read off the timeline, so that a page that was loaded anew, or a server that was started again,
//! does not lose it.

use crate::{
    id::PersonId,
    interaction::{Fact, Stamped, StopReason, SuperviseFact},
};

/// The end of the last action of `person`, if something else than they ended it and they have begun
/// and ended nothing since.
#[must_use]
pub fn unasked<'a>(timeline: &'a [Stamped], person: &PersonId) -> Option<&'a Stamped> {
    let last = timeline.iter().rev().find(|stamped| concerns(&stamped.fact, person))?;
    let Fact::Supervise(SuperviseFact::ActionEnded { why, .. }) = &last.fact else { return None };
    match why {
        StopReason::Completed | StopReason::Disconnected | StopReason::Switched => None,
        StopReason::ConnectionLost
        | StopReason::NotConfirmed
        | StopReason::GrantWithdrawn
        | StopReason::ServerRestarted
        | StopReason::HelpClosed
        | StopReason::CallEnded => Some(last),
    }
}

fn concerns(fact: &Fact, person: &PersonId) -> bool {
    let Fact::Supervise(fact) = fact else { return false };
    match fact {
        SuperviseFact::SupervisorOpened { supervisor, .. }
        | SuperviseFact::ActionActive { supervisor, .. } => supervisor.person == *person,
        SuperviseFact::ActionEnded { supervisor, .. }
        | SuperviseFact::SupervisorLeft { supervisor, .. } => supervisor == person,
        SuperviseFact::ActionRequested { .. }
        | SuperviseFact::SendPressed { .. }
        | SuperviseFact::SendReleased { .. }
        | SuperviseFact::NoteSent { .. } => false,
    }
}
