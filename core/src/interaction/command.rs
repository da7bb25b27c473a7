//! What people ask of an interaction: imperative, grouped by feature, without author. The author is
//! whoever the connection was authenticated for.

use std::borrow::Cow;

use super::{CallCommand, ContactCommand, HelpCommand, Key, SuperviseCommand};
use crate::wire::{Variants as _, tagged};

/// A request by somebody on the interaction, or about to be.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Command {
    /// About the call itself and one's own connection.
    Call(CallCommand),
    /// About supervision: open, monitor, coach, barge in, leave.
    Supervise(SuperviseCommand),
    /// About help requests and who helps.
    Help(HelpCommand),
    /// About the contact's record.
    Contact(ContactCommand),
}

impl Command {
    /// Its feature and its name there, as they stand on the wire.
    #[must_use]
    pub fn kind(&self) -> (&'static str, &'static str) {
        let name = match self {
            Self::Call(command) => command.tag(),
            Self::Supervise(command) => command.tag(),
            Self::Help(command) => command.tag(),
            Self::Contact(command) => command.tag(),
        };
        (self.tag(), name)
    }

    /// Whether it is taken however much waits: what ends something, the agent's word that the help
    /// is over among it.
    #[must_use]
    pub const fn is_never_turned_away(&self) -> bool {
        self.ends() || matches!(self, Self::Help(HelpCommand::Close { .. }))
    }

    /// Whether it only takes something away, or ends it: done however much its author asks.
    #[must_use]
    pub const fn takes_away(&self) -> bool {
        self.is_never_turned_away()
            || matches!(
                self,
                Self::Call(CallCommand::Mute | CallCommand::Hold | CallCommand::Decline)
                    | Self::Help(HelpCommand::Cancel { .. })
            )
    }

    /// Whether it ends an action, a connection or the call of who sends it: their microphone is
    /// silent from then on.
    #[must_use]
    pub const fn ends(&self) -> bool {
        match self {
            Self::Call(command) => command.ends(),
            Self::Supervise(command) => command.ends(),
            Self::Help(_) | Self::Contact(_) => false,
        }
    }

    /// Whether it begins something: what a sign-in that has run out does not permit any more.
    #[must_use]
    pub const fn begins(&self) -> bool {
        match self {
            Self::Call(command) => command.begins(),
            Self::Supervise(command) => command.begins(),
            Self::Help(command) => command.begins(),
            Self::Contact(_) => true,
        }
    }

    /// Whether the answer depends on what its author does on other interactions: so it does where
    /// something begins that somebody does in person.
    #[must_use]
    pub const fn depends_on_others(&self) -> bool {
        self.begins() && !self.is_operation()
    }

    /// Whether only administrators and machines may send it.
    #[must_use]
    pub const fn is_operation(&self) -> bool {
        match self {
            Self::Help(command) => command.is_operation(),
            Self::Contact(_) => true,
            Self::Call(_) | Self::Supervise(_) => false,
        }
    }

    /// The command with each free text replaced by its length, and a key by another.
    #[must_use]
    pub fn without_texts(&self) -> Cow<'_, Self> {
        match self {
            Self::Call(CallCommand::PressKey { .. }) => {
                Cow::Owned(Self::Call(CallCommand::PressKey { key: Key::FIVE }))
            }
            Self::Call(_) => Cow::Borrowed(self),
            Self::Supervise(command) => Cow::Owned(Self::Supervise(command.without_texts())),
            Self::Help(command) => Cow::Owned(Self::Help(command.without_texts())),
            Self::Contact(command) => Cow::Owned(Self::Contact(command.without_texts())),
        }
    }
}

tagged!(Command by "type", "data" {
    "call" Call(it);
    "supervise" Supervise(it);
    "help" Help(it);
    "contact" Contact(it);
});
