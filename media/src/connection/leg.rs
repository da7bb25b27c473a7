//! A leg: one connection of a party, what it hears and who hears it.
//!
//! Data that the engine moves; the slab that holds it knows legs by a small number, so that the
//! hot path indexes and never hashes.

use std::time::Instant;

use backline_core::{
    id::{InteractionId, LegId},
    routing::PartyId,
};

use crate::{
    LossReason, SLOTS,
    connection::peer::BrowserPeer,
    connection::rtp::rtp_ssrc,
    connection::slot::{LegSlot, SpeakerTag},
};

/// A leg's place in the slab.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct LegIndex(u32);

#[cfg(test)]
impl LegIndex {
    pub(crate) const fn of_number(number: u32) -> Self {
        Self(number)
    }
}

/// Where a speaker's packets go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Destination {
    pub(crate) leg: LegIndex,
    pub(crate) slot: usize,
}

/// What is behind a leg.
#[derive(Debug)]
pub(crate) enum Endpoint {
    Browser(Box<BrowserPeer>),
    /// A recording, which the engine's own clock plays.
    Recording,
}

/// Who joins, where, by which leg.
#[derive(Debug)]
pub(crate) struct Newcomer {
    pub(crate) interaction: InteractionId,
    pub(crate) party: PartyId,
    pub(crate) leg: LegId,
}

/// A connection of a party.
#[derive(Debug)]
pub(crate) struct Leg {
    pub(crate) id: LegId,
    pub(crate) interaction: InteractionId,
    pub(crate) party: PartyId,
    pub(crate) tag: SpeakerTag,
    pub(crate) behind: Endpoint,
    pub(crate) slots: [LegSlot; SLOTS],
    /// Who hears this leg. Rebuilt when routes change, read for every packet.
    pub(crate) destinations: Vec<Destination>,
    /// Packets that left for this leg, by the speaker's tag.
    pub(crate) tally: Vec<u64>,
    pub(crate) joined: Instant,
    /// The last authentic datagram.
    pub(crate) heard: Instant,
    /// The last packet of a voice, or since when one is waited for.
    pub(crate) spoke: Instant,
    /// Whether the lack of one was reported, and whether it is to be reported when it is due.
    pub(crate) voiceless: bool,
    pub(crate) voice_awaited: bool,
    /// Whether nothing else has come either since it was reported.
    pub(crate) alone: bool,
    pub(crate) connected: bool,
    pub(crate) silent: bool,
    /// When its connection wants to be woken.
    pub(crate) wakes: Instant,
    /// When the timetable has it next.
    pub(crate) scheduled: Option<Instant>,
    /// Set when it failed; it is removed at the end of the engine's step.
    pub(crate) doomed: Option<LossReason>,
}

/// All legs of an engine.
#[derive(Debug, Default)]
pub(crate) struct Legs {
    places: Vec<Option<Box<Leg>>>,
    free: Vec<LegIndex>,
}

impl Leg {
    /// The slot for a speaker: the one that had it before if that is free, else the first free
    /// one that nobody used, else the first free one.
    pub(crate) fn free_slot(&self, speaker: SpeakerTag) -> Option<usize> {
        let find = |wanted: &dyn Fn(&LegSlot) -> bool| {
            self.slots.iter().position(|slot| slot.speaker.is_none() && wanted(slot))
        };
        find(&|slot| slot.previous == Some(speaker))
            .or_else(|| find(&|slot| slot.previous.is_none()))
            .or_else(|| find(&|_| true))
    }

    /// Counts an RTP packet that leaves for this leg, by the SSRC that is written on it.
    pub(crate) fn count_departure(&mut self, datagram: &[u8]) -> bool {
        let Some(ssrc) = rtp_ssrc(datagram) else { return false };
        let Some(slot) = self.slots.iter().find(|slot| *slot.ssrc == ssrc) else { return false };
        if let Some(count) = self.tally.get_mut(usize::from(slot.written)) {
            *count += 1;
        }
        true
    }
}

impl Legs {
    pub(crate) fn insert(&mut self, leg: Box<Leg>) -> Option<LegIndex> {
        if let Some(index) = self.free.pop() {
            self.places[index.0 as usize] = Some(leg);
            return Some(index);
        }
        let index = LegIndex(u32::try_from(self.places.len()).ok()?);
        self.places.push(Some(leg));
        Some(index)
    }

    pub(crate) fn remove(&mut self, index: LegIndex) -> Option<Box<Leg>> {
        let leg = self.places.get_mut(index.0 as usize)?.take()?;
        self.free.push(index);
        Some(leg)
    }

    pub(crate) fn get(&self, index: LegIndex) -> Option<&Leg> {
        self.places.get(index.0 as usize)?.as_deref()
    }

    pub(crate) fn get_mut(&mut self, index: LegIndex) -> Option<&mut Leg> {
        self.places.get_mut(index.0 as usize)?.as_deref_mut()
    }
}
