//! A media plane in miniature, that keeps the contract of `RouteChange` and nothing else: closes
//! before it opens, refuses an order that builds on another table, leaves stale connections silent.

use std::collections::BTreeMap;

use crate::cast::touches_supervisor;
use backline_core::{
    id::LegId,
    routing::{Edge, Epoch, OnFault, OpenEdge, PartyId, RouteChange, Routes},
};

#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Engine {
    epoch: Epoch,
    legs: BTreeMap<PartyId, LegId>,
    table: Routes,
}

/// What the media plane is told.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Order {
    Join(PartyId, LegId),
    Leave(LegId),
    Change(RouteChange),
    Table(Epoch, Vec<OpenEdge>),
}

/// What it says.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Report {
    Applied(Epoch, Routes),
    TableWanted,
}

impl Engine {
    /// Carries out an order. Nothing is forwarded before it is done.
    pub(crate) fn obey(&mut self, order: Order) -> Option<Report> {
        match order {
            Order::Join(party, leg) => {
                self.cut(&party);
                self.legs.insert(party, leg);
                None
            }
            Order::Leave(leg) => {
                let party = self.legs.iter().find_map(|(p, l)| (*l == leg).then(|| p.clone()));
                if let Some(party) = party {
                    self.cut(&party);
                    self.legs.remove(&party);
                }
                None
            }
            Order::Change(change) if change.epoch <= self.epoch => Some(self.applied()),
            Order::Change(change) if change.base != self.epoch => {
                self.table.0.retain(|edge| !touches_supervisor(edge));
                Some(Report::TableWanted)
            }
            Order::Change(change) => {
                for edge in &change.close {
                    self.table.0.remove(edge);
                }
                self.open(change.open);
                self.epoch = change.epoch;
                Some(self.applied())
            }
            Order::Table(epoch, edges) => {
                self.table.0.retain(|edge| edges.iter().any(|kept| kept.edge == *edge));
                self.open(edges);
                self.epoch = epoch;
                Some(self.applied())
            }
        }
    }

    fn open(&mut self, edges: Vec<OpenEdge>) {
        for OpenEdge { edge, speaker_leg, listener_leg, on_fault } in edges {
            let closes = touches_supervisor(&edge);
            assert_eq!(on_fault == OnFault::Closes, closes, "{edge:?} after a fault");
            let is = |party: &PartyId, leg| self.legs.get(party) == Some(leg);
            let speaks = match (edge.speaker.party(), &speaker_leg) {
                (Some(party), Some(leg)) => is(party, leg),
                (None, None) => true,
                (Some(_), None) | (None, Some(_)) => false,
            };
            if speaks && is(&edge.listener, &listener_leg) {
                self.table.0.insert(edge);
            } else {
                self.table.0.remove(&edge);
            }
        }
    }

    fn applied(&self) -> Report {
        Report::Applied(self.epoch, self.table.clone())
    }

    fn cut(&mut self, party: &PartyId) {
        self.table.0.retain(|edge| !edge.touches(party));
    }

    /// A connection breaks by itself: its edges go at once.
    pub(crate) fn lose(&mut self, party: &PartyId) -> Option<LegId> {
        self.cut(party);
        self.legs.remove(party)
    }

    pub(crate) fn leg(&self, party: &PartyId) -> Option<LegId> {
        self.legs.get(party).copied()
    }

    pub(crate) fn legs(&self) -> impl Iterator<Item = (&PartyId, &LegId)> {
        self.legs.iter()
    }

    /// The same as if its table were the first.
    pub(crate) fn rewound(self) -> Self {
        Self { epoch: Epoch::default(), ..self }
    }

    /// What is heard at this moment.
    pub(crate) const fn hears(&self) -> &Routes {
        &self.table
    }

    pub(crate) fn has(&self, edge: &Edge) -> bool {
        self.table.0.contains(edge)
    }
}
