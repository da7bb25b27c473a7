//! What is answered, and how a page is told of it.

use backline_core::{
    floor::FloorRefusal,
    id::{CommandId, InteractionId},
    interaction::Refusal,
    protocol::ServerMessage,
};

/// The answer to a question that has a command's id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It is done and on record.
    Done {
        /// The interaction that it was about, or that it opened; `None` where it was the floor's.
        interaction: Option<InteractionId>,
    },
    /// An interaction, or the tenant on its behalf, does not do it.
    Refused(Refusal),
    /// The floor does not do it.
    FloorRefused(FloorRefusal),
}

/// The media plane's answer to the offer in a command that joins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MediaAnswer {
    /// It takes the offer.
    Accepted {
        /// The session description of the server's end.
        sdp: String,
    },
    /// It cannot take the offer.
    Failed {
        /// Why, and what to do.
        sentence: String,
    },
}

impl Answer {
    /// The message that tells a page of it.
    #[must_use]
    pub fn message(self, id: CommandId) -> ServerMessage {
        match self {
            Self::Done { interaction } => ServerMessage::Done { id, interaction },
            Self::Refused(refusal) => ServerMessage::refused(id, refusal),
            Self::FloorRefused(refusal) => {
                ServerMessage::FloorRefused { id, sentence: refusal.to_string(), refusal }
            }
        }
    }
}

impl MediaAnswer {
    /// The message that tells a page of it.
    #[must_use]
    pub fn message(self, interaction: InteractionId) -> ServerMessage {
        match self {
            Self::Accepted { sdp } => ServerMessage::Answer { interaction, sdp },
            Self::Failed { sentence } => ServerMessage::JoinFailed { interaction, sentence },
        }
    }
}
