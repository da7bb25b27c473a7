//! One command of each name, for tables of who may do what: a name without one does not compile.
//!
//! Plain values; nothing here says who may send them, or when.

use super::{Command, CommandName, Key, Offer};
use crate::{
    id::{IdError, PersonId, ReasonId},
    interaction::{
        Action, Contact, HelpCommand, Operation,
        help::{NewBrief, Severity},
    },
};

impl CommandName {
    /// A command of this name: about the first request, the reason `other`, the person `sam`.
    ///
    /// # Errors
    /// Never, as long as these names are well-formed.
    pub fn example(self) -> Result<Command, IdError> {
        let (action, request) = (Action::Monitor, 1);
        let (person, reason) = (PersonId::new("sam")?, ReasonId::new("other")?);
        Ok(match self {
            Self::Answer => Command::Answer,
            Self::Decline => Command::Decline,
            Self::Join => Command::Join { offer: Offer("v=0\r\n".to_owned()) },
            Self::Mute => Command::Mute,
            Self::Unmute => Command::Unmute,
            Self::Hold => Command::Hold,
            Self::Resume => Command::Resume,
            Self::PressKey => Command::PressKey { key: Key('5') },
            Self::HangUp => Command::HangUp,
            Self::OpenInteraction => Command::OpenInteraction,
            Self::TakeAction => Command::TakeAction { action },
            Self::EndAction => Command::EndAction { action },
            Self::SwitchTo => Command::SwitchTo { action },
            Self::Disconnect => Command::Disconnect,
            Self::SendNote => Command::SendNote { text: "Offer a visit.".to_owned() },
            Self::PressSend => Command::PressSend,
            Self::ReleaseSend => Command::ReleaseSend,
            Self::RequestHelp => Command::Help(HelpCommand::Request {
                reason,
                comment: "The router is new.".to_owned(),
                severity: Severity::Assist,
                brief: NewBrief::default(),
            }),
            Self::CancelHelp => Command::Help(HelpCommand::Cancel { request }),
            Self::CloseHelp => Command::Help(HelpCommand::Close { request }),
            Self::AskAgain => Command::Help(HelpCommand::AskAgain { request }),
            Self::ClaimHelp => Command::Help(HelpCommand::Claim { request }),
            Self::RejectHelp => Command::Help(HelpCommand::Reject { request }),
            Self::AddHelper => Command::Operate(Operation::AddHelper { person }),
            Self::RemoveHelper => Command::Operate(Operation::RemoveHelper { person }),
            Self::NoteContact => {
                let contact = Contact { name: Some("Nora".to_owned()), ..Contact::default() };
                Command::Operate(Operation::NoteContact { contact })
            }
        })
    }
}
