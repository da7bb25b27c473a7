//! What becomes of a page whose program has broken: by a panic, or by what a browser throws, which
//! skips destructors, so that nothing in the program can be relied on any more.
//!
//! Nobody talks unawares: the microphone closes at once. The page loads itself anew, and a call goes
//! on there. One that breaks again before it has run for a minute is not loaded again: it says that it
//! has stopped. Only the browser is touched here.

use std::{
    cell::{Cell, RefCell},
    panic,
};

use gloo_timers::callback::Timeout;
use js_sys::Error;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{ErrorEvent, Event, MediaStreamTrack, PromiseRejectionEvent, Storage};

use super::leaving;

/// Kept from when the program of this tab breaks until it has run for so long: no clock is read, for
/// one can be set, and that of a page begins anew with it.
const BROKEN: &str = "backline.broken";
/// A page that breaks again sooner would only do so once more.
const AGAIN_MS: u32 = 60_000;

thread_local! {
    static STOPPED: Cell<bool> = const { Cell::new(false) };
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
    let forget = || {
        if let Some(storage) = storage() {
            let _forgotten = storage.remove_item(BROKEN);
        }
    };
    Timeout::new(AGAIN_MS, forget).forget();
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
    STOPPED.get()
}

/// The microphone that is open, which closes with the program, or none.
pub(crate) fn closes_when_broken(track: Option<&MediaStreamTrack>) {
    MICROPHONE.replace(track.cloned());
}

fn stop() {
    if STOPPED.replace(true) {
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
    let Some(storage) = storage() else { return false };
    let lately = storage.get_item(BROKEN).ok().flatten().is_some();
    !lately && storage.set_item(BROKEN, "").is_ok()
}

fn storage() -> Option<Storage> {
    web_sys::window()?.session_storage().ok().flatten()
}
