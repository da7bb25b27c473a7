//! Which calls stand in the table, and in which order: the oldest first, so that a new one never
//! moves the others; and while somebody is in the list, an ended one keeps its place.

use backline_core::id::InteractionId;

/// The rows after a change. `calls` are all that are known, oldest first, each with whether it is
/// over; `before` are the rows there were; `kept` is whether pointer or focus is in the list.
#[must_use]
pub(super) fn arranged(
    calls: &[(InteractionId, bool)],
    before: &[InteractionId],
    kept: bool,
) -> Vec<InteractionId> {
    let stands = |(id, over): &&(InteractionId, bool)| !over || (kept && before.contains(id));
    calls.iter().filter(stands).map(|(id, _)| *id).collect()
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    const A: InteractionId = InteractionId::from_u128(1);
    const B: InteractionId = InteractionId::from_u128(2);
    const C: InteractionId = InteractionId::from_u128(3);

    #[test]
    fn an_ended_call_leaves_the_table() {
        assert_eq!(arranged(&[(A, true), (B, false)], &[A, B], false), [B]);
    }

    #[test]
    fn an_ended_call_keeps_its_place_while_somebody_is_in_the_list() {
        assert_eq!(arranged(&[(A, true), (B, false)], &[A, B], true), [A, B]);
    }

    #[test]
    fn a_call_that_ended_unseen_never_comes_into_the_table() {
        assert_eq!(arranged(&[(A, true), (B, false)], &[B], true), [B]);
    }

    #[test]
    fn a_new_call_stands_below_the_others() {
        assert_eq!(arranged(&[(A, false), (B, false), (C, false)], &[A, B], true), [A, B, C]);
    }
}
