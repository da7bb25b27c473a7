//! Handlers that do nothing once their part of the page is gone.
//!
//! What is removed with the focus in it tells of that while it goes, and much comes later by itself:
//! the end of a pointer's capture, a dialog's `close`, a fold's `toggle`, a timer, an answer. What
//! such a handler would read is gone by then, and to read it stops the program. A tidy test names
//! the events whose handlers have to be wrapped.

use leptos::prelude::*;

/// `handle`, for as long as the part of the page lives in which this is called.
pub(crate) fn while_here<E>(mut handle: impl FnMut(E) + 'static) -> impl FnMut(E) + 'static {
    let here = StoredValue::new(());
    move |event| {
        if !here.is_disposed() {
            handle(event);
        }
    }
}
