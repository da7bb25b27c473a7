//! The media plane with its inbox, as a worker is one: an order that waits is obeyed before anything
//! else is forwarded, so a plane that is behind forwards nothing until it has caught up.
//!
//! That a worker keeps this is tested where the worker is.

use std::collections::{BTreeSet, VecDeque};

use backline_core::{
    host::call::{CONFIRM_WITHIN, CallInput, CallOutput},
    routing::{Edge, Routes},
    time::Timestamp,
};

use crate::cast::touches_supervisor;
use crate::engine::{Engine, Order, Report};

#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Plane {
    pub(crate) engine: Engine,
    waiting: VecDeque<Order>,
    /// When it was last told what to enforce.
    ordered_at: Timestamp,
    /// Edges that stand because the order that was to close them never came.
    forgotten: BTreeSet<Edge>,
    /// Edges that were ordered closed while a write was under way that does not say so.
    ahead: BTreeSet<Edge>,
    /// It has lost its place and has not got a table yet.
    astray: bool,
}

impl Plane {
    pub(crate) fn with(engine: Engine) -> Self {
        Self { engine, ..Self::default() }
    }

    /// Takes what the host says to a media plane; gives back what is for others.
    pub(crate) fn take(
        &mut self,
        at: Timestamp,
        writing: bool,
        output: CallOutput,
    ) -> Option<CallOutput> {
        let order = match output {
            CallOutput::Join { party, leg, .. } => Order::Join(party, leg),
            CallOutput::Leave { leg } => Order::Leave(leg),
            CallOutput::Change(change) => {
                if writing {
                    self.ahead.extend(change.close.iter().cloned());
                }
                self.ordered_at = at;
                Order::Change(change)
            }
            CallOutput::Table { epoch, edges } => {
                self.ordered_at = at;
                Order::Table(epoch, edges)
            }
            CallOutput::Store { .. } | CallOutput::Published { .. } | CallOutput::Reply { .. } => {
                return Some(output);
            }
        };
        self.waiting.push_back(order);
        None
    }

    /// Carries out the next order, and reports.
    pub(crate) fn obey(&mut self) -> Option<CallInput> {
        let order = self.waiting.pop_front()?;
        let whole = matches!(order, Order::Table(..));
        let close = if let Order::Change(change) = &order { change.close.clone() } else { vec![] };
        let report = self.engine.obey(order);
        // Built on an order that was lost, this one could not be placed.
        self.forgotten.extend(close);
        self.forgotten.retain(|edge| self.engine.has(edge));
        match report? {
            Report::Applied(epoch, edges) => {
                self.astray &= !whole;
                Some(CallInput::Applied { epoch, edges })
            }
            Report::TableWanted => {
                self.astray = true;
                Some(CallInput::TableWanted)
            }
        }
    }

    /// The next order never comes. A connection is made or taken down for certain.
    pub(crate) fn miss_order(&mut self) {
        let gone: Vec<Edge> = match self.waiting.front() {
            Some(Order::Change(change)) => change.close.clone(),
            Some(Order::Table(_, edges)) => {
                let kept: Routes = edges.iter().map(|open| open.edge.clone()).collect();
                self.engine.hears().minus(&kept)
            }
            Some(Order::Join(..) | Order::Leave(_)) | None => return,
        };
        self.waiting.pop_front();
        self.forgotten.extend(gone.into_iter().filter(|edge| self.engine.has(edge)));
    }

    /// The write that was under way is over: the next one says what is closed.
    pub(crate) fn written(&mut self) {
        self.ahead.clear();
    }

    /// Whether every order was carried out.
    pub(crate) fn is_idle(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Whether the next order says what to enforce.
    pub(crate) fn may_miss_order(&self) -> bool {
        matches!(self.waiting.front(), Some(Order::Change(_) | Order::Table(..)))
    }

    /// What is forwarded at this moment along edges that no lost order was to close.
    pub(crate) fn forwards(&self) -> impl Iterator<Item = &Edge> {
        let table = self.engine.hears().0.iter().filter(|_| self.is_idle());
        table.filter(|edge| !self.forgotten.contains(*edge))
    }

    /// The same plane when it has carried out every order.
    pub(crate) fn caught_up(&self) -> Self {
        let mut later = self.clone();
        while !later.is_idle() {
            later.obey();
        }
        later
    }

    /// Whether an edge that the record claims may be missing here.
    pub(crate) fn excuses(&self, claimed: &Edge) -> bool {
        self.ahead.contains(claimed) || (self.astray && touches_supervisor(claimed))
    }

    /// Whether an order that was lost is made good as soon as the host has promised.
    pub(crate) fn is_made_good(&self, at: Timestamp) -> bool {
        self.forgotten.is_empty() || !self.is_idle() || at < self.ordered_at.plus(CONFIRM_WITHIN)
    }
}
