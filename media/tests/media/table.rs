//! Who hears whom with two supervisors, written down by hand.
//!
//! Nothing here is computed from the policy that it checks: each row was thought through once.
//! C customer, A agent, S and T supervisors, H hold treatment.

/// What the two supervisors do, who hears whom then, and who with the customer on hold.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    pub(crate) doing: (Doing, Doing),
    pub(crate) edges: &'static str,
    pub(crate) on_hold: &'static str,
}

/// What a supervisor does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Doing {
    Nothing,
    Monitor,
    Coach,
    BargeIn,
}

use Doing::{BargeIn, Coach, Monitor, Nothing};

const fn row(doing: (Doing, Doing), edges: &'static str, on_hold: &'static str) -> Row {
    Row { doing, edges, on_hold }
}

/// Every state that is allowed: one coach at a time, one who barges in.
pub(crate) const TABLE: [Row; 14] = [
    row((Nothing, Nothing), "A>C C>A", "H>C"),
    row((Monitor, Nothing), "A>C C>A A>S C>S", "H>C A>S"),
    row((Coach, Nothing), "A>C C>A A>S C>S S>A", "H>C A>S S>A"),
    row((BargeIn, Nothing), "A>C C>A A>S C>S S>A S>C", "H>C A>S S>A"),
    row((Nothing, Monitor), "A>C C>A A>T C>T", "H>C A>T"),
    row((Nothing, Coach), "A>C C>A A>T C>T T>A", "H>C A>T T>A"),
    row((Nothing, BargeIn), "A>C C>A A>T C>T T>A T>C", "H>C A>T T>A"),
    row((Monitor, Monitor), "A>C C>A A>S C>S A>T C>T", "H>C A>S A>T"),
    row((Monitor, Coach), "A>C C>A A>S C>S A>T C>T T>A", "H>C A>S A>T T>A"),
    row((Coach, Monitor), "A>C C>A A>S C>S A>T C>T S>A", "H>C A>S A>T S>A"),
    row((Monitor, BargeIn), "A>C C>A A>S C>S T>S A>T C>T T>A T>C", "H>C A>S T>S A>T T>A"),
    row((BargeIn, Monitor), "A>C C>A A>S C>S S>T A>T C>T S>A S>C", "H>C A>S S>T A>T S>A"),
    row((Coach, BargeIn), "A>C C>A A>S C>S T>S S>A A>T C>T T>A T>C", "H>C A>S T>S S>A A>T T>A"),
    row((BargeIn, Coach), "A>C C>A A>S C>S S>T T>A A>T C>T S>A S>C", "H>C A>S S>T T>A A>T S>A"),
];

/// The row of a state, if the state is allowed.
pub(crate) fn find(table: &[Row], doing: (Doing, Doing)) -> Option<&Row> {
    table.iter().find(|row| row.doing == doing)
}
