//! One tenant's people: who they are, what they may do, whether they can be rung.
//!
//! The second aggregate. It holds presence and reservations by itself; that somebody is on a call
//! or supervises one it derives from the interactions' facts, and never stores (the interaction
//! alone decides who is on it). A change costs what it touches, however many people and calls there
//! are: whatever is asked of the whole is kept in order. It refuses to know sockets and media.

mod agenda;
mod apply;
mod calls;
mod colleagues;
mod decide;
mod distribute;
mod fact;
mod note;
mod view;

use std::collections::{BTreeMap, BTreeSet};

pub use colleagues::{Colleague, Colleagues, ToldColleagues};
pub use decide::{FloorCommand, FloorObservation, FloorRefusal};
pub use fact::{FloorFact, StampedFloor};
pub use note::{CallNote, asked};
pub use view::ViewChange;

use agenda::Agenda;
use calls::Calls;

use crate::{
    id::{InteractionId, PersonId, TenantId},
    people::{FloorView, MissedCall, Presence, Profile},
    terms::Terms,
    time::{Millis, Timestamp},
};

/// How long a person of whom no page says anything shows the presence they chose: a reload changes
/// nobody's. Then they are Offline, and come back with what they chose.
pub const LINK_GRACE: Millis = Millis::seconds(30);

/// How long a reservation stands while the interaction has not rung the agent yet.
pub const RESERVED_FOR: Millis = Millis::seconds(5);

/// A person on the floor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// As configured.
    pub profile: Profile,
    /// As chosen; on a call an agent shows Busy whatever this is, and Offline once they are gone.
    /// Only the person, a fresh sign-in or a call that was missed changes it.
    pub presence: Presence,
    /// When the presence was chosen.
    pub since: Timestamp,
    /// Since when none of their pages says that it is there; nothing while one does.
    pub lost_at: Option<Timestamp>,
    /// When somebody who is lost touch with counts as gone.
    pub leaves_at: Option<Timestamp>,
    /// The call that rang in vain, which is why they are Busy.
    pub missed: Option<MissedCall>,
}

impl Member {
    /// Somebody whom nobody has seen yet, and who chose nothing: Available as soon as a page is there.
    const fn new(profile: Profile, at: Timestamp) -> Self {
        let presence = Presence::Available;
        Self { profile, presence, since: at, lost_at: Some(at), leaves_at: None, missed: None }
    }

    /// Whether signing in makes them Available who were not: while a page of theirs is there, that is
    /// one more page, and what they chose holds; nor does it make anybody heard.
    fn is_changed_by_sign_in(&self) -> bool {
        self.lost_at.is_some() && self.presence != Presence::Available && !self.is_unheard()
    }

    /// How they stand from `at` on.
    fn stands(&mut self, at: Timestamp, presence: Presence, missed: Option<MissedCall>) {
        (self.presence, self.since, self.missed) = (presence, at, missed);
    }

    /// Whether it is theirs that this call rang in vain, for they were Available then, or that they were
    /// not heard; and they have said nothing since.
    fn answers_for(&self, missed: &MissedCall) -> bool {
        (missed.unheard || self.presence == Presence::Available) && self.since < missed.at
    }

    /// Whether their network let no sound through, and no check has passed since.
    fn is_unheard(&self) -> bool {
        self.missed.as_ref().is_some_and(|missed| missed.unheard)
    }

    /// Whether no page of theirs has said that it is there for longer than [`LINK_GRACE`].
    #[must_use]
    pub const fn is_gone(&self) -> bool {
        self.lost_at.is_some() && self.leaves_at.is_none()
    }
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
    /// Those who are rung by calls that ask for them by name, and by no others.
    by_name: BTreeSet<PersonId>,
    /// The agents who can be rung, by the instant since when.
    free: Agenda<PersonId>,
    /// Who let a call ring in vain, which is still to be recorded.
    misses: BTreeMap<PersonId, MissedCall>,
    /// What time will change.
    due: Agenda<Due>,
    /// All of this as others see it.
    view: FloorView,
}

/// Something that time changes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    /// Somebody of whom nothing is heard goes Offline.
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
            by_name: BTreeSet::new(),
            free: Agenda::default(),
            misses: BTreeMap::new(),
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

    /// From here on `person` is rung by calls that ask for them by name only, or by all again. Never
    /// recorded: it lasts as long as the page that wants it so.
    pub fn rings_by_name(&mut self, person: &PersonId, only: bool) {
        if only {
            self.by_name.insert(person.clone());
        } else {
            self.by_name.remove(person);
        }
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
            Some(member) if member.presence == Presence::Offline || member.is_gone() => {
                Presence::Offline
            }
            Some(_) if self.calls.engaged(person).is_some() => Presence::Busy,
            Some(member) => member.presence,
        }
    }
}
