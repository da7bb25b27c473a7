//! What speaks against the log of a floor: it speaks of its own people only.
//!
//! Moved by the records of one floor. It refuses to know what is on the calls of these people.

use std::collections::BTreeSet;

use super::{Contradiction, Finding};
use crate::{
    floor::{Floor, FloorFact, StampedFloor},
    id::{PersonId, TenantId},
    protocol::FloorRecord,
    time::Timestamp,
};

/// What speaks against the log of a tenant's floor, of which a new segment begins at each of the
/// places in `segments`: a restatement of all that is known, to which nothing before it counts.
#[must_use]
pub fn floor(tenant: &TenantId, records: &[FloorRecord], segments: &BTreeSet<u64>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut floor = Floor::empty(tenant.clone());
    let mut last = Timestamp::default();
    for (place, record) in (0..).zip(records) {
        let mut found = |what| findings.push(Finding { place: Some(place), what });
        if record.number != place {
            found(Contradiction::Numbered(record.number));
        }
        if segments.contains(&place) {
            floor = Floor::empty(tenant.clone());
            // What is told again has the instants at which it came about.
            last = Timestamp::default();
        }
        if record.at < last {
            found(Contradiction::Earlier);
        }
        last = record.at;
        if let Some(person) = spoken_of(&record.fact)
            && !floor.members().contains_key(person)
        {
            found(Contradiction::Unconfigured(person.clone()));
        }
        floor.apply(&StampedFloor { at: record.at, fact: record.fact.clone() });
    }
    findings
}

const fn spoken_of(fact: &FloorFact) -> Option<&PersonId> {
    match fact {
        FloorFact::PeopleConfigured { .. } | FloorFact::TermsConfigured { .. } => None,
        FloorFact::PresenceSet { person, .. }
        | FloorFact::SignedIn { person }
        | FloorFact::CallMissed { person, .. }
        | FloorFact::WentOffline { person }
        | FloorFact::LinkLost { person, .. }
        | FloorFact::LinkRegained { person } => Some(person),
        FloorFact::Reserved { agent, .. } | FloorFact::ReservationLapsed { agent } => Some(agent),
    }
}
