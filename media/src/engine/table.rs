//! One interaction's table: who its parties are reached by, and which edges are open.
//!
//! It keeps what it was told and decides nothing. An edge is bound to the two legs that it was
//! opened for; it does not survive either.

use std::collections::BTreeMap;

use backline_core::routing::{Edge, Epoch, OnFault, PartyId, Routes, Speaker};

use crate::{
    Departure,
    connection::leg::{Leg, LegIndex},
    connection::slot::SpeakerTag,
};

/// Past legs whose counts are kept: more than a long call with a bad network has.
const PAST_COUNTS: usize = 1_024;

/// An open edge, as it is enforced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BoundEdge {
    /// The speaker's leg; `None` is the hold treatment.
    pub(super) speaker: Option<LegIndex>,
    pub(super) listener: LegIndex,
    /// The listener's slot; a recording that listens has none.
    pub(super) slot: Option<usize>,
    pub(super) tag: SpeakerTag,
    pub(super) on_fault: OnFault,
}

#[derive(Debug, Default)]
pub(super) struct EdgeTable {
    pub(super) epoch: Epoch,
    /// Each party's current leg, and there is no other.
    pub(super) legs: BTreeMap<PartyId, LegIndex>,
    pub(super) edges: BTreeMap<Edge, BoundEdge>,
    speakers: Vec<Speaker>,
    past: Vec<Departure>,
}

impl EdgeTable {
    pub(super) fn routes(&self) -> Routes {
        self.edges.keys().cloned().collect()
    }

    /// The number by which this interaction's packets name a speaker.
    pub(super) fn tag(&mut self, speaker: &Speaker) -> SpeakerTag {
        let known = self.speakers.iter().position(|other| other == speaker);
        let place = known.unwrap_or_else(|| {
            self.speakers.push(speaker.clone());
            self.speakers.len() - 1
        });
        // Far fewer people than that can ever be on one call.
        SpeakerTag::try_from(place).unwrap_or(SpeakerTag::MAX)
    }

    /// How many speakers have a tag.
    pub(super) const fn speakers(&self) -> usize {
        self.speakers.len()
    }

    /// What has left for a leg.
    pub(super) fn departures_to<'a>(
        &'a self,
        leg: &'a Leg,
    ) -> impl Iterator<Item = Departure> + 'a {
        let counted = self.speakers.iter().zip(&leg.tally).filter(|(_, packets)| **packets > 0);
        counted.map(|(speaker, packets)| Departure {
            speaker: speaker.clone(),
            listener: leg.party.clone(),
            leg: leg.id,
            packets: *packets,
        })
    }

    pub(super) fn past_departures(&self) -> &[Departure] {
        &self.past
    }

    /// Keeps the counts of a leg that goes.
    pub(super) fn keep_counts(&mut self, leg: &Leg) {
        let counts: Vec<Departure> = self.departures_to(leg).collect();
        self.past.extend(counts);
        let surplus = self.past.len().saturating_sub(PAST_COUNTS);
        self.past.drain(..surplus);
    }
}
