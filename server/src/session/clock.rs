//! The server's clock: wall time at the start, and steady from there on.
//!
//! A wall clock that is set back would put facts out of order; this one only goes forward. It
//! refuses to know what happens when.

use std::time::Duration;

use backline_core::time::Timestamp;
use tokio::time::Instant;

use crate::store::wall_clock;

/// Tells the time.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    started: Instant,
    epoch: u64,
}

impl Clock {
    /// A clock that shows the wall's time, or `latest` if that is later: nothing on record may
    /// lie in the future.
    #[must_use]
    pub fn starting_after(latest: Timestamp) -> Self {
        Self { started: Instant::now(), epoch: wall_clock().max(latest).0 }
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
