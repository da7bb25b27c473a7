//! The people of the tests: two tenants, their people and what they may do.

use std::collections::BTreeMap;

use backline_core::{
    actor::{Actor, PersonCard, Role},
    floor::{FloorView, PersonView, Presence},
    id::{InteractionId, PersonId, TeamId, TenantId, VisitorId},
    routing::PartyId,
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

pub(crate) fn supervisor_party(name: &str) -> PartyId {
    PartyId::Supervisor(id(name))
}

pub(crate) fn agent_party(name: &str) -> PartyId {
    PartyId::Agent(id(name))
}

/// Name, number and role of everybody at acme.
const PEOPLE: [(&str, &str, Option<&str>, Role); 8] = [
    ("ana", "Ana Ribeiro", Some("2001"), Role::Agent),
    ("ben", "Ben Okafor", Some("2002"), Role::Agent),
    ("sofia", "Sofia Marin", Some("3001"), Role::AwaManager),
    ("sam", "Sam Lindqvist", Some("3002"), Role::AwaManager),
    ("sue", "Sue Nolan", None, Role::AwaManager),
    ("ada", "Ada Brandt", None, Role::Admin),
    ("audrey", "Audrey Chen", None, Role::Auditor),
    ("ivo", "Ivo", None, Role::Integration),
];

pub(crate) fn card(name: &str) -> PersonCard {
    let (_, full, number, _) = PEOPLE.iter().find(|(id, ..)| *id == name).unwrap();
    PersonCard::new(id(name), full, *number)
}

/// The team of acme: its agents belong to it, its supervisors supervise it.
fn team(members: &[Role], role: Role) -> Vec<TeamId> {
    members.iter().filter(|it| **it == role).map(|_| TeamId::new("front").unwrap()).collect()
}

/// Everybody of acme, with the grants of their roles.
pub(crate) fn floor() -> FloorView {
    let people = PEOPLE.iter().map(|(name, _, _, role)| {
        let view = PersonView {
            card: card(name),
            grants: role.grants().into_iter().collect(),
            presence: Presence::Available,
            supervising: BTreeMap::new(),
            teams: team(&[Role::Agent], *role),
            supervises: team(&[Role::AwaManager], *role),
        };
        (id(name), view)
    });
    FloorView { people: people.collect(), ..FloorView::default() }
}
