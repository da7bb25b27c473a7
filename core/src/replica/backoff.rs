//! When to connect again: after an eighth to a quarter of a second, then ever later up to a cap,
//! spread so that a thousand pages do not come back in the same instant.

use crate::time::Millis;

/// The longest delay between two attempts: however long the server was away, all pages are back
/// within three seconds, and in not less than one.
pub const MAX_DELAY: Millis = Millis::seconds(2);

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

#[cfg(test)]
mod tests {
    use super::*;

    ///
    #[test]
    fn a_thousand_pages_are_back_within_two_seconds_and_not_in_one_instant() {
        for attempt in [3, 6, 60, u32::MAX] {
            let mut delays: Vec<u64> = (0..1000).map(|seed| delay(attempt, seed).0).collect();
            delays.sort_unstable();
            assert!(delays[0] >= MAX_DELAY.0 / 2 && delays[999] <= MAX_DELAY.0);
            let crowded = delays.windows(40).any(|some| some[39] - some[0] < 10);
            assert!(!crowded, "forty within ten milliseconds");
        }
    }

    ///
    #[test]
    fn the_first_attempts_of_many_pages_are_spread_and_three_are_made_within_three_seconds() {
        const PAGES: u64 = 1000;
        let mut tried: Vec<u64> = vec![0; 1000];
        for (attempt, whole) in [(0, 250), (1, 500), (2, 1000)] {
            let delays: Vec<u64> = (0..PAGES).map(|seed| delay(attempt, seed).0).collect();
            assert!(delays.iter().all(|it| (whole / 2..=whole).contains(it)), "{attempt}");
            tried.iter_mut().zip(&delays).for_each(|(at, delay)| *at += delay);
            // When the pages try, and how long each of them waits alone: neither crowds.
            for spread in [&delays, &tried] {
                let (first, last) = (spread.iter().min().unwrap(), spread.iter().max().unwrap());
                let tenth = |at: &u64| (at - first) * 10 / (last - first + 1);
                let most = (0..10).map(|n| spread.iter().filter(|at| tenth(at) == n).count()).max();
                assert!(most < Some(250), "{most:?} of {PAGES} in a tenth of attempt {attempt}");
            }
        }
        assert!(tried.iter().all(|at| *at <= 3_000), "{:?} ms", tried.iter().max());
    }
}
