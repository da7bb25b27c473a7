//! How pages come and go: greeting, takeover, subscriptions, and what the floor hears of it.

use std::sync::Arc;

use backline_core::{
    floor::FloorObservation,
    id::PersonId,
    people::Identity,
    protocol::{Cursor, PROTOCOL_VERSION, Page, ServerMessage, You},
};
use tokio::sync::mpsc;

use super::{
    TenantTask,
    registry::{Place, you},
};
use crate::session::{
    desk::FloorAsk,
    message::{Arrival, ConnectionId, ToInteraction, Viewer},
};

/// The close code for a page whose place was taken.
const TAKEN_OVER: u16 = 4001;

impl TenantTask {
    /// A page says hello. An older one in its place loses its subscriptions before this one gets them.
    pub(super) fn arrive(
        &mut self,
        viewer: Viewer,
        token: Option<String>,
        take_over: bool,
        resume: &[Cursor],
    ) -> Arrival {
        let Some(you) = self.greeting(&viewer, token) else { return Arrival::Unknown };
        match self.registry.arrive(viewer.clone(), take_over) {
            Place::Occupied => return Arrival::OpenElsewhere,
            Place::Taken(None) => {}
            Place::Taken(Some(old)) => self.displace(&old, &viewer),
        }
        if let You::Person { view, .. } = &you {
            self.registry.greeted(viewer.connection, (**view).clone());
        }
        let now = self.with.clock.now();
        viewer.outbox.send(&ServerMessage::Welcome { version: PROTOCOL_VERSION, you, now });
        self.page_opened(&viewer);
        let (sender, receiver) = mpsc::unbounded_channel();
        for interaction in self.interaction_ids() {
            let cursor = resume.iter().find(|cursor| cursor.interaction == interaction).copied();
            let (viewer, subscribed) = (viewer.clone(), Some(sender.clone()));
            self.tell(interaction, ToInteraction::Subscribe { viewer, cursor, subscribed });
        }
        Arrival::Subscribed(receiver)
    }

    /// A page's socket is gone.
    pub(super) fn depart(&mut self, connection: ConnectionId) {
        let Some(viewer) = self.registry.depart(connection) else { return };
        self.unsubscribe(connection);
        if let Some(person) = working(&viewer)
            && !self.registry.works(person)
        {
            let closed = FloorObservation::LastPageClosed(person.clone());
            self.desk.ask(FloorAsk::Observed(closed));
        }
    }

    fn displace(&self, old: &Viewer, new: &Viewer) {
        self.unsubscribe(old.connection);
        if old.tab != new.tab {
            old.outbox.send(&ServerMessage::TakenOver);
        }
        old.outbox.finish(TAKEN_OVER);
    }

    fn unsubscribe(&self, connection: ConnectionId) {
        for interaction in self.interaction_ids() {
            self.tell(interaction, ToInteraction::Unsubscribe(connection));
        }
    }

    fn greeting(&self, viewer: &Viewer, token: Option<String>) -> Option<You> {
        match &viewer.who.identity {
            Identity::Person(person) => {
                let view = Arc::clone(&self.view.borrow());
                you(self.desk.floor(), &view, person)
            }
            Identity::Visitor(visitor) => Some(You::Visitor {
                tenant: self.tenant.clone(),
                visitor: *visitor,
                token: token.unwrap_or_default(),
            }),
            Identity::Server | Identity::Integration { .. } => None,
        }
    }

    fn page_opened(&mut self, viewer: &Viewer) {
        if let Some(person) = working(viewer) {
            let opened = FloorObservation::PageOpened(person.clone());
            self.desk.ask(FloorAsk::Observed(opened));
        }
    }
}

/// The person who works on this page.
fn working(viewer: &Viewer) -> Option<&PersonId> {
    match viewer.page {
        Page::Panel | Page::Workspace => viewer.who.as_person(),
        Page::Call => None,
    }
}
