//! How fast one page may ask: what comes faster waits in its own socket, and holds up nobody else.

use std::time::Duration;

use tokio::time::Instant;

/// Messages at once before a page has to keep the pace: more than any hand, or a page that
/// reconnects with all its unanswered commands, sends.
const BURST: u32 = 200;

/// The pace after that. A page that asks ten times a second is a busy one.
const EVERY: Duration = Duration::from_millis(10);

/// One page's allowance.
pub(super) struct Pace {
    /// When the allowance is whole again.
    whole_at: Instant,
}

impl Pace {
    pub(super) const fn new(now: Instant) -> Self {
        Self { whole_at: now }
    }

    /// Returns when one more message is within the pace.
    pub(super) async fn keep(&mut self) {
        tokio::time::sleep_until(self.due(Instant::now())).await;
    }

    fn due(&mut self, now: Instant) -> Instant {
        self.whole_at = self.whole_at.max(now) + EVERY;
        self.whole_at.checked_sub(EVERY * BURST).unwrap_or(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_free_and_what_comes_after_keeps_the_pace() {
        let now = Instant::now() + EVERY * (BURST + 1);
        let mut pace = Pace::new(now);
        assert!((0..BURST).all(|_| pace.due(now) <= now));
        assert_eq!(pace.due(now), now + EVERY);
        assert_eq!(pace.due(now), now + 2 * EVERY);
        let later = now + EVERY * 2 * BURST;
        assert!(pace.due(later) <= later, "a pause restores it");
    }
}
