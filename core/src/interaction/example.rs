//! One command of each kind, for tables of who may do what and for tests of other crates.
//!
//! Plain values; nothing here says who may send them, or when. A test holds that no command is
//! missing.

use super::{
    Action, CallCommand, Command, Contact, ContactCommand, HelpCommand, Key, Offer,
    SuperviseCommand,
    help::{NewBrief, Severity},
};
use crate::id::{IdError, PersonId, ReasonId};

impl Command {
    /// One command of each kind: about the first request, the reason `other`, the person `sam`.
    ///
    /// # Errors
    /// Never, as long as these names are well-formed.
    pub fn examples() -> Result<Vec<Self>, IdError> {
        let (action, request) = (Action::Monitor, 1);
        let (person, reason) = (PersonId::new("sam")?, ReasonId::new("other")?);
        let call = [
            CallCommand::Answer,
            CallCommand::Decline,
            CallCommand::Join { offer: Offer("v=0\r\n".to_owned()) },
            CallCommand::TellSound { microphone: false, speaker: true },
            CallCommand::Mute,
            CallCommand::Unmute,
            CallCommand::Hold,
            CallCommand::Resume,
            CallCommand::PressKey { key: Key::FIVE },
            CallCommand::HangUp,
        ];
        let supervise = [
            SuperviseCommand::OpenInteraction,
            SuperviseCommand::TakeAction { action },
            SuperviseCommand::EndAction { action },
            SuperviseCommand::SwitchTo { action },
            SuperviseCommand::Disconnect,
            SuperviseCommand::SendNote { text: "Offer a visit.".to_owned() },
            SuperviseCommand::PressSend,
            SuperviseCommand::ReleaseSend,
        ];
        let asked = HelpCommand::Request {
            reason,
            comment: "The router is new.".to_owned(),
            severity: Severity::Assist,
            brief: NewBrief::default(),
        };
        let help = [
            asked,
            HelpCommand::Cancel { request },
            HelpCommand::Close { request },
            HelpCommand::AskAgain { request },
            HelpCommand::Claim { request },
            HelpCommand::Reject { request },
            HelpCommand::AddHelper { person: person.clone() },
            HelpCommand::RemoveHelper { person },
        ];
        let contact = Contact { name: Some("Nora".to_owned()), ..Contact::default() };
        Ok(call
            .map(Self::Call)
            .into_iter()
            .chain(supervise.map(Self::Supervise))
            .chain(help.map(Self::Help))
            .chain([Self::Contact(ContactCommand::Note { contact })])
            .collect())
    }
}
