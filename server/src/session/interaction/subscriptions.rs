//! The pages that watch one interaction, and what each still has to be sent.
//!
//! Moved by arrivals, departures and published facts. What a viewer may know is the core's
//! business.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, atomic::Ordering},
};

use backline_core::{
    host::CallHost,
    id::PersonId,
    interaction::Lens,
    people::{Actor, FloorView},
    protocol::{Cursor, Page, ServerMessage},
    time::Timestamp,
    view::Subscription,
};

use crate::session::port::{ConnectedPage, ConnectionId, SharedMessage};

/// The viewers of one interaction.
#[derive(Default)]
pub(super) struct Subscriptions {
    taken: BTreeMap<ConnectionId, Subscriber>,
}

struct Subscriber {
    page: Arc<ConnectedPage>,
    subscription: Subscription,
    /// Whether a supervisor's voice connection was asked for here.
    speaks: bool,
}

impl Subscriptions {
    /// A page subscribes.
    pub(super) fn subscribe(&mut self, page: Arc<ConnectedPage>, cursor: Option<Cursor>) {
        let subscription = Subscription::new(page.who.clone(), cursor);
        self.taken.insert(page.connection, Subscriber { page, subscription, speaks: false });
    }

    /// A page is gone. The supervisor whose voice goes with it, if there is one.
    pub(super) fn unsubscribe(&mut self, connection: ConnectionId) -> Option<PersonId> {
        let taken = self.taken.remove(&connection)?;
        let voice = taken.speaks || taken.page.kind == Page::Workspace;
        taken.page.who.as_person().filter(|_| voice).cloned()
    }

    /// A voice connection was asked for through this socket: it ends with it.
    pub(super) fn speaks(&mut self, connection: ConnectionId) {
        if let Some(taken) = self.taken.get_mut(&connection) {
            taken.speaks = true;
        }
    }

    /// When anything last came from a page through which `person` supervises.
    pub(super) fn last_heard(&self, person: &PersonId) -> Option<Timestamp> {
        let speaks = |taken: &&Subscriber| taken.speaks || taken.page.kind == Page::Workspace;
        let pages = self.taken.values().filter(|t| t.page.who.as_person() == Some(person));
        let pages = pages.filter(speaks);
        let heard = pages.map(|t| t.page.heard.load(Ordering::Relaxed));
        heard.max().map(Timestamp)
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

/// How many messages are kept: a viewer is sent facts and controls in turn, and there are four
/// lenses.
const KEPT: usize = 8;

/// Viewers through the same lens are sent the same message: its text is made once.
#[derive(Default)]
struct Recent(VecDeque<SharedMessage>);

impl Recent {
    fn shared(&mut self, message: ServerMessage) -> &SharedMessage {
        let known = self.0.iter().position(|same| *same.message() == message);
        let place = known.unwrap_or_else(|| {
            self.0.truncate(KEPT - 1);
            self.0.push_front(message.into());
            0
        });
        &self.0[place]
    }
}
