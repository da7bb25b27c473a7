//! How fast pages may ask: what comes faster waits in its own socket, and holds up nobody else.
//!
//! The pace of a person or of a customer's browser is theirs, whatever connections they have: a new
//! one brings no new burst, and costs as much as a message. All customers' browsers of a tenant share a
//! pace besides for what each asks more often than a call needs, so that strangers in a crowd take no
//! more of the server than that, and whoever just calls waits for none of them. No pace of a person
//! depends on what anybody else does.

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
const PERSONS: Allowance = Allowance { burst: 400, every: Duration::from_millis(50) };

/// Of a customer's browser, which is a stranger's: as many at once as it can have recorded.
const VISITORS: Allowance = Allowance { burst: 60, every: Duration::from_millis(200) };

/// What a customer's browser asks on a call, at most.
const ON_A_CALL: Allowance = Allowance { burst: 20, every: Duration::from_secs(1) };

/// Of all customers' browsers of a tenant, for what each asks beyond that.
const ALL_VISITORS: Allowance = Allowance { burst: 2_000, every: Duration::from_micros(2_500) };

/// Most of whom is known how much they have asked before those are forgotten who have their whole
/// burst again.
const MANY: usize = 10_000;

/// Everybody's pace.
#[derive(Debug, Default)]
pub struct Paces(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    /// What each has asked.
    of: HashMap<Actor, Owed>,
    /// When the whole burst of all is there again.
    visitors_of: HashMap<TenantId, Instant>,
    /// How many are known when it is looked next who can be forgotten.
    many: usize,
}

/// When the whole burst is there again: of messages, and of what is asked on a call.
#[derive(Debug, Clone, Copy)]
struct Owed {
    messages: Instant,
    on_a_call: Instant,
}

impl Allowance {
    /// Takes one; when the next may come, which is never later than a burst takes to be there again.
    fn take(self, whole_at: &mut Instant, now: Instant) -> Instant {
        *whole_at = ((*whole_at).max(now) + self.every).min(now + self.every * (2 * self.burst));
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
        let is_visitor = matches!(who.identity, Identity::Visitor(_));
        let owed = known.owed(who, now);
        let own = if is_visitor { VISITORS } else { PERSONS }.take(&mut owed.messages, now);
        if !(is_visitor && asks) || ON_A_CALL.take(&mut owed.on_a_call, now) <= now {
            return own;
        }
        let whole_at = known.visitors_of.entry(who.tenant.clone()).or_insert(now);
        own.max(ALL_VISITORS.take(whole_at, now))
    }
}

impl Known {
    fn owed(&mut self, who: &Actor, now: Instant) -> &mut Owed {
        if self.of.len() >= self.many.max(MANY) {
            self.of.retain(|_, owed| owed.messages.max(owed.on_a_call) > now);
            self.many = 2 * self.of.len();
        }
        self.of.entry(who.clone()).or_insert(Owed { messages: now, on_a_call: now })
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

    #[test]
    fn what_is_owed_is_bounded_however_often_somebody_comes_anew() {
        let (paces, now) = (Paces::default(), Instant::now() + Duration::from_secs(60));
        let waits = (0..1_000).map(|_| paces.note_at(&visitor(1), false, now)).max().unwrap();
        assert_eq!(waits, now + VISITORS.every * (VISITORS.burst + 1));
    }

    ///
    #[test]
    fn a_crowd_of_strangers_shares_a_pace_that_holds_up_no_person_no_caller_and_no_other_tenant() {
        let (paces, now) = (Paces::default(), Instant::now() + Duration::from_secs(60));
        let Allowance { burst, every } = ALL_VISITORS;
        // Each within its own burst, and beyond what a call needs.
        let each = VISITORS.burst - 1;
        let ask = |number: u32| paces.note_at(&visitor(number / each), true, now);
        let next = (0..u32::MAX).map(ask).find(|next| *next > now);
        assert_eq!(next, Some(now + every));
        let asked = paces.0.lock().unwrap().of.len();
        assert!(asked > usize::try_from(burst / each).unwrap(), "{asked} browsers");
        let caller = visitor(u32::MAX);
        assert!((1..ON_A_CALL.burst).all(|_| paces.note_at(&caller, true, now) <= now));
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
            paces.note_at(&visitor(number), true, start + ON_A_CALL.every * number);
        }
        assert!(paces.0.lock().unwrap().of.len() <= MANY);
    }
}
