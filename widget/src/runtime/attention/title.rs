//! The window's title, for whoever has another window in front, and whether things may move.

use leptos::prelude::{document, window};

/// Puts `title` on the window.
pub fn set_title(title: &str) {
    let document = document();
    if document.title() != title {
        document.set_title(title);
    }
}

/// What the title is at the moment.
#[must_use]
pub fn title() -> String {
    document().title()
}

/// Whether the person wants as little motion as possible.
#[must_use]
pub fn wants_stillness() -> bool {
    let query = window().match_media("(prefers-reduced-motion: reduce)");
    query.ok().flatten().is_some_and(|query| query.matches())
}
