//! What is asked of a call, what happens to it, and what stands against a command: the wire contract
//! of the call.

use super::{Key, Offer, Sound};
use crate::{
    id::{InteractionId, LegId, PersonId, TenantId, VisitorId},
    interaction::{contact::Contact, refusal::RefusalKind},
    people::PersonCard,
    personal::Personal,
    routing::{PartyId, Routes},
    terms::Terms,
    time::Timestamp,
    wire::{tagged, words},
};

/// What somebody on the call asks of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum CallCommand {
    /// Agent: take the ringing call.
    Answer,
    /// Agent: let the next one be rung.
    Decline,
    /// Anybody on the call: bring up the media connection, or bring it up again.
    Join {
        /// The browser's session description.
        offer: Offer,
    },
    /// Anybody on the call: whether their own microphone works and what comes in is played.
    TellSound {
        /// Whether the microphone is there, allowed and gives sound.
        microphone: bool,
        /// Whether what comes in is played.
        speaker: bool,
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
        /// The key that was pressed.
        key: Key,
    },
    /// Agent or customer: end the call.
    HangUp,
}

/// What happened to the call and to its connections.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum CallFact {
    /// A customer called. Always the first.
    Opened {
        /// The id that it has from here on.
        id: InteractionId,
        /// The tenant that was called.
        tenant: TenantId,
        /// What kind.
        channel: Channel,
        /// The customer's browser.
        visitor: VisitorId,
        /// The customer's name.
        name: Personal<String>,
        /// The customer's number.
        number: Option<Personal<String>>,
        /// The one agent who was asked for.
        wants: Option<PersonId>,
        /// What is known of the customer; comes with the call or later.
        contact: Option<Personal<Contact>>,
        /// The tenant's choices that hold for this interaction.
        terms: Box<Terms>,
    },
    /// An agent's panel rings.
    AgentRung {
        /// The agent whose panel rings.
        agent: PersonCard,
        /// Until when.
        until: Timestamp,
    },
    /// The agent declined, or let it ring.
    AgentPassed {
        /// The agent whom the call passed.
        agent: PersonId,
        /// Whether by pressing Decline.
        declined: bool,
    },
    /// No page of the agent said that it rings: nobody can have heard it.
    AgentNotReached {
        /// The agent whom the call passed.
        agent: PersonId,
    },
    /// It rings no more, because the customer is not there: nobody is rung for somebody who is gone.
    RingWithdrawn {
        /// The agent who is left alone.
        agent: PersonId,
    },
    /// The customer was told that nobody is free.
    NobodyFreeTold,
    /// An agent who had passed may be rung by this call again.
    PassForgotten {
        /// The agent who may be rung again.
        agent: PersonId,
    },
    /// The agent answered.
    Answered {
        /// The agent who answered.
        agent: PersonCard,
        /// When the connection is given up if it does not come.
        until: Timestamp,
    },
    /// A party's media connection is coming up; one it had before is closed.
    LegJoining {
        /// The party whose connection it is.
        party: PartyId,
        /// The new connection.
        leg: LegId,
        /// When it is given up.
        until: Timestamp,
    },
    /// A party's media connection is up.
    LegConnected {
        /// The party whose connection it is.
        party: PartyId,
        /// The connection that is up.
        leg: LegId,
    },
    /// A party's media connection was lost; with it went every edge from and to that party.
    LegLost {
        /// The party whose connection it was.
        party: PartyId,
        /// How the loss was noticed.
        why: Loss,
        /// When the party is given up.
        until: Timestamp,
    },
    /// What is known of a party's sound is different. Which edges are open it does not change.
    SoundChanged {
        /// The party whose sound it is.
        party: PartyId,
        /// All that is known of it.
        sound: Sound,
    },
    /// The agent's sound never came up: the call waits again, first in line.
    AnswerFailed {
        /// The agent who had answered.
        agent: PersonCard,
    },
    /// A party muted itself.
    Muted {
        /// The party that is muted.
        party: PartyId,
    },
    /// A party is heard again.
    Unmuted {
        /// The party that is not muted any more.
        party: PartyId,
    },
    /// The customer was put on hold.
    Held,
    /// The hold ended.
    Resumed,
    /// A touch tone was sent. Which one is not recorded: it may be part of a secret.
    KeyPressed {
        /// The party that pressed it.
        party: PartyId,
    },
    /// The edges that the media plane enforces from here on.
    HearingEnforced {
        /// All of them.
        edges: Routes,
    },
    /// The server came back: every connection is lost, every action has ended.
    ServerRestarted {
        /// When agent and customer are given up.
        parties_until: Timestamp,
        /// When supervisors are given up.
        supervisors_until: Timestamp,
    },
    /// The call is over.
    Ended {
        /// Who or what ended it.
        why: EndReason,
    },
}

/// Kinds of conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Channel {
    /// Speech.
    Voice,
    /// Text, both present.
    Chat,
    /// Text, at leisure.
    Messaging,
}

/// How a connection was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Loss {
    /// The media plane lost it, or it never came up.
    Media,
    /// The socket closed.
    Socket,
    /// Neither a datagram nor a word of a page came.
    Silence,
}

/// Why a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EndReason {
    /// The customer hung up.
    CustomerHungUp,
    /// The agent hung up.
    AgentHungUp,
    /// The customer did not come back in time.
    CustomerLost,
    /// The agent did not come back in time.
    AgentLost,
    /// The customer's sound did not come up, or not again, though their page was there.
    CustomerUnheard,
    /// The agent's sound did not come up again, though their page was there.
    AgentUnheard,
}

/// The rule of the call that stands against a command. `Display` is the sentence for the screen.
#[derive(Debug, Clone, PartialEq, Eq, Hash, thiserror::Error)]
pub enum CallRefusal {
    /// It does not ring any more.
    #[error("This call is not ringing for you.")]
    NotRinging,
    /// Nobody has answered yet.
    #[error("Nobody has answered this call yet.")]
    NotAnswered,
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
    #[error("Your microphone is muted, so key tones are not sent. Unmute it first.")]
    TonesMuted,
    /// The connection that this needs is not up.
    #[error("You are not connected yet. Wait a moment.")]
    NotConnected,
    /// The page has said so already.
    #[error("This is known of your sound already.")]
    SoundKnown,
    /// The session description is too long.
    #[error("The connection's description is too long.")]
    OfferTooLong,
    /// As many calls as one browser may open within a while.
    #[error("There were too many calls from here. Wait ten minutes, then call again.")]
    TooManyCalls,
}

impl CallCommand {
    /// Whether it ends the call of who sends it: their microphone is silent from then on.
    #[must_use]
    pub const fn ends(&self) -> bool {
        match self {
            Self::HangUp => true,
            Self::Answer
            | Self::Decline
            | Self::Join { .. }
            | Self::TellSound { .. }
            | Self::Mute
            | Self::Unmute
            | Self::Hold
            | Self::Resume
            | Self::PressKey { .. } => false,
        }
    }

    /// Whether it begins something: all else belongs to a call that runs.
    #[must_use]
    pub const fn begins(&self) -> bool {
        match self {
            Self::Answer => true,
            Self::Decline
            | Self::Join { .. }
            | Self::TellSound { .. }
            | Self::Mute
            | Self::Unmute
            | Self::Hold
            | Self::Resume
            | Self::PressKey { .. }
            | Self::HangUp => false,
        }
    }
}

impl CallRefusal {
    /// What kind of rule it is.
    #[must_use]
    pub const fn kind(&self) -> RefusalKind {
        match self {
            Self::OfferTooLong => RefusalKind::Invalid,
            Self::TooManyCalls => RefusalKind::Unavailable,
            Self::NotRinging
            | Self::NotAnswered
            | Self::AlreadyMuted
            | Self::NotMuted
            | Self::AlreadyHeld
            | Self::NotHeld
            | Self::OnHold
            | Self::TonesMuted
            | Self::SoundKnown
            | Self::NotConnected => RefusalKind::Conflict,
        }
    }
}

tagged!(CallCommand by "type", "data" {
    "answer" Answer;
    "decline" Decline;
    "join" Join { offer };
    "tell_sound" TellSound { microphone, speaker };
    "mute" Mute;
    "unmute" Unmute;
    "hold" Hold;
    "resume" Resume;
    "press_key" PressKey { key };
    "hang_up" HangUp;
});

tagged!(CallFact by "type", "data" {
    "opened" Opened { id, tenant, channel, visitor, name, number, wants, contact = spare, terms };
    "agent_rung" AgentRung { agent, until };
    "agent_passed" AgentPassed { agent, declined };
    "agent_not_reached" AgentNotReached { agent };
    "ring_withdrawn" RingWithdrawn { agent };
    "nobody_free_told" NobodyFreeTold;
    "pass_forgotten" PassForgotten { agent };
    "answered" Answered { agent, until };
    "leg_joining" LegJoining { party, leg, until };
    "leg_connected" LegConnected { party, leg };
    "leg_lost" LegLost { party, why, until };
    "sound_changed" SoundChanged { party, sound };
    "answer_failed" AnswerFailed { agent };
    "muted" Muted { party };
    "unmuted" Unmuted { party };
    "held" Held;
    "resumed" Resumed;
    "key_pressed" KeyPressed { party };
    "hearing_enforced" HearingEnforced { edges };
    "server_restarted" ServerRestarted { parties_until, supervisors_until };
    "ended" Ended { why };
});

tagged!(CallRefusal by "type", "data" {
    "not_ringing" NotRinging;
    "not_answered" NotAnswered;
    "already_muted" AlreadyMuted;
    "not_muted" NotMuted;
    "already_held" AlreadyHeld;
    "not_held" NotHeld;
    "on_hold" OnHold;
    "tones_muted" TonesMuted;
    "not_connected" NotConnected;
    "sound_known" SoundKnown;
    "offer_too_long" OfferTooLong;
    "too_many_calls" TooManyCalls;
});

words!(Channel {
    "voice" Voice;
    "chat" Chat;
    "messaging" Messaging;
});

words!(Loss {
    "media" Media;
    "socket" Socket;
    "silence" Silence;
});

words!(EndReason {
    "customer_hung_up" CustomerHungUp;
    "agent_hung_up" AgentHungUp;
    "customer_lost" CustomerLost;
    "agent_lost" AgentLost;
    "customer_unheard" CustomerUnheard;
    "agent_unheard" AgentUnheard;
});
