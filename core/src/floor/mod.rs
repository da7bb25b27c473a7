//! One tenant's people: who they are, what they may do, whether they can be rung.
//!
//! The second aggregate. It holds presence and reservations by itself; that somebody is on a call
//! or supervises one it derives from the interactions' facts, and never stores (the interaction
//! alone decides who is on it). A change costs what it touches, however many people and calls there
//! are: whatever is asked of the whole is kept in order. It refuses to know sockets and media.

mod agenda;
mod apply;
mod calls;
mod decide;
mod distribute;
mod fact;
mod note;
mod view;

use std::collections::BTreeMap;

pub use decide::{FloorCommand, FloorObservation, FloorRefusal};
pub use fact::{FloorFact, StampedFloor};
pub use note::{CallNote, asked};
pub use view::ViewChange;

use agenda::Agenda;
use calls::Calls;

use crate::{
    id::{InteractionId, PersonId, TenantId},
    people::{FloorView, Presence, Profile},
    terms::Terms,
    time::{Millis, Timestamp},
};

/// How long a person whose last page has closed keeps the presence: a reload changes nobody's.
pub const LINK_GRACE: Millis = Millis::seconds(30);

/// How long a reservation stands while the interaction has not rung the agent yet.
pub const RESERVED_FOR: Millis = Millis::seconds(5);

/// A person on the floor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// As configured.
    pub profile: Profile,
    /// As chosen; on a call an agent shows Busy whatever this is.
    pub presence: Presence,
    /// When the presence was chosen.
    pub since: Timestamp,
    /// When the presence becomes Offline because every page has closed.
    pub leaves_at: Option<Timestamp>,
}

/// An agent kept free for an interaction that is about to ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reservation {
    /// For which.
    pub interaction: InteractionId,
    /// Until when, if nothing comes of it.
    pub until: Timestamp,
}

/// The state of a tenant's floor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Floor {
    tenant: TenantId,
    members: BTreeMap<PersonId, Member>,
    reservations: BTreeMap<PersonId, Reservation>,
    calls: Calls,
    /// The tenant's choices, once they are on record.
    terms: Option<Terms>,
    /// The agents who can be rung, by the instant since when.
    free: Agenda<PersonId>,
    /// What time will change.
    due: Agenda<Due>,
    /// All of this as others see it.
    view: FloorView,
}

/// Something that time changes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    /// Somebody whose pages have closed goes Offline.
    Leaving(PersonId),
    /// An agent's reservation comes to nothing.
    Reservation(PersonId),
}

impl Floor {
    /// A floor with nobody on it.
    #[must_use]
    pub fn empty(tenant: TenantId) -> Self {
        Self {
            tenant,
            members: BTreeMap::new(),
            reservations: BTreeMap::new(),
            calls: Calls::default(),
            terms: None,
            free: Agenda::default(),
            due: Agenda::default(),
            view: FloorView::default(),
        }
    }

    /// The tenant's choices as they were last recorded: what a new interaction opens with.
    #[must_use]
    pub const fn terms(&self) -> Option<&Terms> {
        self.terms.as_ref()
    }

    /// Whose floor.
    #[must_use]
    pub const fn tenant(&self) -> &TenantId {
        &self.tenant
    }

    /// Everybody, by id.
    #[must_use]
    pub const fn members(&self) -> &BTreeMap<PersonId, Member> {
        &self.members
    }

    /// The presence that others see: an agent on a call is Busy, a supervisor on one is as chosen.
    #[must_use]
    pub fn presence(&self, person: &PersonId) -> Presence {
        match self.members.get(person) {
            None => Presence::Offline,
            Some(member) if member.presence == Presence::Offline => Presence::Offline,
            Some(_) if self.calls.engaged(person).is_some() => Presence::Busy,
            Some(member) => member.presence,
        }
    }
}
