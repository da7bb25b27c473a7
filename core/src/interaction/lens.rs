//! Through whose eyes a state is seen.
//!
//! A lens is a property of the viewer's part in the interaction. What each one shows is in
//! `project`; who has which is decided here.

use super::{Interaction, Supervisor, access};
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
    /// Of one who is asked to help, or helps, and could not see the call otherwise: their own part as
    /// a supervisor sees it, other supervisors only while they coach or barge in.
    Helper,
    /// The agent's own call: supervisors only while they coach or barge in.
    Agent,
    /// The customer's own call: supervisors only while they barge in, and nobody's number.
    Customer,
}

impl Lens {
    /// Whether what others do silently is visible.
    #[must_use]
    pub const fn sees_supervision(self) -> bool {
        match self {
            Self::Server | Self::Supervisor => true,
            Self::Helper | Self::Agent | Self::Customer => false,
        }
    }

    /// Whether what the back line has among itself is visible: who is on the *claimed by* list, and
    /// whom the call has passed.
    #[must_use]
    pub const fn is_back_line(self) -> bool {
        match self {
            Self::Server | Self::Supervisor | Self::Helper => true,
            Self::Agent | Self::Customer => false,
        }
    }
}

/// Whose eyes look through a lens: a helper's own part is visible to that helper alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Eyes<'a> {
    /// How much is visible.
    pub lens: Lens,
    /// Whose own part is, where it matters.
    pub own: Option<&'a PersonId>,
}

impl From<Lens> for Eyes<'_> {
    fn from(lens: Lens) -> Self {
        Self { lens, own: None }
    }
}

impl<'a> Eyes<'a> {
    /// Those of `who`, who sees through `lens`.
    #[must_use]
    pub fn of(lens: Lens, who: &'a Actor) -> Self {
        Self { lens, own: who.behind().filter(|_| lens == Lens::Helper) }
    }

    /// Whether a supervisor is visible whatever the supervisor does. Whoever came of their own accord
    /// sees through a supervisor's lens until they have left.
    pub(super) fn see_all_of(self, own: Supervisor<'_>) -> bool {
        self.lens.sees_supervision() || self.own == Some(&own.card.person) && own.origin.is_help()
    }
}

impl Interaction {
    /// Whether this copy has a supervisor's part with all that is silent in it. A helper's copy has
    /// its viewer's own, which alone says what it was opened for.
    pub(super) fn has_all_of(&self, own: Supervisor<'_>) -> bool {
        self.lens.sees_supervision() || self.lens == Lens::Helper && own.origin.is_help()
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
    if matches!(state.lens, Lens::Supervisor | Lens::Helper) {
        return Some(state.lens);
    }
    let origin = state.supervisor(person).map(|own| own.origin);
    if access::may_view(state, person, floor) || origin.is_some_and(|origin| !origin.is_help()) {
        return Some(Lens::Supervisor);
    }
    let concerned = state.asks(person, floor)
        || (access::is_invited(state, person) && floor.may(person, Grant::Help))
        || origin.is_some();
    concerned.then_some(Lens::Helper)
}

words!(Lens {
    "server" Server;
    "supervisor" Supervisor;
    "helper" Helper;
    "agent" Agent;
    "customer" Customer;
});
