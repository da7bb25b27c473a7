//! Who wants to be woken when.
//!
//! Each leg has at most one entry that counts; one that was overtaken by an earlier stays in the
//! heap until its time comes and is then passed over, so that a packet seldom touches the heap.

use std::{
    cmp::Reverse,
    collections::BinaryHeap,
    time::{Duration, Instant},
};

use crate::connection::leg::{Leg, LegIndex};

/// Nobody is woken twice within this time, whatever a connection asks for.
const REST: Duration = Duration::from_millis(1);

#[derive(Debug, Default)]
pub(crate) struct Timetable(BinaryHeap<Reverse<(Instant, LegIndex)>>);

impl Timetable {
    /// Sees to it that the leg is woken at `due`, or earlier if it is to be woken earlier already.
    pub(crate) fn schedule(
        &mut self,
        now: Instant,
        (index, leg): (LegIndex, &mut Leg),
        due: Instant,
    ) {
        let due = due.max(now + REST);
        if leg.scheduled.is_none_or(|earlier| due < earlier) {
            leg.scheduled = Some(due);
            self.0.push(Reverse((due, index)));
        }
    }

    pub(crate) fn next(&self) -> Option<Instant> {
        self.0.peek().map(|Reverse((due, _))| *due)
    }

    /// Takes the earliest entry that is due. It counts only if the leg is scheduled for that time.
    pub(crate) fn pop(&mut self, now: Instant) -> Option<(Instant, LegIndex)> {
        if self.next()? > now {
            return None;
        }
        self.0.pop().map(|Reverse(entry)| entry)
    }
}
