//! What people may not do any more though the record does not say so yet: a grant that is taken away
//! holds when it is read, one that is given when it is stored.
//!
//! Moved by what is noticed and by writes. It only ever takes away.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use super::{FloorAsk, FloorHost};
use crate::{
    floor::FloorObservation,
    id::{PersonId, TeamId},
    people::{FloorView, Grant, PersonView, Profile},
};

impl FloorHost {
    /// The floor as interactions and pages may see it at this moment.
    #[must_use]
    pub fn shown(&self) -> Cow<'_, FloorView> {
        let mut shown = Cow::Borrowed(self.view());
        for people in self.configuring() {
            for person in narrowed(&shown, people) {
                shown.to_mut().people.insert(person.card.person.clone(), person);
            }
        }
        shown
    }

    /// Whom `seen` takes something away from.
    pub(super) fn narrows(&self, seen: &FloorObservation) -> BTreeSet<PersonId> {
        let FloorObservation::Configured(people) = seen else { return BTreeSet::new() };
        narrowed(&self.shown(), people).into_iter().map(|person| person.card.person).collect()
    }

    /// What was read and is not on record yet, in its order.
    fn configuring(&self) -> impl Iterator<Item = &[Profile]> {
        let pending = self.pending.as_ref().and_then(|pending| pending.again.as_ref());
        let waiting = self.waiting.iter().filter_map(|waiting| match waiting {
            FloorAsk::Observed(seen) => Some(seen),
            FloorAsk::Command { .. } => None,
        });
        pending.into_iter().chain(waiting).filter_map(|seen| match seen {
            FloorObservation::Configured(people) => Some(people.as_slice()),
            FloorObservation::TermsRead(_)
            | FloorObservation::PageOpened(_)
            | FloorObservation::SignedIn(_)
            | FloorObservation::SoundChecked(_)
            | FloorObservation::LastPageClosed(_) => None,
        })
    }
}

/// Those whom `people` leaves less than they have, as they are then.
fn narrowed(view: &FloorView, people: &[Profile]) -> Vec<PersonView> {
    let read: BTreeMap<_, _> = people.iter().map(|read| (&read.card.person, read)).collect();
    let mut changed = Vec::new();
    for (id, had) in view.people.iter() {
        let read = read.get(id);
        let may = |grant: &Grant| read.is_some_and(|read| read.grants.contains(grant));
        let leads = |team: &TeamId| read.is_some_and(|read| read.supervises.contains(team));
        if !(had.grants.iter().all(may) && had.supervises.iter().all(leads)) {
            let mut has = had.clone();
            has.grants.retain(may);
            has.supervises.retain(leads);
            has.microphone = has.microphone.filter(|_| may(&Grant::TakeCalls));
            changed.push(has);
        }
    }
    changed
}
