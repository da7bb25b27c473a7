//! Leaving the page: asked before, while a call would be left with it, unless the page itself means
//! to be loaded anew.

use std::cell::Cell;

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::BeforeUnloadEvent;

thread_local!(static MEANT: Cell<bool> = const { Cell::new(false) });

/// Has the browser ask whoever closes or leaves the page while `left_behind` is so. In which words
/// is the browser's choice, and it asks nobody who has not touched the page.
pub(crate) fn ask_before(left_behind: impl Fn() -> bool + 'static) {
    let leaving = Closure::<dyn FnMut(BeforeUnloadEvent)>::new(move |event: BeforeUnloadEvent| {
        if !MEANT.get() && left_behind() {
            event.prevent_default();
            // What older browsers look at instead.
            event.set_return_value("-");
        }
    });
    if let Some(window) = web_sys::window() {
        let function = leaving.as_ref().unchecked_ref();
        let _listens = window.add_event_listener_with_callback("beforeunload", function);
    }
    leaving.forget();
}

/// Goes to the start page.
pub(crate) fn to_start() {
    if let Some(window) = web_sys::window() {
        let _leaving = window.location().set_href("/");
    }
}

/// Loads the page anew.
pub(crate) fn reload() {
    MEANT.set(true);
    if let Some(window) = web_sys::window() {
        // The page that would show a failure is the one that goes away.
        let _leaving = window.location().reload();
    }
}
