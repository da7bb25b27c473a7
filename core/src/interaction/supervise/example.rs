//! One command about supervision of each kind.

use super::{Action, SuperviseCommand};

/// One of each kind.
pub(in crate::interaction) fn examples() -> [SuperviseCommand; 8] {
    let action = Action::Monitor;
    [
        SuperviseCommand::OpenInteraction,
        SuperviseCommand::TakeAction { action },
        SuperviseCommand::EndAction { action },
        SuperviseCommand::SwitchTo { action },
        SuperviseCommand::Disconnect,
        SuperviseCommand::SendNote { text: "Offer a visit.".to_owned() },
        SuperviseCommand::PressSend,
        SuperviseCommand::ReleaseSend,
    ]
}
