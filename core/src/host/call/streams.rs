//! Every fact as each viewer may know it: one stream for each lens, and one for each helper who has a
//! part of their own.
//!
//! Moved by what is on record, so that it is the same after a restart.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    id::PersonId,
    interaction::{Eyes, Interaction, Lens, Stamped},
};

type Stream = Arc<Vec<Stamped>>;

/// What viewers have been told, and are told next.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Streams {
    all: BTreeMap<Lens, Stream>,
    /// Of whoever has opened the interaction to help. Until then each is the one of all helpers, so that
    /// a page goes on counting where it is.
    helpers: BTreeMap<PersonId, Stream>,
}

impl Streams {
    /// What these eyes have been told.
    pub(super) fn of(&self, eyes: Eyes<'_>) -> &[Stamped] {
        let own = eyes.own.and_then(|person| self.helpers.get(person));
        own.or_else(|| self.all.get(&eyes.lens)).map_or(&[], |stream| stream.as_slice())
    }

    /// A fact is on record, which led from the first state to the second.
    pub(super) fn take_in(
        &mut self,
        (before, after): (&Interaction, &Interaction),
        stamped: &Stamped,
    ) {
        for own in after.supervisors() {
            let person = &own.card.person;
            if own.origin.is_help() && !self.helpers.contains_key(person) {
                let begun = self.all.get(&Lens::Helper).cloned().unwrap_or_default();
                self.helpers.insert(person.clone(), begun);
            }
        }
        for lens in [Lens::Supervisor, Lens::Helper, Lens::Agent, Lens::Customer] {
            let seen = after.project(before, stamped, lens);
            Arc::make_mut(self.all.entry(lens).or_default()).extend(seen);
        }
        for (person, stream) in &mut self.helpers {
            let eyes = Eyes { lens: Lens::Helper, own: Some(person) };
            Arc::make_mut(stream).extend(after.project(before, stamped, eyes));
        }
    }
}
