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

use crate::session::port::{ConnectedPage, ConnectionId, SharedMessage};

/// Who is connected.
#[derive(Default)]
pub(super) struct Registry {
    pages: BTreeMap<(Identity, Page), Arc<ConnectedPage>>,
    told: BTreeMap<ConnectionId, PersonView>,
}

/// What becomes of a page that arrives.
pub(super) enum Placement {
    /// It is in, in the place of this one.
    Taken(Option<Arc<ConnectedPage>>),
    /// The same page is open elsewhere and stays.
    Occupied,
}

impl Registry {
    /// Lets a page in. One that reconnects takes its own place without asking.
    pub(super) fn arrive(&mut self, page: Arc<ConnectedPage>, take_over: bool) -> Placement {
        let key = (page.who.identity.clone(), page.kind);
        let stays = self.pages.get(&key).is_some_and(|old| old.tab != page.tab && !take_over);
        if stays {
            return Placement::Occupied;
        }
        let old = self.pages.insert(key, page);
        if let Some(old) = &old {
            self.told.remove(&old.connection);
        }
        Placement::Taken(old)
    }

    /// A page is gone. It is returned if it was still in its place.
    pub(super) fn depart(&mut self, connection: ConnectionId) -> Option<Arc<ConnectedPage>> {
        let key = self.pages.iter().find(|(_, page)| page.connection == connection);
        let key = key.map(|(key, _)| key.clone())?;
        self.told.remove(&connection);
        self.pages.remove(&key)
    }

    /// Whether a page is still in its place.
    pub(super) fn is_here(&self, connection: ConnectionId) -> bool {
        self.pages.values().any(|page| page.connection == connection)
    }

    /// Whether `person` has a page open on which people work.
    pub(super) fn works(&self, person: &PersonId) -> bool {
        let identity = Identity::Person(person.clone());
        [Page::Panel, Page::Workspace]
            .into_iter()
            .any(|page| self.pages.contains_key(&(identity.clone(), page)))
    }

    /// Every connected page.
    pub(super) fn pages(&self) -> impl Iterator<Item = &Arc<ConnectedPage>> {
        self.pages.values()
    }

    /// Tells every page the same.
    pub(super) fn tell_all(&self, message: ServerMessage) {
        let message = SharedMessage::from(message);
        self.pages.values().for_each(|page| page.link.tell(&message));
    }

    /// Notes what a page was greeted with.
    pub(super) fn greeted(&mut self, connection: ConnectionId, view: PersonView) {
        self.told.insert(connection, view);
    }

    /// Tells each page of a person what has changed about that person.
    pub(super) fn tell_about_themselves(&mut self, floor: &Floor, view: &Arc<FloorView>) {
        for page in self.pages.values() {
            let Some(person) = page.who.as_person() else { continue };
            let Some(mine) = view.people.get(person) else { continue };
            if self.told.get(&page.connection) == Some(mine) {
                continue;
            }
            self.told.insert(page.connection, mine.clone());
            if let Some(you) = you(floor, view, person) {
                page.tell(ServerMessage::You { you });
            }
        }
    }
}

/// What a page is told about the person it belongs to.
pub(super) fn you(floor: &Floor, view: &FloorView, person: &PersonId) -> Option<You> {
    let member = floor.members().get(person)?;
    Some(You::Person {
        tenant: floor.tenant().clone(),
        view: Box::new(view.people.get(person)?.clone()),
        roles: member.profile.roles.clone(),
    })
}
