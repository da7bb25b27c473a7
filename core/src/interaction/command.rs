//! What people ask of an interaction. Imperative, without author: that is the connection's.

mod example;

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Serialize};

use super::{Action, HelpCommand, Operation};
use crate::protocol::tagged::tagged;

/// Longest session description that is accepted, in bytes.
pub const MAX_OFFER_BYTES: usize = 16 * 1024;

/// A request by somebody on the interaction, or about to be.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum Command {
    /// Agent: take the ringing call.
    Answer,
    /// Agent: let the next one be rung.
    Decline,
    /// Anybody on the call: bring up the media connection, or bring it up again.
    Join {
        /// The browser's session description.
        offer: Offer,
    },
    /// Agent or customer: be heard by nobody.
    Mute,
    /// Agent or customer: be heard again.
    Unmute,
    /// Agent: the customer hears hold treatment only.
    Hold,
    /// Agent: end the hold.
    Resume,
    /// Agent or customer: send one touch tone (RFC 4733).
    PressKey {
        /// Which.
        key: Key,
    },
    /// Agent or customer: end the call.
    HangUp,
    /// Supervisor: open the interaction and expect a voice connection.
    OpenInteraction,
    /// Supervisor: start an action.
    TakeAction {
        /// Which.
        action: Action,
    },
    /// Supervisor: complete the running action.
    EndAction {
        /// Which.
        action: Action,
    },
    /// Supervisor: complete the running action and start another, in one step.
    SwitchTo {
        /// The other.
        action: Action,
    },
    /// Supervisor: leave, whatever runs.
    Disconnect,
    /// Whoever coaches or has taken the request: write to the agent.
    SendNote {
        /// What.
        text: String,
    },
    /// Coach: be heard while Send is held down.
    PressSend,
    /// Coach: be heard by nobody again.
    ReleaseSend,
    /// Agent or helper: something about help.
    Help(HelpCommand),
    /// Administrator or machine: something about who helps, or whom.
    Operate(Operation),
}

/// A session description as a browser sent it. Never stored, never logged: it holds addresses.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Offer(pub String);

/// A key of the telephone keypad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "char", into = "char")]
pub struct Key(char);

/// The name of a command without its data, for tables of who may do what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is documented at the command of the same name")]
pub enum CommandName {
    Answer,
    Decline,
    Join,
    Mute,
    Unmute,
    Hold,
    Resume,
    PressKey,
    HangUp,
    OpenInteraction,
    TakeAction,
    EndAction,
    SwitchTo,
    Disconnect,
    SendNote,
    PressSend,
    ReleaseSend,
    RequestHelp,
    CancelHelp,
    CloseHelp,
    AskAgain,
    ClaimHelp,
    RejectHelp,
    AddHelper,
    RemoveHelper,
    NoteContact,
}

impl Command {
    /// Whether it is taken however much waits: what ends something, the agent's word that the help
    /// is over among it.
    #[must_use]
    pub const fn is_never_turned_away(&self) -> bool {
        self.ends() || matches!(self, Self::Help(HelpCommand::Close { .. }))
    }

    /// Whether it ends an action, a connection or the call of who sends it: their microphone is
    /// silent from then on.
    #[must_use]
    pub const fn ends(&self) -> bool {
        match self {
            Self::EndAction { .. } | Self::Disconnect | Self::HangUp | Self::ReleaseSend => true,
            Self::Answer
            | Self::Decline
            | Self::Join { .. }
            | Self::Mute
            | Self::Unmute
            | Self::Hold
            | Self::Resume
            | Self::PressKey { .. }
            | Self::OpenInteraction
            | Self::TakeAction { .. }
            | Self::SwitchTo { .. }
            | Self::SendNote { .. }
            | Self::PressSend
            | Self::Help(_)
            | Self::Operate(_) => false,
        }
    }

    /// The command with each free text replaced by its length.
    #[must_use]
    pub fn without_texts(&self) -> Cow<'_, Self> {
        match self {
            Self::SendNote { text } => Cow::Owned(Self::SendNote { text: text.len().to_string() }),
            Self::Help(HelpCommand::Request { reason, comment, severity, brief }) => {
                Cow::Owned(Self::Help(HelpCommand::Request {
                    reason: reason.clone(),
                    comment: comment.len().to_string(),
                    severity: *severity,
                    brief: brief.without_texts(),
                }))
            }
            Self::Operate(Operation::NoteContact { contact }) => {
                let contact = contact.without_texts();
                Cow::Owned(Self::Operate(Operation::NoteContact { contact }))
            }
            Self::Answer
            | Self::Decline
            | Self::Join { .. }
            | Self::Mute
            | Self::Unmute
            | Self::Hold
            | Self::Resume
            | Self::PressKey { .. }
            | Self::HangUp
            | Self::OpenInteraction
            | Self::TakeAction { .. }
            | Self::EndAction { .. }
            | Self::SwitchTo { .. }
            | Self::Disconnect
            | Self::PressSend
            | Self::ReleaseSend
            | Self::Help(_)
            | Self::Operate(_) => Cow::Borrowed(self),
        }
    }

    /// The command's name.
    #[must_use]
    pub const fn name(&self) -> CommandName {
        match self {
            Self::Answer => CommandName::Answer,
            Self::Decline => CommandName::Decline,
            Self::Join { .. } => CommandName::Join,
            Self::Mute => CommandName::Mute,
            Self::Unmute => CommandName::Unmute,
            Self::Hold => CommandName::Hold,
            Self::Resume => CommandName::Resume,
            Self::PressKey { .. } => CommandName::PressKey,
            Self::HangUp => CommandName::HangUp,
            Self::OpenInteraction => CommandName::OpenInteraction,
            Self::TakeAction { .. } => CommandName::TakeAction,
            Self::EndAction { .. } => CommandName::EndAction,
            Self::SwitchTo { .. } => CommandName::SwitchTo,
            Self::Disconnect => CommandName::Disconnect,
            Self::SendNote { .. } => CommandName::SendNote,
            Self::PressSend => CommandName::PressSend,
            Self::ReleaseSend => CommandName::ReleaseSend,
            Self::Help(HelpCommand::Request { .. }) => CommandName::RequestHelp,
            Self::Help(HelpCommand::Cancel { .. }) => CommandName::CancelHelp,
            Self::Help(HelpCommand::Close { .. }) => CommandName::CloseHelp,
            Self::Help(HelpCommand::AskAgain { .. }) => CommandName::AskAgain,
            Self::Help(HelpCommand::Claim { .. }) => CommandName::ClaimHelp,
            Self::Help(HelpCommand::Reject { .. }) => CommandName::RejectHelp,
            Self::Operate(Operation::AddHelper { .. }) => CommandName::AddHelper,
            Self::Operate(Operation::RemoveHelper { .. }) => CommandName::RemoveHelper,
            Self::Operate(Operation::NoteContact { .. }) => CommandName::NoteContact,
        }
    }
}

impl CommandName {
    /// Every command there is.
    pub const ALL: [Self; 26] = [
        Self::Answer,
        Self::Decline,
        Self::Join,
        Self::Mute,
        Self::Unmute,
        Self::Hold,
        Self::Resume,
        Self::PressKey,
        Self::HangUp,
        Self::OpenInteraction,
        Self::TakeAction,
        Self::EndAction,
        Self::SwitchTo,
        Self::Disconnect,
        Self::SendNote,
        Self::PressSend,
        Self::ReleaseSend,
        Self::RequestHelp,
        Self::CancelHelp,
        Self::CloseHelp,
        Self::AskAgain,
        Self::ClaimHelp,
        Self::RejectHelp,
        Self::AddHelper,
        Self::RemoveHelper,
        Self::NoteContact,
    ];
}

impl Key {
    /// The key's character.
    #[must_use]
    pub const fn as_char(self) -> char {
        self.0
    }
}

impl TryFrom<char> for Key {
    type Error = String;
    fn try_from(c: char) -> Result<Self, String> {
        match c {
            '0'..='9' | '*' | '#' | 'A'..='D' => Ok(Self(c)),
            other => Err(format!("{other:?} is not a key: use 0 to 9, *, # or A to D")),
        }
    }
}

impl From<Key> for char {
    fn from(key: Key) -> Self {
        key.0
    }
}

impl fmt::Debug for Offer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Offer({} bytes)", self.0.len())
    }
}

tagged!(Command by "type", "data" {
    "answer" Answer;
    "decline" Decline;
    "join" Join { offer };
    "mute" Mute;
    "unmute" Unmute;
    "hold" Hold;
    "resume" Resume;
    "press_key" PressKey { key };
    "hang_up" HangUp;
    "open_interaction" OpenInteraction;
    "take_action" TakeAction { action };
    "end_action" EndAction { action };
    "switch_to" SwitchTo { action };
    "disconnect" Disconnect;
    "send_note" SendNote { text };
    "press_send" PressSend;
    "release_send" ReleaseSend;
    "help" Help(it);
    "operate" Operate(it);
});
