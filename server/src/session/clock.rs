//! The server's clock: wall time at the start, and steady from there on.
//!
//! A wall clock that is set back would put facts out of order, and one that is set at all would make
//! spans end early or late; this one only goes forward. How far the wall's is ahead of it is told
//! apart, for whoever shows a time of day. It refuses to know what happens when.

use std::time::Duration;

use backline_core::time::Timestamp;
use tokio::time::Instant;

/// Tells the time.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    started: Instant,
    epoch: u64,
    wall: Wall,
}

/// Reads the clock of the machine, which may be set at any time.
pub type Wall = fn() -> Timestamp;

/// Less than this is no difference: clocks are adjusted by a little all the time.
const SAME: i64 = 1_000;

impl Clock {
    /// A clock that shows the wall's time, or `latest` if that is later: nothing on record may
    /// lie in the future.
    #[must_use]
    pub fn starting_after(latest: Timestamp, wall: Wall) -> Self {
        Self { started: Instant::now(), epoch: wall().max(latest).0, wall }
    }

    /// By how many milliseconds, in whole seconds, the wall's clock is ahead of this one, or behind.
    #[must_use]
    pub fn wall_is_ahead_by(&self) -> i64 {
        let ahead = (self.wall)().0.cast_signed().saturating_sub(self.now().0.cast_signed());
        ahead / SAME * SAME
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let passed = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        Timestamp(self.epoch.saturating_add(passed))
    }

    /// When to wake up to be at `at`.
    #[must_use]
    pub fn instant(&self, at: Timestamp) -> Instant {
        // A millisecond more: waking up just before would find nothing due.
        let ahead = Duration::from_millis(at.0.saturating_sub(self.epoch).saturating_add(1));
        let bounded = ahead.min(self.started.elapsed() + Duration::from_secs(3600));
        self.started + bounded
    }
}
