//! The media side of one interaction: who waits for which answer, and who has fallen silent.
//!
//! Moved by orders given and reports received. It refuses to know who may hear whom.

use std::collections::{BTreeMap, BTreeSet};

use backline_core::{
    id::{InteractionId, LegId},
    interaction::{Flow, Offer},
    routing::PartyId,
    time::Timestamp,
};
use backline_media::{Clip, MediaHandle, Order};

use crate::session::port::{Asker, MediaAnswer};

/// The connections of one interaction's media.
pub(super) struct InteractionVoice {
    interaction: InteractionId,
    media: MediaHandle,
    /// Who waits for the answer to an offer.
    asked: BTreeMap<LegId, Asker>,
    /// Connections from which no datagram comes, and when the last one came.
    silent: BTreeMap<LegId, Timestamp>,
    /// Connections from which no packet of a voice comes, and whether nothing else does.
    voiceless: BTreeMap<LegId, bool>,
    /// Connections over which nothing arrives there, though datagrams come.
    unreached: BTreeSet<LegId>,
}

impl InteractionVoice {
    pub(super) fn new(interaction: InteractionId, media: MediaHandle) -> Self {
        let (asked, silent, voiceless, unreached) = Default::default();
        Self { interaction, media, asked, silent, voiceless, unreached }
    }

    /// Orders a connection for whoever made the offer; a page without a browser has a recording.
    pub(super) fn join(&mut self, party: PartyId, leg: LegId, offer: Offer, by: Option<Asker>) {
        let page = by.as_ref().and_then(Asker::page);
        if let Some(clip) = page.and_then(|page| page.voice) {
            return self.join_recorded(party, leg, clip);
        }
        self.asked.extend(by.map(|asker| (leg, asker)));
        let interaction = self.interaction;
        self.media.order(Order::Join { interaction, party, leg, offer: offer.0 });
    }

    /// Orders a recording to speak for a party.
    pub(super) fn join_recorded(&self, party: PartyId, leg: LegId, clip: Clip) {
        let interaction = self.interaction;
        self.media.order(Order::JoinRecorded { interaction, party, leg, clip });
    }

    pub(super) fn order(&self, order: Order) {
        self.media.order(order);
    }

    pub(super) fn leave(&mut self, leg: LegId) {
        self.forget_leg(leg);
        self.media.order(Order::Leave { interaction: self.interaction, leg });
    }

    pub(super) fn forget(&mut self) {
        self.silent.clear();
        self.voiceless.clear();
        self.unreached.clear();
        self.media.order(Order::Forget { interaction: self.interaction });
    }

    /// The answer goes to the one that made the offer, and to no other.
    pub(super) fn joined(&mut self, leg: LegId, sdp: String) {
        if let Some(asker) = self.asked.remove(&leg) {
            asker.answer_offer(self.interaction, MediaAnswer::Accepted { sdp });
        }
    }

    pub(super) fn refused(&mut self, leg: LegId, sentence: String) {
        if let Some(asker) = self.asked.remove(&leg) {
            asker.answer_offer(self.interaction, MediaAnswer::Failed { sentence });
        }
    }

    pub(super) fn lost(&mut self, leg: LegId) {
        self.asked.remove(&leg);
        self.forget_leg(leg);
    }

    fn forget_leg(&mut self, leg: LegId) {
        self.silent.remove(&leg);
        self.voiceless.remove(&leg);
        self.unreached.remove(&leg);
    }

    /// Whether packets of a voice come over a connection, and if not, whether nothing else does, as the
    /// media plane says.
    pub(super) fn speaks(&mut self, leg: LegId, flows: bool, alone: bool) {
        if flows {
            self.voiceless.remove(&leg);
        } else {
            self.voiceless.insert(leg, alone);
        }
    }

    /// Whether what is sent over a connection arrives there, as the media plane says.
    pub(super) fn arrives(&mut self, leg: LegId, arrives: bool) {
        if arrives {
            self.unreached.remove(&leg);
        } else {
            self.unreached.insert(leg);
        }
    }

    /// Whether it does, as far as is known.
    pub(super) fn is_reached(&self, leg: LegId) -> bool {
        !self.unreached.contains(&leg)
    }

    /// What comes in from a connection, as the media plane says.
    pub(super) fn flow(&self, leg: LegId) -> Flow {
        match (self.silent.contains_key(&leg), self.voiceless.get(&leg)) {
            (true, _) | (false, Some(true)) => Flow::Nothing,
            (false, Some(false)) => Flow::NoVoice,
            (false, None) => Flow::Flows,
        }
    }

    /// Nothing has come from a connection for as long as the media plane waits.
    pub(super) fn silent(&mut self, leg: LegId, now: Timestamp) {
        let waited = u64::try_from(self.media.silence().as_millis()).unwrap_or(u64::MAX);
        self.silent.insert(leg, Timestamp(now.0.saturating_sub(waited)));
    }

    /// When a datagram came last over a connection from which none comes any more.
    pub(super) fn heard_last(&self, leg: LegId) -> Option<Timestamp> {
        self.silent.get(&leg).copied()
    }

    pub(super) fn heard(&mut self, leg: LegId) {
        self.silent.remove(&leg);
    }

    /// Whether something is missing from any connection.
    pub(super) fn is_wanting(&self) -> bool {
        !self.silent.is_empty() || !self.voiceless.is_empty() || !self.unreached.is_empty()
    }

    /// The connections from which something is missing.
    pub(super) fn wanting(&self) -> BTreeSet<LegId> {
        let missed = self.silent.keys().chain(self.voiceless.keys());
        missed.chain(&self.unreached).copied().collect()
    }
}
