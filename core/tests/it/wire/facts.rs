//! Samples of what is on record.

use backline_core::{
    actor::{Grant, Identity, Role},
    floor::{FloorFact, Presence, Profile},
    id::{IntegrationId, LegId, TeamId},
    interaction::{Action, Channel, EndReason, Fact, HelpFact, Loss, Origin, Parting, StopReason},
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
        "opened", Fact::Opened { .. } => Fact::Opened {
            id: CALL,
            tenant: acme(),
            channel: Channel::Voice,
            visitor: VISITOR,
            name: Personal::new(about.clone(), "Carla Dias".to_owned()),
            number: Some(Personal::blank(about.clone())),
            wants: None,
            contact: Some(Personal::new(about.clone(), contact())),
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
            text: Personal::new(about.clone(), "Offer the refund.".to_owned()),
        };
        "send_pressed", Fact::SendPressed { .. } => Fact::SendPressed { supervisor: id("sue") };
        "send_released", Fact::SendReleased { .. } => Fact::SendReleased { supervisor: id("sue") };
        "helper_added", Fact::HelperAdded { .. } => Fact::HelperAdded { helper: card("sue") };
        "helper_removed", Fact::HelperRemoved { .. } => Fact::HelperRemoved { helper: id("sue") };
        "contact_noted", Fact::ContactNoted { .. } => Fact::ContactNoted {
            contact: Personal::new(about, contact()),
        };
        "hearing_enforced", Fact::HearingEnforced { .. } => Fact::HearingEnforced { edges: edges() };
        "server_restarted", Fact::ServerRestarted { .. } => Fact::ServerRestarted {
            parties_until: AT,
            supervisors_until: AT,
        };
        "ended", Fact::Ended { .. } => Fact::Ended { why: EndReason::AgentHungUp };
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
    let record = |n: u64| Record { number: n, at: AT, by: by(n), cause, fact: Fact::Held };
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
