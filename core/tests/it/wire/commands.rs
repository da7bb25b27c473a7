//! Samples of what can be asked, and of what stands against it.

use backline_core::{
    floor::{FloorCommand, FloorRefusal},
    interaction::{
        Action, CallCommand, CallRefusal, Command, ContactCommand, HelpCommand, HelpRefusal, Key,
        Refusal, SuperviseCommand, SuperviseRefusal,
    },
    people::{Grant, Presence},
};

use super::help::contact;
use crate::rig::offer;

pub(super) fn commands() -> Vec<(&'static str, Command)> {
    samples! { Command:
        "answer", Command::Call(CallCommand::Answer) => Command::Call(CallCommand::Answer);
        "decline", Command::Call(CallCommand::Decline) => Command::Call(CallCommand::Decline);
        "join", Command::Call(CallCommand::Join { .. }) => Command::Call(CallCommand::Join { offer: offer() });
        "tell_sound", Command::Call(CallCommand::TellSound { .. }) => Command::Call(CallCommand::TellSound { microphone: false, speaker: true });
        "mute", Command::Call(CallCommand::Mute) => Command::Call(CallCommand::Mute);
        "unmute", Command::Call(CallCommand::Unmute) => Command::Call(CallCommand::Unmute);
        "hold", Command::Call(CallCommand::Hold) => Command::Call(CallCommand::Hold);
        "resume", Command::Call(CallCommand::Resume) => Command::Call(CallCommand::Resume);
        "press_key", Command::Call(CallCommand::PressKey { .. }) => Command::Call(CallCommand::PressKey { key: Key::try_from('#').unwrap() });
        "hang_up", Command::Call(CallCommand::HangUp) => Command::Call(CallCommand::HangUp);
        "open_interaction", Command::Supervise(SuperviseCommand::OpenInteraction) => Command::Supervise(SuperviseCommand::OpenInteraction);
        "take_action", Command::Supervise(SuperviseCommand::TakeAction { .. }) => Command::Supervise(SuperviseCommand::TakeAction { action: Action::Monitor });
        "end_action", Command::Supervise(SuperviseCommand::EndAction { .. }) => Command::Supervise(SuperviseCommand::EndAction { action: Action::Coach });
        "switch_to", Command::Supervise(SuperviseCommand::SwitchTo { .. }) => Command::Supervise(SuperviseCommand::SwitchTo { action: Action::BargeIn });
        "disconnect", Command::Supervise(SuperviseCommand::Disconnect) => Command::Supervise(SuperviseCommand::Disconnect);
        "send_note", Command::Supervise(SuperviseCommand::SendNote { .. }) => Command::Supervise(SuperviseCommand::SendNote { text: "Offer the refund.".to_owned() });
        "press_send", Command::Supervise(SuperviseCommand::PressSend) => Command::Supervise(SuperviseCommand::PressSend);
        "release_send", Command::Supervise(SuperviseCommand::ReleaseSend) => Command::Supervise(SuperviseCommand::ReleaseSend);
        "help", Command::Help(_) => Command::Help(HelpCommand::Claim { request: 1 });
        "contact", Command::Contact(_) => Command::Contact(ContactCommand::Note { contact: contact() });
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
        "not_ringing", Refusal::Call(CallRefusal::NotRinging) => Refusal::Call(CallRefusal::NotRinging);
        "not_answered", Refusal::Call(CallRefusal::NotAnswered) => Refusal::Call(CallRefusal::NotAnswered);
        "action_must_be_completed", Refusal::ActionMustBeCompleted => Refusal::ActionMustBeCompleted;
        "no_voice_connection", Refusal::Supervise(SuperviseRefusal::NoVoiceConnection) => Refusal::Supervise(SuperviseRefusal::NoVoiceConnection);
        "voice_connection_pending", Refusal::Supervise(SuperviseRefusal::VoiceConnectionPending) => Refusal::Supervise(SuperviseRefusal::VoiceConnectionPending);
        "already_open", Refusal::Supervise(SuperviseRefusal::AlreadyOpen) => Refusal::Supervise(SuperviseRefusal::AlreadyOpen);
        "coach_taken", Refusal::Supervise(SuperviseRefusal::CoachTaken { .. }) => Refusal::Supervise(SuperviseRefusal::CoachTaken { by: by() });
        "barge_in_taken", Refusal::Supervise(SuperviseRefusal::BargeInTaken { .. }) => Refusal::Supervise(SuperviseRefusal::BargeInTaken { by: by() });
        "agent_not_connected", Refusal::Supervise(SuperviseRefusal::AgentNotConnected) => Refusal::Supervise(SuperviseRefusal::AgentNotConnected);
        "action_not_running", Refusal::Supervise(SuperviseRefusal::ActionNotRunning { .. }) => Refusal::Supervise(SuperviseRefusal::ActionNotRunning { action: Action::Monitor });
        "no_action_running", Refusal::Supervise(SuperviseRefusal::NoActionRunning) => Refusal::Supervise(SuperviseRefusal::NoActionRunning);
        "switch_not_enabled", Refusal::Supervise(SuperviseRefusal::SwitchNotEnabled) => Refusal::Supervise(SuperviseRefusal::SwitchNotEnabled);
        "too_many_voices", Refusal::Supervise(SuperviseRefusal::TooManyVoices) => Refusal::Supervise(SuperviseRefusal::TooManyVoices);
        "already_muted", Refusal::Call(CallRefusal::AlreadyMuted) => Refusal::Call(CallRefusal::AlreadyMuted);
        "not_muted", Refusal::Call(CallRefusal::NotMuted) => Refusal::Call(CallRefusal::NotMuted);
        "already_held", Refusal::Call(CallRefusal::AlreadyHeld) => Refusal::Call(CallRefusal::AlreadyHeld);
        "not_held", Refusal::Call(CallRefusal::NotHeld) => Refusal::Call(CallRefusal::NotHeld);
        "on_hold", Refusal::Call(CallRefusal::OnHold) => Refusal::Call(CallRefusal::OnHold);
        "tones_muted", Refusal::Call(CallRefusal::TonesMuted) => Refusal::Call(CallRefusal::TonesMuted);
        "not_connected", Refusal::Call(CallRefusal::NotConnected) => Refusal::Call(CallRefusal::NotConnected);
        "live_updates_off", Refusal::Help(HelpRefusal::LiveUpdatesOff) => Refusal::Help(HelpRefusal::LiveUpdatesOff);
        "help_already_requested", Refusal::Help(HelpRefusal::HelpAlreadyRequested) => Refusal::Help(HelpRefusal::HelpAlreadyRequested);
        "too_many_requests", Refusal::Help(HelpRefusal::TooManyRequests) => Refusal::Help(HelpRefusal::TooManyRequests);
        "unknown_reason", Refusal::Help(HelpRefusal::UnknownReason) => Refusal::Help(HelpRefusal::UnknownReason);
        "text_too_long", Refusal::TextTooLong { .. } => Refusal::TextTooLong { limit: 500 };
        "too_many_fields", Refusal::TooManyFields { .. } => Refusal::TooManyFields { limit: 20 };
        "not_seconds", Refusal::NotSeconds { .. } => Refusal::NotSeconds { given: 1_700_000_000_000 };
        "no_such_request", Refusal::Help(HelpRefusal::NoSuchRequest) => Refusal::Help(HelpRefusal::NoSuchRequest);
        "help_ended", Refusal::Help(HelpRefusal::HelpEnded) => Refusal::Help(HelpRefusal::HelpEnded);
        "help_cancelled", Refusal::Help(HelpRefusal::HelpCancelled { .. }) => Refusal::Help(HelpRefusal::HelpCancelled { by: "Ana Ribeiro".to_owned() });
        "help_taken", Refusal::Help(HelpRefusal::HelpTaken { .. }) => Refusal::Help(HelpRefusal::HelpTaken { by: by() });
        "help_not_taken", Refusal::Help(HelpRefusal::HelpNotTaken) => Refusal::Help(HelpRefusal::HelpNotTaken);
        "not_asked", Refusal::Help(HelpRefusal::NotAsked) => Refusal::Help(HelpRefusal::NotAsked);
        "status_not_allowed", Refusal::Help(HelpRefusal::StatusNotAllowed { .. }) => Refusal::Help(HelpRefusal::StatusNotAllowed { presence: Presence::Busy });
        "already_rejected", Refusal::Help(HelpRefusal::AlreadyRejected) => Refusal::Help(HelpRefusal::AlreadyRejected);
        "note_empty", Refusal::Supervise(SuperviseRefusal::NoteEmpty) => Refusal::Supervise(SuperviseRefusal::NoteEmpty);
        "note_needs_coaching", Refusal::Supervise(SuperviseRefusal::NoteNeedsCoaching) => Refusal::Supervise(SuperviseRefusal::NoteNeedsCoaching);
        "push_to_send_off", Refusal::Supervise(SuperviseRefusal::PushToSendOff) => Refusal::Supervise(SuperviseRefusal::PushToSendOff);
        "send_held", Refusal::Supervise(SuperviseRefusal::SendHeld) => Refusal::Supervise(SuperviseRefusal::SendHeld);
        "send_not_held", Refusal::Supervise(SuperviseRefusal::SendNotHeld) => Refusal::Supervise(SuperviseRefusal::SendNotHeld);
        "not_a_helper", Refusal::Help(HelpRefusal::NotAHelper) => Refusal::Help(HelpRefusal::NotAHelper);
        "helper_listed", Refusal::Help(HelpRefusal::HelperListed) => Refusal::Help(HelpRefusal::HelperListed);
        "helper_not_listed", Refusal::Help(HelpRefusal::HelperNotListed) => Refusal::Help(HelpRefusal::HelperNotListed);
        "sound_known", Refusal::Call(CallRefusal::SoundKnown) => Refusal::Call(CallRefusal::SoundKnown);
        "too_many_calls", Refusal::Call(CallRefusal::TooManyCalls) => Refusal::Call(CallRefusal::TooManyCalls);
        "offer_too_long", Refusal::Call(CallRefusal::OfferTooLong) => Refusal::Call(CallRefusal::OfferTooLong);
        "command_reused", Refusal::CommandReused => Refusal::CommandReused;
        "not_recorded", Refusal::NotRecorded => Refusal::NotRecorded;
        "too_much_at_once", Refusal::TooMuchAtOnce => Refusal::TooMuchAtOnce;
        "sign_in_ended", Refusal::SignInEnded => Refusal::SignInEnded;
    }
}

pub(super) fn floor_refusals() -> Vec<(&'static str, FloorRefusal)> {
    samples! { FloorRefusal:
        "not_on_the_floor", FloorRefusal::NotOnTheFloor => FloorRefusal::NotOnTheFloor;
        "command_reused", FloorRefusal::CommandReused => FloorRefusal::CommandReused;
        "not_recorded", FloorRefusal::NotRecorded => FloorRefusal::NotRecorded;
        "sign_in_ended", FloorRefusal::SignInEnded => FloorRefusal::SignInEnded;
        "sound_unheard", FloorRefusal::SoundUnheard => FloorRefusal::SoundUnheard;
    }
}
