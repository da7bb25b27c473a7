//! The pages that are connected to one tenant: one of each kind per person.
//!
//! Moved by arrivals and departures. It refuses to know what the pages show.

use std::{collections::BTreeMap, sync::Arc};

use backline_core::{
    floor::Floor,
    id::PersonId,
    people::{FloorView, Identity, PersonView},
    protocol::{Page, ServerMessage, You},
};

use crate::session::message::{ConnectionId, Viewer};

/// Who is connected.
#[derive(Default)]
pub(crate) struct Registry {
    pages: BTreeMap<(Identity, Page), Viewer>,
    told: BTreeMap<ConnectionId, PersonView>,
}

/// What becomes of a page that arrives.
pub(crate) enum Place {
    /// It is in, in the place of this one.
    Taken(Option<Viewer>),
    /// The same page is open elsewhere and stays.
    Occupied,
}

impl Registry {
    /// Lets a page in. One that reconnects takes its own place without asking.
    pub(crate) fn arrive(&mut self, viewer: Viewer, take_over: bool) -> Place {
        let key = (viewer.who.identity.clone(), viewer.page);
        let stays = self.pages.get(&key).is_some_and(|old| old.tab != viewer.tab && !take_over);
        if stays {
            return Place::Occupied;
        }
        let old = self.pages.insert(key, viewer);
        if let Some(old) = &old {
            self.told.remove(&old.connection);
        }
        Place::Taken(old)
    }

    /// A page is gone. Whose it was, if it was still in its place.
    pub(crate) fn depart(&mut self, connection: ConnectionId) -> Option<Viewer> {
        let key = self.pages.iter().find(|(_, viewer)| viewer.connection == connection);
        let key = key.map(|(key, _)| key.clone())?;
        self.told.remove(&connection);
        self.pages.remove(&key)
    }

    /// Whether a page is still in its place.
    pub(crate) fn is_here(&self, connection: ConnectionId) -> bool {
        self.pages.values().any(|viewer| viewer.connection == connection)
    }

    /// Whether `person` has a page open on which people work.
    pub(crate) fn works(&self, person: &PersonId) -> bool {
        let identity = Identity::Person(person.clone());
        [Page::Panel, Page::Workspace]
            .into_iter()
            .any(|page| self.pages.contains_key(&(identity.clone(), page)))
    }

    /// Every connected page.
    pub(crate) fn viewers(&self) -> impl Iterator<Item = &Viewer> {
        self.pages.values()
    }

    /// Notes what a page was greeted with.
    pub(crate) fn greeted(&mut self, connection: ConnectionId, view: PersonView) {
        self.told.insert(connection, view);
    }

    /// Tells each page of a person what has changed about that person.
    pub(crate) fn tell_about_themselves(&mut self, floor: &Floor, view: &Arc<FloorView>) {
        for viewer in self.pages.values() {
            let Some(person) = viewer.who.as_person() else { continue };
            let Some(mine) = view.people.get(person) else { continue };
            if self.told.get(&viewer.connection) == Some(mine) {
                continue;
            }
            self.told.insert(viewer.connection, mine.clone());
            if let Some(you) = you(floor, view, person) {
                viewer.outbox.send(&ServerMessage::You { you });
            }
        }
    }
}

/// What a page is told about the person it belongs to.
pub(crate) fn you(floor: &Floor, view: &FloorView, person: &PersonId) -> Option<You> {
    let member = floor.members().get(person)?;
    Some(You::Person {
        tenant: floor.tenant().clone(),
        view: Box::new(view.people.get(person)?.clone()),
        roles: member.profile.roles.clone(),
    })
}
