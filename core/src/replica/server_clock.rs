//! The server's clock as a page knows it: its own clock, and how far that is behind.
//!
//! The page's clock only goes forward, and may stand still while the machine sleeps. What the server
//! says of its own clock arrives late and never early. Spans go by it; the wall's clock is what the
//! server says besides, and only shows instants.

use crate::time::Timestamp;

/// How late a message may be, in milliseconds, without being taken for a page's clock that went on:
/// as far as a time on the screen may be behind.
pub const LATE_MS: i64 = 500;

/// How far the server's clock is ahead.
#[derive(Debug, Clone, Copy)]
pub(super) struct ServerClock {
    ahead_ms: i64,
    /// How far the wall's clock is ahead of the server's.
    wall_ms: i64,
}

impl ServerClock {
    /// Nothing was told yet.
    pub(super) const fn unknown() -> Self {
        Self { ahead_ms: 0, wall_ms: 0 }
    }

    /// The server's clock showed `now` when it sent what is here at `at`. A message that was a
    /// little late says less than the one before it.
    pub(super) const fn told(&mut self, at: Timestamp, now: Timestamp) {
        let ahead_ms = now.0.cast_signed().saturating_sub(at.0.cast_signed());
        let late_ms = self.ahead_ms.saturating_sub(ahead_ms);
        if late_ms < 0 || late_ms > LATE_MS {
            self.ahead_ms = ahead_ms;
        }
    }

    /// The wall's clock is so far ahead of the server's; whether that is news.
    pub(super) const fn told_of_the_wall(&mut self, wall_ms: i64) -> bool {
        let is_news = self.wall_ms != wall_ms;
        self.wall_ms = wall_ms;
        is_news
    }

    /// The server's clock, when the page's shows `at`.
    pub(super) const fn at(self, at: Timestamp) -> Timestamp {
        Timestamp(at.0.saturating_add_signed(self.ahead_ms))
    }

    /// What the wall's clock shows when the server's shows `at`, as far as is known now.
    pub(super) const fn on_the_wall(self, at: Timestamp) -> Timestamp {
        Timestamp(at.0.saturating_add_signed(self.wall_ms))
    }
}
