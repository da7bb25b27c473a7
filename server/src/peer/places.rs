//! How many connections there may be, in all and from one address. Who comes when all places are
//! taken is given that of the connection that has been idle for longest; where none is idle, there
//! is no place. What nobody vouches for, a customer's browser, never has all of them: a part is left
//! for people who have signed in.
//!
//! A connection that only waits costs a file, and files run out: the record needs some as well.

use std::{
    collections::BTreeMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::time::Instant;

use super::{Proxies, counted, patience::Standing};

/// Files that are kept free of connections: the record's, the media plane's, the program's own.
const FILES_KEPT: usize = 256;

/// Most connections, however many files there may be.
const MOST: usize = 16_384;

/// What is assumed where the system does not say how many files there may be.
const USUAL_FILES: usize = 1_024;

/// Most connections of operators.
const OPERATORS: usize = 64;

/// Of so many places one is left for people: who they are is known when they have said so, and until
/// then they take the place of what has been idle for longest.
const ONE_FOR_PEOPLE_IN: usize = 4;

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
pub struct Places(Arc<Room>);

#[derive(Debug)]
struct Room {
    bounds: Bounds,
    proxies: Proxies,
    taken: Mutex<Taken>,
}

/// One of them. Dropping it gives it back.
#[derive(Debug)]
pub(super) struct Place(Seat);

/// A connection as those see it who answer what comes over it: how far it is, whose and from where.
#[derive(Debug, Clone)]
pub struct Seat {
    number: u64,
    standing: Arc<Standing>,
    room: Arc<Room>,
}

#[derive(Debug, Default)]
struct Taken {
    next: u64,
    /// In the order in which they came.
    lines: BTreeMap<u64, Taker>,
    by_address: BTreeMap<IpAddr, Count>,
    strangers: usize,
}

#[derive(Debug)]
struct Taker {
    from: IpAddr,
    /// Whether it is a customer's browser.
    stranger: bool,
    standing: Arc<Standing>,
}

/// What is counted of one address.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Count {
    all: usize,
    strangers: usize,
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
        Self(Arc::new(Room { bounds, proxies, taken: Mutex::default() }))
    }

    /// One for a connection from `from`, if one is free or can be freed.
    pub(super) fn take(&self, from: IpAddr, now: Instant) -> Option<Place> {
        let room = &self.0;
        let (from, crowds) = (counted(from), !room.proxies.trust(from));
        let mut taken = room.taken();
        let crowded = crowds && taken.count(from).all >= room.bounds.from_one;
        if crowded || taken.lines.len() >= room.bounds.in_all {
            if taken.lines.len() >= room.bounds.in_all + ON_THEIR_WAY_OUT {
                return None;
            }
            taken.oust(crowded.then_some(from))?;
        }
        let (number, standing) = (taken.next, Arc::new(Standing::new(now)));
        taken.next += 1;
        let taker = Taker { from, stranger: false, standing: Arc::clone(&standing) };
        taken.lines.insert(number, taker);
        taken.by_address.entry(from).or_default().all += 1;
        drop(taken);
        Some(Place(Seat { number, standing, room: Arc::clone(room) }))
    }
}

impl Room {
    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seat {
    /// How far the connection is.
    pub(super) const fn standing(&self) -> &Arc<Standing> {
        &self.standing
    }

    /// A request has come in whole: how long its answer takes is not this connection's fault.
    pub fn asked(&self) {
        self.standing.asked();
    }

    /// The connection is a socket from here on, and nobody knows whose.
    pub fn becomes_socket(&self) {
        self.standing.becomes_socket(Instant::now());
    }

    /// A request that came over it is from `from`, as the proxy says whose connection it is: it is
    /// counted there. Whether there is a place for it, or one could be freed.
    #[must_use]
    pub fn comes_from(&self, from: IpAddr) -> bool {
        let mut taken = self.room.taken();
        let Some(before) = taken.lines.get(&self.number).map(|own| own.from) else { return true };
        if before == from {
            return true;
        }
        let crowded = taken.count(from).all >= self.room.bounds.from_one;
        if crowded && !self.room.proxies.trust(from) && taken.oust(Some(from)).is_none() {
            return false;
        }
        taken.forget(self.number);
        let standing = Arc::clone(&self.standing);
        taken.lines.insert(self.number, Taker { from, stranger: false, standing });
        taken.by_address.entry(from).or_default().all += 1;
        true
    }

    /// It is the socket of a person who has signed in: it stays.
    pub fn is_persons(&self) {
        self.standing.becomes_known();
    }

    /// It is the socket of a customer's browser; whether there is a place left that is not for people,
    /// upon which it stays.
    #[must_use]
    pub fn is_strangers(&self) -> bool {
        let (mut taken, bounds) = (self.room.taken(), self.room.bounds);
        let Some(from) = taken.lines.get(&self.number).map(|own| own.from) else { return false };
        let crowded = taken.count(from).strangers >= of_strangers(bounds.from_one)
            && !self.room.proxies.trust(from);
        if crowded || taken.strangers >= of_strangers(bounds.in_all) {
            return false;
        }
        taken.lines.entry(self.number).and_modify(|own| own.stranger = true);
        taken.by_address.entry(from).or_default().strangers += 1;
        taken.strangers += 1;
        self.standing.becomes_known();
        true
    }
}

/// How many of so many places may be customers' browsers'.
const fn of_strangers(places: usize) -> usize {
    places - places.div_ceil(ONE_FOR_PEOPLE_IN)
}

impl Taken {
    fn count(&self, from: IpAddr) -> Count {
        self.by_address.get(&from).copied().unwrap_or_default()
    }

    /// Ends what has been idle for longest, from that address where one is named.
    fn oust(&self, from: Option<IpAddr>) -> Option<()> {
        let lines = self.lines.values();
        let candidates = lines.filter(|it| from.is_none_or(|from| it.from == from));
        let idle = candidates.filter_map(|it| Some((it.standing.idle_since()?, &it.standing)));
        idle.min_by_key(|(since, _)| *since).map(|(_, standing)| standing.oust())
    }

    fn forget(&mut self, number: u64) {
        let Some(Taker { from, stranger, .. }) = self.lines.remove(&number) else { return };
        self.strangers -= usize::from(stranger);
        if let Some(count) = self.by_address.get_mut(&from) {
            count.all -= 1;
            count.strangers -= usize::from(stranger);
            if count.all == 0 {
                self.by_address.remove(&from);
            }
        }
    }
}

impl Place {
    pub(super) const fn seat(&self) -> &Seat {
        &self.0
    }

    pub(super) const fn standing(&self) -> &Arc<Standing> {
        self.0.standing()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.room.taken().forget(self.0.number);
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
        place.standing().watch(std::task::Waker::noop()).0
    }

    ///
    #[test]
    fn who_comes_when_all_places_are_taken_has_that_of_who_idles_longest() {
        let (places, now) = (places(3, 3), Instant::now());
        let later = |millis| now + std::time::Duration::from_millis(millis);
        let busy = places.take(ip(1), now).unwrap();
        busy.standing().asked();
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
        own.iter().for_each(|place| place.seat().is_persons());
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
    fn customers_browsers_never_have_the_places_that_are_left_for_people() {
        let (places, now) = (places(8, 8), Instant::now());
        let all: Vec<_> = (0..8).map(|n| places.take(ip(n), now).unwrap()).collect();
        let let_in: Vec<_> = all.iter().map(|place| place.seat().is_strangers()).collect();
        assert_eq!(let_in.iter().filter(|it| **it).count(), 6);
        let person = places.take(ip(9), now).expect("who is not let in makes way");
        person.seat().is_persons();
        assert_eq!(all.iter().filter(|place| is_ousted(place)).count(), 1);
        drop(all);
        let next = places.take(ip(9), now).unwrap();
        assert!(next.seat().is_strangers(), "who goes leaves a place");
    }

    ///
    #[test]
    fn of_one_address_people_have_places_as_well_whatever_strangers_there_open() {
        let (places, now) = (places(100, 8), Instant::now());
        let all: Vec<_> = (0..8).map(|_| places.take(ip(1), now).unwrap()).collect();
        assert_eq!(all.iter().filter(|place| place.seat().is_strangers()).count(), 6);
        let person = places.take(ip(1), now).expect("who is not let in makes way");
        person.seat().is_persons();
        let other = places.take(ip(2), now).unwrap();
        assert!(other.seat().is_strangers(), "elsewhere nobody is sent away");
    }

    ///
    #[test]
    fn sockets_that_say_nothing_make_way_and_one_that_is_somebodys_never_does() {
        let (places, now) = (places(2, 2), Instant::now());
        let [person, silent] = [1, 2].map(|n| places.take(ip(n), now).unwrap());
        person.seat().is_persons();
        silent.seat().becomes_socket();
        let next = places.take(ip(3), now).unwrap();
        assert_eq!([&person, &silent, &next].map(is_ousted), [false, true, false]);
    }

    ///
    #[test]
    fn behind_a_trusted_proxy_each_forwarded_address_has_its_share() {
        let proxies = Proxies::new(vec!["192.0.2.1".parse().unwrap()]);
        let places = Places::new(Bounds { in_all: 10, from_one: 2 }, proxies);
        let take = |n| {
            let place = places.take(ip(1), Instant::now()).unwrap();
            (place.seat().comes_from(ip(n)), place)
        };
        let crowd: Vec<_> = (0..2).map(|_| take(7)).collect();
        crowd.iter().for_each(|(_, place)| place.seat().is_persons());
        assert!(crowd.iter().all(|(there_is_a_place, _)| *there_is_a_place));
        assert!(!take(7).0, "both are in use");
        let (other, place) = take(8);
        assert!(other, "another address has its own");
        assert!(place.seat().comes_from(ip(8)), "and is counted once");
        drop(crowd);
        assert!(take(7).0, "given back");
        let idle: Vec<_> = (0..3).map(|_| take(9)).collect();
        let ousted: Vec<_> = idle.iter().map(|(_, place)| is_ousted(place)).collect();
        assert_eq!(ousted, [true, false, false], "what idles there makes way");
    }

    ///
    #[test]
    fn files_are_left_for_the_record_however_few_there_are() {
        assert_eq!(Bounds::for_files(1_024), Bounds { in_all: 768, from_one: 384 });
        assert_eq!(Bounds::for_files(256), Bounds { in_all: 128, from_one: 64 });
        assert_eq!(Bounds::for_files(usize::MAX), Bounds { in_all: 16_384, from_one: 8_192 });
    }
}
