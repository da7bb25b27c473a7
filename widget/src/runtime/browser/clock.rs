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

/// The time of day of an instant, where the browser is: `14:02:09`.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "milliseconds after 1970 fit a double exactly")]
pub fn clock_time(at: Timestamp) -> String {
    let date = js_sys::Date::new(&(at.0 as f64).into());
    let two = |number: u32| {
        let digits = number.to_string();
        if number < 10 { ["0", &digits].concat() } else { digits }
    };
    [two(date.get_hours()), two(date.get_minutes()), two(date.get_seconds())].join(":")
}

/// Calls `tick` twice a second for as long as the page lives.
pub(crate) fn every_tick(tick: impl FnMut() + 'static) {
    Interval::new(TICK_MS, tick).forget();
}
