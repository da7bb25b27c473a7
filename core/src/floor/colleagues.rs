//! An agent as a supervisor sees them beside the calls: who it is and whether they can be rung.

use std::collections::{BTreeMap, BTreeSet};

use super::ViewChange;
use crate::{
    id::{PersonId, TeamId},
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
    /// Those whom the viewer may see, and who are Offline now or take no calls any more.
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
        let seen =
            |person: &&PersonId| *person != viewer && views(viewer, scope, Some(person), floor);
        let people: BTreeSet<&PersonId> = people.into_iter().filter(seen).collect();
        for person in people {
            match floor.people.get(person).and_then(Colleague::of) {
                Some(colleague) => colleagues.here.push(colleague),
                None => colleagues.away.push(person.clone()),
            }
        }
        Some(colleagues)
    }
}

impl Colleague {
    /// Somebody as they are told of; nothing of whoever is Offline or takes no calls.
    fn of(view: &PersonView) -> Option<Self> {
        let told = view.presence != Presence::Offline && view.grants.contains(&Grant::TakeCalls);
        told.then(|| Self {
            card: view.card.clone(),
            presence: view.presence,
            stale_since: view.stale_since,
            missed_at: view.missed.as_ref().filter(|call| !call.unheard).map(|call| call.at),
        })
    }
}

/// How everybody was last told of. The floor changes with every step of a supervisor, too: what changes
/// nothing about an agent is told to nobody, not even by when it is told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ToldColleagues {
    /// Nothing before anybody was told.
    people: Option<BTreeMap<PersonId, Standing>>,
    /// The agents who are not Offline: what whoever comes is told of, and few among many people.
    here: BTreeSet<PersonId>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Standing {
    told: Option<Colleague>,
    teams: Vec<TeamId>,
}

impl Standing {
    fn of(view: &PersonView) -> Self {
        Self { told: Colleague::of(view), teams: view.teams.clone() }
    }
}

impl ToldColleagues {
    /// Somebody is told of everybody.
    pub fn begin(&mut self, floor: &FloorView) {
        // From the first on, each change is followed.
        if self.people.is_none() {
            let standing =
                |(who, view): (&PersonId, &PersonView)| (who.clone(), Standing::of(view));
            let people: BTreeMap<_, _> = floor.people.iter().map(standing).collect();
            let here = people.iter().filter(|(_, standing)| standing.told.is_some());
            self.here = here.map(|(who, _)| who.clone()).collect();
            self.people = Some(people);
        }
    }

    /// The agents who are not Offline.
    #[must_use]
    pub const fn here(&self) -> &BTreeSet<PersonId> {
        &self.here
    }

    /// Those whom `change` concerns who stand differently than they were last told of. `None` when it is
    /// different, too, who may see somebody: then everybody has to be told of everybody.
    pub fn changed(
        &mut self,
        floor: &FloorView,
        change: &ViewChange,
    ) -> Option<BTreeSet<PersonId>> {
        let mut changed = BTreeSet::new();
        let Some(told) = &mut self.people else { return Some(changed) };
        let mut anew = change.scope;
        for person in &change.people {
            let now = floor.people.get(person).map(Standing::of);
            let before = match &now {
                Some(now) => told.insert(person.clone(), now.clone()),
                None => told.remove(person),
            };
            let now = now.unwrap_or_default();
            let before = before.unwrap_or_else(|| Standing { told: None, ..now.clone() });
            anew |= before.teams != now.teams;
            if before.told != now.told {
                changed.insert(person.clone());
            }
            if now.told.is_some() {
                self.here.insert(person.clone());
            } else {
                self.here.remove(person);
            }
        }
        (!anew).then_some(changed)
    }
}

record!(Colleague { card, presence, stale_since = spare, missed_at = spare });
record!(Colleagues { here = spare, away = spare });
