//! Counts attempts, so that nobody can try passwords, or call as ever new customers, without end.
//!
//! Keyed by who is tried and from where, as the connection says and no header. Bounded: when it is
//! full of strangers, the oldest window goes.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv4Addr},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

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
