//! The pages that watch one interaction, and what each still has to be sent.
//!
//! Moved by arrivals, departures and published facts. What a viewer may know is the core's
//! business.

use std::collections::{BTreeMap, VecDeque};

use axum::extract::ws::Utf8Bytes;
use backline_core::{
    host::CallHost,
    id::PersonId,
    interaction::Lens,
    people::{Actor, FloorView},
    protocol::{Cursor, Page, ServerMessage},
    subscription::Subscription,
    time::Timestamp,
};

use crate::session::{
    message::{ConnectionId, Viewer},
    outbox::text,
};

/// The viewers of one interaction.
#[derive(Default)]
pub(crate) struct Subscriptions {
    taken: BTreeMap<ConnectionId, Subscriber>,
}

struct Subscriber {
    viewer: Viewer,
    seat: Subscription,
    /// Whether a supervisor's voice connection was asked for here.
    speaks: bool,
}

impl Subscriptions {
    /// Gives a viewer a seat.
    pub(crate) fn subscribe(&mut self, viewer: Viewer, cursor: Option<Cursor>) {
        let seat = Subscription::new(viewer.who.clone(), cursor);
        self.taken.insert(viewer.connection, Subscriber { viewer, seat, speaks: false });
    }

    /// Takes a seat away. The supervisor whose voice goes with it, if there is one.
    pub(crate) fn unsubscribe(&mut self, connection: ConnectionId) -> Option<PersonId> {
        let taken = self.taken.remove(&connection)?;
        let voice = taken.speaks || taken.viewer.page == Page::Workspace;
        taken.viewer.who.as_person().filter(|_| voice).cloned()
    }

    /// A voice connection was asked for through this socket: it ends with it.
    pub(crate) fn speaks(&mut self, connection: ConnectionId) {
        if let Some(taken) = self.taken.get_mut(&connection) {
            taken.speaks = true;
        }
    }

    /// When anything last came from a page through which `person` supervises.
    pub(crate) fn last_heard(&self, person: &PersonId) -> Option<Timestamp> {
        let speaks = |taken: &&Subscriber| taken.speaks || taken.viewer.page == Page::Workspace;
        let pages = self.taken.values().filter(|t| t.viewer.who.as_person() == Some(person));
        let pages = pages.filter(speaks);
        let heard = pages.map(|t| t.viewer.heard.load(std::sync::atomic::Ordering::Relaxed));
        heard.max().map(Timestamp)
    }

    /// Sends everybody what they miss.
    pub(crate) fn catch_up(&mut self, at: Timestamp, floor: &FloorView, host: &CallHost) {
        let mut last = Written::default();
        for taken in self.taken.values_mut() {
            for message in taken.seat.catch_up(at, floor, host) {
                taken.viewer.outbox.send_text(last.text(message));
            }
        }
    }

    /// Sends one viewer what they miss; whether the interaction exists for them.
    pub(crate) fn catch_up_one(
        &mut self,
        connection: ConnectionId,
        (at, floor, host): (Timestamp, &FloorView, &CallHost),
    ) -> bool {
        let Some(taken) = self.taken.get_mut(&connection) else { return false };
        for message in taken.seat.catch_up(at, floor, host) {
            taken.viewer.outbox.send(&message);
        }
        exists_for(&taken.viewer.who, floor, host)
    }
}

fn exists_for(who: &Actor, floor: &FloorView, host: &CallHost) -> bool {
    host.state().lens_of(who, floor).is_some_and(|lens| lens != Lens::Server)
}

/// How many texts are kept: a viewer is sent facts and controls in turn, and there are four lenses.
const KEPT: usize = 8;

/// Viewers through the same lens get the same text: it is made once.
#[derive(Default)]
struct Written(VecDeque<(ServerMessage, Utf8Bytes)>);

impl Written {
    fn text(&mut self, message: ServerMessage) -> Utf8Bytes {
        if let Some((_, made)) = self.0.iter().find(|(same, _)| *same == message) {
            return made.clone();
        }
        let made = text(&message);
        self.0.truncate(KEPT - 1);
        self.0.push_front((message, made.clone()));
        made
    }
}
