//! What becomes of a page whose program has broken: by a panic, or by what a browser throws, which
//! skips destructors, so that nothing in the program can be relied on any more.
//!
//! Nobody talks unawares: the microphone closes at once. The page loads itself anew, and a call goes
//! on there. When that has been done within the last minute, it is not done again: the page says
//! that it has stopped. Only the browser is touched here.

use std::{
    cell::{Cell, RefCell},
    panic,
};

use js_sys::Error;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{ErrorEvent, Event, MediaStreamTrack, PromiseRejectionEvent};

use super::{clock, leaving};

/// When the program of this tab broke last, in milliseconds since 1970: the page's own clock begins
/// anew with it.
const BROKEN_AT: &str = "backline.broken";
/// A page that breaks again sooner would only do so once more.
const AGAIN_MS: u64 = 60_000;

thread_local! {
    static BROKEN: Cell<bool> = const { Cell::new(false) };
    static MICROPHONE: RefCell<Option<MediaStreamTrack>> = const { RefCell::new(None) };
}

/// From here on a panic, or an exception of the program's that nothing has caught, ends it.
pub fn stop_when_broken() {
    panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        stop();
    }));
    let uncaught = Closure::<dyn FnMut(Event)>::new(|event: Event| {
        if is_of_the_program(&event) {
            stop();
        }
    });
    if let Some(window) = web_sys::window() {
        let function = uncaught.as_ref().unchecked_ref();
        for event in ["error", "unhandledrejection"] {
            let _listens = window.add_event_listener_with_callback(event, function);
        }
    }
    uncaught.forget();
}

/// Whether what nothing has caught was thrown in the program. A promise that the browser has
/// rejected and nobody awaits leaves the program as it was: its reason is of another kind than what
/// the program throws, which is an error of WebAssembly or a plain one.
fn is_of_the_program(event: &Event) -> bool {
    if let Some(rejected) = event.dyn_ref::<PromiseRejectionEvent>() {
        let reason = rejected.reason();
        let name = reason.dyn_ref::<Error>().map(Error::name);
        return name.is_some_and(|name| name == "RuntimeError" || name == "Error");
    }
    // Without the error it is of another origin, or no more than a warning.
    let thrown = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::error);
    thrown.is_some_and(|error| !error.is_null() && !error.is_undefined())
}

/// Whether the program has broken: it opens nothing any more.
pub(crate) fn is_broken() -> bool {
    BROKEN.get()
}

/// The microphone that is open, which closes with the program, or none.
pub(crate) fn closes_when_broken(track: Option<&MediaStreamTrack>) {
    MICROPHONE.replace(track.cloned());
}

fn stop() {
    if BROKEN.replace(true) {
        return;
    }
    let microphone = MICROPHONE.with(|open| open.try_borrow_mut().ok()?.take());
    if let Some(track) = microphone {
        track.stop();
    }
    if may_load_anew() {
        return leaving::reload();
    }
    let document = web_sys::window().and_then(|window| window.document());
    if let Some(root) = document.and_then(|document| document.document_element()) {
        // Nobody is left who could act on a refusal.
        let _shown = root.set_attribute("data-state", "failed");
    }
}

/// Whether the page has not done so lately. A browser that keeps nothing cannot tell, and would
/// load it for ever.
fn may_load_anew() -> bool {
    let storage = web_sys::window().and_then(|window| window.session_storage().ok().flatten());
    let Some(storage) = storage else { return false };
    let now = clock::since_1970();
    let before = storage.get_item(BROKEN_AT).ok().flatten();
    let before = before.and_then(|before| before.parse::<u64>().ok());
    let lately = before.is_some_and(|before| now.abs_diff(before) < AGAIN_MS);
    let kept = storage.set_item(BROKEN_AT, &now.to_string()).is_ok();
    kept && !lately
}
