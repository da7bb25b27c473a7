//! Why something is not done, in the words that the person reads.
//!
//! A refusal names the rule. The same value greys a button in the browser and answers the command
//! on the server, so that both say the same.

use serde::Serialize;

use super::Action;
use crate::{actor::Grant, floor::Presence, protocol::tagged::tagged, terms::NotSeconds};

/// The rule that stands against a command. `Display` is the sentence for the screen.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, thiserror::Error)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum Refusal {
    /// It does not exist, or not for this person: the two are not told apart.
    #[error("There is no such call.")]
    NoSuchCall,
    /// A grant is missing.
    #[error("You may not {}. An administrator can permit it.", grant.deed())]
    NotPermitted {
        /// Which.
        grant: Grant,
    },
    /// The part one has in the call does not include this.
    #[error("This is not yours to do on this call.")]
    NotYours,
    /// The call is over.
    #[error("This call has ended.")]
    CallEnded,
    /// It does not ring any more.
    #[error("This call does not ring for you.")]
    NotRinging,
    /// Nobody has answered yet.
    #[error("Nobody has answered this call yet.")]
    NotAnswered,
    /// to the letter.
    #[error("An action must be completed before attempting a new one.")]
    ActionMustBeCompleted,
    /// Actions need a voice connection.
    #[error("There is no voice connection. Open the interaction first.")]
    NoVoiceConnection,
    /// The voice connection is not up (again) yet.
    #[error("The voice connection is coming up. Wait a moment.")]
    VoiceConnectionPending,
    /// It is open here already.
    #[error("This interaction is open already.")]
    AlreadyOpen,
    /// Somebody coaches this agent.
    #[error("{by} is coaching on this call.")]
    CoachTaken {
        /// Who.
        by: String,
    },
    /// Somebody has barged in.
    #[error("{by} has barged in on this call.")]
    BargeInTaken {
        /// Who.
        by: String,
    },
    /// The agent has to be connected to be helped.
    #[error("The agent is not connected at the moment.")]
    AgentNotConnected,
    /// The action that should end does not run.
    #[error("{} is not running.", action.label())]
    ActionNotRunning {
        /// Which.
        action: Action,
    },
    /// There is nothing to switch from.
    #[error("No action is running.")]
    NoActionRunning,
    /// The tenant does not allow switching.
    #[error("Switching is not enabled. Complete the action first.")]
    SwitchNotEnabled,
    /// More voices than a connection has places for.
    #[error("This call has as many voices as it can carry.")]
    TooManyVoices,
    /// Already muted.
    #[error("The microphone is muted already.")]
    AlreadyMuted,
    /// Not muted.
    #[error("The microphone is not muted.")]
    NotMuted,
    /// Already on hold.
    #[error("The customer is on hold already.")]
    AlreadyHeld,
    /// Not on hold.
    #[error("The customer is not on hold.")]
    NotHeld,
    /// Tones reach nobody while the customer is on hold.
    #[error("The customer is on hold. Resume the call first.")]
    OnHold,
    /// Tones travel with the voice.
    #[error("The microphone is muted, so tones reach nobody. Unmute it first.")]
    TonesMuted,
    /// The connection that this needs is not up.
    #[error("Your connection is not up. Wait a moment.")]
    NotConnected,
    /// The tenant's screens are not told of changes, so a request would reach nobody.
    #[error(
        "Live updates are off, so help cannot be requested. An administrator can turn them on."
    )]
    LiveUpdatesOff,
    /// One request is live at most.
    #[error("Help has been requested on this call already.")]
    HelpAlreadyRequested,
    /// Not a reason of this tenant's.
    #[error("This reason does not exist. Choose another one.")]
    UnknownReason,
    /// A text beyond its bound.
    #[error("The text is too long. It may have {limit} characters.")]
    TextTooLong {
        /// How many characters fit.
        limit: usize,
    },
    /// More fields than a record may have, or timers than a popup has.
    #[error("There are too many entries. At most {limit} fit.")]
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
    /// No request of this number.
    #[error("There is no such help request.")]
    NoSuchRequest,
    /// It ended.
    #[error("This help request has ended.")]
    HelpEnded,
    /// The agent was faster.
    #[error("{by} has cancelled this help request.")]
    HelpCancelled {
        /// Who.
        by: String,
    },
    /// Somebody else was faster.
    #[error("{by} has taken this help request.")]
    HelpTaken {
        /// Who.
        by: String,
    },
    /// Only what somebody has taken can be closed.
    #[error("Nobody has taken this help request. Cancel it instead.")]
    HelpNotTaken,
    /// Not in the audience of the stage under way.
    #[error("This help request does not ask you.")]
    NotAsked,
    /// In the audience, not in an allowed status.
    #[error("You are {}. Become Available to answer this help request.", presence.label())]
    StatusNotAllowed {
        /// In which.
        presence: Presence,
    },
    /// A rejection stands.
    #[error("You have rejected this help request.")]
    AlreadyRejected,
    /// A note of nothing.
    #[error("The note is empty. Write something first.")]
    NoteEmpty,
    /// Notes come from who coaches or helps.
    #[error("A note can be sent while you coach, or while you work on a help request.")]
    NoteNeedsCoaching,
    /// The tenant's coaches are heard without it.
    #[error("A coach is heard without holding Send here.")]
    PushToSendOff,
    /// Held already.
    #[error("Send is held down already.")]
    SendHeld,
    /// Not held.
    #[error("Send is not held down.")]
    SendNotHeld,
    /// Somebody who may not help, or the agent.
    #[error("This person may not help on this call.")]
    NotAHelper,
    /// On the *claimed by* list.
    #[error("This person is on the list already.")]
    HelperListed,
    /// Not on it.
    #[error("This person is not on the list.")]
    HelperNotListed,
    /// The session description is too long.
    #[error("The connection's description is too long.")]
    OfferTooLong,
    /// The same command id came with another body.
    #[error("This command was sent before with another content.")]
    CommandReused,
    /// The record could not be written, so nothing was done.
    #[error("This could not be recorded, so it was not done. Try again.")]
    NotRecorded,
}

impl From<NotSeconds> for Refusal {
    fn from(NotSeconds(given): NotSeconds) -> Self {
        Self::NotSeconds { given }
    }
}

impl Refusal {
    /// Whether the same command may succeed a moment later, unchanged.
    #[must_use]
    pub const fn is_retryable(&self) -> bool {
        matches!(self, Self::NotRecorded | Self::VoiceConnectionPending | Self::NotConnected)
    }
}

tagged!(Refusal by "type", "data" {
    "no_such_call" NoSuchCall;
    "not_permitted" NotPermitted { grant };
    "not_yours" NotYours;
    "call_ended" CallEnded;
    "not_ringing" NotRinging;
    "not_answered" NotAnswered;
    "action_must_be_completed" ActionMustBeCompleted;
    "no_voice_connection" NoVoiceConnection;
    "voice_connection_pending" VoiceConnectionPending;
    "already_open" AlreadyOpen;
    "coach_taken" CoachTaken { by };
    "barge_in_taken" BargeInTaken { by };
    "agent_not_connected" AgentNotConnected;
    "action_not_running" ActionNotRunning { action };
    "no_action_running" NoActionRunning;
    "switch_not_enabled" SwitchNotEnabled;
    "too_many_voices" TooManyVoices;
    "already_muted" AlreadyMuted;
    "not_muted" NotMuted;
    "already_held" AlreadyHeld;
    "not_held" NotHeld;
    "on_hold" OnHold;
    "tones_muted" TonesMuted;
    "not_connected" NotConnected;
    "live_updates_off" LiveUpdatesOff;
    "help_already_requested" HelpAlreadyRequested;
    "unknown_reason" UnknownReason;
    "text_too_long" TextTooLong { limit };
    "too_many_fields" TooManyFields { limit };
    "not_seconds" NotSeconds { given };
    "no_such_request" NoSuchRequest;
    "help_ended" HelpEnded;
    "help_cancelled" HelpCancelled { by };
    "help_taken" HelpTaken { by };
    "help_not_taken" HelpNotTaken;
    "not_asked" NotAsked;
    "status_not_allowed" StatusNotAllowed { presence };
    "already_rejected" AlreadyRejected;
    "note_empty" NoteEmpty;
    "note_needs_coaching" NoteNeedsCoaching;
    "push_to_send_off" PushToSendOff;
    "send_held" SendHeld;
    "send_not_held" SendNotHeld;
    "not_a_helper" NotAHelper;
    "helper_listed" HelperListed;
    "helper_not_listed" HelperNotListed;
    "offer_too_long" OfferTooLong;
    "command_reused" CommandReused;
    "not_recorded" NotRecorded;
});
