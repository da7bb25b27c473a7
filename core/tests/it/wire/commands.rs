//! Samples of what can be asked, and of what stands against it.

use backline_core::{
    actor::Grant,
    floor::{FloorCommand, FloorRefusal, Presence},
    interaction::{Action, Command, HelpCommand, Key, Operation, Refusal},
};

use crate::{cast::id, rig::offer};

pub(super) fn commands() -> Vec<(&'static str, Command)> {
    samples! { Command:
        "answer", Command::Answer => Command::Answer;
        "decline", Command::Decline => Command::Decline;
        "join", Command::Join { .. } => Command::Join { offer: offer() };
        "mute", Command::Mute => Command::Mute;
        "unmute", Command::Unmute => Command::Unmute;
        "hold", Command::Hold => Command::Hold;
        "resume", Command::Resume => Command::Resume;
        "press_key", Command::PressKey { .. } => Command::PressKey { key: Key::try_from('#').unwrap() };
        "hang_up", Command::HangUp => Command::HangUp;
        "open_interaction", Command::OpenInteraction => Command::OpenInteraction;
        "take_action", Command::TakeAction { .. } => Command::TakeAction { action: Action::Monitor };
        "end_action", Command::EndAction { .. } => Command::EndAction { action: Action::Coach };
        "switch_to", Command::SwitchTo { .. } => Command::SwitchTo { action: Action::BargeIn };
        "disconnect", Command::Disconnect => Command::Disconnect;
        "send_note", Command::SendNote { .. } => Command::SendNote { text: "Offer the refund.".to_owned() };
        "press_send", Command::PressSend => Command::PressSend;
        "release_send", Command::ReleaseSend => Command::ReleaseSend;
        "help", Command::Help(_) => Command::Help(HelpCommand::Claim { request: 1 });
        "operate", Command::Operate(_) => Command::Operate(Operation::AddHelper { person: id("sofia") });
    }
}

pub(super) fn floor_commands() -> Vec<(&'static str, FloorCommand)> {
    samples! { FloorCommand:
        "set_presence", FloorCommand::SetPresence { .. } => FloorCommand::SetPresence { presence: Presence::Offline };
    }
}

pub(super) fn refusals() -> Vec<(&'static str, Refusal)> {
    let by = || "Sofia Marin".to_owned();
    samples! { Refusal:
        "no_such_call", Refusal::NoSuchCall => Refusal::NoSuchCall;
        "not_permitted", Refusal::NotPermitted { .. } => Refusal::NotPermitted { grant: Grant::BargeIn };
        "not_yours", Refusal::NotYours => Refusal::NotYours;
        "call_ended", Refusal::CallEnded => Refusal::CallEnded;
        "not_ringing", Refusal::NotRinging => Refusal::NotRinging;
        "not_answered", Refusal::NotAnswered => Refusal::NotAnswered;
        "action_must_be_completed", Refusal::ActionMustBeCompleted => Refusal::ActionMustBeCompleted;
        "no_voice_connection", Refusal::NoVoiceConnection => Refusal::NoVoiceConnection;
        "voice_connection_pending", Refusal::VoiceConnectionPending => Refusal::VoiceConnectionPending;
        "already_open", Refusal::AlreadyOpen => Refusal::AlreadyOpen;
        "coach_taken", Refusal::CoachTaken { .. } => Refusal::CoachTaken { by: by() };
        "barge_in_taken", Refusal::BargeInTaken { .. } => Refusal::BargeInTaken { by: by() };
        "agent_not_connected", Refusal::AgentNotConnected => Refusal::AgentNotConnected;
        "action_not_running", Refusal::ActionNotRunning { .. } => Refusal::ActionNotRunning { action: Action::Monitor };
        "no_action_running", Refusal::NoActionRunning => Refusal::NoActionRunning;
        "switch_not_enabled", Refusal::SwitchNotEnabled => Refusal::SwitchNotEnabled;
        "too_many_voices", Refusal::TooManyVoices => Refusal::TooManyVoices;
        "already_muted", Refusal::AlreadyMuted => Refusal::AlreadyMuted;
        "not_muted", Refusal::NotMuted => Refusal::NotMuted;
        "already_held", Refusal::AlreadyHeld => Refusal::AlreadyHeld;
        "not_held", Refusal::NotHeld => Refusal::NotHeld;
        "on_hold", Refusal::OnHold => Refusal::OnHold;
        "tones_muted", Refusal::TonesMuted => Refusal::TonesMuted;
        "not_connected", Refusal::NotConnected => Refusal::NotConnected;
        "live_updates_off", Refusal::LiveUpdatesOff => Refusal::LiveUpdatesOff;
        "help_already_requested", Refusal::HelpAlreadyRequested => Refusal::HelpAlreadyRequested;
        "unknown_reason", Refusal::UnknownReason => Refusal::UnknownReason;
        "text_too_long", Refusal::TextTooLong { .. } => Refusal::TextTooLong { limit: 500 };
        "too_many_fields", Refusal::TooManyFields { .. } => Refusal::TooManyFields { limit: 20 };
        "not_seconds", Refusal::NotSeconds { .. } => Refusal::NotSeconds { given: 1_700_000_000_000 };
        "no_such_request", Refusal::NoSuchRequest => Refusal::NoSuchRequest;
        "help_ended", Refusal::HelpEnded => Refusal::HelpEnded;
        "help_cancelled", Refusal::HelpCancelled { .. } => Refusal::HelpCancelled { by: "Ana Ribeiro".to_owned() };
        "help_taken", Refusal::HelpTaken { .. } => Refusal::HelpTaken { by: by() };
        "help_not_taken", Refusal::HelpNotTaken => Refusal::HelpNotTaken;
        "not_asked", Refusal::NotAsked => Refusal::NotAsked;
        "status_not_allowed", Refusal::StatusNotAllowed { .. } => Refusal::StatusNotAllowed { presence: Presence::Busy };
        "already_rejected", Refusal::AlreadyRejected => Refusal::AlreadyRejected;
        "note_empty", Refusal::NoteEmpty => Refusal::NoteEmpty;
        "note_needs_coaching", Refusal::NoteNeedsCoaching => Refusal::NoteNeedsCoaching;
        "push_to_send_off", Refusal::PushToSendOff => Refusal::PushToSendOff;
        "send_held", Refusal::SendHeld => Refusal::SendHeld;
        "send_not_held", Refusal::SendNotHeld => Refusal::SendNotHeld;
        "not_a_helper", Refusal::NotAHelper => Refusal::NotAHelper;
        "helper_listed", Refusal::HelperListed => Refusal::HelperListed;
        "helper_not_listed", Refusal::HelperNotListed => Refusal::HelperNotListed;
        "offer_too_long", Refusal::OfferTooLong => Refusal::OfferTooLong;
        "command_reused", Refusal::CommandReused => Refusal::CommandReused;
        "not_recorded", Refusal::NotRecorded => Refusal::NotRecorded;
    }
}

pub(super) fn floor_refusals() -> Vec<(&'static str, FloorRefusal)> {
    samples! { FloorRefusal:
        "not_on_the_floor", FloorRefusal::NotOnTheFloor => FloorRefusal::NotOnTheFloor;
        "command_reused", FloorRefusal::CommandReused => FloorRefusal::CommandReused;
        "not_recorded", FloorRefusal::NotRecorded => FloorRefusal::NotRecorded;
    }
}
