//! The people of the tests: two tenants, their people and what they may do.

use backline_core::people::Profile;
use backline_core::{
    id::{IntegrationId, InteractionId, PersonId, TeamId, TenantId, VisitorId},
    people::{Actor, FloorView, Grant, PersonCard, PersonView, Role},
    routing::{Edge, PartyId},
};

pub(crate) const CALL: InteractionId = InteractionId::from_u128(7);
pub(crate) const ELSEWHERE: InteractionId = InteractionId::from_u128(8);
pub(crate) const VISITOR: VisitorId = VisitorId::from_u128(70);
pub(crate) const STRANGER: VisitorId = VisitorId::from_u128(71);

pub(crate) fn acme() -> TenantId {
    TenantId::new("acme").unwrap()
}

pub(crate) fn globex() -> TenantId {
    TenantId::new("globex").unwrap()
}

pub(crate) fn id(name: &str) -> PersonId {
    PersonId::new(name).unwrap()
}

pub(crate) fn person(name: &str) -> Actor {
    Actor::person(acme(), id(name))
}

pub(crate) fn customer() -> Actor {
    Actor::visitor(acme(), VISITOR)
}

/// A machine of acme, for itself or for somebody.
pub(crate) fn machine(on_behalf_of: Option<&str>) -> Actor {
    Actor::integration(acme(), IntegrationId::new("crm").unwrap(), on_behalf_of.map(id))
}

/// Whether it is one of those who take calls.
pub(crate) fn is_agent(party: &PartyId) -> bool {
    ["ana", "ben"].map(agent_party).contains(party)
}

/// Whether it is somebody of the back line: everybody else who signs in.
pub(crate) fn is_supervisor(party: &PartyId) -> bool {
    *party != PartyId::Customer && !is_agent(party)
}

/// Whether an edge starts or ends at somebody of the back line.
pub(crate) fn touches_supervisor(edge: &Edge) -> bool {
    is_supervisor(&edge.listener) || edge.speaker.party().is_some_and(is_supervisor)
}

pub(crate) fn supervisor_party(name: &str) -> PartyId {
    PartyId::Person(id(name))
}

pub(crate) fn agent_party(name: &str) -> PartyId {
    PartyId::Person(id(name))
}

/// Name, number and role of everybody at acme.
const PEOPLE: [(&str, &str, Option<&str>, Role); 9] = [
    ("ana", "Ana Ribeiro", Some("2001"), Role::Agent),
    ("ben", "Ben Okafor", Some("2002"), Role::Agent),
    ("sofia", "Sofia Marin", Some("3001"), Role::AwaManager),
    ("sam", "Sam Lindqvist", Some("3002"), Role::AwaManager),
    ("sue", "Sue Nolan", None, Role::AwaManager),
    ("ada", "Ada Brandt", None, Role::Admin),
    ("audrey", "Audrey Chen", None, Role::Auditor),
    ("ivo", "Ivo", None, Role::Integration),
    ("hugo", "Hugo Weiss", Some("2003"), Role::Agent),
];

pub(crate) fn card(name: &str) -> PersonCard {
    let (_, full, number, _) = PEOPLE.iter().find(|(id, ..)| *id == name).unwrap();
    PersonCard::new(id(name), full, *number)
}

/// What somebody at acme may do: hugo is an agent who may help besides.
fn grants(name: &str, role: Role) -> Vec<Grant> {
    let help = (name == "hugo").then_some(Grant::Help);
    role.grants().into_iter().chain(help).collect()
}

/// The team of acme: its agents belong to it, its supervisors supervise it.
fn team(members: &[Role], role: Role) -> Vec<TeamId> {
    members.iter().filter(|it| **it == role).map(|_| TeamId::new("front").unwrap()).collect()
}

/// Somebody of acme as configured in this role, with its grants and its place in the team.
pub(crate) fn profile(name: &str, role: Role) -> Profile {
    Profile {
        card: card(name),
        roles: vec![role],
        grants: grants(name, role),
        teams: team(&[Role::Agent], role),
        supervises: team(&[Role::AwaManager], role),
    }
}

/// Everybody of acme, with the grants of their roles.
pub(crate) fn floor() -> FloorView {
    let people = PEOPLE.iter().map(|(name, _, _, role)| {
        let view = PersonView {
            teams: team(&[Role::Agent], *role),
            supervises: team(&[Role::AwaManager], *role),
            ..PersonView::with_grants(card(name), grants(name, *role))
        };
        (id(name), view)
    });
    FloorView { people: people.collect(), ..FloorView::default() }
}
