//! The wire format, kept as files: one per variant of everything that is sent or stored. A variant
//! without a sample does not compile; a changed form fails. `UPDATE_GOLDEN=1` writes new ones, and
//! what stands in `v1` stays: messages in the field have that form.

use std::{collections::BTreeSet, fmt::Debug, fs, path::PathBuf};

use backline_core::{
    actor::{Grant, Identity, PersonCard, Role},
    floor::{FloorCommand, FloorFact, FloorRefusal, PersonView, Presence, Profile, StampedFloor},
    id::{CommandId, IntegrationId, LegId, ReasonId, TabId, TeamId},
    interaction::{
        Action, Capability, Channel, Command, Contact, Earlier, EndReason, Fact, HelpCommand,
        HelpFact, Key, Lens, Loss, Operation, Origin, Parting, Refusal, Stamped, StopReason,
        help::{
            Brief, CancelReason, CloseReason, ContactField, HelpStatus, NewBrief, NotClaimed,
            Severity, StageRun, Unclaimed,
        },
    },
    protocol::{
        Cause, ClientMessage, Credential, Cursor, DecodeError, FloorRecord, MAX_MESSAGE_BYTES,
        Page, Record, ServerMessage, Unreadable, You, decode_client, decode_server,
    },
    routing::{Edge, PartyId, Routes},
    sealed::{Sealed, Subject},
    terms::{Audience, CountUp, Since, Terms},
    time::Timestamp,
};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    cast::{CALL, VISITOR, acme, agent_party, card, id, supervisor_party},
    rig::offer,
};

/// Samples of an enumeration, one per variant; the match makes a missing one a compile error.
macro_rules! samples {
    ($kind:ident: $($name:literal, $pattern:pat => $sample:expr;)+) => {{
        const fn name(value: &$kind) -> &'static str {
            match value { $($pattern => $name,)+ }
        }
        let samples: Vec<$kind> = vec![$($sample),+];
        let named = samples.into_iter().map(|sample| (name(&sample), sample)).collect::<Vec<_>>();
        let wanted = [$($name),+];
        assert_eq!(named.iter().map(|(name, _)| *name).collect::<Vec<_>>(), wanted);
        named
    }};
}

const AT: Timestamp = Timestamp(1_700_000_000_000);
const COMMAND: CommandId = CommandId::from_u128(0xC0);
const LEG: LegId = LegId::from_u128(0x1E6);

fn edges() -> Routes {
    let sofia = supervisor_party("sofia");
    [
        Edge::between(PartyId::Customer, agent_party("ana")),
        Edge::between(sofia, agent_party("ana")),
        Edge::treatment(PartyId::Customer),
    ]
    .into_iter()
    .collect()
}

fn client_messages() -> Vec<(&'static str, ClientMessage)> {
    samples! { ClientMessage:
        "hello", ClientMessage::Hello { .. } => ClientMessage::Hello {
            version: 1,
            build: "0.1.0".to_owned(),
            page: Page::Workspace,
            tab: TabId::from_u128(5),
            credential: Credential::Session("token".to_owned()),
            resume: vec![Cursor { interaction: CALL, lens: Lens::Supervisor, next: 12 }],
            take_over: true,
        };
        "command", ClientMessage::Command { .. } => ClientMessage::Command {
            id: COMMAND,
            interaction: CALL,
            command: Command::TakeAction { action: Action::BargeIn },
        };
        "floor", ClientMessage::Floor { .. } => ClientMessage::Floor {
            id: COMMAND,
            command: FloorCommand::SetPresence { presence: Presence::Busy },
        };
        "call", ClientMessage::Call { .. } => ClientMessage::Call {
            id: COMMAND,
            name: "Carla Dias".to_owned(),
            number: Some("555 0100".to_owned()),
            to: Some(id("ana")),
        };
        "receipt", ClientMessage::Receipt { .. } => ClientMessage::Receipt {
            interaction: CALL,
            request: 1,
            stage: 2,
            seen: true,
        };
    }
}

fn reason() -> ReasonId {
    ReasonId::new("difficult").unwrap()
}

fn contact() -> Contact {
    let plan = ContactField { label: "Plan".to_owned(), value: "Gold".to_owned() };
    Contact {
        name: Some("Carla Dias".to_owned()),
        number: Some("555 0100".to_owned()),
        fields: vec![plan],
        summary: Some("Asked for a refund twice.".to_owned()),
        intent: Some("refund".to_owned()),
    }
}

fn timers() -> Vec<CountUp> {
    vec![CountUp { label: "In the queue".to_owned(), since: Since::Unix(1_700_000_000) }]
}

fn help_commands() -> Vec<(&'static str, HelpCommand)> {
    let request = 1;
    samples! { HelpCommand:
        "request", HelpCommand::Request { .. } => HelpCommand::Request {
            reason: reason(),
            comment: "Wants to cancel.".to_owned(),
            severity: Severity::Emergency,
            brief: NewBrief { text: "**Third call today**".to_owned(), timers: timers() },
        };
        "cancel", HelpCommand::Cancel { .. } => HelpCommand::Cancel { request };
        "close", HelpCommand::Close { .. } => HelpCommand::Close { request };
        "ask_again", HelpCommand::AskAgain { .. } => HelpCommand::AskAgain { request };
        "claim", HelpCommand::Claim { .. } => HelpCommand::Claim { request };
        "reject", HelpCommand::Reject { .. } => HelpCommand::Reject { request };
    }
}

fn operations() -> Vec<(&'static str, Operation)> {
    samples! { Operation:
        "add_helper", Operation::AddHelper { .. } => Operation::AddHelper { person: id("sofia") };
        "remove_helper", Operation::RemoveHelper { .. } => Operation::RemoveHelper { person: id("sofia") };
        "note_contact", Operation::NoteContact { .. } => Operation::NoteContact { contact: contact() };
    }
}

fn help_facts() -> Vec<(&'static str, HelpFact)> {
    let about = Subject::Customer(CALL);
    let run = StageRun { stage: 1, until: AT, timer: Some(AT) };
    let earlier = Earlier { at: AT, label: "Other".to_owned(), status: HelpStatus::TimerAction };
    samples! { HelpFact:
        "requested", HelpFact::Requested { .. } => HelpFact::Requested {
            reason: reason(),
            label: "Difficult conversation".to_owned(),
            comment: Sealed::new(about.clone(), "Wants to cancel.".to_owned()),
            severity: Severity::Assist,
            brief: Brief {
                text: Some(Sealed::new(about.clone(), "**Third**".to_owned())),
                timers: Some(Sealed::new(about, timers())),
            },
            earlier: vec![earlier],
            run,
        };
        "received", HelpFact::Received { .. } => HelpFact::Received {
            stage: 1,
            delivered: vec![id("sofia"), id("sam")],
            seen: vec![id("sofia")],
        };
        "rejected", HelpFact::Rejected { .. } => HelpFact::Rejected { by: card("sam") };
        "stage_ended", HelpFact::StageEnded { .. } => HelpFact::StageEnded {
            stage: 1,
            exit: Unclaimed::NotClaimed(NotClaimed::Rejected),
            next: Some(StageRun { stage: 2, until: AT, timer: None }),
        };
        "claimed", HelpFact::Claimed { .. } => HelpFact::Claimed { stage: 2, helper: card("sofia") };
        "helper_left", HelpFact::HelperLeft { .. } => HelpFact::HelperLeft { how: Parting::Disconnected };
        "helper_returned", HelpFact::HelperReturned => HelpFact::HelperReturned;
        "reopened", HelpFact::Reopened { .. } => HelpFact::Reopened { run };
        "cancelled", HelpFact::Cancelled { .. } => HelpFact::Cancelled { why: CancelReason::TransferCompleted };
        "closed", HelpFact::Closed { .. } => HelpFact::Closed { why: CloseReason::TransferredToHelper };
    }
}

/// The literal exits and reasons of the source.
fn exits() -> Vec<(&'static str, Unclaimed)> {
    let not = Unclaimed::NotClaimed;
    samples! { Unclaimed:
        "not_available", Unclaimed::NotClaimed(NotClaimed::NotAvailable) => not(NotClaimed::NotAvailable);
        "no_agents", Unclaimed::NotClaimed(NotClaimed::NoAgents) => not(NotClaimed::NoAgents);
        "rejected", Unclaimed::NotClaimed(NotClaimed::Rejected) => not(NotClaimed::Rejected);
        "timer_action", Unclaimed::TimerAction => Unclaimed::TimerAction;
        "timeout", Unclaimed::Timeout => Unclaimed::Timeout;
    }
}

fn audiences() -> Vec<(&'static str, Audience)> {
    samples! { Audience:
        "specific", Audience::Specific(_) => Audience::Specific(id("sofia"));
        "team", Audience::Team => Audience::Team;
        "other_team", Audience::OtherTeam(_) => Audience::OtherTeam(TeamId::new("back").unwrap());
        "fan_out", Audience::FanOut => Audience::FanOut;
    }
}

fn origins() -> Vec<(&'static str, Origin)> {
    samples! { Origin:
        "proactive", Origin::Proactive => Origin::Proactive;
        "request", Origin::Request(_) => Origin::Request(1);
        "listed", Origin::Listed => Origin::Listed;
    }
}

fn commands() -> Vec<(&'static str, Command)> {
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

fn facts() -> Vec<(&'static str, Fact)> {
    let about = Subject::Customer(CALL);
    let (until, sofia) = (AT, id("sofia"));
    samples! { Fact:
        "opened", Fact::Opened { .. } => Fact::Opened {
            id: CALL,
            tenant: acme(),
            channel: Channel::Voice,
            visitor: VISITOR,
            name: Sealed::new(about.clone(), "Carla Dias".to_owned()),
            number: Some(Sealed::blank(about.clone())),
            wants: None,
            contact: Some(Sealed::new(about.clone(), contact())),
            terms: Box::new(Terms::default()),
        };
        "agent_rung", Fact::AgentRung { .. } => Fact::AgentRung { agent: card("ana"), until };
        "agent_passed", Fact::AgentPassed { .. } => Fact::AgentPassed { agent: id("ana"), declined: true };
        "nobody_free_told", Fact::NobodyFreeTold => Fact::NobodyFreeTold;
        "pass_forgotten", Fact::PassForgotten { .. } => Fact::PassForgotten { agent: id("ana") };
        "answered", Fact::Answered { .. } => Fact::Answered { agent: card("ana"), until };
        "leg_joining", Fact::LegJoining { .. } => Fact::LegJoining { party: PartyId::Customer, leg: LEG, until };
        "leg_connected", Fact::LegConnected { .. } => Fact::LegConnected { party: agent_party("ana"), leg: LEG };
        "leg_lost", Fact::LegLost { .. } => Fact::LegLost {
            party: supervisor_party("sofia"),
            why: Loss::Silence,
            until,
        };
        "muted", Fact::Muted { .. } => Fact::Muted { party: PartyId::Customer };
        "unmuted", Fact::Unmuted { .. } => Fact::Unmuted { party: PartyId::Customer };
        "held", Fact::Held => Fact::Held;
        "resumed", Fact::Resumed => Fact::Resumed;
        "key_pressed", Fact::KeyPressed { .. } => Fact::KeyPressed { party: agent_party("ana") };
        "supervisor_opened", Fact::SupervisorOpened { .. } => Fact::SupervisorOpened {
            supervisor: card("sue"),
            until,
            origin: Origin::Request(1),
        };
        "action_requested", Fact::ActionRequested { .. } => Fact::ActionRequested {
            supervisor: sofia.clone(),
            action: Action::Coach,
            until,
        };
        "action_active", Fact::ActionActive { .. } => Fact::ActionActive {
            supervisor: card("sofia"),
            action: Action::Coach,
            edges: edges(),
        };
        "action_ended", Fact::ActionEnded { .. } => Fact::ActionEnded {
            supervisor: sofia.clone(),
            action: Action::Coach,
            why: StopReason::Completed,
        };
        "supervisor_left", Fact::SupervisorLeft { .. } => Fact::SupervisorLeft {
            supervisor: sofia,
            why: Parting::GraceOver,
        };
        "help", Fact::Help { .. } => Fact::Help {
            request: 1,
            what: HelpFact::Claimed { stage: 1, helper: card("sue") },
        };
        "note_sent", Fact::NoteSent { .. } => Fact::NoteSent {
            by: card("sue"),
            text: Sealed::new(about.clone(), "Offer the refund.".to_owned()),
        };
        "send_pressed", Fact::SendPressed { .. } => Fact::SendPressed { supervisor: id("sue") };
        "send_released", Fact::SendReleased { .. } => Fact::SendReleased { supervisor: id("sue") };
        "helper_added", Fact::HelperAdded { .. } => Fact::HelperAdded { helper: card("sue") };
        "helper_removed", Fact::HelperRemoved { .. } => Fact::HelperRemoved { helper: id("sue") };
        "contact_noted", Fact::ContactNoted { .. } => Fact::ContactNoted {
            contact: Sealed::new(about, contact()),
        };
        "hearing_enforced", Fact::HearingEnforced { .. } => Fact::HearingEnforced { edges: edges() };
        "server_restarted", Fact::ServerRestarted { .. } => Fact::ServerRestarted {
            parties_until: AT,
            supervisors_until: AT,
        };
        "ended", Fact::Ended { .. } => Fact::Ended { why: EndReason::AgentHungUp };
    }
}

fn profile() -> Profile {
    Profile {
        card: card("sofia"),
        roles: vec![Role::AwaManager],
        grants: vec![Grant::Monitor],
        teams: vec![TeamId::new("leads").unwrap()],
        supervises: vec![TeamId::new("front").unwrap()],
    }
}

fn floor_facts() -> Vec<(&'static str, FloorFact)> {
    let (person, until) = (id("ana"), AT);
    samples! { FloorFact:
        "people_configured", FloorFact::PeopleConfigured { .. } => FloorFact::PeopleConfigured { people: vec![profile()] };
        "terms_configured", FloorFact::TermsConfigured { .. } => FloorFact::TermsConfigured { terms: Box::new(Terms::default()) };
        "presence_set", FloorFact::PresenceSet { .. } => FloorFact::PresenceSet {
            person: person.clone(),
            presence: Presence::Available,
        };
        "link_lost", FloorFact::LinkLost { .. } => FloorFact::LinkLost { person: person.clone(), until };
        "link_regained", FloorFact::LinkRegained { .. } => FloorFact::LinkRegained { person: person.clone() };
        "reserved", FloorFact::Reserved { .. } => FloorFact::Reserved { agent: person.clone(), interaction: CALL, until };
        "reservation_lapsed", FloorFact::ReservationLapsed { .. } => FloorFact::ReservationLapsed { agent: person };
    }
}

fn floor_refusals() -> Vec<(&'static str, FloorRefusal)> {
    samples! { FloorRefusal:
        "not_on_the_floor", FloorRefusal::NotOnTheFloor => FloorRefusal::NotOnTheFloor;
        "command_reused", FloorRefusal::CommandReused => FloorRefusal::CommandReused;
        "not_recorded", FloorRefusal::NotRecorded => FloorRefusal::NotRecorded;
    }
}

fn floor_commands() -> Vec<(&'static str, FloorCommand)> {
    samples! { FloorCommand:
        "set_presence", FloorCommand::SetPresence { .. } => FloorCommand::SetPresence { presence: Presence::Offline };
    }
}

fn refusals() -> Vec<(&'static str, Refusal)> {
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

fn you() -> You {
    let view = PersonView {
        card: PersonCard::new(id("sofia"), "Sofia Marin", Some("3001")),
        grants: vec![Grant::ViewInteractions, Grant::Monitor],
        presence: Presence::Available,
        supervising: [(CALL, true)].into_iter().collect(),
        teams: Vec::new(),
        supervises: vec![TeamId::new("front").unwrap()],
    };
    You::Person { tenant: acme(), view: Box::new(view), roles: vec![Role::AwaManager] }
}

fn server_messages() -> Vec<(&'static str, ServerMessage)> {
    let stamped = || vec![Stamped { at: AT, fact: Fact::Held }];
    samples! { ServerMessage:
        "welcome", ServerMessage::Welcome { .. } => ServerMessage::Welcome { version: 1, you: you(), now: AT };
        "upgrade", ServerMessage::Upgrade { .. } => ServerMessage::Upgrade { min: 2 };
        "you", ServerMessage::You { .. } => ServerMessage::You {
            you: You::Visitor { tenant: acme(), visitor: VISITOR, token: "token".to_owned() },
        };
        "restated", ServerMessage::Restated { .. } => ServerMessage::Restated {
            interaction: CALL,
            lens: Lens::Agent,
            next: 3,
            facts: stamped(),
            story: stamped(),
        };
        "facts", ServerMessage::Facts { .. } => ServerMessage::Facts {
            interaction: CALL,
            first: 3,
            facts: stamped(),
        };
        "withdrawn", ServerMessage::Withdrawn { .. } => ServerMessage::Withdrawn { interaction: CALL };
        "caught_up", ServerMessage::CaughtUp { .. } => ServerMessage::CaughtUp { interactions: vec![CALL] };
        "done", ServerMessage::Done { .. } => ServerMessage::Done { id: COMMAND, interaction: Some(CALL) };
        "refused", ServerMessage::Refused { .. } => {
            ServerMessage::refused(COMMAND, Refusal::ActionMustBeCompleted)
        };
        "floor_refused", ServerMessage::FloorRefused { .. } => ServerMessage::FloorRefused {
            id: COMMAND,
            refusal: FloorRefusal::NotOnTheFloor,
            sentence: FloorRefusal::NotOnTheFloor.to_string(),
        };
        "answer", ServerMessage::Answer { .. } => ServerMessage::Answer {
            interaction: CALL,
            sdp: "v=0".to_owned(),
        };
        "join_failed", ServerMessage::JoinFailed { .. } => ServerMessage::JoinFailed {
            interaction: CALL,
            sentence: "No audio was offered.".to_owned(),
        };
        "capabilities", ServerMessage::Capabilities { .. } => ServerMessage::Capabilities {
            interaction: CALL,
            capabilities: vec![Capability {
                command: Command::TakeAction { action: Action::Coach },
                refusal: Some(Refusal::VoiceConnectionPending),
            }],
        };
        "taken_over", ServerMessage::TakenOver => ServerMessage::TakenOver;
        "signed_out", ServerMessage::SignedOut { .. } => ServerMessage::SignedOut {
            sentence: "Sign in again.".to_owned(),
        };
        "problem", ServerMessage::Problem { .. } => ServerMessage::Problem {
            sentence: "The message is not an object with type and data.".to_owned(),
            fatal: false,
        };
        "pulse", ServerMessage::Pulse => ServerMessage::Pulse;
    }
}

fn records() -> Vec<(&'static str, Record)> {
    let by = |n| match n {
        0 => Identity::Person(id("sofia")),
        1 => Identity::Visitor(VISITOR),
        2 => Identity::Server,
        _ => Identity::Integration {
            name: IntegrationId::new("crm").unwrap(),
            on_behalf_of: Some(id("ana")),
        },
    };
    let cause = Some(Cause { command: COMMAND, fingerprint: 77 });
    let record = |n: u64| Record { number: n, at: AT, by: by(n), cause, fact: Fact::Held };
    vec![
        ("by_person", record(0)),
        ("by_visitor", record(1)),
        ("by_server", record(2)),
        ("by_integration", record(3)),
    ]
}

fn floor_records() -> Vec<(&'static str, FloorRecord)> {
    let fact = FloorFact::LinkRegained { person: id("ana") };
    vec![("record", FloorRecord { number: 4, at: AT, by: Identity::Server, cause: None, fact })]
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/wire/v1")
}

/// Compares each sample with its file, both ways, and returns the files' names.
fn hold<T: Serialize + DeserializeOwned + PartialEq + Debug>(
    group: &str,
    samples: Vec<(&'static str, T)>,
) -> Vec<String> {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let mut files = Vec::new();
    for (name, sample) in samples {
        let file = format!("{group}.{name}.json");
        let path = folder().join(&file);
        let text = format!("{}\n", serde_json::to_string_pretty(&sample).unwrap());
        if update && !path.exists() {
            fs::create_dir_all(folder()).unwrap();
            fs::write(&path, &text).unwrap();
        }
        let kept = fs::read_to_string(&path).unwrap_or_else(|_| panic!("{file} is missing"));
        assert_eq!(kept, text, "{file} has another form");
        assert_eq!(serde_json::from_str::<T>(&kept).unwrap(), sample, "{file} reads differently");
        files.push(file);
    }
    files
}

#[test]
fn everything_on_the_wire_and_in_the_record_has_the_form_of_its_file() {
    let mut files = hold("client", client_messages());
    files.extend(hold("server", server_messages()));
    files.extend(hold("command", commands()));
    files.extend(hold("help_command", help_commands()));
    files.extend(hold("operation", operations()));
    files.extend(hold("help_fact", help_facts()));
    files.extend(hold("exit", exits()));
    files.extend(hold("audience", audiences()));
    files.extend(hold("origin", origins()));
    files.extend(hold("fact", facts()));
    files.extend(hold("refusal", refusals()));
    files.extend(hold("floor_command", floor_commands()));
    files.extend(hold("floor_fact", floor_facts()));
    files.extend(hold("floor_refusal", floor_refusals()));
    files.extend(hold("record", records()));
    files.extend(hold("floor_record", floor_records()));
    let there = fs::read_dir(folder()).unwrap();
    let there: BTreeSet<_> =
        there.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(there, files.into_iter().collect(), "a file without a sample, or without a file");
}

/// What was stored and sent before there were help requests, as files of `v1-early`: it reads, and
/// what it does not say is as usual.
#[test]
fn what_was_written_before_there_were_help_requests_still_reads() {
    fn early<T: DeserializeOwned>(file: &str) -> T {
        let text = fs::read_to_string(folder().with_file_name("v1-early").join(file)).unwrap();
        serde_json::from_str(&text).unwrap()
    }
    let about = Subject::Customer(CALL);
    let opened = Fact::Opened {
        id: CALL,
        tenant: acme(),
        channel: Channel::Voice,
        visitor: VISITOR,
        name: Sealed::new(about.clone(), "Carla Dias".to_owned()),
        number: Some(Sealed::blank(about)),
        wants: None,
        contact: None,
        terms: Box::new(Terms::default()),
    };
    assert_eq!(early::<Fact>("fact.opened.json"), opened);
    let (supervisor, until, origin) = (card("sue"), AT, Origin::Proactive);
    let by_themselves = Fact::SupervisorOpened { supervisor, until, origin };
    assert_eq!(early::<Fact>("fact.supervisor_opened.json"), by_themselves);
    let (teams, supervises) = (Vec::new(), Vec::new());
    let people =
        vec![Profile { teams: teams.clone(), supervises: supervises.clone(), ..profile() }];
    let configured = FloorFact::PeopleConfigured { people };
    assert_eq!(early::<FloorFact>("floor_fact.people_configured.json"), configured);
    let You::Person { tenant, view, roles } = you() else { panic!("a person") };
    let you =
        You::Person { tenant, view: Box::new(PersonView { teams, supervises, ..*view }), roles };
    let welcome = ServerMessage::Welcome { version: 1, you, now: AT };
    assert_eq!(early::<ServerMessage>("server.welcome.json"), welcome);
    let facts = vec![Stamped { at: AT, fact: Fact::Held }];
    let (interaction, lens, next, story) = (CALL, Lens::Agent, 3, Vec::new());
    let restated = ServerMessage::Restated { interaction, lens, next, facts, story };
    assert_eq!(early::<ServerMessage>("server.restated.json"), restated);
}

#[test]
fn every_message_is_decoded_to_what_was_sent() {
    for (_, message) in client_messages() {
        assert_eq!(decode_client(&serde_json::to_string(&message).unwrap()), Ok(message));
    }
    for (_, message) in server_messages() {
        assert_eq!(decode_server(&serde_json::to_string(&message).unwrap()), Ok(message));
    }
    let helps = help_commands().into_iter().map(|(_, command)| Command::Help(command));
    let operates = operations().into_iter().map(|(_, operation)| Command::Operate(operation));
    for command in commands().into_iter().map(|(_, it)| it).chain(helps).chain(operates) {
        let message = ClientMessage::Command { id: COMMAND, interaction: CALL, command };
        assert_eq!(decode_client(&serde_json::to_string(&message).unwrap()), Ok(message));
    }
}

#[test]
fn what_is_no_message_is_told_what_to_do() {
    let told = |text: &str| decode_client(text).unwrap_err();
    assert_eq!(told(""), DecodeError::NoEnvelope);
    assert_eq!(told("[1, 2]"), DecodeError::NoEnvelope);
    assert_eq!(told("{\"type\": 7}"), DecodeError::NoEnvelope);
    assert_eq!(told("{\"type\":\"obey\",\"data\":{}}"), DecodeError::UnknownKind);
    assert!(matches!(told("{\"type\":\"call\",\"data\":{}}"), DecodeError::BadData { .. }));
    let long = format!("{{\"type\":\"call\",\"data\":\"{}\"}}", "x".repeat(MAX_MESSAGE_BYTES));
    assert_eq!(told(&long), DecodeError::TooLong);
    let deep = "[".repeat(MAX_MESSAGE_BYTES);
    assert_eq!(told(&deep), DecodeError::NoEnvelope);
}

#[test]
fn a_refused_message_is_never_repeated_in_the_error() {
    let secret = "{\"type\":\"hello\",\"data\":{\"credential\":\"hunter2\"}}";
    let sentence = decode_client(secret).unwrap_err().to_string();
    assert!(!sentence.contains("hunter2"), "{sentence}");
}

#[test]
fn an_unknown_message_is_passed_over_and_an_unknown_fact_asks_for_a_newer_page() {
    let kind = "{\"type\":\"confetti\",\"data\":{\"colour\":\"red\"}}";
    assert_eq!(decode_server(kind), Err(Unreadable::UnknownKind));
    let mut facts = serde_json::to_value(&server_messages()[4].1).unwrap();
    facts["data"]["facts"][0]["fact"]["type"] = "teleported".into();
    assert_eq!(decode_server(&facts.to_string()), Err(Unreadable::Newer));
}

#[test]
fn fields_that_a_newer_side_adds_are_passed_over() {
    for (name, message) in client_messages() {
        let mut value = serde_json::to_value(&message).unwrap();
        value["data"]["colour"] = "red".into();
        assert_eq!(decode_client(&value.to_string()), Ok(message), "{name}");
    }
}

/// 20,000 seeded mutations of every kind of message: a value each time, never a panic, and what is
/// still a message stays the same when it is sent on.
#[test]
fn mutated_messages_are_values() {
    let mut corpus: Vec<String> = Vec::new();
    corpus.extend(client_messages().iter().map(|(_, m)| serde_json::to_string(m).unwrap()));
    corpus.extend(server_messages().iter().map(|(_, m)| serde_json::to_string(m).unwrap()));
    let mut dice = Dice(0x5EED);
    let mut read = 0;
    for _ in 0..20_000 {
        let mut bytes = corpus[dice.below(corpus.len())].clone().into_bytes();
        for _ in 0..=dice.below(4) {
            dice.mutate(&mut bytes);
        }
        let text = String::from_utf8_lossy(&bytes);
        if let Ok(message) = decode_client(&text) {
            read += 1;
            let again = serde_json::to_string(&message).unwrap();
            assert_eq!(decode_client(&again), Ok(message));
        }
        if let Ok(message) = decode_server(&text) {
            read += 1;
            let again = serde_json::to_string(&message).unwrap();
            assert_eq!(decode_server(&again), Ok(message));
        }
    }
    assert!(read > 500, "mutations should leave some messages whole: {read}");
}

/// splitmix64: the same dice on every machine.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) const fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) const fn below(&mut self, n: usize) -> usize {
        (self.roll() % n as u64) as usize
    }

    fn mutate(&mut self, bytes: &mut Vec<u8>) {
        let at = self.below(bytes.len().max(1));
        match self.below(5) {
            0 => bytes.truncate(at),
            1 => bytes.insert(at, self.roll() as u8),
            2 if at < bytes.len() => {
                bytes.remove(at);
            }
            3 if at < bytes.len() => bytes[at] = b"0123456789{}[]\",:eE-.nulltrue"[self.below(28)],
            _ => {
                let part = bytes[at..(at + 12).min(bytes.len())].to_vec();
                bytes.splice(at..at, part);
            }
        }
    }
}

/// The documents that must move with the code: a digest of the wire contract stands in
/// `docs/protocol.md`. `UPDATE_DOCS=1` writes it; read the page again before.
#[test]
fn the_protocols_document_was_read_when_the_protocol_changed() {
    const MARK: &str = "<!-- wire contract: ";
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut sources = vec![
        "src/interaction/command.rs".to_owned(),
        "src/interaction/fact.rs".to_owned(),
        "src/interaction/help/words.rs".to_owned(),
        "src/interaction/refusal.rs".to_owned(),
        "src/floor/fact.rs".to_owned(),
    ];
    let protocol = fs::read_dir(root.join("src/protocol")).unwrap();
    let names = protocol.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    sources.extend(names.map(|name| format!("src/protocol/{name}")));
    sources.sort();
    let bytes = sources.iter().flat_map(|path| fs::read(root.join(path)).unwrap());
    let digest = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let path = root.join("../docs/protocol.md");
    let text = fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(MARK).unwrap();
    let (stands, after) = rest.split_once(" -->").unwrap();
    let wanted = format!("{digest:016x}");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, [before, MARK, &wanted, " -->", after].concat()).unwrap();
    } else {
        assert_eq!(stands, wanted, "read docs/protocol.md, then write it with UPDATE_DOCS=1");
    }
}

/// A stored floor fact and its instant go both ways.
#[test]
fn a_stamped_floor_fact_goes_both_ways() {
    for (_, fact) in floor_facts() {
        let stamped = StampedFloor { at: AT, fact };
        let text = serde_json::to_string(&stamped).unwrap();
        assert_eq!(serde_json::from_str::<StampedFloor>(&text).unwrap(), stamped);
    }
}
