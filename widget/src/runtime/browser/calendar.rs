//! Days of the browser's calendar. It knows nothing of the server's clock.

use backline_core::time::Timestamp;

/// Whether both are on the same day where the browser is.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "milliseconds after 1970 fit a double exactly")]
pub fn same_day(one: Timestamp, other: Timestamp) -> bool {
    let day = |at: Timestamp| {
        let date = js_sys::Date::new(&(at.0 as f64).into());
        (date.get_full_year(), date.get_month(), date.get_date())
    };
    day(one) == day(other)
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    const NOON: Timestamp = Timestamp(1_700_000_000_000);

    #[test]
    fn a_whole_day_later_is_another_day() {
        assert!(same_day(NOON, NOON));
        assert!(!same_day(NOON, Timestamp(NOON.0 + 24 * 60 * 60 * 1000)));
    }
}
