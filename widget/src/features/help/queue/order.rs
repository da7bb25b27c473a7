//! Which requests stand in the list, and in which order. Pure.
//!
//! The pressing first, then who has waited longest; one that has gone keeps its place for as long
//! as its farewell lasts. While somebody is in the list no row moves: new ones wait, save an
//! Emergency, and one whose farewell is over leaves its place empty.

use backline_core::{id::InteractionId, interaction::help::Severity};

/// A request by its place: which interaction, and which of its requests.
pub(super) type RequestKey = (InteractionId, u32);

/// What could stand in the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Candidates {
    /// Who asks, in the order of the list.
    pub(super) asked: Vec<(RequestKey, Severity)>,
    /// Who has just gone.
    pub(super) gone: Vec<RequestKey>,
}

/// What stands there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Queue {
    /// The rows, from above.
    pub(super) rows: Vec<RequestKey>,
    /// How many wait until nobody is in the list.
    pub(super) waiting: usize,
    /// How often those that wait were let in.
    pub(super) let_in: u32,
}

impl Queue {
    /// The list after a change. `kept` is whether pointer or focus is in it, `let_in` how often
    /// those that wait were let in.
    pub(super) fn next(&self, known: &Candidates, kept: bool, let_in: u32) -> Self {
        let asks = |row| known.asked.iter().any(|(key, _)| key == row);
        let stands = self.rows.iter().any(|row| known.gone.contains(row) || asks(row));
        let still = kept && let_in == self.let_in && stands;
        let (rows, waiting) = if still { self.held(known) } else { (self.sorted(known), 0) };
        Self { rows, waiting, let_in }
    }

    /// Every one in its order; one that has gone stays behind the one that it stood behind.
    fn sorted(&self, known: &Candidates) -> Vec<RequestKey> {
        let mut rows: Vec<RequestKey> = known.asked.iter().map(|(key, _)| *key).collect();
        let mut above = None;
        for key in &self.rows {
            if known.gone.contains(key) && !rows.contains(key) {
                let place = above.and_then(|above| rows.iter().position(|row| *row == above));
                rows.insert(place.map_or(0, |place| place + 1), *key);
            }
            if rows.contains(key) {
                above = Some(*key);
            }
        }
        rows
    }

    /// The rows as they stand, with each new Emergency below those that are above it by rights.
    fn held(&self, known: &Candidates) -> (Vec<RequestKey>, usize) {
        let mut rows = self.rows.clone();
        let mut waiting = 0;
        for (place, (key, severity)) in known.asked.iter().enumerate() {
            if rows.contains(key) {
                continue;
            }
            match severity {
                Severity::Emergency => {
                    let before = known.asked.iter().take(place).map(|(key, _)| *key);
                    let above = before.filter_map(|key| rows.iter().position(|row| *row == key));
                    rows.insert(above.max().map_or(0, |above| above + 1), *key);
                }
                Severity::Assist => waiting += 1,
            }
        }
        (rows, waiting)
    }
}

#[cfg(test)]
mod tests {
    use Severity::{Assist, Emergency};
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    const A: RequestKey = (InteractionId::from_u128(1), 1);
    const B: RequestKey = (InteractionId::from_u128(2), 1);
    const C: RequestKey = (InteractionId::from_u128(3), 1);
    const D: RequestKey = (InteractionId::from_u128(4), 1);

    fn queue(rows: &[RequestKey]) -> Queue {
        Queue { rows: rows.to_vec(), waiting: 0, let_in: 0 }
    }

    fn known(asked: &[(RequestKey, Severity)], gone: &[RequestKey]) -> Candidates {
        Candidates { asked: asked.to_vec(), gone: gone.to_vec() }
    }

    #[test]
    fn the_order_is_the_one_of_the_requests() {
        let known = known(&[(B, Emergency), (A, Assist)], &[]);
        assert_eq!(queue(&[A]).next(&known, false, 0).rows, [B, A]);
    }

    #[test]
    fn one_that_has_gone_keeps_its_place_until_its_farewell_is_over() {
        let asked = [(A, Assist), (C, Assist), (D, Assist)];
        let after = queue(&[A, B, C]).next(&known(&asked, &[B]), false, 0);
        assert_eq!(after.rows, [A, B, C, D]);
        assert_eq!(after.next(&known(&asked, &[]), false, 0).rows, [A, C, D]);
    }

    #[test]
    fn one_that_went_before_it_stood_in_the_list_never_comes_into_it() {
        assert_eq!(queue(&[A]).next(&known(&[(A, Assist)], &[B]), false, 0).rows, [A]);
    }

    #[test]
    fn new_ones_wait_while_somebody_is_in_the_list() {
        let known = known(&[(A, Assist), (B, Assist), (C, Assist)], &[]);
        let held = queue(&[A]).next(&known, true, 0);
        assert_eq!((held.rows.as_slice(), held.waiting), (&[A][..], 2));
        assert_eq!(held.next(&known, true, 1).rows, [A, B, C]);
        assert_eq!(held.next(&known, false, 0).rows, [A, B, C]);
    }

    #[test]
    fn an_emergency_never_waits() {
        let known = known(&[(C, Emergency), (D, Emergency), (A, Assist), (B, Assist)], &[]);
        let held = queue(&[C, A]).next(&known, true, 0);
        assert_eq!((held.rows.as_slice(), held.waiting), (&[C, D, A][..], 1));
        assert_eq!(queue(&[A]).next(&known, true, 0).rows, [C, D, A]);
    }

    #[test]
    fn in_an_empty_list_nothing_can_move_so_nothing_waits() {
        assert_eq!(queue(&[]).next(&known(&[(A, Assist)], &[]), true, 0).rows, [A]);
    }

    #[test]
    fn beside_empty_places_only_nothing_waits_either() {
        assert_eq!(queue(&[A]).next(&known(&[(B, Assist)], &[]), true, 0).rows, [B]);
    }

    #[test]
    fn no_row_moves_up_under_the_pointer() {
        assert_eq!(queue(&[A, B]).next(&known(&[(B, Assist)], &[]), true, 0).rows, [A, B]);
        assert_eq!(queue(&[A, B]).next(&known(&[(B, Assist)], &[]), false, 0).rows, [B]);
    }
}
