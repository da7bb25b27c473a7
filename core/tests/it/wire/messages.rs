//! Samples of what page and server say to each other.

use backline_core::{
    floor::{Colleague, Colleagues, FloorCommand, FloorRefusal},
    id::{TabId, TeamId},
    interaction::{
        Action, CallFact, Capability, Command, Fact, Lens, Offer, Refusal, Stamped,
        SuperviseCommand, SuperviseRefusal,
    },
    people::{Grant, PersonCard, PersonView, Presence, Role},
    protocol::{ClientMessage, Credential, Cursor, Page, ServerMessage, You},
};

use super::{AT, COMMAND};
use crate::cast::{CALL, VISITOR, acme, id};

pub(super) fn client_messages() -> Vec<(&'static str, ClientMessage)> {
    samples! { ClientMessage:
        "hello", ClientMessage::Hello { .. } => ClientMessage::Hello {
            version: 1,
            build: "0.1.0".to_owned(),
            page: Page::Workspace,
            tab: TabId::from_u128(5),
            credential: Credential::Session("token".to_owned()),
            resume: vec![Cursor { interaction: CALL, lens: Lens::Supervisor, next: 12 }],
            take_over: true,
            part: Some(CALL),
        };
        "command", ClientMessage::Command { .. } => ClientMessage::Command {
            id: COMMAND,
            interaction: CALL,
            command: Command::Supervise(SuperviseCommand::TakeAction { action: Action::BargeIn }),
        };
        "floor", ClientMessage::Floor { .. } => ClientMessage::Floor {
            id: COMMAND,
            command: FloorCommand::SetPresence { presence: Presence::Busy },
        };
        "check_sound", ClientMessage::CheckSound { .. } => ClientMessage::CheckSound {
            id: COMMAND,
            offer: Offer("v=0".to_owned()),
        };
        "alive", ClientMessage::Alive {} => ClientMessage::Alive {};
        "ring_heard", ClientMessage::RingHeard { .. } => ClientMessage::RingHeard { interaction: CALL };
        "call", ClientMessage::Call { .. } => ClientMessage::Call {
            id: COMMAND,
            name: "Carla Dias".to_owned(),
            number: Some("555 0100".to_owned()),
            to: Some(id("ana")),
        };
        "renew", ClientMessage::Renew {} => ClientMessage::Renew {};
        "receipt", ClientMessage::Receipt { .. } => ClientMessage::Receipt {
            interaction: CALL,
            request: 1,
            stage: 2,
            seen: true,
        };
    }
}

pub(super) fn you() -> You {
    let card = PersonCard::new(id("sofia"), "Sofia Marin", Some("3001"));
    let view = PersonView {
        supervising: [(CALL, true)].into_iter().collect(),
        supervises: vec![TeamId::new("front").unwrap()],
        ..PersonView::with_grants(card, vec![Grant::ViewInteractions, Grant::Monitor])
    };
    You::Person { tenant: acme(), view: Box::new(view), roles: vec![Role::AwaManager] }
}

pub(super) fn server_messages() -> Vec<(&'static str, ServerMessage)> {
    let stamped = || vec![Stamped { at: AT, fact: Fact::Call(CallFact::Held) }];
    samples! { ServerMessage:
        "welcome", ServerMessage::Welcome { .. } => ServerMessage::Welcome {
            version: 1,
            you: you(),
            now: AT,
            until: Some(AT),
        };
        "upgrade", ServerMessage::Upgrade { .. } => ServerMessage::Upgrade { min: 2 };
        "you", ServerMessage::You { .. } => ServerMessage::You {
            you: You::Visitor { tenant: acme(), visitor: VISITOR, token: "token".to_owned() },
        };
        "agents", ServerMessage::Agents { .. } => ServerMessage::Agents {
            all: true,
            agents: Colleagues {
                here: vec![Colleague {
                    card: PersonCard::new(id("ana"), "Ana Ribeiro", Some("2001")),
                    presence: Presence::Busy,
                    stale_since: Some(AT),
                    missed_at: Some(AT),
                }],
                away: vec![id("ben")],
            },
        };
        "restated", ServerMessage::Restated { .. } => ServerMessage::Restated {
            interaction: CALL,
            lens: Lens::Agent,
            next: 3,
            facts: stamped(),
            timeline: stamped(),
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
                command: Command::Supervise(SuperviseCommand::TakeAction { action: Action::Coach }),
                refusal: Some(Refusal::Supervise(SuperviseRefusal::VoiceConnectionPending)),
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
        "signed_in", ServerMessage::SignedIn { .. } => ServerMessage::SignedIn {
            until: AT,
            token: "t".to_owned(),
        };
        "pulse", ServerMessage::Pulse { .. } => ServerMessage::Pulse {
            now: AT,
            ahead: -2_000,
        };
    }
}
