//! A leg: one connection of a party, what it hears and who hears it.
//!
//! Data that the engine moves; the slab that holds it knows legs by a small number, so that the
//! hot path indexes and never hashes.

use std::time::Instant;

use backline_core::{
    id::{InteractionId, LegId},
    routing::PartyId,
};

use super::{
    LossReason, SLOTS,
    peer::BrowserPeer,
    rtp::rtp_ssrc,
    slot::{LegSlot, SpeakerTag},
};

/// A leg's place in the slab.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct LegIndex(u32);

#[cfg(test)]
impl LegIndex {
    pub(super) const fn of_number(number: u32) -> Self {
        Self(number)
    }
}

/// Where a speaker's packets go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Destination {
    pub(super) leg: LegIndex,
    pub(super) slot: usize,
}

/// What is behind a leg.
#[derive(Debug)]
pub(super) enum Endpoint {
    Browser(Box<BrowserPeer>),
    /// A recording, which the engine's own clock plays.
    Recording,
}

/// Who joins, where, by which leg.
#[derive(Debug)]
pub(super) struct Newcomer {
    pub(super) interaction: InteractionId,
    pub(super) party: PartyId,
    pub(super) leg: LegId,
}

/// A connection of a party.
#[derive(Debug)]
pub(super) struct Leg {
    pub(super) id: LegId,
    pub(super) interaction: InteractionId,
    pub(super) party: PartyId,
    pub(super) tag: SpeakerTag,
    pub(super) behind: Endpoint,
    pub(super) slots: [LegSlot; SLOTS],
    /// Who hears this leg. Rebuilt when routes change, read for every packet.
    pub(super) destinations: Vec<Destination>,
    /// Packets that left for this leg, by the speaker's tag.
    pub(super) tally: Vec<u64>,
    pub(super) joined: Instant,
    /// The last authentic datagram.
    pub(super) heard: Instant,
    pub(super) connected: bool,
    pub(super) silent: bool,
    /// When its connection wants to be woken.
    pub(super) wakes: Instant,
    /// When the timetable has it next.
    pub(super) scheduled: Option<Instant>,
    /// Set when it failed; it is removed at the end of the engine's step.
    pub(super) doomed: Option<LossReason>,
}

/// All legs of an engine.
#[derive(Debug, Default)]
pub(super) struct Legs {
    places: Vec<Option<Box<Leg>>>,
    free: Vec<LegIndex>,
}

impl Leg {
    /// The slot for a speaker: the one that had it before if that is free, else the first free
    /// one that nobody used, else the first free one.
    pub(super) fn free_slot(&self, speaker: SpeakerTag) -> Option<usize> {
        let find = |wanted: &dyn Fn(&LegSlot) -> bool| {
            self.slots.iter().position(|slot| slot.speaker.is_none() && wanted(slot))
        };
        find(&|slot| slot.previous == Some(speaker))
            .or_else(|| find(&|slot| slot.previous.is_none()))
            .or_else(|| find(&|_| true))
    }

    /// Counts an RTP packet that leaves for this leg, by the SSRC that is written on it.
    pub(super) fn count_departure(&mut self, datagram: &[u8]) -> bool {
        let Some(ssrc) = rtp_ssrc(datagram) else { return false };
        let Some(slot) = self.slots.iter().find(|slot| *slot.ssrc == ssrc) else { return false };
        if let Some(count) = self.tally.get_mut(usize::from(slot.written)) {
            *count += 1;
        }
        true
    }
}

impl Legs {
    pub(super) fn insert(&mut self, leg: Box<Leg>) -> Option<LegIndex> {
        if let Some(index) = self.free.pop() {
            self.places[index.0 as usize] = Some(leg);
            return Some(index);
        }
        let index = LegIndex(u32::try_from(self.places.len()).ok()?);
        self.places.push(Some(leg));
        Some(index)
    }

    pub(super) fn remove(&mut self, index: LegIndex) -> Option<Box<Leg>> {
        let leg = self.places.get_mut(index.0 as usize)?.take()?;
        self.free.push(index);
        Some(leg)
    }

    pub(super) fn get(&self, index: LegIndex) -> Option<&Leg> {
        self.places.get(index.0 as usize)?.as_deref()
    }

    pub(super) fn get_mut(&mut self, index: LegIndex) -> Option<&mut Leg> {
        self.places.get_mut(index.0 as usize)?.as_deref_mut()
    }
}
