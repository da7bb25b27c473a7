//! The page's clock, which only goes forward, and a tick for whatever shows a time. It knows nothing of
//! the server's clock, and the wall's only for the time of day.

use backline_core::time::Timestamp;
use gloo_timers::callback::Interval;

const TICK_MS: u32 = 500;

/// How long the page has been there. Nobody can set this clock; it may stand still while the machine
/// sleeps, and the server's next message says how long that was.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "performance.now() is a number of milliseconds after the page began"
)]
pub(crate) fn now() -> Timestamp {
    let clock = web_sys::window().and_then(|window| window.performance());
    Timestamp(clock.map_or(0.0, |clock| clock.now()) as u64)
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
