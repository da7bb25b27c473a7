//! Bounds what comes in: how often something is tried in a minute ([`Limiter`]), how fast new
//! customers come from one address ([`Spread`]), how fast pages ask ([`Paces`]), and how much somebody
//! has open at once ([`Slots`]).
//!
//! Keyed by who it is and from where: the connection's other end, or whom a trusted proxy names.
//! Bounded itself: when it is full of strangers, the oldest window goes, or one more address is
//! sent away.

mod pace;

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv4Addr},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

pub use pace::Paces;

/// How long a window lasts.
const WINDOW: Duration = Duration::from_secs(60);

/// Most windows that are kept.
const MAX_WINDOWS: usize = 10_000;

/// The attempts of late.
#[derive(Debug)]
pub struct Limiter {
    attempts: u32,
    windows: Mutex<HashMap<(String, IpAddr), (Instant, u32)>>,
}

impl Limiter {
    /// Admits so many attempts in a minute.
    #[must_use]
    pub fn new(attempts: u32) -> Self {
        Self { attempts, windows: Mutex::default() }
    }

    /// Counts an attempt on `name` from `peer`; whether it may be made.
    pub fn admit(&self, name: &str, peer: IpAddr) -> bool {
        self.admit_at(name, peer, Instant::now()).is_ok()
    }

    /// Counts a request of `account`, wherever it comes from.
    ///
    /// # Errors
    /// With the time until the next is admitted.
    pub fn admit_account(&self, account: &str) -> Result<(), Duration> {
        self.admit_at(account, IpAddr::V4(Ipv4Addr::UNSPECIFIED), Instant::now())
    }

    /// Takes back one attempt on `name` from `peer` that came to nothing for a reason of ours.
    pub fn forgive(&self, name: &str, peer: IpAddr) {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, count)) = windows.get_mut(&(name.to_owned(), peer)) {
            *count = count.saturating_sub(1);
        }
    }

    /// Whether no more attempt on `name` from `peer` would be admitted; counts none.
    pub fn is_spent(&self, name: &str, peer: IpAddr) -> bool {
        let (windows, now) =
            (self.windows.lock().unwrap_or_else(PoisonError::into_inner), Instant::now());
        let window = windows.get(&(name.to_owned(), peer));
        window.is_some_and(|(began, count)| {
            now.duration_since(*began) < WINDOW && *count >= self.attempts
        })
    }

    fn admit_at(&self, name: &str, peer: IpAddr, now: Instant) -> Result<(), Duration> {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.len() >= MAX_WINDOWS {
            windows.retain(|_, (began, _)| now.duration_since(*began) < WINDOW);
            if windows.len() >= MAX_WINDOWS {
                let oldest = windows.iter().min_by_key(|(_, (began, _))| *began);
                if let Some(key) = oldest.map(|(key, _)| key.clone()) {
                    windows.remove(&key);
                }
            }
        }
        let (began, count) = windows.entry((name.to_owned(), peer)).or_insert((now, 0));
        if now.duration_since(*began) >= WINDOW {
            (*began, *count) = (now, 0);
        }
        *count += 1;
        if *count <= self.attempts {
            Ok(())
        } else {
            Err(WINDOW.saturating_sub(now.duration_since(*began)))
        }
    }
}

/// Spreads what comes from one address: so many at once, then one after another. Nobody is sent
/// away for what somebody else at the same address does, unless very many wait.
#[derive(Debug)]
pub struct Spread {
    burst: u32,
    every: Duration,
    longest: Duration,
    /// When each address has its whole burst again.
    whole_at: Mutex<HashMap<IpAddr, Instant>>,
}

impl Spread {
    /// `burst` at once, then one in each `every`; nobody waits for more than `longest`.
    #[must_use]
    pub fn new(burst: u32, every: Duration, longest: Duration) -> Self {
        Self { burst, every, longest, whole_at: Mutex::default() }
    }

    /// How long one more from `peer` waits for its turn; nothing when that is too long.
    pub fn turn(&self, peer: IpAddr) -> Option<Duration> {
        self.turn_at(peer, Instant::now())
    }

    fn turn_at(&self, peer: IpAddr, now: Instant) -> Option<Duration> {
        let mut addresses = self.whole_at.lock().unwrap_or_else(PoisonError::into_inner);
        if addresses.len() >= MAX_WINDOWS {
            addresses.retain(|_, whole_at| *whole_at > now);
        }
        let known = addresses.get(&peer).copied().unwrap_or(now).max(now);
        let ahead = (known + self.every).duration_since(now);
        let wait = ahead.saturating_sub(self.every * self.burst);
        if wait > self.longest || addresses.len() >= MAX_WINDOWS && !addresses.contains_key(&peer) {
            return None;
        }
        addresses.insert(peer, known + self.every);
        Some(wait)
    }
}

/// Bounds how much somebody has open at once.
#[derive(Debug, Clone)]
pub struct Slots {
    most: u32,
    taken: Arc<Mutex<HashMap<String, u32>>>,
}

/// Something open. Dropping it gives the slot back.
#[derive(Debug)]
pub struct Slot {
    account: String,
    taken: Arc<Mutex<HashMap<String, u32>>>,
}

impl Slots {
    /// So many for each account.
    #[must_use]
    pub fn new(most: u32) -> Self {
        Self { most, taken: Arc::default() }
    }

    /// One of them, if one is left.
    #[must_use]
    pub fn take(&self, account: &str) -> Option<Slot> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.entry(account.to_owned()).or_default();
        if *count >= self.most {
            return None;
        }
        *count += 1;
        Some(Slot { account: account.to_owned(), taken: Arc::clone(&self.taken) })
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&self.account) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.account);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    ///
    #[test]
    fn the_eleventh_attempt_within_a_minute_is_refused_and_the_next_minute_begins_anew() {
        let (limiter, peer, start) =
            (Limiter::new(10), IpAddr::from([127, 0, 0, 1]), Instant::now());
        let mut tries = (0..11).map(|_| limiter.admit_at("acme/ana", peer, start));
        assert!(tries.by_ref().take(10).all(|admitted| admitted.is_ok()));
        assert_eq!(tries.next(), Some(Err(WINDOW)));
        assert_eq!(limiter.admit_at("acme/ben", peer, start), Ok(()));
        assert_eq!(limiter.admit_at("acme/ana", IpAddr::from([127, 0, 0, 2]), start), Ok(()));
        let half = limiter.admit_at("acme/ana", peer, start + WINDOW / 2);
        assert_eq!(half, Err(WINDOW / 2));
        assert_eq!(limiter.admit_at("acme/ana", peer, start + WINDOW), Ok(()));
    }

    #[test]
    fn strangers_cannot_fill_the_memory() {
        let (limiter, start) = (Limiter::new(10), Instant::now());
        for n in 0..u32::try_from(MAX_WINDOWS).unwrap() + 100 {
            let admitted = limiter.admit_at("acme/ana", IpAddr::from(n.to_be_bytes()), start);
            assert_eq!(admitted, Ok(()));
        }
        assert!(limiter.windows.lock().unwrap().len() <= MAX_WINDOWS);
    }

    /// What the minute before has filled, the next second does not keep shut.
    ///
    ///
    #[test]
    fn whoever_comes_from_a_busy_address_waits_for_a_turn_and_from_another_for_none() {
        let every = Duration::from_millis(50);
        let spread = Spread::new(600, every, Duration::from_secs(30));
        let (busy, other, now) =
            (IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2]), Instant::now());
        assert!((0..600).all(|_| spread.turn_at(busy, now) == Some(Duration::ZERO)));
        assert_eq!(spread.turn_at(busy, now), Some(every));
        assert_eq!(spread.turn_at(busy, now), Some(2 * every));
        assert_eq!(spread.turn_at(other, now), Some(Duration::ZERO));
        assert_eq!(spread.turn_at(busy, now + 4 * every), Some(Duration::ZERO));
        let waits: Vec<_> = (0..2_000).map_while(|_| spread.turn_at(busy, now)).collect();
        assert_eq!(waits.last(), Some(&Duration::from_secs(30)), "then they are sent away");
    }

    #[test]
    fn a_slot_is_free_again_when_it_is_dropped_and_each_account_has_its_own() {
        let slots = Slots::new(2);
        let (first, second) = (slots.take("crm"), slots.take("crm"));
        assert!(first.is_some() && second.is_some() && slots.take("crm").is_none());
        assert!(slots.take("bot").is_some());
        drop(first);
        assert!(slots.take("crm").is_some());
    }
}
