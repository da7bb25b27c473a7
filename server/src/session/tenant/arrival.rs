//! How pages come and go: greeting, takeover, subscriptions, and what the floor hears of it.

use std::sync::Arc;

use backline_core::{
    floor::FloorObservation,
    host::floor::FloorInput,
    id::PersonId,
    people::Identity,
    protocol::{PROTOCOL_VERSION, Page, ServerMessage, SignIn, You},
};
use tokio::sync::mpsc;

use super::{
    TenantTask,
    registry::{Placement, you},
};
use crate::session::{
    message::{Arrival, ToInteraction},
    port::{ConnectedPage, ConnectionId, Greeting},
};

impl TenantTask {
    /// A page says hello. An older one in its place loses its subscriptions before this one gets them.
    pub(super) fn arrive(
        &mut self,
        page: &Arc<ConnectedPage>,
        Greeting { token, take_over, resume }: Greeting,
    ) -> Arrival {
        let Some(you) = self.you(page, token) else { return Arrival::Unknown };
        match self.registry.arrive(Arc::clone(page), take_over) {
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
            self.tell(interaction, ToInteraction::Subscribe { page, cursor, subscribed });
        }
        Arrival::Subscribed(receiver)
    }

    /// A page is gone.
    pub(super) fn depart(&mut self, connection: ConnectionId) {
        let Some(page) = self.registry.depart(connection) else { return };
        self.unsubscribe(connection);
        if let Some(person) = working(&page)
            && !self.registry.works(person)
        {
            let closed = FloorObservation::LastPageClosed(person.clone());
            self.tell_floor(FloorInput::Observed(closed));
        }
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
            Identity::Person(person) => you(self.floor_host.floor(), person),
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
            let opened = FloorObservation::PageOpened(person.clone());
            self.tell_floor(FloorInput::Observed(opened));
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
