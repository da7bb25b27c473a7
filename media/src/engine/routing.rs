//! How edges open and close.
//!
//! Closing comes first, and is done when the step ends: no packet that comes in later takes a
//! closed edge. What cannot be opened exactly as ordered stays closed and is missing in the
//! report. No rule of who may hear whom lives here.

use std::time::Instant;

use backline_core::{
    id::InteractionId,
    routing::{Edge, Epoch, OnFault, OpenEdge, RouteChange},
};

use crate::{
    Report,
    connection::leg::{Destination, Endpoint, LegIndex},
    engine::Engine,
    engine::synthesis::HoldListener,
    engine::table::BoundEdge,
};

impl Engine {
    pub(super) fn change(&mut self, now: Instant, change: RouteChange) {
        let RouteChange { interaction, base, epoch, close, open } = change;
        let current = self.interactions.entry(interaction).or_default().epoch;
        if epoch <= current {
            // An order from the past: what is in force stands, and is said again.
            return self.report_applied(interaction);
        }
        if base != current {
            self.close_edges(interaction, |_, bound| match bound.on_fault {
                OnFault::Closes => true,
                OnFault::Stays => false,
            });
            self.rebuild(now, interaction);
            return self.report(Report::TableWanted { interaction, epoch: current });
        }
        self.close_edges(interaction, |edge, _| close.contains(edge));
        self.open_edges(interaction, open);
        self.set_epoch(interaction, epoch);
        self.rebuild(now, interaction);
        self.report_applied(interaction);
    }

    pub(super) fn replace_table(
        &mut self,
        now: Instant,
        (interaction, epoch): (InteractionId, Epoch),
        edges: Vec<OpenEdge>,
    ) {
        // An edge that stays as it is must not be interrupted.
        self.close_edges(interaction, |edge, _| !edges.iter().any(|kept| kept.edge == *edge));
        self.open_edges(interaction, edges);
        self.set_epoch(interaction, epoch);
        self.rebuild(now, interaction);
        self.report_applied(interaction);
    }

    /// Closes every edge that `which` picks. The destinations are rebuilt by the caller.
    pub(super) fn close_edges(
        &mut self,
        interaction: InteractionId,
        which: impl Fn(&Edge, &BoundEdge) -> bool,
    ) {
        let Some(table) = self.interactions.get_mut(&interaction) else { return };
        let closed: Vec<(Edge, BoundEdge)> =
            table.edges.extract_if(.., |edge, hearing| which(edge, hearing)).collect();
        for (_, hearing) in closed {
            let Some(slot) = hearing.slot else { continue };
            if hearing.speaker.is_none() {
                self.synthesis.release(Destination { leg: hearing.listener, slot });
            }
            if let Some(slot) = self.slot_of(hearing.listener, slot) {
                slot.free();
            }
        }
    }

    /// Derives from the edges what the hot path reads.
    pub(super) fn rebuild(&mut self, now: Instant, interaction: InteractionId) {
        let Some(table) = self.interactions.get(&interaction) else { return };
        let speakers = table.speakers();
        let mut unheard = Vec::new();
        for index in table.legs.values() {
            if let Some(leg) = self.legs.get_mut(*index) {
                if leg.voiceless && leg.destinations.is_empty() {
                    unheard.push(*index);
                }
                leg.destinations.clear();
                leg.tally.resize(speakers, 0);
            }
        }
        for hearing in table.edges.values() {
            let Some(slot) = hearing.slot else { continue };
            let destination = Destination { leg: hearing.listener, slot };
            match hearing.speaker.map(|index| self.legs.get_mut(index)) {
                Some(Some(speaker)) => speaker.destinations.push(destination),
                Some(None) => {}
                None => {
                    self.synthesis.hold(now, HoldListener { at: destination, tag: hearing.tag });
                }
            }
        }
        let heard = |index: &LegIndex| {
            self.legs.get(*index).is_some_and(|leg| !leg.destinations.is_empty())
        };
        unheard.retain(heard);
        unheard.into_iter().for_each(|index| self.await_voice(now, index));
    }

    fn open_edges(&mut self, interaction: InteractionId, open: Vec<OpenEdge>) {
        for ordered in open {
            match self.bind(interaction, &ordered) {
                Some(hearing) => {
                    let table = self.interactions.entry(interaction).or_default();
                    table.edges.insert(ordered.edge, hearing);
                }
                None => self.close_edges(interaction, |edge, _| *edge == ordered.edge),
            }
        }
    }

    /// Finds the legs and a slot for an edge. `None` leaves it closed.
    fn bind(&mut self, interaction: InteractionId, ordered: &OpenEdge) -> Option<BoundEdge> {
        let OpenEdge { edge, speaker_leg, listener_leg, on_fault } = ordered;
        let table = self.interactions.get_mut(&interaction)?;
        let listener = *table.legs.get(&edge.listener)?;
        let speaker = match edge.speaker.party() {
            Some(party) => Some(*table.legs.get(party)?),
            None => None,
        };
        let tag = table.tag(&edge.speaker);
        let known = table.edges.get(edge).copied();
        let is = |index: LegIndex, id| self.legs.get(index).is_some_and(|leg| leg.id == id);
        let as_ordered = match (speaker, speaker_leg) {
            (Some(index), Some(id)) => index != listener && is(index, *id),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        if !as_ordered || !is(listener, *listener_leg) {
            return None;
        }
        let on_fault = *on_fault;
        if let Some(known) = known {
            // Legs live as long as their edges, so an edge that is open is open between these.
            return Some(BoundEdge { on_fault, ..known });
        }
        let leg = self.legs.get_mut(listener)?;
        let slot = match &leg.behind {
            Endpoint::Browser(_) => Some(leg.free_slot(tag)?),
            Endpoint::Recording => None,
        };
        if let Some(slot) = slot {
            leg.slots[slot].bind(tag);
        }
        Some(BoundEdge { speaker, listener, slot, tag, on_fault })
    }

    fn set_epoch(&mut self, interaction: InteractionId, epoch: Epoch) {
        self.interactions.entry(interaction).or_default().epoch = epoch;
    }

    fn report_applied(&mut self, interaction: InteractionId) {
        let table = self.interactions.entry(interaction).or_default();
        let (epoch, edges) = (table.epoch, table.routes());
        self.report(Report::Applied { interaction, epoch, edges });
    }

    fn slot_of(
        &mut self,
        leg: LegIndex,
        slot: usize,
    ) -> Option<&mut crate::connection::slot::LegSlot> {
        self.legs.get_mut(leg)?.slots.get_mut(slot)
    }
}
