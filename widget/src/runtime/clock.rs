//! The page's clock, and a tick for whatever shows a time. It knows nothing of the server's clock.

use backline_core::time::Timestamp;
use gloo_timers::callback::Interval;

const TICK_MS: u32 = 500;

/// The instant by the browser's clock.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "Date.now() is a whole number of milliseconds after 1970"
)]
pub(crate) fn now() -> Timestamp {
    Timestamp(js_sys::Date::now() as u64)
}

/// Calls `tick` twice a second for as long as the page lives.
pub(crate) fn every_tick(tick: impl FnMut() + 'static) {
    Interval::new(TICK_MS, tick).forget();
}
