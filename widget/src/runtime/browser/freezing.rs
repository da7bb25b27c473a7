//! A browser stops the program of a page that nobody looks at, and lets it run again later.

use wasm_bindgen::{JsCast, closure::Closure};

/// Calls `ends` each time before the program is stopped: nothing in it runs from then on until it is
/// let run again.
pub(crate) fn before(ends: impl FnMut() + 'static) {
    let freezes = Closure::<dyn FnMut()>::new(ends);
    if let Some(document) = web_sys::window().and_then(|window| window.document()) {
        let function = freezes.as_ref().unchecked_ref();
        let _listens = document.add_event_listener_with_callback("freeze", function);
    }
    freezes.forget();
}
