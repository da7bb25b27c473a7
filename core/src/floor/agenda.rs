//! Keys in the order of an instant: what is due first, who has waited longest.
//!
//! It refuses to know what the instants mean.

use std::collections::{BTreeMap, BTreeSet};

use crate::time::Timestamp;

/// Keys, each with one instant, in the order of the instants and then of the keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Agenda<K> {
    instants: BTreeMap<K, Timestamp>,
    ordered: BTreeSet<(Timestamp, K)>,
}

impl<K> Default for Agenda<K> {
    fn default() -> Self {
        Self { instants: BTreeMap::new(), ordered: BTreeSet::new() }
    }
}

impl<K: Ord + Clone> Agenda<K> {
    /// Gives `key` an instant in the place of its own, or takes it out.
    pub(super) fn set(&mut self, key: K, at: Option<Timestamp>) {
        let known = match at {
            Some(at) => self.instants.insert(key.clone(), at),
            None => self.instants.remove(&key),
        };
        if known == at {
            return;
        }
        let place = known.map(|known| (known, key.clone()));
        if let Some(place) = place {
            self.ordered.remove(&place);
        }
        if let Some(at) = at {
            self.ordered.insert((at, key));
        }
    }

    /// The earliest instant.
    pub(super) fn first(&self) -> Option<Timestamp> {
        self.ordered.first().map(|(at, _)| *at)
    }

    /// The keys up to `at` and those of `at`, the earliest first.
    pub(super) fn until(&self, at: Timestamp) -> impl Iterator<Item = &K> {
        self.ordered.iter().take_while(move |(due, _)| *due <= at).map(|(_, key)| key)
    }

    /// Every key, the earliest first.
    pub(super) fn keys(&self) -> impl Iterator<Item = &K> {
        self.ordered.iter().map(|(_, key)| key)
    }

    /// Whether `key` has an instant.
    pub(super) fn contains(&self, key: &K) -> bool {
        self.instants.contains_key(key)
    }

    /// Whether no key has.
    pub(super) fn is_empty(&self) -> bool {
        self.ordered.is_empty()
    }
}
