//! Which rows the table has, and where. Pure.
//!
//! While somebody is in the table no row moves: new ones wait until they are let in, and one that
//! has gone leaves its place empty. An Emergency goes to the top at once.

use backline_core::id::InteractionId;

use super::search::{Found, Search};

/// A place in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Place {
    pub(super) id: InteractionId,
    /// Whether the call that stood there is gone.
    pub(super) empty: bool,
}

/// What stands there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Rows {
    /// From above.
    pub(super) places: Vec<Place>,
    /// How many wait until nobody is in the table.
    pub(super) waiting: usize,
    search: Search,
    let_in: u32,
}

impl Rows {
    /// The table after a change: `found` is what `search` finds now. `kept` is whether pointer or
    /// focus is in the table, `let_in` how often those that wait were let in.
    pub(super) fn next(&self, found: &[Found], search: &Search, kept: bool, let_in: u32) -> Self {
        let asked_anew = *search != self.search || let_in != self.let_in;
        let stands = |place: &Place| found.iter().any(|(id, _)| *id == place.id);
        let held = kept && !asked_anew && self.places.iter().any(stands);
        let (places, waiting) = if held { self.held(found) } else { (placed(found), 0) };
        Self { places, waiting, search: search.clone(), let_in }
    }

    /// How many calls are shown.
    pub(super) fn shown(&self) -> usize {
        self.places.iter().filter(|place| !place.empty).count()
    }

    fn held(&self, found: &[Found]) -> (Vec<Place>, usize) {
        let (pressing, rest): (Vec<Found>, Vec<Found>) =
            found.iter().partition(|(_, pressing)| *pressing);
        let mut places = placed(&pressing);
        let stood =
            self.places.iter().filter(|place| !pressing.iter().any(|(id, _)| *id == place.id));
        places.extend(stood.map(|place| {
            let empty = !rest.iter().any(|(id, _)| *id == place.id);
            Place { empty, ..*place }
        }));
        let waiting = rest.iter().filter(|(id, _)| !places.iter().any(|place| place.id == *id));
        let waiting = waiting.count();
        // Below the last call there is nothing that could move.
        let end = places.iter().rposition(|place| !place.empty).map_or(0, |last| last + 1);
        places.truncate(end);
        (places, waiting)
    }
}

fn placed(found: &[Found]) -> Vec<Place> {
    found.iter().map(|(id, _)| Place { id: *id, empty: false }).collect()
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    const A: InteractionId = InteractionId::from_u128(1);
    const B: InteractionId = InteractionId::from_u128(2);
    const C: InteractionId = InteractionId::from_u128(3);

    fn usual(ids: &[InteractionId]) -> Vec<Found> {
        ids.iter().map(|id| (*id, false)).collect()
    }

    fn table(ids: &[InteractionId]) -> Rows {
        Rows { places: placed(&usual(ids)), ..Rows::default() }
    }

    fn next(before: &Rows, found: &[Found], kept: bool) -> Rows {
        before.next(found, &Search::default(), kept, 0)
    }

    /// The calls that are shown, with a gap where one was.
    fn ids(rows: &Rows) -> Vec<Option<InteractionId>> {
        rows.places.iter().map(|place| (!place.empty).then_some(place.id)).collect()
    }

    ///
    #[test]
    fn a_call_that_is_over_leaves_at_once_and_no_other_moves_while_somebody_is_in_the_table() {
        let before = table(&[A, B]);
        assert_eq!(ids(&next(&before, &usual(&[B]), false)), [Some(B)]);
        let held = next(&before, &usual(&[B]), true);
        assert_eq!((ids(&held), held.shown()), (vec![None, Some(B)], 1));
        assert_eq!(ids(&next(&held, &usual(&[B]), false)), [Some(B)]);
        assert_eq!(ids(&next(&before, &usual(&[A]), true)), [Some(A)]);
    }

    ///
    #[test]
    fn new_calls_wait_while_somebody_is_in_the_table_and_are_let_in() {
        let found = usual(&[A, B, C]);
        let held = next(&table(&[B]), &found, true);
        assert_eq!((ids(&held), held.waiting), (vec![Some(B)], 2));
        let let_in = held.next(&found, &Search::default(), true, 1);
        assert_eq!((ids(&let_in), let_in.waiting), (vec![Some(A), Some(B), Some(C)], 0));
        assert_eq!(next(&table(&[]), &found, true).waiting, 0, "in an empty table nothing moves");
    }

    ///
    #[test]
    fn an_emergency_goes_to_the_top_at_once() {
        let found = [(C, true), (A, false), (B, false)];
        assert_eq!(ids(&next(&table(&[A, B]), &found, true)), [Some(C), Some(A), Some(B)]);
        let found = [(B, true), (A, false)];
        assert_eq!(ids(&next(&table(&[A, B]), &found, true)), [Some(B), Some(A)]);
    }

    #[test]
    fn what_is_looked_for_anew_is_put_in_order_anew() {
        let search = Search { words: "b".to_owned(), ..Search::default() };
        let rows = table(&[A, B]).next(&usual(&[B]), &search, true, 0);
        assert_eq!(ids(&rows), [Some(B)]);
    }
}
