//! The host and the media plane: which table the one has asked for and the other has confirmed.
//!
//! Every order names the table that it builds on. One that is not confirmed in time is followed by
//! the table as a whole, which needs no other order to have arrived.

use super::{CONFIRM_WITHIN, CallHost, CallOutput};
use crate::{
    interaction::{Context, Offer},
    routing::{Attached, Edge, Epoch, OnFault, OpenEdge, PartyId, RouteChange, Routes, Speaker},
    sorted::Map,
    time::Timestamp,
};

impl CallHost {
    /// Sends a step from the last table to the next.
    pub(super) fn send_change(&mut self, at: Timestamp, close: Vec<Edge>, open: Vec<OpenEdge>) {
        let base = self.epoch;
        self.epoch.0 += 1;
        // An order before this one that was not confirmed is not given more time by it.
        let due = at.plus(CONFIRM_WITHIN);
        self.confirm_by = Some(self.confirm_by.map_or(due, |earlier| earlier.min(due)));
        let (interaction, epoch) = (self.state.id(), self.epoch);
        self.out.push_back(CallOutput::Change(RouteChange {
            interaction,
            base,
            epoch,
            close,
            open,
        }));
    }

    fn send_table(&mut self, at: Timestamp) {
        self.epoch.0 += 1;
        self.confirm_by = Some(at.plus(CONFIRM_WITHIN));
        let place = (self.state.id(), self.epoch, self.epoch);
        let edges = Routes::default().change_to(&self.table, &self.state.attached(), place).open;
        self.out.push_back(CallOutput::Table { epoch: self.epoch, edges });
    }

    /// The media plane lost its place: it gets the whole table without any supervisor's edges, and
    /// what they were doing ends, for a fault opens nothing.
    pub(super) fn start_over(&mut self, at: Timestamp) {
        let attached = self.state.attached();
        // Whoever is not known to talk for themselves loses the edges: a fault opens nothing.
        let stays =
            |party: &PartyId| attached.get(party).is_some_and(|own| own.on_fault == OnFault::Stays);
        self.table
            .0
            .retain(|edge| stays(&edge.listener) && edge.speaker.party().is_none_or(&stays));
        self.doubt();
        self.send_table(at);
    }

    /// Sends the table again, and again, until the media plane has said that it enforces it.
    pub(super) fn insist(&mut self, at: Timestamp) {
        if self.confirm_by.is_some_and(|due| due <= at) {
            self.send_table(at);
            self.follow_epoch();
        }
    }

    /// What a report says about orders holds at once, whatever else has to wait.
    pub(super) fn confirmed(&mut self, epoch: Epoch, edges: &Routes) {
        if epoch == self.epoch {
            self.confirm_by = None;
        }
        if self.ahead.is_some_and(|ahead| ahead <= epoch) && edges.0.is_subset(&self.table.0) {
            self.ahead = None;
        }
    }

    /// Marks every supervisor whose action has lost an edge by a fault.
    pub(super) fn doubt(&mut self) {
        let missing = self.state.routes().minus(&self.table);
        for edge in missing {
            let speaker = match edge.speaker {
                Speaker::Party(party) => Some(party),
                Speaker::HoldTreatment => None,
            };
            for party in [Some(edge.listener), speaker].into_iter().flatten() {
                if let PartyId::Person(person) = party
                    && self.state.supervisor(&person).is_some()
                {
                    self.doubted.insert(person);
                }
            }
        }
    }

    /// Opens what the stored state wants and the table lacks, but nothing of the doubted and nothing
    /// that an input that waits will close. `confirm` asks for a report even when there is nothing
    /// to open.
    pub(super) fn open_wanted(&mut self, cx: &Context<'_>, confirm: bool) {
        let mut want = self.state.routes();
        let closing = self.closing_ahead(cx).edges;
        want.0.retain(|edge| !closing.contains(edge) || self.table.0.contains(edge));
        for person in &self.doubted {
            let party = PartyId::Person(person.clone());
            want.0.retain(|edge| !edge.touches(&party) || self.table.0.contains(edge));
        }
        let place = (self.state.id(), self.epoch, self.epoch);
        let open = self.table.change_to(&want, &self.state.attached(), place).open;
        if !open.is_empty() || confirm {
            self.table.0.extend(open.iter().map(|open| open.edge.clone()));
            self.send_change(cx.at, Vec::new(), open);
        }
    }

    pub(super) fn change_legs(&mut self, before: &Map<PartyId, Attached>, offer: Option<Offer>) {
        let after = self.state.attached();
        let leg = |of: &Map<PartyId, Attached>, party| of.get(party).map(|own| own.leg);
        for (party, own) in before {
            if leg(&after, party) != Some(own.leg) {
                self.out.push_back(CallOutput::Leave { leg: own.leg });
            }
        }
        let mut fresh = after.iter().filter(|(party, own)| leg(before, party) != Some(own.leg));
        if let (Some((party, own)), Some(offer)) = (fresh.next(), offer) {
            let (party, leg) = (party.clone(), own.leg);
            self.out.push_back(CallOutput::Join { party, leg, offer });
        }
    }
}
