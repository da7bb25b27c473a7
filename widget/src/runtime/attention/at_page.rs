//! Whether the person is at the page: it is in sight, it is in front, it was touched lately.
//!
//! The browser knows the first two. Whatever the person does to the page counts as a touch.

use backline_core::time::{Millis, Timestamp};
use leptos::prelude::*;

use crate::runtime::browser::clock;

/// A pointer that moves says so many times a second; it counts once in this time.
const TOUCHES_EVERY: Millis = Millis::seconds(1);

/// How a person stands to the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attention {
    /// The tab is the one that is shown.
    pub visible: bool,
    /// The window is the one that is typed into.
    pub focused: bool,
    /// When the page was last touched, by the page's own clock.
    pub touched_at: Timestamp,
}

impl Attention {
    /// Whether what is on the page can be seen by somebody.
    #[must_use]
    pub const fn is_here(&self) -> bool {
        self.visible && self.focused
    }

    /// Whether somebody works in the page at `now`: who looks on without touching it does not
    /// count for longer than `untouched_after`.
    #[must_use]
    pub fn is_in_use(&self, now: Timestamp, untouched_after: Millis) -> bool {
        self.is_here() && now.since(self.touched_at) < untouched_after
    }

    fn read(touched_at: Timestamp) -> Self {
        let page = document();
        let focused = page.has_focus().unwrap_or_default();
        Self { visible: !page.hidden(), focused, touched_at }
    }
}

/// How the person stands to the page, for as long as the caller's owner lives.
#[must_use]
pub fn attention() -> Signal<Attention> {
    let attention = RwSignal::new(Attention::read(clock::now()));
    let read = move |touched: bool| {
        let (before, now) = (attention.get_untracked(), clock::now());
        let counts = touched && now.since(before.touched_at) >= TOUCHES_EVERY;
        let after = Attention::read(if counts { now } else { before.touched_at });
        if before != after {
            attention.set(after);
        }
    };
    for (event, touches) in [
        ("visibilitychange", false),
        ("blur", false),
        ("focus", true),
        ("pointerdown", true),
        ("pointermove", true),
        ("keydown", true),
        ("wheel", true),
    ] {
        let listening = window_event_listener_untyped(event, move |_| read(touches));
        on_cleanup(move || listening.remove());
    }
    attention.into()
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    const AT_WORK: Attention =
        Attention { visible: true, focused: true, touched_at: Timestamp(100_000) };
    const A_WHILE: Millis = Millis::seconds(30);

    ///
    #[test]
    fn a_page_is_in_use_while_it_is_in_sight_in_front_and_touched() {
        assert!(AT_WORK.is_in_use(Timestamp(129_999), A_WHILE));
        assert!(!AT_WORK.is_in_use(Timestamp(130_000), A_WHILE));
    }

    ///
    #[test]
    fn a_page_behind_another_or_in_another_tab_is_not_in_use() {
        let hidden = Attention { visible: false, ..AT_WORK };
        let behind = Attention { focused: false, ..AT_WORK };
        assert!(!hidden.is_in_use(Timestamp(100_001), A_WHILE));
        assert!(!behind.is_in_use(Timestamp(100_001), A_WHILE));
    }

    #[test]
    fn a_clock_that_was_set_back_is_no_absence() {
        assert!(AT_WORK.is_in_use(Timestamp(5), A_WHILE));
    }
}
