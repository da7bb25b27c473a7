//! The door: which leg a datagram may go to, decided before any connection sees it.
//!
//! A table from source address to leg, filled only by connectivity checks whose integrity was
//! verified here with the password of the one leg that the check names. Everything else from an
//! address that is not in the table is dropped, a DTLS ClientHello first of all. Legs are never
//! tried in turn. It refuses to know what a leg does with its datagrams.

use std::{
    collections::HashMap,
    net::SocketAddr,
    time::{Duration, Instant},
};

use aws_lc_rs::hmac;
use str0m::{IceCreds, ice::StunMessage};

use crate::connection::leg::LegIndex;

/// Addresses that one leg may hold: a browser has a few of each family, and a NAT may show it at
/// another one to each of the server's; an attacker would like many.
const ADDRESSES_PER_LEG: usize = 16;
/// How long an address stays its leg's own after the last check from there: as long as a browser
/// keeps its consent without an answer (RFC 7675). Shorter, and a browser that stalls could be robbed
/// of its address by the party of another leg. A leg that is given up, which comes sooner, frees its
/// addresses at once, so that nobody waits for this.
const HELD_FOR: Duration = Duration::from_secs(30);
const STUN_HEADER: usize = 20;

/// Where a datagram goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// A connectivity check, proved to come from whoever knows the leg's password.
    Check(LegIndex),
    /// Something else from an address that the leg has proved to be its own.
    Known(LegIndex),
    /// The same, which may answer a check of ours. Nothing of it is proved.
    Answer(LegIndex),
    /// Of no known kind.
    Malformed,
    /// Not a connectivity check, and from an address nobody has proved.
    Stranger,
    /// A connectivity check that names no leg, or does not prove that it knows the password.
    Unauthenticated,
}

/// The table and the names.
#[derive(Debug)]
pub(crate) struct Admission {
    /// Sorted by address: looked up for every packet, changed only by connectivity checks.
    sources: Vec<KnownSource>,
    names: HashMap<String, Name>,
}

#[derive(Debug)]
struct KnownSource {
    address: SocketAddr,
    leg: LegIndex,
    proved: Instant,
}

#[derive(Debug)]
struct Name {
    leg: LegIndex,
    key: hmac::Key,
    remote: String,
}

impl Admission {
    pub(crate) fn new() -> Self {
        Self { sources: Vec::new(), names: HashMap::new() }
    }

    /// Whether a leg has this name in connectivity checks.
    pub(crate) fn knows(&self, name: &str) -> bool {
        self.names.contains_key(name)
    }

    /// Lets checks in that name the leg by `local` and prove its password.
    pub(crate) fn admit(&mut self, leg: LegIndex, local: &IceCreds, remote: &str) {
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, local.pass.as_bytes());
        self.names.insert(local.ufrag.clone(), Name { leg, key, remote: remote.to_owned() });
    }

    /// Forgets a leg, its name and its addresses.
    pub(crate) fn expel(&mut self, leg: LegIndex) {
        self.sources.retain(|source| source.leg != leg);
        self.names.retain(|_, name| name.leg != leg);
    }

    pub(crate) fn judge(&mut self, now: Instant, from: SocketAddr, datagram: &[u8]) -> Verdict {
        match datagram.first() {
            Some(0 | 1) if datagram.len() >= STUN_HEADER => self.judge_check(now, from, datagram),
            Some(20..=63 | 128..=191) => match self.holder(from) {
                Ok(found) => Verdict::Known(self.sources[found].leg),
                Err(_) => Verdict::Stranger,
            },
            Some(_) | None => Verdict::Malformed,
        }
    }

    fn judge_check(&mut self, now: Instant, from: SocketAddr, datagram: &[u8]) -> Verdict {
        let Ok(message) = StunMessage::parse(datagram) else { return Verdict::Malformed };
        if message.is_successful_binding_response() {
            let holder = self.holder(from).map(|found| self.sources[found].leg);
            return holder.map_or(Verdict::Unauthenticated, Verdict::Answer);
        }
        let Some((local, remote)) =
            message.is_binding_request().then(|| message.split_username()).flatten()
        else {
            return Verdict::Unauthenticated;
        };
        let Some(name) = self.names.get(local).filter(|name| name.remote == remote) else {
            return Verdict::Unauthenticated;
        };
        // The password parameter is not used: the key of the leg that was named is.
        if !message.verify(&[], |_, parts| sign(&name.key, parts)) {
            return Verdict::Unauthenticated;
        }
        let leg = name.leg;
        if self.prove(now, from, leg) { Verdict::Check(leg) } else { Verdict::Stranger }
    }

    /// Notes that `leg` is behind `from`, unless another leg was shown to be there lately: knowing
    /// one's own password must not be enough to take over somebody else's address.
    fn prove(&mut self, now: Instant, from: SocketAddr, leg: LegIndex) -> bool {
        match self.holder(from) {
            Ok(found) => {
                let source = &mut self.sources[found];
                if source.leg != leg && now.saturating_duration_since(source.proved) < HELD_FOR {
                    return false;
                }
                (source.leg, source.proved) = (leg, now);
            }
            Err(place) => {
                self.sources.insert(place, KnownSource { address: from, leg, proved: now });
                self.keep_newest(leg);
            }
        }
        true
    }

    fn keep_newest(&mut self, leg: LegIndex) {
        let mine = || self.sources.iter().enumerate().filter(|(_, source)| source.leg == leg);
        if mine().count() > ADDRESSES_PER_LEG
            && let Some((oldest, _)) = mine().min_by_key(|(_, source)| source.proved)
        {
            self.sources.remove(oldest);
        }
    }

    fn holder(&self, from: SocketAddr) -> Result<usize, usize> {
        self.sources.binary_search_by(|source| source.address.cmp(&from))
    }
}

/// The integrity of a check or of its answer.
pub(crate) fn sign(key: &hmac::Key, parts: &[&[u8]]) -> [u8; 20] {
    let mut context = hmac::Context::with_key(key);
    for part in parts {
        context.update(part);
    }
    // HMAC-SHA1 is 20 bytes long; were it not, nothing would verify.
    context.sign().as_ref().try_into().unwrap_or([0; 20])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_stays_its_legs_own_for_thirty_seconds_however_soon_silence_is_reported() {
        let (mut door, proved) = (Admission::new(), Instant::now());
        let address = SocketAddr::from(([10, 0, 0, 1], 4_000));
        let [owner, other] = [1, 2].map(LegIndex::of_number);
        let after = |seconds| proved + Duration::from_secs(seconds);
        assert!(door.prove(proved, address, owner));
        assert!(!door.prove(after(6), address, other));
        assert!(!door.prove(after(29), address, other));
        assert!(door.prove(after(30), address, other));
        door.expel(other);
        assert!(door.prove(after(31), address, owner), "an expelled leg holds nothing");
    }

    #[test]
    fn a_leg_holds_sixteen_addresses_and_the_one_that_was_proved_longest_ago_makes_way() {
        let (mut door, start) = (Admission::new(), Instant::now());
        let leg = LegIndex::of_number(1);
        let address = |port: u16| SocketAddr::from(([10, 0, 0, 1], port));
        // The first one is proved again, so the second is the oldest when there is one too many.
        for (second, port) in (1..=16).chain([1, 17]).enumerate() {
            let now = start + Duration::from_secs(second as u64);
            assert!(door.prove(now, address(port), leg));
        }
        let held = (1..=17).filter(|port| door.holder(address(*port)).is_ok());
        assert_eq!(held.collect::<Vec<_>>(), [&[1][..], &(3..=17).collect::<Vec<_>>()].concat());
    }
}
