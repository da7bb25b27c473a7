//! The media side of one interaction: who waits for which answer, and who has fallen silent.
//!
//! Moved by orders given and reports received. It refuses to know who may hear whom.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use backline_core::{
    id::{InteractionId, LegId},
    interaction::Offer,
    protocol::ServerMessage,
    routing::PartyId,
};
use backline_media::{Clip, MediaHandle, OnFault, Order};

use crate::session::outbox::Outbox;

/// The connections of one interaction's media.
pub(crate) struct Voice {
    interaction: InteractionId,
    media: MediaHandle,
    /// Who waits for the answer to an offer.
    asked: BTreeMap<LegId, Outbox>,
    /// Connections from which no datagram comes.
    silent: BTreeSet<LegId>,
}

impl Voice {
    pub(crate) const fn new(interaction: InteractionId, media: MediaHandle) -> Self {
        Self { interaction, media, asked: BTreeMap::new(), silent: BTreeSet::new() }
    }

    /// Orders a connection for whoever made the offer; a page without a browser has a recording.
    pub(crate) fn join(&mut self, party: PartyId, leg: LegId, offer: Offer, by: Option<Outbox>) {
        if let Some(clip) = by.as_ref().and_then(Outbox::voice) {
            return self.join_recorded(party, leg, clip);
        }
        self.asked.extend(by.map(|outbox| (leg, outbox)));
        let (interaction, on_fault) = (self.interaction, on_fault(&party));
        self.media.order(Order::Join { interaction, party, leg, on_fault, offer: offer.0 });
    }

    /// Orders a recording to speak for a party.
    pub(crate) fn join_recorded(&self, party: PartyId, leg: LegId, clip: Clip) {
        let (interaction, on_fault) = (self.interaction, on_fault(&party));
        self.media.order(Order::JoinRecorded { interaction, party, leg, on_fault, clip });
    }

    pub(crate) fn order(&self, order: Order) {
        self.media.order(order);
    }

    pub(crate) fn leave(&mut self, leg: LegId) {
        self.silent.remove(&leg);
        self.media.order(Order::Leave { interaction: self.interaction, leg });
    }

    pub(crate) fn forget(&mut self) {
        self.silent.clear();
        self.media.order(Order::Forget { interaction: self.interaction });
    }

    /// The answer goes to the connection that made the offer, and to no other.
    pub(crate) fn joined(&mut self, leg: LegId, sdp: String) {
        if let Some(outbox) = self.asked.remove(&leg) {
            outbox.send(&ServerMessage::Answer { interaction: self.interaction, sdp });
        }
    }

    pub(crate) fn refused(&mut self, leg: LegId, sentence: String) {
        if let Some(outbox) = self.asked.remove(&leg) {
            outbox.send(&ServerMessage::JoinFailed { interaction: self.interaction, sentence });
        }
    }

    pub(crate) fn lost(&mut self, leg: LegId) {
        self.asked.remove(&leg);
        self.silent.remove(&leg);
    }

    pub(crate) fn silent(&mut self, leg: LegId) {
        self.silent.insert(leg);
    }

    pub(crate) fn heard(&mut self, leg: LegId) {
        self.silent.remove(&leg);
    }

    pub(crate) const fn silent_legs(&self) -> &BTreeSet<LegId> {
        &self.silent
    }
}

/// A fault ends what a supervisor hears and says, and leaves the call alone.
const fn on_fault(party: &PartyId) -> OnFault {
    if party.is_supervisor() { OnFault::Close } else { OnFault::Keep }
}

/// How often a silent connection's socket is looked at.
pub(crate) const LOOK_EVERY: Duration = Duration::from_millis(250);
