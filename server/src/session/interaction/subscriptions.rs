//! The pages that watch one interaction, and what each still has to be sent.
//!
//! Moved by arrivals, departures and published facts. What a viewer may know is the core's
//! business.

use std::{collections::BTreeMap, sync::Arc};

use backline_core::{
    host::CallHost,
    id::{PersonId, VisitorId},
    interaction::Lens,
    people::{Actor, FloorView, Identity},
    protocol::{Cursor, Page},
    routing::PartyId,
    time::Timestamp,
    view::Subscription,
};

use crate::session::port::{ConnectedPage, ConnectionId, Recent, Reliance};

/// The viewers of one interaction.
#[derive(Default)]
pub(super) struct Subscriptions {
    taken: BTreeMap<ConnectionId, Subscriber>,
}

/// A page that watches, or did.
pub(super) struct Viewer {
    kind: Page,
    identity: Identity,
    /// Whether somebody's voice depends on it.
    pub(super) voice: bool,
}

impl Viewer {
    /// This page's; a supervisor works on a workspace, and a customer speaks through a page of calls.
    pub(super) fn of(page: &ConnectedPage) -> Self {
        let voice = matches!(page.kind, Page::Workspace | Page::Call);
        Self { kind: page.kind, identity: page.who.identity.clone(), voice }
    }

    /// The party that it may be on a call of this customer.
    pub(super) fn party(&self, customer: VisitorId) -> Option<PartyId> {
        match &self.identity {
            Identity::Person(person) => Some(PartyId::Person(person.clone())),
            Identity::Visitor(visitor) if *visitor == customer => Some(PartyId::Customer),
            Identity::Visitor(_) | Identity::Server | Identity::Integration { .. } => None,
        }
    }

    /// Whether it is one on which supervisors work.
    pub(super) fn is_workspace(&self) -> bool {
        self.kind == Page::Workspace
    }

    /// Where it may speak on a call of this customer.
    pub(super) fn place(&self, customer: VisitorId) -> Option<Place> {
        Some(Place { party: self.party(customer)?, supervises: self.is_workspace() })
    }
}

/// A party, and through which of their pages they speak: a supervisor through a workspace, everybody
/// else through another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) party: PartyId,
    pub(super) supervises: bool,
}

struct Subscriber {
    page: Arc<ConnectedPage>,
    subscription: Subscription,
    /// Kept from the moment a voice connection is asked for here.
    voice: Option<Reliance>,
}

impl Subscriptions {
    /// A page subscribes.
    pub(super) fn subscribe(&mut self, page: Arc<ConnectedPage>, cursor: Option<Cursor>) {
        let subscription = Subscription::new(page.who.clone(), cursor);
        self.taken.insert(page.connection, Subscriber { page, subscription, voice: None });
    }

    /// A page is gone: whose it was, and whether a voice may go with it.
    pub(super) fn unsubscribe(&mut self, connection: ConnectionId) -> Option<Viewer> {
        let taken = self.taken.remove(&connection)?;
        let viewer = Viewer::of(&taken.page);
        Some(Viewer { voice: taken.voice.is_some() || viewer.voice, ..viewer })
    }

    /// Whose page this is.
    pub(super) fn viewer(&self, connection: ConnectionId) -> Option<Viewer> {
        self.taken.get(&connection).map(|taken| Viewer::of(&taken.page))
    }

    /// Whether every page of `person` says of itself that it runs; so, too, when there is none.
    pub(super) fn are_held_to_it(&self, person: &PersonId) -> bool {
        let mut pages = self.taken.values().filter(|t| t.page.who.as_person() == Some(person));
        pages.all(|taken| taken.page.heard.is_held_to_it())
    }

    /// When a page of `person` last gave a sign of its own, as it is at `now`; nothing without one.
    pub(super) fn word_of(&self, person: &PersonId, now: Timestamp) -> Option<Timestamp> {
        let pages = self.taken.values().filter(|t| t.page.who.as_person() == Some(person));
        pages.map(|taken| taken.page.heard.word(now)).max()
    }

    /// Whether a page is there.
    pub(super) fn watches(&self, connection: ConnectionId) -> bool {
        self.taken.contains_key(&connection)
    }

    /// A voice connection was asked for through this socket: it ends with it, and until then the page
    /// is asked often whether it is there.
    pub(super) fn speaks(&mut self, connection: ConnectionId) {
        if let Some(taken) = self.taken.get_mut(&connection) {
            taken.voice.get_or_insert_with(|| taken.page.heard.rely());
        }
    }

    /// When a page through which a party speaks last gave a sign of its own, as it is at `now`; nothing
    /// without such a page.
    pub(super) fn last_word(
        &self,
        place: &Place,
        customer: VisitorId,
        now: Timestamp,
    ) -> Option<Timestamp> {
        let is_theirs = |taken: &&Subscriber| {
            let same = match (&place.party, &taken.page.who.identity) {
                (PartyId::Person(person), Identity::Person(theirs)) => person == theirs,
                (PartyId::Customer, Identity::Visitor(visitor)) => *visitor == customer,
                (PartyId::Person(_) | PartyId::Customer, _) => false,
            };
            let supervises = taken.page.kind == Page::Workspace;
            same && (taken.voice.is_some() || supervises == place.supervises)
        };
        let pages = self.taken.values().filter(is_theirs);
        pages.map(|taken| taken.page.heard.word(now)).max()
    }

    /// Sends everybody what they miss.
    pub(super) fn catch_up(&mut self, at: Timestamp, floor: &FloorView, host: &CallHost) {
        let mut last = Recent::default();
        for taken in self.taken.values_mut() {
            for message in taken.subscription.catch_up(at, floor, host) {
                taken.page.link.tell(last.shared(message));
            }
        }
    }

    /// Sends one viewer what they miss; whether the interaction exists for them.
    pub(super) fn catch_up_one(
        &mut self,
        connection: ConnectionId,
        (at, floor, host): (Timestamp, &FloorView, &CallHost),
    ) -> bool {
        let Some(taken) = self.taken.get_mut(&connection) else { return false };
        for message in taken.subscription.catch_up(at, floor, host) {
            taken.page.tell(message);
        }
        exists_for(&taken.page.who, floor, host)
    }
}

fn exists_for(who: &Actor, floor: &FloorView, host: &CallHost) -> bool {
    host.state().lens_of(who, floor).is_some_and(|lens| lens != Lens::Server)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::port::{LastHeard, double::sofias};

    #[test]
    fn a_page_is_relied_on_from_its_voice_until_it_watches_no_more() {
        let heard = Arc::<LastHeard>::default();
        let page = sofias(Page::Workspace, 1, Arc::clone(&heard));
        let mut subscriptions = Subscriptions::default();
        subscriptions.subscribe(Arc::clone(&page), None);
        assert!(!heard.is_relied_on(), "a page that only watches");
        subscriptions.speaks(page.connection);
        subscriptions.speaks(page.connection);
        assert!(heard.is_relied_on());
        heard.note(Timestamp(7));
        let (customer, now) = (VisitorId::from_u128(1), Timestamp(9));
        let sofia = PartyId::Person(page.who.as_person().unwrap().clone());
        let place = Place { party: sofia.clone(), supervises: true };
        let word = |subscriptions: &Subscriptions| subscriptions.last_word(&place, customer, now);
        assert_eq!(word(&subscriptions), Some(Timestamp(7)));
        let viewer = subscriptions.unsubscribe(page.connection).unwrap();
        assert!(viewer.voice);
        assert_eq!(viewer.party(customer), Some(sofia));
        assert_eq!(word(&subscriptions), None);
        assert!(!heard.is_relied_on());
    }
}
