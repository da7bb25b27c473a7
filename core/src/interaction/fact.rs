//! What happened to an interaction. Past tense, never undone, the only thing that is stored.

use serde::Serialize;

use super::{Action, Contact, HelpFact};
use crate::{
    actor::PersonCard,
    id::{InteractionId, LegId, PersonId, TenantId, VisitorId},
    personal::Personal,
    protocol::tagged::{record, tagged, words},
    routing::{PartyId, Routes},
    terms::Terms,
    time::Timestamp,
};

/// A fact and its instant.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Stamped {
    /// When it happened, by the server's clock.
    pub at: Timestamp,
    /// What.
    pub fact: Fact,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum Fact {
    /// A customer called. Always the first.
    Opened {
        /// Which interaction.
        id: InteractionId,
        /// Whose.
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
        #[serde(default, skip_serializing_if = "Option::is_none")]
        contact: Option<Personal<Contact>>,
        /// The tenant's choices that hold for this interaction.
        terms: Box<Terms>,
    },
    /// An agent's panel rings.
    AgentRung {
        /// Whose.
        agent: PersonCard,
        /// Until when.
        until: Timestamp,
    },
    /// The agent declined, or let it ring.
    AgentPassed {
        /// Who.
        agent: PersonId,
        /// Whether by pressing Decline.
        declined: bool,
    },
    /// The customer was told that nobody is free.
    NobodyFreeTold,
    /// An agent who had passed may be rung by this call again.
    PassForgotten {
        /// Who.
        agent: PersonId,
    },
    /// The agent answered.
    Answered {
        /// Who.
        agent: PersonCard,
        /// When the connection is given up if it does not come.
        until: Timestamp,
    },
    /// A party's media connection is coming up; one it had before is closed.
    LegJoining {
        /// Whose.
        party: PartyId,
        /// The new connection.
        leg: LegId,
        /// When it is given up.
        until: Timestamp,
    },
    /// A party's media connection is up.
    LegConnected {
        /// Whose.
        party: PartyId,
        /// Which.
        leg: LegId,
    },
    /// A party's media connection was lost; with it went every edge from and to that party.
    LegLost {
        /// Whose.
        party: PartyId,
        /// How.
        why: Loss,
        /// When the party is given up.
        until: Timestamp,
    },
    /// A party muted itself.
    Muted {
        /// Who.
        party: PartyId,
    },
    /// A party is heard again.
    Unmuted {
        /// Who.
        party: PartyId,
    },
    /// The customer was put on hold.
    Held,
    /// The hold ended.
    Resumed,
    /// A touch tone was sent. Which one is not recorded: it may be part of a secret.
    KeyPressed {
        /// By whom.
        party: PartyId,
    },
    /// A supervisor opened the interaction and will bring up a voice connection.
    SupervisorOpened {
        /// Who.
        supervisor: PersonCard,
        /// When the connection is given up if it does not come.
        until: Timestamp,
        /// What for.
        #[serde(default)]
        origin: Origin,
    },
    /// A supervisor asked for an action; nothing is heard before it is active.
    ActionRequested {
        /// Who.
        supervisor: PersonId,
        /// What.
        action: Action,
        /// When it is given up.
        until: Timestamp,
    },
    /// The media plane confirmed the action.
    ActionActive {
        /// Who.
        supervisor: PersonCard,
        /// What.
        action: Action,
        /// Every edge that is enforced from here on.
        edges: Routes,
    },
    /// An action ended; its edges were closed before this was written.
    ActionEnded {
        /// Whose.
        supervisor: PersonId,
        /// What.
        action: Action,
        /// Why.
        why: StopReason,
    },
    /// A supervisor's voice connection ended.
    SupervisorLeft {
        /// Who.
        supervisor: PersonId,
        /// Why.
        why: Parting,
    },
    /// Something happened to a help request.
    Help {
        /// Which, counted from 1 on this interaction.
        request: u32,
        /// What.
        what: HelpFact,
    },
    /// A note was written to the agent. Nothing of the customer's ever has it.
    NoteSent {
        /// By whom.
        by: PersonCard,
        /// What.
        text: Personal<String>,
    },
    /// A coach is heard from here on: Send is held down.
    SendPressed {
        /// Who.
        supervisor: PersonId,
    },
    /// The coach is not heard any more; the edge was closed before this was written.
    SendReleased {
        /// Who.
        supervisor: PersonId,
    },
    /// Somebody was put on the *claimed by* list.
    HelperAdded {
        /// Who.
        helper: PersonCard,
    },
    /// Somebody was taken off it.
    HelperRemoved {
        /// Who.
        helper: PersonId,
    },
    /// What is known of the customer, all of it.
    ContactNoted {
        /// That.
        contact: Personal<Contact>,
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
        /// Why.
        why: EndReason,
    },
}

/// Kinds of conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Speech.
    Voice,
    /// Text, both present.
    Chat,
    /// Text, at leisure.
    Messaging,
}

/// How a connection was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Loss {
    /// The media plane lost it, or it never came up.
    Media,
    /// The socket closed.
    Socket,
    /// Neither datagram nor pong came.
    Silence,
}

/// Why an action ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StopReason {
    /// The supervisor completed it.
    Completed,
    /// The supervisor disconnected.
    Disconnected,
    /// It gave way to another action, in one step.
    Switched,
    /// The connection was lost.
    ConnectionLost,
    /// The media plane did not confirm it in time, or had to start over.
    NotConfirmed,
    /// The permission was withdrawn.
    GrantWithdrawn,
    /// The server came back from a restart.
    ServerRestarted,
    /// The agent closed the help request.
    HelpClosed,
    /// The call ended.
    CallEnded,
}

/// What a supervisor opened an interaction for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(tag = "kind", content = "request", rename_all = "snake_case")]
pub enum Origin {
    /// Of their own accord.
    #[default]
    Proactive,
    /// To work on this help request.
    Request(u32),
    /// As one of the *claimed by* list.
    Listed,
}

/// Why a supervisor left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Parting {
    /// By Disconnect.
    Disconnected,
    /// By opening another interaction.
    Moved,
    /// By not coming back in time.
    GraceOver,
    /// The permission was withdrawn.
    GrantWithdrawn,
    /// The call ended.
    CallEnded,
}

/// Why a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    /// The customer hung up.
    CustomerHungUp,
    /// The agent hung up.
    AgentHungUp,
    /// The customer did not come back in time.
    CustomerLost,
    /// The agent did not come back in time.
    AgentLost,
}

tagged!(Fact by "type", "data" {
    "opened" Opened { id, tenant, channel, visitor, name, number, wants, contact = default, terms };
    "agent_rung" AgentRung { agent, until };
    "agent_passed" AgentPassed { agent, declined };
    "nobody_free_told" NobodyFreeTold;
    "pass_forgotten" PassForgotten { agent };
    "answered" Answered { agent, until };
    "leg_joining" LegJoining { party, leg, until };
    "leg_connected" LegConnected { party, leg };
    "leg_lost" LegLost { party, why, until };
    "muted" Muted { party };
    "unmuted" Unmuted { party };
    "held" Held;
    "resumed" Resumed;
    "key_pressed" KeyPressed { party };
    "supervisor_opened" SupervisorOpened { supervisor, until, origin = default };
    "action_requested" ActionRequested { supervisor, action, until };
    "action_active" ActionActive { supervisor, action, edges };
    "action_ended" ActionEnded { supervisor, action, why };
    "supervisor_left" SupervisorLeft { supervisor, why };
    "help" Help { request, what };
    "note_sent" NoteSent { by, text };
    "send_pressed" SendPressed { supervisor };
    "send_released" SendReleased { supervisor };
    "helper_added" HelperAdded { helper };
    "helper_removed" HelperRemoved { helper };
    "contact_noted" ContactNoted { contact };
    "hearing_enforced" HearingEnforced { edges };
    "server_restarted" ServerRestarted { parties_until, supervisors_until };
    "ended" Ended { why };
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

words!(StopReason {
    "completed" Completed;
    "disconnected" Disconnected;
    "switched" Switched;
    "connection_lost" ConnectionLost;
    "not_confirmed" NotConfirmed;
    "grant_withdrawn" GrantWithdrawn;
    "server_restarted" ServerRestarted;
    "help_closed" HelpClosed;
    "call_ended" CallEnded;
});

tagged!(Origin by "kind", "request" {
    "proactive" Proactive;
    "request" Request(it);
    "listed" Listed;
});

words!(Parting {
    "disconnected" Disconnected;
    "moved" Moved;
    "grace_over" GraceOver;
    "grant_withdrawn" GrantWithdrawn;
    "call_ended" CallEnded;
});

words!(EndReason {
    "customer_hung_up" CustomerHungUp;
    "agent_hung_up" AgentHungUp;
    "customer_lost" CustomerLost;
    "agent_lost" AgentLost;
});

record!(Stamped { at, fact });
