//! What is asked about supervision, what happens, and what stands against a command: the wire
//! contract of Monitor, Coach and Barge In.

use super::Action;
use crate::{
    id::PersonId,
    interaction::refusal::RefusalKind,
    people::PersonCard,
    personal::Personal,
    routing::Routes,
    time::Timestamp,
    wire::{tagged, words},
};

/// What a supervisor asks.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SuperviseCommand {
    /// Supervisor: open the interaction and expect a voice connection.
    OpenInteraction,
    /// Supervisor: start an action.
    TakeAction {
        /// The action to start.
        action: Action,
    },
    /// Supervisor: complete the running action.
    EndAction {
        /// The action to complete.
        action: Action,
    },
    /// Supervisor: complete the running action and start another, in one step.
    SwitchTo {
        /// The action to start in its place.
        action: Action,
    },
    /// Supervisor: leave, whatever runs.
    Disconnect,
    /// Whoever coaches or has taken the request: write to the agent.
    SendNote {
        /// The text of the note.
        text: String,
    },
    /// Coach: be heard while Send is held down.
    PressSend,
    /// Coach: be heard by nobody again.
    ReleaseSend,
}

/// What happened about supervision.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SuperviseFact {
    /// A supervisor opened the interaction and will bring up a voice connection.
    SupervisorOpened {
        /// The supervisor who opened it.
        supervisor: PersonCard,
        /// When the connection is given up if it does not come.
        until: Timestamp,
        /// What for.
        origin: Origin,
    },
    /// A supervisor asked for an action; nothing is heard before it is active.
    ActionRequested {
        /// The supervisor who asked.
        supervisor: PersonId,
        /// The action that was asked for.
        action: Action,
        /// When it is given up.
        until: Timestamp,
    },
    /// The media plane confirmed the action.
    ActionActive {
        /// The supervisor who acts.
        supervisor: PersonCard,
        /// The action that runs.
        action: Action,
        /// Every edge that is enforced from here on.
        edges: Routes,
    },
    /// An action ended; its edges were closed before this was written.
    ActionEnded {
        /// The supervisor whose action it was.
        supervisor: PersonId,
        /// The action that ended.
        action: Action,
        /// What ended it.
        why: StopReason,
    },
    /// A supervisor's voice connection ended.
    SupervisorLeft {
        /// The supervisor who left.
        supervisor: PersonId,
        /// How the supervisor left.
        why: Parting,
    },
    /// A note was written to the agent. Nothing of the customer's ever has it.
    NoteSent {
        /// The person who wrote it.
        by: PersonCard,
        /// The text of the note.
        text: Personal<String>,
    },
    /// A coach is heard from here on: Send is held down.
    SendPressed {
        /// The coach who holds Send down.
        supervisor: PersonId,
    },
    /// The coach is not heard any more; the edge was closed before this was written.
    SendReleased {
        /// The coach who let Send go.
        supervisor: PersonId,
    },
}

/// Why an action ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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

/// The rule of supervision that stands against a command. `Display` is the sentence for the screen.
#[derive(Debug, Clone, PartialEq, Eq, Hash, thiserror::Error)]
pub enum SuperviseRefusal {
    /// Actions need a voice connection.
    #[error("There is no voice connection. Open the interaction first.")]
    NoVoiceConnection,
    /// The voice connection is not up (again) yet.
    #[error("The voice connection is being set up. Wait a moment.")]
    VoiceConnectionPending,
    /// It is open here already.
    #[error("You already have this interaction open.")]
    AlreadyOpen,
    /// Somebody coaches this agent.
    #[error("{by} is coaching on this call.")]
    CoachTaken {
        /// The display name of who coaches.
        by: String,
    },
    /// Somebody has barged in.
    #[error("{by} has barged in on this call.")]
    BargeInTaken {
        /// The display name of who has barged in.
        by: String,
    },
    /// The agent has to be connected to be helped.
    #[error("The agent is not connected at the moment.")]
    AgentNotConnected,
    /// The action that should end does not run.
    #[error("{} is not running.", action.label())]
    ActionNotRunning {
        /// The action that does not run.
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
}

impl SuperviseCommand {
    /// Whether it ends an action or a voice connection of who sends it: their microphone is silent
    /// from then on.
    #[must_use]
    pub const fn ends(&self) -> bool {
        match self {
            Self::EndAction { .. } | Self::Disconnect | Self::ReleaseSend => true,
            Self::OpenInteraction
            | Self::TakeAction { .. }
            | Self::SwitchTo { .. }
            | Self::SendNote { .. }
            | Self::PressSend => false,
        }
    }

    /// Whether it begins something: all else belongs to an action that runs.
    #[must_use]
    pub const fn begins(&self) -> bool {
        match self {
            Self::OpenInteraction | Self::TakeAction { .. } | Self::SwitchTo { .. } => true,
            Self::EndAction { .. }
            | Self::Disconnect
            | Self::SendNote { .. }
            | Self::PressSend
            | Self::ReleaseSend => false,
        }
    }

    /// The command with each free text replaced by its length.
    #[must_use]
    pub fn without_texts(&self) -> Self {
        match self {
            Self::SendNote { text } => Self::SendNote { text: text.len().to_string() },
            Self::OpenInteraction
            | Self::TakeAction { .. }
            | Self::EndAction { .. }
            | Self::SwitchTo { .. }
            | Self::Disconnect
            | Self::PressSend
            | Self::ReleaseSend => self.clone(),
        }
    }
}

impl SuperviseRefusal {
    /// What kind of rule it is.
    #[must_use]
    pub const fn kind(&self) -> RefusalKind {
        match self {
            Self::NoteEmpty => RefusalKind::Invalid,
            Self::NoVoiceConnection
            | Self::VoiceConnectionPending
            | Self::AlreadyOpen
            | Self::CoachTaken { .. }
            | Self::BargeInTaken { .. }
            | Self::AgentNotConnected
            | Self::ActionNotRunning { .. }
            | Self::NoActionRunning
            | Self::SwitchNotEnabled
            | Self::TooManyVoices
            | Self::NoteNeedsCoaching
            | Self::PushToSendOff
            | Self::SendHeld
            | Self::SendNotHeld => RefusalKind::Conflict,
        }
    }
}

tagged!(SuperviseCommand by "type", "data" {
    "open_interaction" OpenInteraction;
    "take_action" TakeAction { action };
    "end_action" EndAction { action };
    "switch_to" SwitchTo { action };
    "disconnect" Disconnect;
    "send_note" SendNote { text };
    "press_send" PressSend;
    "release_send" ReleaseSend;
});

tagged!(SuperviseFact by "type", "data" {
    "supervisor_opened" SupervisorOpened { supervisor, until, origin = default };
    "action_requested" ActionRequested { supervisor, action, until };
    "action_active" ActionActive { supervisor, action, edges };
    "action_ended" ActionEnded { supervisor, action, why };
    "supervisor_left" SupervisorLeft { supervisor, why };
    "note_sent" NoteSent { by, text };
    "send_pressed" SendPressed { supervisor };
    "send_released" SendReleased { supervisor };
});

tagged!(SuperviseRefusal by "type", "data" {
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
    "note_empty" NoteEmpty;
    "note_needs_coaching" NoteNeedsCoaching;
    "push_to_send_off" PushToSendOff;
    "send_held" SendHeld;
    "send_not_held" SendNotHeld;
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
