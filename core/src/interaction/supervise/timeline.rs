//! Which facts about supervision are told again, and how they read.

use super::{Action, Origin, Parting, StopReason, SuperviseFact};
use crate::{
    interaction::{Mark, Told},
    people::{PersonCard, Reader},
};

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

/// How a fact reads.
pub(in crate::interaction) fn told<'f>(
    fact: &'f SuperviseFact,
    reader: Reader<'_>,
) -> Option<Told<'f>> {
    match fact {
        SuperviseFact::SupervisorOpened { supervisor, origin, .. } => {
            Some(Told::new(Mark::Call, reader.did(supervisor, opened(*origin))))
        }
        SuperviseFact::ActionActive { supervisor, action, .. } => {
            Some(Told::new(Mark::Action(*action), reader.did(supervisor, began(*action))))
        }
        SuperviseFact::ActionEnded { supervisor, action, why } => {
            let said = match because(*why) {
                "" => [&*reader.known(supervisor), " ", stopped(*action), "", ""],
                why => [&*reader.owner(supervisor), " ", named(*action), " ended.", why],
            };
            Some(Told::new(Mark::Action(*action), said.concat()))
        }
        SuperviseFact::SupervisorLeft { supervisor, why } => {
            Some(Told::new(Mark::Call, [&*reader.known(supervisor), parted(*why)?].concat()))
        }
        SuperviseFact::NoteSent { by, text } => {
            let said = reader.did(by, "sent a note.");
            Some(Told { mark: Mark::Note, said, written: Some(text.text()) })
        }
        SuperviseFact::ActionRequested { .. }
        | SuperviseFact::SendPressed { .. }
        | SuperviseFact::SendReleased { .. } => None,
    }
}

/// The person whom a fact tells by name.
pub(in crate::interaction) const fn introduces(fact: &SuperviseFact) -> Option<&PersonCard> {
    if let SuperviseFact::SupervisorOpened { supervisor, .. }
    | SuperviseFact::ActionActive { supervisor, .. } = fact
    {
        Some(supervisor)
    } else {
        None
    }
}

const fn opened(origin: Origin) -> &'static str {
    match origin {
        Origin::Proactive | Origin::Listed => "opened the interaction.",
        Origin::Request(_) => "opened the interaction to help.",
    }
}

const fn began(action: Action) -> &'static str {
    match action {
        Action::Monitor => "began to monitor.",
        Action::Coach => "began to coach.",
        Action::BargeIn => "barged in.",
    }
}

const fn stopped(action: Action) -> &'static str {
    match action {
        Action::Monitor => "stopped monitoring.",
        Action::Coach => "stopped coaching.",
        Action::BargeIn => "ended Barge In.",
    }
}

const fn named(action: Action) -> &'static str {
    match action {
        Action::Monitor => "monitoring",
        Action::Coach => "coaching",
        Action::BargeIn => "Barge In",
    }
}

/// Why, where it was not the supervisor who ended it.
const fn because(why: StopReason) -> &'static str {
    match why {
        StopReason::Completed | StopReason::Disconnected | StopReason::Switched => "",
        StopReason::ConnectionLost => " The connection was lost.",
        StopReason::NotConfirmed => " It was not confirmed in time.",
        StopReason::GrantWithdrawn => " The permission was withdrawn.",
        StopReason::ServerRestarted => " The server was started again.",
        StopReason::HelpClosed => " The request was closed.",
        StopReason::CallEnded => " The call ended.",
    }
}

/// Nothing where the end of the call says it.
const fn parted(why: Parting) -> Option<&'static str> {
    match why {
        Parting::Disconnected => Some(" disconnected."),
        Parting::Moved => Some(" moved to another call."),
        Parting::GraceOver => Some(" did not come back after a loss."),
        Parting::GrantWithdrawn => Some(" left. The permission was withdrawn."),
        Parting::CallEnded => None,
    }
}
