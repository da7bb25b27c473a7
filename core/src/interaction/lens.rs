//! Through whose eyes a state is seen.
//!
//! A lens is a property of the viewer's part in the interaction. What each one shows is in
//! `project`; who has which is decided here.

use super::{Interaction, access};
use crate::{
    id::PersonId,
    people::{Actor, FloorView, Grant, Identity},
    wire::words,
};

/// How much of an interaction is visible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lens {
    /// Everything; never leaves the server.
    Server,
    /// Everything but the server's own names of connections and browsers.
    Supervisor,
    /// The agent's own call: supervisors only while they coach or barge in.
    Agent,
    /// The customer's own call: supervisors only while they barge in, and nobody's number.
    Customer,
}

impl Lens {
    /// Whether silent supervision is visible.
    #[must_use]
    pub const fn sees_supervision(self) -> bool {
        match self {
            Self::Server | Self::Supervisor => true,
            Self::Agent | Self::Customer => false,
        }
    }
}

/// The lens of `who` on an interaction.
pub(super) fn lens_of(state: &Interaction, who: &Actor, floor: &FloorView) -> Option<Lens> {
    if who.tenant != state.tenant {
        return None;
    }
    match &who.identity {
        Identity::Server => Some(Lens::Server),
        Identity::Visitor(visitor) => {
            (*visitor == state.customer.visitor).then_some(Lens::Customer)
        }
        Identity::Person(person) => of_person(state, person, floor),
        Identity::Integration { on_behalf_of: None, .. } => Some(Lens::Supervisor),
        Identity::Integration { on_behalf_of: Some(person), .. } => of_person(state, person, floor),
    }
}

fn of_person(state: &Interaction, person: &PersonId, floor: &FloorView) -> Option<Lens> {
    if state.agent().is_some_and(|agent| agent.person == *person) {
        return Some(Lens::Agent);
    }
    // A page's copy was made for its viewer, and its floor has nobody else.
    let concerned = state.lens == Lens::Supervisor
        || access::may_view(state, person, floor)
        || state.asks(person, floor)
        || (access::is_invited(state, person) && floor.may(person, Grant::Help))
        || state.supervisor(person).is_some();
    concerned.then_some(Lens::Supervisor)
}

words!(Lens {
    "server" Server;
    "supervisor" Supervisor;
    "agent" Agent;
    "customer" Customer;
});
