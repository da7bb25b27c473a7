//! A list whose entries take a moment to leave, so that what stood below moves up and does not jump.
//!
//! What the list says is true at once: an entry that lingers is only drawn, as going. Whoever wants
//! little motion gets the list as it is.

use std::time::Duration;

use leptos::prelude::*;

use super::here::while_here;
use crate::runtime::wants_stillness;

/// As long as the style sheets take to take something away.
const LEAVES_WITHIN: Duration = Duration::from_millis(200);

/// More go at once when something else is looked for: then nothing moves up that anybody follows.
const MOST_AT_ONCE: usize = 4;

/// An entry, and whether it is on its way out.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Lingering<T> {
    pub(crate) item: T,
    pub(crate) leaves: bool,
}

/// The entries of `list` with those that have just gone. Two are the same entry when `key` is.
pub(crate) fn lingering<T, K>(list: Memo<Vec<T>>, key: fn(&T) -> K) -> ReadSignal<Vec<Lingering<T>>>
where
    T: Clone + PartialEq + Send + Sync + 'static,
    K: PartialEq + 'static,
{
    let (shown, show) = signal(list.with_untracked(|list| after(&[], list, key)));
    Effect::new(move |_| {
        let now = list.get();
        let before = shown.get_untracked();
        let before = if wants_stillness() { &[] } else { &before[..] };
        let next = after(before, &now, key);
        let leaves = next.iter().any(|it| it.leaves);
        if shown.with_untracked(|shown| *shown != next) {
            show.set(next);
        }
        if leaves {
            let mut gone = while_here(move |()| {
                show.update(|shown| shown.retain(|it| !it.leaves));
            });
            set_timeout(move || gone(()), LEAVES_WITHIN);
        }
    });
    shown
}

/// What is drawn after a change: whatever has gone keeps its place behind the one that it stood behind.
fn after<T: Clone, K: PartialEq>(
    before: &[Lingering<T>],
    now: &[T],
    key: fn(&T) -> K,
) -> Vec<Lingering<T>> {
    let mut shown: Vec<Lingering<T>> =
        now.iter().map(|item| Lingering { item: item.clone(), leaves: false }).collect();
    let gone = |it: &&Lingering<T>| now.iter().all(|item| key(item) != key(&it.item));
    if before.iter().filter(gone).count() > MOST_AT_ONCE {
        return shown;
    }
    let mut place = 0;
    for it in before {
        if let Some(found) = shown.iter().position(|other| key(&other.item) == key(&it.item)) {
            place = found + 1;
        } else {
            shown.insert(place, Lingering { item: it.item.clone(), leaves: true });
            place += 1;
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    fn drawn(before: &[Lingering<u8>], now: &[u8]) -> Vec<Lingering<u8>> {
        after(before, now, |it| *it)
    }

    /// The entries, those that leave as negative numbers.
    fn read(list: &[Lingering<u8>]) -> Vec<i16> {
        list.iter().map(|it| if it.leaves { -i16::from(it.item) } else { it.item.into() }).collect()
    }

    ///
    #[test]
    fn what_has_gone_keeps_its_place_for_a_moment_and_may_come_back() {
        let all = drawn(&[], &[1, 2, 3]);
        let less = drawn(&all, &[1, 3, 4]);
        assert_eq!(read(&less), [1, -2, 3, 4]);
        assert_eq!(read(&drawn(&less, &[3, 4])), [-1, -2, 3, 4]);
        assert_eq!(read(&drawn(&less, &[1, 2, 3])), [1, 2, 3, -4]);
        assert_eq!(read(&drawn(&all, &[])), [-1, -2, -3]);
    }

    #[test]
    fn where_many_go_at_once_none_lingers() {
        let all = drawn(&[], &[1, 2, 3, 4, 5, 6]);
        assert_eq!(read(&drawn(&all, &[6])), [6]);
    }
}
