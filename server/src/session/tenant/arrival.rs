//! How pages come and go: greeting, takeover, subscriptions, and what the floor hears of it.

use std::{sync::Arc, time::Duration};

use backline_core::{
    floor::FloorObservation,
    host::floor::FloorInput,
    id::{InteractionId, PersonId},
    people::Identity,
    protocol::{PROTOCOL_VERSION, Page, ServerMessage, SignIn, You},
};
use tokio::{
    sync::mpsc,
    time::{Interval, MissedTickBehavior, interval},
};

use super::{
    TenantTask,
    past::Past,
    registry::{Looked, Placement, Seen},
};
use crate::session::{
    message::{Arrival, ToInteraction},
    port::{ConnectedPage, ConnectionId, Greeting},
};

/// When it is looked whether the programs of pages still say something.
pub(super) fn looks() -> Interval {
    let mut looks = interval(Duration::from_millis(250));
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    looks
}

impl TenantTask {
    /// A page says hello. An older one in its place loses its subscriptions before this one gets them.
    pub(super) fn arrive(
        &mut self,
        page: &Arc<ConnectedPage>,
        Greeting { token, take_over, resume, part }: Greeting,
    ) -> Arrival {
        let Some(you) = self.you(page, token) else { return Arrival::Unknown };
        match self.registry.arrive(Arc::clone(page), take_over, self.with.clock.now()) {
            Placement::Occupied => return Arrival::OpenElsewhere,
            Placement::Taken(None) => {}
            Placement::Taken(Some(old)) => self.displace(&old, page),
        }
        let now = self.with.clock.now();
        let until = Some(page.sign_in.get()).filter(|it| *it != SignIn::ENDLESS).map(|it| it.until);
        page.tell(ServerMessage::Welcome { version: PROTOCOL_VERSION, you, now, until });
        self.page_opened(page);
        let (sender, receiver) = mpsc::unbounded_channel();
        for interaction in self.interaction_ids() {
            let cursor = resume.iter().find(|cursor| cursor.interaction == interaction).copied();
            let (page, subscribed) = (Arc::clone(page), Some(sender.clone()));
            let had_part = part == Some(interaction);
            self.tell(interaction, ToInteraction::Subscribe { page, cursor, had_part, subscribed });
        }
        if let Some(part) = part.filter(|part| !self.interactions.contains_key(part)) {
            let cursor = resume.into_iter().find(|cursor| cursor.interaction == part);
            let floor = self.view.borrow().clone();
            let past = Past { with: &self.with, tenant: &self.tenant, floor };
            past.tell(page, (part, cursor), sender);
        }
        Arrival::Subscribed(receiver)
    }

    /// A workspace knows its calls, and learns of the agents, from here on of what changes about them.
    pub(super) fn caught_up(&mut self, page: &ConnectedPage, interactions: Vec<InteractionId>) {
        page.tell(ServerMessage::CaughtUp { interactions });
        let (floor, view) = (self.floor_host.floor(), self.floor_host.shown());
        self.registry.begin_to_tell_of_agents(Seen { floor, view: &view }, page);
    }

    /// A page is gone.
    pub(super) fn depart(&mut self, page: &ConnectedPage) {
        if !self.registry.depart(page, self.with.clock.now()) {
            return;
        }
        self.unsubscribe(page.connection);
        if let Some(person) = working(page) {
            self.look_at(person);
        }
    }

    /// Tells the floor of everybody whose pages have fallen silent, for whatever reason, or say
    /// something again; and the calls of whoever hears through a page that is known not to run.
    pub(super) fn look_for_silent_pages(&mut self) {
        let now = self.with.clock.now();
        let Looked { changed, still } = self.registry.look(now);
        for connection in still {
            for interaction in self.interaction_ids() {
                self.tell(interaction, ToInteraction::PageSilent(connection));
            }
        }
        changed.iter().filter_map(|page| working(page)).for_each(|person| self.look_at(person));
    }

    /// Tells the floor whether a page of `person` is there, if that has changed.
    fn look_at(&mut self, person: &PersonId) {
        let there = self.registry.is_there(person, self.with.clock.now());
        let seen = match (there, self.there.contains(person)) {
            (true, false) => {
                self.there.insert(person.clone());
                FloorObservation::PageOpened(person.clone())
            }
            (false, true) => {
                self.there.remove(person);
                FloorObservation::LastPageClosed(person.clone())
            }
            (true, true) | (false, false) => return,
        };
        self.tell_floor(FloorInput::Observed(seen));
    }

    fn displace(&self, old: &ConnectedPage, new: &ConnectedPage) {
        self.unsubscribe(old.connection);
        if old.tab != new.tab {
            old.tell(ServerMessage::TakenOver);
        }
        old.link.displaced();
    }

    fn unsubscribe(&self, connection: ConnectionId) {
        for interaction in self.interaction_ids() {
            self.tell(interaction, ToInteraction::Unsubscribe(connection));
        }
    }

    /// Who a page acts as; nothing when there is nobody of this name.
    fn you(&self, page: &ConnectedPage, token: Option<String>) -> Option<You> {
        match &page.who.identity {
            Identity::Person(person) => {
                let (floor, view) = (self.floor_host.floor(), self.floor_host.shown());
                Seen { floor, view: &view }.you(person)
            }
            Identity::Visitor(visitor) => Some(You::Visitor {
                tenant: self.tenant.clone(),
                visitor: *visitor,
                token: token.unwrap_or_default(),
            }),
            Identity::Server | Identity::Integration { .. } => None,
        }
    }

    fn page_opened(&mut self, page: &ConnectedPage) {
        if let Some(person) = working(page) {
            let (who, only) = (person.clone(), page.rung_by_name);
            self.tell_floor(FloorInput::RingsByName { person: who, only });
            self.look_at(person);
        }
    }
}

/// The person who works on this page.
fn working(page: &ConnectedPage) -> Option<&PersonId> {
    match page.kind {
        Page::Panel | Page::Workspace => page.who.as_person(),
        Page::Call => None,
    }
}
