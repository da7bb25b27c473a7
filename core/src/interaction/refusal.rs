//! Why something is not done, in the words that the person reads.
//!
//! A refusal names the rule. The same value greys a button in the browser and answers the command
//! on the server, so that both say the same.

use serde::{Deserialize, Serialize};

use super::Action;
use crate::actor::Grant;

/// The rule that stands against a command. `Display` is the sentence for the screen.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
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

impl Refusal {
    /// Whether the same command may succeed a moment later, unchanged.
    #[must_use]
    pub const fn is_retryable(&self) -> bool {
        matches!(self, Self::NotRecorded | Self::VoiceConnectionPending | Self::NotConnected)
    }
}
