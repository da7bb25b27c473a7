//! An agent as a supervisor sees them beside the calls: who it is and whether they can be rung.

use std::collections::BTreeSet;

use crate::{
    id::PersonId,
    interaction::help::views,
    people::{FloorView, Grant, PersonCard, PersonView, Presence},
    terms::Scope,
    time::Timestamp,
    wire::record,
};

/// One agent, in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colleague {
    /// Name and number.
    pub card: PersonCard,
    /// Whether they can be reached.
    pub presence: Presence,
    /// Since when none of their pages says that it is there.
    pub stale_since: Option<Timestamp>,
    /// When the call that they missed, and for which they are Busy, stopped ringing.
    pub missed_at: Option<Timestamp>,
}

/// Agents as they are, or what has changed among them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Colleagues {
    /// Those who are not Offline.
    pub here: Vec<Colleague>,
    /// Those who are Offline now, or whom the viewer may not see any more.
    pub away: Vec<PersonId>,
}

impl Colleagues {
    /// What `viewer` may know of the agents among `people`, on a floor whose supervisors see as far
    /// as `scope`: whoever may see calls without having been asked sees the agents whose calls these
    /// are. Nothing, to whoever may see no calls. Nothing of it says who supervises.
    #[must_use]
    pub fn seen_by<'a>(
        viewer: &PersonId,
        (floor, scope): (&FloorView, Scope),
        people: impl IntoIterator<Item = &'a PersonId>,
    ) -> Option<Self> {
        if !floor.may(viewer, Grant::ViewInteractions) {
            return None;
        }
        let mut colleagues = Self::default();
        let people: BTreeSet<&PersonId> = people.into_iter().filter(|it| *it != viewer).collect();
        for person in people {
            let view = floor.people.get(person).filter(|view| {
                view.presence != Presence::Offline
                    && view.grants.contains(&Grant::TakeCalls)
                    && views(viewer, scope, Some(person), floor)
            });
            match view {
                Some(view) => colleagues.here.push(Colleague::of(view)),
                None => colleagues.away.push(person.clone()),
            }
        }
        Some(colleagues)
    }
}

impl Colleague {
    fn of(view: &PersonView) -> Self {
        Self {
            card: view.card.clone(),
            presence: view.presence,
            stale_since: view.stale_since,
            missed_at: view.missed.as_ref().filter(|call| !call.unheard).map(|call| call.at),
        }
    }
}

record!(Colleague { card, presence, stale_since = spare, missed_at = spare });
record!(Colleagues { here = spare, away = spare });
