//! The pages that are connected to one tenant: one of each kind per person.
//!
//! Moved by arrivals and departures. It refuses to know what the pages show.

use std::{collections::BTreeMap, sync::Arc};

use backline_core::{
    floor::Floor,
    id::PersonId,
    people::Identity,
    protocol::{Page, ServerMessage, You},
};

use crate::session::port::{ConnectedPage, ConnectionId, SharedMessage};

/// Who is connected.
#[derive(Default)]
pub(super) struct Registry {
    pages: BTreeMap<(Identity, Page), Arc<ConnectedPage>>,
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
        Placement::Taken(self.pages.insert(key, page))
    }

    /// A page is gone. It is returned if it was still in its place.
    pub(super) fn depart(&mut self, connection: ConnectionId) -> Option<Arc<ConnectedPage>> {
        let key = self.pages.iter().find(|(_, page)| page.connection == connection);
        let key = key.map(|(key, _)| key.clone())?;
        self.pages.remove(&key)
    }

    /// Whether a page is still in its place.
    pub(super) fn is_here(&self, page: &ConnectedPage) -> bool {
        let there = self.pages.get(&(page.who.identity.clone(), page.kind));
        there.is_some_and(|there| there.connection == page.connection)
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

    /// Tells the pages of each of these people what has changed about them.
    pub(super) fn tell_about_themselves<'a>(
        &self,
        floor: &Floor,
        people: impl IntoIterator<Item = &'a PersonId>,
    ) {
        for person in people {
            let identity = Identity::Person(person.clone());
            let pages = [Page::Panel, Page::Workspace, Page::Call]
                .map(|page| self.pages.get(&(identity.clone(), page)));
            for page in pages.into_iter().flatten() {
                if let Some(you) = you(floor, person) {
                    page.tell(ServerMessage::You { you });
                }
            }
        }
    }
}

/// What a page is told about the person it belongs to.
pub(super) fn you(floor: &Floor, person: &PersonId) -> Option<You> {
    Some(You::Person {
        tenant: floor.tenant().clone(),
        view: Box::new(floor.view().people.get(person)?.clone()),
        roles: floor.members().get(person)?.profile.roles.clone(),
    })
}
