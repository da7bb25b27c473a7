//! Samples of what is on record.

use backline_core::people::Profile;
use backline_core::{
    floor::FloorFact,
    id::{IntegrationId, LegId, TeamId},
    interaction::{
        Action, CallFact, Channel, ContactFact, EndReason, Fact, Flow, HelpFact, Loss, Origin,
        Parting, RequestFact, Sound, StopReason, SuperviseFact,
    },
    people::{Grant, Identity, MissedCall, Presence, Role},
    personal::{Personal, Subject},
    protocol::{Cause, FloorRecord, Record},
    routing::{Edge, PartyId, Routes},
    terms::Terms,
};

use super::{AT, COMMAND, help::contact};
use crate::cast::{CALL, VISITOR, acme, agent_party, card, id, supervisor_party};

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

pub(super) fn facts() -> Vec<(&'static str, Fact)> {
    let about = Subject::Customer(CALL);
    let (until, sofia) = (AT, id("sofia"));
    samples! { Fact:
        "opened", Fact::Call(CallFact::Opened { .. }) => Fact::Call(CallFact::Opened {
            id: CALL,
            tenant: acme(),
            channel: Channel::Voice,
            visitor: VISITOR,
            name: Personal::new(about.clone(), "Carla Dias".to_owned()),
            number: Some(Personal::blank(about.clone())),
            wants: None,
            contact: Some(Personal::new(about.clone(), contact())),
            terms: Box::new(Terms::default()),
        });
        "agent_rung", Fact::Call(CallFact::AgentRung { .. }) => Fact::Call(CallFact::AgentRung { agent: card("ana"), until });
        "agent_passed", Fact::Call(CallFact::AgentPassed { .. }) => Fact::Call(CallFact::AgentPassed { agent: id("ana"), declined: true });
        "agent_not_reached", Fact::Call(CallFact::AgentNotReached { .. }) => Fact::Call(CallFact::AgentNotReached { agent: id("ana") });
        "ring_withdrawn", Fact::Call(CallFact::RingWithdrawn { .. }) => Fact::Call(CallFact::RingWithdrawn { agent: id("ana") });
        "nobody_free_told", Fact::Call(CallFact::NobodyFreeTold) => Fact::Call(CallFact::NobodyFreeTold);
        "pass_forgotten", Fact::Call(CallFact::PassForgotten { .. }) => Fact::Call(CallFact::PassForgotten { agent: id("ana") });
        "answered", Fact::Call(CallFact::Answered { .. }) => Fact::Call(CallFact::Answered { agent: card("ana"), until });
        "leg_joining", Fact::Call(CallFact::LegJoining { .. }) => Fact::Call(CallFact::LegJoining { party: PartyId::Customer, leg: LEG, until });
        "leg_connected", Fact::Call(CallFact::LegConnected { .. }) => Fact::Call(CallFact::LegConnected { party: agent_party("ana"), leg: LEG });
        "leg_lost", Fact::Call(CallFact::LegLost { .. }) => Fact::Call(CallFact::LegLost {
            party: supervisor_party("sofia"),
            why: Loss::Silence,
            until,
        });
        "sound_changed", Fact::Call(CallFact::SoundChanged { .. }) => Fact::Call(CallFact::SoundChanged {
            party: agent_party("ana"),
            sound: Sound { flow: Flow::NoVoice, ..Sound::default() },
        });
        "answer_failed", Fact::Call(CallFact::AnswerFailed { .. }) => Fact::Call(CallFact::AnswerFailed { agent: card("ana") });
        "muted", Fact::Call(CallFact::Muted { .. }) => Fact::Call(CallFact::Muted { party: PartyId::Customer });
        "unmuted", Fact::Call(CallFact::Unmuted { .. }) => Fact::Call(CallFact::Unmuted { party: PartyId::Customer });
        "held", Fact::Call(CallFact::Held) => Fact::Call(CallFact::Held);
        "resumed", Fact::Call(CallFact::Resumed) => Fact::Call(CallFact::Resumed);
        "key_pressed", Fact::Call(CallFact::KeyPressed { .. }) => Fact::Call(CallFact::KeyPressed { party: agent_party("ana") });
        "supervisor_opened", Fact::Supervise(SuperviseFact::SupervisorOpened { .. }) => Fact::Supervise(SuperviseFact::SupervisorOpened {
            supervisor: card("sue"),
            until,
            origin: Origin::Request(1),
        });
        "action_requested", Fact::Supervise(SuperviseFact::ActionRequested { .. }) => Fact::Supervise(SuperviseFact::ActionRequested {
            supervisor: sofia.clone(),
            action: Action::Coach,
            until,
        });
        "action_active", Fact::Supervise(SuperviseFact::ActionActive { .. }) => Fact::Supervise(SuperviseFact::ActionActive {
            supervisor: card("sofia"),
            action: Action::Coach,
            edges: edges(),
        });
        "action_ended", Fact::Supervise(SuperviseFact::ActionEnded { .. }) => Fact::Supervise(SuperviseFact::ActionEnded {
            supervisor: sofia.clone(),
            action: Action::Coach,
            why: StopReason::Completed,
        });
        "supervisor_left", Fact::Supervise(SuperviseFact::SupervisorLeft { .. }) => Fact::Supervise(SuperviseFact::SupervisorLeft {
            supervisor: sofia,
            why: Parting::GraceOver,
        });
        "help", Fact::Help(HelpFact::Request { .. }) => Fact::Help(HelpFact::Request {
            request: 1,
            what: RequestFact::Claimed { stage: 1, helper: card("sue") },
        });
        "note_sent", Fact::Supervise(SuperviseFact::NoteSent { .. }) => Fact::Supervise(SuperviseFact::NoteSent {
            by: card("sue"),
            text: Personal::new(about.clone(), "Offer the refund.".to_owned()),
        });
        "send_pressed", Fact::Supervise(SuperviseFact::SendPressed { .. }) => Fact::Supervise(SuperviseFact::SendPressed { supervisor: id("sue") });
        "send_released", Fact::Supervise(SuperviseFact::SendReleased { .. }) => Fact::Supervise(SuperviseFact::SendReleased { supervisor: id("sue") });
        "helper_added", Fact::Help(HelpFact::HelperAdded { .. }) => Fact::Help(HelpFact::HelperAdded { helper: card("sue") });
        "helper_removed", Fact::Help(HelpFact::HelperRemoved { .. }) => Fact::Help(HelpFact::HelperRemoved { helper: id("sue") });
        "contact_noted", Fact::Contact(ContactFact::Noted { .. }) => Fact::Contact(ContactFact::Noted {
            contact: Personal::new(about, contact()),
        });
        "hearing_enforced", Fact::Call(CallFact::HearingEnforced { .. }) => Fact::Call(CallFact::HearingEnforced { edges: edges() });
        "server_restarted", Fact::Call(CallFact::ServerRestarted { .. }) => Fact::Call(CallFact::ServerRestarted {
            parties_until: AT,
            supervisors_until: AT,
        });
        "ended", Fact::Call(CallFact::Ended { .. }) => Fact::Call(CallFact::Ended { why: EndReason::AgentHungUp });
    }
}

pub(super) fn profile() -> Profile {
    Profile {
        card: card("sofia"),
        roles: vec![Role::AwaManager],
        grants: vec![Grant::Monitor],
        teams: vec![TeamId::new("leads").unwrap()],
        supervises: vec![TeamId::new("front").unwrap()],
    }
}

pub(super) fn floor_facts() -> Vec<(&'static str, FloorFact)> {
    let (person, until) = (id("ana"), AT);
    samples! { FloorFact:
        "people_configured", FloorFact::PeopleConfigured { .. } => FloorFact::PeopleConfigured { people: vec![profile()] };
        "terms_configured", FloorFact::TermsConfigured { .. } => FloorFact::TermsConfigured { terms: Box::new(Terms::default()) };
        "presence_set", FloorFact::PresenceSet { .. } => FloorFact::PresenceSet {
            person: person.clone(),
            presence: Presence::Available,
        };
        "signed_in", FloorFact::SignedIn { .. } => FloorFact::SignedIn { person: person.clone() };
        "call_missed", FloorFact::CallMissed { .. } => FloorFact::CallMissed {
            person: person.clone(),
            call: MissedCall {
                interaction: CALL,
                caller: Personal::new(Subject::Customer(CALL), "Carla Dias".to_owned()),
                at: AT,
                unheard: true,
            },
        };
        "went_offline", FloorFact::WentOffline { .. } => FloorFact::WentOffline { person: person.clone() };
        "link_lost", FloorFact::LinkLost { .. } => FloorFact::LinkLost { person: person.clone(), until };
        "link_regained", FloorFact::LinkRegained { .. } => FloorFact::LinkRegained { person: person.clone() };
        "reserved", FloorFact::Reserved { .. } => FloorFact::Reserved { agent: person.clone(), interaction: CALL, until };
        "reservation_lapsed", FloorFact::ReservationLapsed { .. } => FloorFact::ReservationLapsed { agent: person };
    }
}

pub(super) fn records() -> Vec<(&'static str, Record)> {
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
    let record =
        |n: u64| Record { number: n, at: AT, by: by(n), cause, fact: Fact::Call(CallFact::Held) };
    vec![
        ("by_person", record(0)),
        ("by_visitor", record(1)),
        ("by_server", record(2)),
        ("by_integration", record(3)),
    ]
}

pub(super) fn floor_records() -> Vec<(&'static str, FloorRecord)> {
    let fact = FloorFact::LinkRegained { person: id("ana") };
    vec![("record", FloorRecord { number: 4, at: AT, by: Identity::Server, cause: None, fact })]
}
