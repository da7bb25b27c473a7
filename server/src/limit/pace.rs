//! How fast pages may ask: what comes faster waits in its own socket, and holds up nobody else.
//!
//! The pace of a person or of a customer's browser is theirs, whatever connections they have: a new
//! one brings no new burst. All customers' browsers of a tenant share a pace besides, wide enough for
//! thousands of calls, so that strangers in a crowd take no more of the server than that. No pace of
//! a person depends on what anybody else does.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use backline_core::{
    id::TenantId,
    people::{Actor, Identity},
};
use tokio::time::Instant;

/// So many at once, then one in each `every`.
#[derive(Debug, Clone, Copy)]
struct Allowance {
    burst: u32,
    every: Duration,
}

/// Of a person: more at once than any hand, or a page that reconnects with all its unanswered
/// commands, sends; then as much as a busy page asks.
const PERSONS: Allowance = Allowance { burst: 200, every: Duration::from_millis(50) };

/// Of a customer's browser, which is a stranger's: as many at once as it can have recorded.
const VISITORS: Allowance = Allowance { burst: 60, every: Duration::from_millis(200) };

/// Of all customers' browsers of a tenant: a browser on a call asks once in many seconds.
const ALL_VISITORS: Allowance = Allowance { burst: 2_000, every: Duration::from_micros(2_500) };

/// Most of whom is known how much they have asked before those are forgotten who have their whole
/// burst again.
const MANY: usize = 10_000;

/// Everybody's pace.
#[derive(Debug, Default)]
pub struct Paces(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    /// When the whole burst is there again.
    of: HashMap<Actor, Instant>,
    visitors_of: HashMap<TenantId, Instant>,
    /// How many are known when it is looked next who can be forgotten.
    many: usize,
}

impl Allowance {
    /// Takes one; when the next may come.
    fn take(self, whole_at: &mut Instant, now: Instant) -> Instant {
        *whole_at = (*whole_at).max(now) + self.every;
        whole_at.checked_sub(self.every * (self.burst - 1)).unwrap_or(now)
    }
}

impl Paces {
    /// A message of `who` has come, and the tenant is asked something or not; when their page's next
    /// is read.
    pub fn note(&self, who: &Actor, asks: bool) -> Instant {
        self.note_at(who, asks, Instant::now())
    }

    fn note_at(&self, who: &Actor, asks: bool, now: Instant) -> Instant {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (own, crowd) = match who.identity {
            Identity::Visitor(_) => (VISITORS, asks.then_some(ALL_VISITORS)),
            Identity::Person(_) | Identity::Server | Identity::Integration { .. } => {
                (PERSONS, None)
            }
        };
        let own = own.take(known.whole_at(who, now), now);
        match crowd {
            Some(crowd) => {
                let whole_at = known.visitors_of.entry(who.tenant.clone()).or_insert(now);
                own.max(crowd.take(whole_at, now))
            }
            None => own,
        }
    }
}

impl Known {
    fn whole_at(&mut self, who: &Actor, now: Instant) -> &mut Instant {
        if self.of.len() >= self.many.max(MANY) {
            self.of.retain(|_, whole_at| *whole_at > now);
            self.many = 2 * self.of.len();
        }
        self.of.entry(who.clone()).or_insert(now)
    }
}

#[cfg(test)]
mod tests {
    use backline_core::id::{PersonId, VisitorId};

    use super::*;

    fn acme() -> TenantId {
        TenantId::new("acme").unwrap()
    }

    fn visitor(number: u32) -> Actor {
        Actor::visitor(acme(), VisitorId::from_u128(number.into()))
    }

    #[test]
    fn a_burst_is_free_and_what_comes_after_keeps_the_pace() {
        let person = Actor::person(acme(), PersonId::new("ana").unwrap());
        for (who, Allowance { burst, every }) in [(person, PERSONS), (visitor(1), VISITORS)] {
            let (paces, now) = (Paces::default(), Instant::now() + every * burst);
            assert!((1..burst).all(|_| paces.note_at(&who, false, now) <= now));
            assert_eq!(paces.note_at(&who, false, now), now + every);
            assert_eq!(paces.note_at(&who, true, now), now + 2 * every);
            let later = now + every * 2 * burst;
            assert!(paces.note_at(&who, true, later) <= later, "a pause restores it");
        }
    }

    ///
    #[test]
    fn a_crowd_of_strangers_shares_a_pace_that_holds_up_no_person_and_no_other_tenant() {
        let (paces, now) = (Paces::default(), Instant::now() + Duration::from_secs(60));
        let Allowance { burst, every } = ALL_VISITORS;
        let ask = |number| paces.note_at(&visitor(number), true, now);
        assert!((1..burst).all(|number| ask(number) <= now));
        assert_eq!(ask(burst), now + every);
        assert_eq!(ask(burst + 1), now + 2 * every);
        assert!(paces.note_at(&visitor(burst + 2), false, now) <= now, "it has asked for nothing");
        let person = Actor::person(acme(), PersonId::new("ana").unwrap());
        assert!(paces.note_at(&person, true, now) <= now);
        let globex = TenantId::new("globex").unwrap();
        let elsewhere = Actor::visitor(globex, VisitorId::from_u128(1));
        assert!(paces.note_at(&elsewhere, true, now) <= now);
    }

    #[test]
    fn who_has_the_whole_burst_again_is_forgotten() {
        let (paces, start) = (Paces::default(), Instant::now());
        for number in 0..3 * u32::try_from(MANY).unwrap() {
            paces.note_at(&visitor(number), false, start + VISITORS.every * number);
        }
        assert!(paces.0.lock().unwrap().of.len() <= MANY);
    }
}
