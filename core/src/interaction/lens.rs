//! Through whose eyes a state is seen.
//!
//! A lens is a property of the viewer's part in the interaction. What each one shows is in
//! `projection`; who has which is decided here.

use serde::Serialize;

use super::{Interaction, Stage};
use crate::{
    people::{Actor, FloorView, Grant, Identity},
    wire::words,
};

/// How much of an interaction is visible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
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

impl Interaction {
    /// The lens that this state is seen through.
    #[must_use]
    pub const fn lens(&self) -> Lens {
        self.lens
    }

    /// The lens of `who` on this interaction; `None` when it does not exist for them.
    ///
    /// Whoever is the agent on a call sees it as its agent, whatever else they may do elsewhere.
    #[must_use]
    pub fn lens_of(&self, who: &Actor, floor: &FloorView) -> Option<Lens> {
        if who.tenant != self.tenant {
            return None;
        }
        match &who.identity {
            Identity::Server => Some(Lens::Server),
            Identity::Visitor(visitor) => {
                (*visitor == self.customer.visitor).then_some(Lens::Customer)
            }
            Identity::Person(person) => {
                let agent = match &self.stage {
                    Stage::Waiting => None,
                    Stage::Ringing { agent, .. } => Some(agent),
                    Stage::Talking(talk) => Some(&talk.agent),
                    Stage::Ended { agent, .. } => agent.as_ref(),
                };
                if agent.is_some_and(|agent| agent.person == *person) {
                    return Some(Lens::Agent);
                }
                let invited = self.is_helper(person) || self.helpers.contains_key(person);
                // A page's copy was made for its viewer, and its floor has nobody else.
                let concerned = self.lens == Lens::Supervisor
                    || self.may_view(person, floor)
                    || self.asks(person, floor)
                    || (invited && floor.may(person, Grant::Help))
                    || self.supervisors.contains_key(person);
                concerned.then_some(Lens::Supervisor)
            }
            Identity::Integration { on_behalf_of, .. } => match on_behalf_of {
                None => Some(Lens::Supervisor),
                Some(person) => {
                    let who = Actor::person(who.tenant.clone(), person.clone());
                    self.lens_of(&who, floor)
                }
            },
        }
    }
}

words!(Lens {
    "server" Server;
    "supervisor" Supervisor;
    "agent" Agent;
    "customer" Customer;
});
