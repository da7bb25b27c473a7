//! Which requests were in view for long enough to count as seen.
//!
//! A function of what is in view at each look. Somebody has to be at the page all the while.

use std::collections::{BTreeMap, BTreeSet};

use backline_core::time::{Millis, Timestamp};

use super::alert::Mark;

/// How long a row or a popup has to be in view.
pub(super) const LONG_ENOUGH: Millis = Millis::seconds(1);

/// What has been in view, and since when.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Sightings {
    since: BTreeMap<Mark, Timestamp>,
    told: BTreeSet<Mark>,
}

impl Sightings {
    /// One look at the page, at what can be answered there; gives what counts as seen by it, each
    /// once for as long as it stays in view.
    pub(super) fn look(&mut self, now: Timestamp, in_view: &BTreeSet<Mark>) -> Vec<Mark> {
        self.since.retain(|mark, _| in_view.contains(mark));
        self.told.retain(|mark| in_view.contains(mark));
        for mark in in_view {
            self.since.entry(*mark).or_insert(now);
        }
        let long = |since: &Timestamp| now.since(*since) >= LONG_ENOUGH;
        let seen = self.since.iter().filter(|(_, since)| long(since)).map(|(mark, _)| *mark);
        seen.filter(|mark| self.told.insert(*mark)).collect()
    }

    /// Nobody is at the page.
    pub(super) fn look_away(&mut self) {
        self.since.clear();
    }

    /// The server is not there to be told; what it was told may be lost.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }
}
