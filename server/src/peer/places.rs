//! How many connections there may be, in all and from one address. Who comes when all places are
//! taken is given that of the connection that has been idle for longest; where none is idle, there
//! is no place.
//!
//! A connection that only waits costs a file, and files run out: the record needs some as well.

use std::{
    collections::BTreeMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::time::Instant;

use super::{Proxies, Standing, counted};

/// Files that are kept free of connections: the record's, the media plane's, the program's own.
const FILES_KEPT: usize = 256;

/// Most connections, however many files there may be.
const MOST: usize = 16_384;

/// What is assumed where the system does not say how many files there may be.
const USUAL_FILES: usize = 1_024;

/// Most connections of operators.
const OPERATORS: usize = 64;

/// Connections that may be on their way out while others are in their places already.
const ON_THEIR_WAY_OUT: usize = 64;

/// How many there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// In all.
    pub in_all: usize,
    /// From one address that is no trusted proxy's.
    pub from_one: usize,
}

/// The places of one port.
#[derive(Debug, Clone)]
pub struct Places {
    bounds: Bounds,
    proxies: Proxies,
    taken: Arc<Mutex<Taken>>,
}

/// One of them. Dropping it gives it back.
#[derive(Debug)]
pub(super) struct Place {
    number: u64,
    standing: Arc<Standing>,
    taken: Arc<Mutex<Taken>>,
}

#[derive(Debug, Default)]
struct Taken {
    next: u64,
    /// In the order in which they came.
    lines: BTreeMap<u64, (IpAddr, Arc<Standing>)>,
    by_address: BTreeMap<IpAddr, usize>,
}

impl Bounds {
    /// What this process can hold: the files that it may open, less those that are kept.
    #[must_use]
    pub fn of_this_process() -> Self {
        Self::for_files(files().unwrap_or(USUAL_FILES))
    }

    /// For those who look after the server.
    #[must_use]
    pub const fn for_operators() -> Self {
        Self { in_all: OPERATORS, from_one: OPERATORS }
    }

    fn for_files(files: usize) -> Self {
        let in_all = files.saturating_sub(FILES_KEPT).max(files / 2).min(MOST);
        Self { in_all, from_one: in_all / 2 }
    }
}

impl Places {
    /// So many, all free.
    #[must_use]
    pub fn new(bounds: Bounds, proxies: Proxies) -> Self {
        Self { bounds, proxies, taken: Arc::default() }
    }

    /// One for a connection from `from`, if one is free or can be freed.
    pub(super) fn take(&self, from: IpAddr, now: Instant) -> Option<Place> {
        let (from, trusted) = (counted(from), self.proxies.trust(from));
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let from_one = taken.by_address.get(&from).copied().unwrap_or_default();
        let crowded = from_one >= self.bounds.from_one && !trusted;
        if crowded || taken.lines.len() >= self.bounds.in_all {
            if taken.lines.len() >= self.bounds.in_all + ON_THEIR_WAY_OUT {
                return None;
            }
            taken.oust(crowded.then_some(from))?;
        }
        let (number, standing) = (taken.next, Arc::new(Standing::new(now)));
        taken.next += 1;
        taken.lines.insert(number, (from, Arc::clone(&standing)));
        *taken.by_address.entry(from).or_default() += 1;
        Some(Place { number, standing, taken: Arc::clone(&self.taken) })
    }
}

impl Taken {
    /// Ends what has been idle for longest, from that address where one is named.
    fn oust(&self, from: Option<IpAddr>) -> Option<()> {
        let lines = self.lines.values();
        let candidates = lines.filter(|(at, _)| from.is_none_or(|from| *at == from));
        let idle = candidates.filter_map(|(_, it)| Some((it.idle_since()?, it)));
        idle.min_by_key(|(since, _)| *since).map(|(_, standing)| standing.oust())
    }
}

impl Place {
    pub(super) const fn standing(&self) -> &Arc<Standing> {
        &self.standing
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let Some((from, _)) = taken.lines.remove(&self.number) else { return };
        if let Some(count) = taken.by_address.get_mut(&from) {
            *count -= 1;
            if *count == 0 {
                taken.by_address.remove(&from);
            }
        }
    }
}

/// How many files this process may have open, where the system says so.
fn files() -> Option<usize> {
    let limits = std::fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits.lines().find(|line| line.starts_with("Max open files"))?;
    match line.split_whitespace().nth(3)? {
        "unlimited" => Some(usize::MAX),
        number => number.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    fn places(in_all: usize, from_one: usize) -> Places {
        Places::new(Bounds { in_all, from_one }, Proxies::default())
    }

    fn is_ousted(place: &Place) -> bool {
        place.standing.watch(std::task::Waker::noop()).0
    }

    ///
    #[test]
    fn who_comes_when_all_places_are_taken_has_that_of_who_idles_longest() {
        let (places, now) = (places(3, 3), Instant::now());
        let later = |millis| now + std::time::Duration::from_millis(millis);
        let busy = places.take(ip(1), now).unwrap();
        busy.standing.asked();
        let idle: Vec<_> = (1..3).map(|n| places.take(ip(2), later(n)).unwrap()).collect();
        let stranger = places.take(ip(3), later(9)).unwrap();
        let ousted = [&busy, &idle[0], &idle[1], &stranger].map(is_ousted);
        assert_eq!(ousted, [false, true, false, false]);
    }

    ///
    #[test]
    fn one_address_has_its_share_and_pushes_out_nobody_elses() {
        let (places, now) = (places(10, 2), Instant::now());
        let other = places.take(ip(9), now).unwrap();
        let mut own: Vec<_> = (0..5).map(|_| places.take(ip(1), now).unwrap()).collect();
        assert_eq!(own.iter().filter(|place| is_ousted(place)).count(), 3);
        assert!(!is_ousted(&other));
        own.retain(|place| !is_ousted(place));
        own.iter().for_each(|place| place.standing.becomes_socket());
        assert!(places.take(ip(1), now).is_none(), "both are in use");
        own.clear();
        assert!(places.take(ip(1), now).is_some(), "dropped, so free again");
    }

    ///
    #[test]
    fn a_trusted_proxy_has_no_share_of_its_own() {
        let proxies = Proxies::new(vec!["192.0.2.1".parse().unwrap()]);
        let places = Places::new(Bounds { in_all: 10, from_one: 1 }, proxies);
        let all: Vec<_> = (0..3).map(|_| places.take(ip(1), Instant::now()).unwrap()).collect();
        assert!(!all.iter().any(is_ousted));
    }

    ///
    #[test]
    fn files_are_left_for_the_record_however_few_there_are() {
        assert_eq!(Bounds::for_files(1_024), Bounds { in_all: 768, from_one: 384 });
        assert_eq!(Bounds::for_files(256), Bounds { in_all: 128, from_one: 64 });
        assert_eq!(Bounds::for_files(usize::MAX), Bounds { in_all: 16_384, from_one: 8_192 });
    }
}
