//! An alarm that rings in time in a page that is hidden, too: its timer runs in a worker, which no
//! browser slows down. It knows nothing of what is due.

use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Event, Worker};

/// The server serves the panel's files to every page.
const SCRIPT: &str = "/assets/panel/alarm.js";

/// The alarm; set anew, it forgets what it was set to before.
pub(crate) struct Alarm {
    worker: Worker,
    _ring: Closure<dyn FnMut(Event)>,
}

impl Alarm {
    /// One that calls `ring`; nothing where the browser has no workers.
    pub(crate) fn new(mut ring: impl FnMut() + 'static) -> Option<Self> {
        let worker = Worker::new(SCRIPT).ok()?;
        let ring = Closure::<dyn FnMut(Event)>::new(move |_: Event| ring());
        worker.set_onmessage(Some(ring.as_ref().unchecked_ref()));
        Some(Self { worker, _ring: ring })
    }

    /// Rings in so many milliseconds.
    pub(crate) fn set(&self, wait: u32) {
        // Only what cannot be copied to a worker fails here; a number can be.
        let _sent = self.worker.post_message(&JsValue::from(wait));
    }
}

impl Drop for Alarm {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.terminate();
    }
}
