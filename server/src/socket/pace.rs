//! How fast one page may ask: what comes faster waits in its own socket, and holds up nobody else.

use std::time::Duration;

use backline_core::people::{Actor, Identity};
use tokio::time::Instant;

/// Messages at once before a page has to keep the pace: more than any hand, or a page that
/// reconnects with all its unanswered commands, sends.
const BURST: u32 = 200;

/// The pace after that. A page that asks ten times a second is a busy one.
const EVERY: Duration = Duration::from_millis(10);

/// The pace of a customer's page, which is a stranger's.
const VISITORS_EVERY: Duration = Duration::from_millis(50);

/// One page's allowance.
pub(super) struct Pace {
    /// When the allowance is whole again.
    whole_at: Instant,
    every: Duration,
}

impl Pace {
    pub(super) const fn new(now: Instant) -> Self {
        Self { whole_at: now, every: EVERY }
    }

    /// That of a page of `who`.
    pub(super) const fn of(who: &Actor, now: Instant) -> Self {
        let every = match who.identity {
            Identity::Visitor(_) => VISITORS_EVERY,
            Identity::Person(_) | Identity::Server | Identity::Integration { .. } => EVERY,
        };
        Self { whole_at: now, every }
    }

    /// Returns when one more message is within the pace.
    pub(super) async fn keep(&mut self) {
        tokio::time::sleep_until(self.due(Instant::now())).await;
    }

    fn due(&mut self, now: Instant) -> Instant {
        self.whole_at = self.whole_at.max(now) + self.every;
        self.whole_at.checked_sub(self.every * BURST).unwrap_or(now)
    }
}

#[cfg(test)]
mod tests {
    use backline_core::id::{PersonId, TenantId, VisitorId};

    use super::*;

    #[test]
    fn a_burst_is_free_and_what_comes_after_keeps_the_pace() {
        let tenant = TenantId::new("acme").unwrap();
        let person = Actor::person(tenant.clone(), PersonId::new("ana").unwrap());
        let visitor = Actor::visitor(tenant, VisitorId::from_u128(1));
        for (who, every) in [(person, EVERY), (visitor, VISITORS_EVERY)] {
            let now = Instant::now() + every * (BURST + 1);
            let mut pace = Pace::of(&who, now);
            assert!((0..BURST).all(|_| pace.due(now) <= now));
            assert_eq!(pace.due(now), now + every);
            assert_eq!(pace.due(now), now + 2 * every);
            let later = now + every * 2 * BURST;
            assert!(pace.due(later) <= later, "a pause restores it");
        }
    }
}
