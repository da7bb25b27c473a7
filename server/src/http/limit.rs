//! Counts attempts, so that nobody can try passwords, or call as ever new customers, without end.
//!
//! Keyed by who is tried and from where, as the connection says and no header. Bounded: when it is
//! full of strangers, the oldest window goes.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
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
        self.admit_at(name, peer, Instant::now())
    }

    fn admit_at(&self, name: &str, peer: IpAddr, now: Instant) -> bool {
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
        *count <= self.attempts
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
        assert!(tries.by_ref().take(10).all(|admitted| admitted));
        assert_eq!(tries.next(), Some(false));
        assert!(limiter.admit_at("acme/ben", peer, start));
        assert!(limiter.admit_at("acme/ana", IpAddr::from([127, 0, 0, 2]), start));
        assert!(limiter.admit_at("acme/ana", peer, start + WINDOW));
    }

    #[test]
    fn strangers_cannot_fill_the_memory() {
        let (limiter, start) = (Limiter::new(10), Instant::now());
        for n in 0..u32::try_from(MAX_WINDOWS).unwrap() + 100 {
            limiter.admit_at("acme/ana", IpAddr::from(n.to_be_bytes()), start);
        }
        assert!(limiter.windows.lock().unwrap().len() <= MAX_WINDOWS);
    }
}
