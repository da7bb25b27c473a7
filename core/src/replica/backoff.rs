//! When to connect again: after an eighth to a quarter of a second, then ever later up to a cap,
//! spread so that a thousand pages do not come back in the same instant.

use crate::time::Millis;

/// The longest delay between two attempts.
pub const MAX_DELAY: Millis = Millis::seconds(10);

const FIRST_MS: u64 = 250;

/// The delay before attempt number `attempt`, counted from 0: doubling, between half and all of it
/// by `seed`.
#[must_use]
pub const fn delay(attempt: u32, seed: u64) -> Millis {
    let doubled = FIRST_MS << if attempt > 6 { 6 } else { attempt };
    let whole = if doubled > MAX_DELAY.0 { MAX_DELAY.0 } else { doubled };
    let half = whole / 2;
    // A splitmix step: neighbouring seeds and attempts give unrelated spreads.
    let mut mixed = seed.wrapping_add((attempt as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed ^= mixed >> 31;
    Millis(half + mixed % (half + 1))
}
