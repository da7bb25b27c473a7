//! Why something is not done, in the words that the person reads.
//!
//! A refusal names the rule. The same value greys a button in the browser and answers the command
//! on the server, so that both say the same. The rules of a feature are in its own words;
//! here are those that hold everywhere.

use super::{CallRefusal, HelpRefusal, SuperviseRefusal};
use crate::{
    people::Grant,
    terms::NotSeconds,
    wire::{Variants as _, tagged},
};

/// The rule that stands against a command. `Display` is the sentence for the screen.
#[derive(Debug, Clone, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refusal {
    /// It does not exist, or not for this person: the two are not told apart.
    #[error("There is no such call.")]
    NoSuchCall,
    /// A grant is missing.
    #[error("You may not {}. An administrator can permit it.", grant.deed())]
    NotPermitted {
        /// The grant that is missing.
        grant: Grant,
    },
    /// The part one has in the call does not include this.
    #[error("This is not yours to do on this call.")]
    NotYours,
    /// The call is over.
    #[error("This call has ended.")]
    CallEnded,
    /// A text beyond its bound.
    #[error("The text is too long. At most {limit} characters are allowed.")]
    TextTooLong {
        /// How many characters fit.
        limit: usize,
    },
    /// More fields than a record may have, or timers than a popup has.
    #[error("There are too many entries. At most {limit} are allowed.")]
    TooManyFields {
        /// How many fit.
        limit: usize,
    },
    /// A *Unix Timestamp* that is none.
    #[error("{}", NotSeconds(*given))]
    NotSeconds {
        /// What was given.
        given: u64,
    },
    /// The same command id came with another body.
    #[error("A command with this id was already sent with different content.")]
    CommandReused,
    /// The record could not be written, so nothing was done.
    #[error("This could not be recorded, so it was not done. Try again.")]
    NotRecorded,
    /// Its author has had as much recorded on this call as fits into a while.
    #[error("That was too much at once on this call. Wait a moment, then try again.")]
    TooMuchAtOnce,
    /// The sign-in has run out: what runs may be finished.
    #[error("Your sign-in has ended. Sign in again.")]
    SignInEnded,
    /// to the letter.
    #[error("An action must be completed before attempting a new one.")]
    ActionMustBeCompleted,
    /// A rule of the call.
    #[error(transparent)]
    Call(#[from] CallRefusal),
    /// A rule of supervision.
    #[error(transparent)]
    Supervise(#[from] SuperviseRefusal),
    /// A rule about help.
    #[error(transparent)]
    Help(#[from] HelpRefusal),
}

/// Kinds of rules: what somebody who is refused can do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalKind {
    /// What was asked about does not exist, or not for this person.
    NotFound,
    /// This person may not do it.
    Forbidden,
    /// The command itself is at fault: its content never fits.
    Invalid,
    /// It does not fit the state of things at this moment.
    Conflict,
    /// It was not recorded: the same command may succeed a moment later.
    Unavailable,
}

impl From<NotSeconds> for Refusal {
    fn from(NotSeconds(given): NotSeconds) -> Self {
        Self::NotSeconds { given }
    }
}

impl Refusal {
    /// What kind of rule it is.
    #[must_use]
    pub const fn kind(&self) -> RefusalKind {
        match self {
            Self::NoSuchCall => RefusalKind::NotFound,
            Self::NotPermitted { .. } | Self::NotYours | Self::SignInEnded => {
                RefusalKind::Forbidden
            }
            Self::TextTooLong { .. }
            | Self::TooManyFields { .. }
            | Self::NotSeconds { .. }
            | Self::CommandReused => RefusalKind::Invalid,
            Self::CallEnded | Self::ActionMustBeCompleted => RefusalKind::Conflict,
            Self::NotRecorded | Self::TooMuchAtOnce => RefusalKind::Unavailable,
            Self::Call(rule) => rule.kind(),
            Self::Supervise(rule) => rule.kind(),
            Self::Help(rule) => rule.kind(),
        }
    }

    /// The rule's name: the same on the wire and in the API, whatever feature it belongs to.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Call(rule) => rule.tag(),
            Self::Supervise(rule) => rule.tag(),
            Self::Help(rule) => rule.tag(),
            Self::NoSuchCall
            | Self::NotPermitted { .. }
            | Self::NotYours
            | Self::TextTooLong { .. }
            | Self::TooManyFields { .. }
            | Self::NotSeconds { .. }
            | Self::CommandReused
            | Self::CallEnded
            | Self::ActionMustBeCompleted
            | Self::TooMuchAtOnce
            | Self::NotRecorded
            | Self::SignInEnded => self.tag(),
        }
    }

    /// Whether the same command may succeed a moment later, unchanged.
    #[must_use]
    pub const fn is_retryable(&self) -> bool {
        matches!(
            self,
            Self::NotRecorded
                | Self::TooMuchAtOnce
                | Self::Supervise(SuperviseRefusal::VoiceConnectionPending)
                | Self::Call(CallRefusal::NotConnected)
        )
    }
}

tagged!(Refusal by "type", "data" {
    "no_such_call" NoSuchCall;
    "not_permitted" NotPermitted { grant };
    "not_yours" NotYours;
    "call_ended" CallEnded;
    "text_too_long" TextTooLong { limit };
    "too_many_fields" TooManyFields { limit };
    "not_seconds" NotSeconds { given };
    "command_reused" CommandReused;
    "not_recorded" NotRecorded;
    "too_much_at_once" TooMuchAtOnce;
    "sign_in_ended" SignInEnded;
    "action_must_be_completed" ActionMustBeCompleted;
    "call" Call(it);
    "supervise" Supervise(it);
    "help" Help(it);
});
