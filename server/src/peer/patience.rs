//! How long a connection may take for what: each request, first or not, has to come in within a few
//! seconds of its first byte; between two of them a connection may idle for a while; while a request
//! is answered, and once it is a socket, its time is somebody else's. A socket of which nobody knows yet
//! whose it is may still have to make way.
//!
//! Moved by bytes that come and go and by whoever has taken a request in. Time is an argument.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::Waker,
    time::Duration,
};

use tokio::time::Instant;

/// How long a request may take to come in, from its first byte; for the first, from the connection.
pub(super) const ASK_WITHIN: Duration = Duration::from_secs(5);

/// How long a connection may be silent in both directions between requests. A stream of the API says
/// something twice as often.
pub(super) const IDLE_FOR: Duration = Duration::from_secs(30);

/// How far one connection is.
#[derive(Debug)]
pub(super) struct Standing {
    stand: Mutex<Stand>,
    /// Whether it is a socket that may stay: then nothing is counted, with each of its many messages.
    settled: AtomicBool,
}

#[derive(Debug)]
struct Stand {
    stage: Stage,
    since: Instant,
    ousted: bool,
    wakes: Option<Waker>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// A request is awaited, or comes in.
    Asking,
    /// It has come in.
    Asked,
    /// Something was sent, and nothing has come since.
    Answered,
    /// It is a socket, and nobody knows whose.
    Socket,
    /// It is somebody's.
    Known,
}

impl Standing {
    pub(super) const fn new(now: Instant) -> Self {
        let stand = Stand { stage: Stage::Asking, since: now, ousted: false, wakes: None };
        Self { stand: Mutex::new(stand), settled: AtomicBool::new(false) }
    }

    /// A request has come in whole: how long its answer takes is not this connection's fault.
    pub(super) fn asked(&self) {
        self.with(|stand| stand.stage = Stage::Asked);
    }

    /// It is a socket from here on, which has a patience of its own.
    pub(super) fn becomes_socket(&self, now: Instant) {
        self.with(|stand| (stand.stage, stand.since) = (Stage::Socket, now));
    }

    /// It is known whose it is: it stays.
    pub(super) fn becomes_known(&self) {
        self.with(|stand| {
            stand.stage = Stage::Known;
            self.settled.store(!stand.ousted, Ordering::Release);
        });
    }

    /// Whether it is a socket that may stay: nothing of it need be noted or watched any more.
    pub(super) fn is_settled(&self) -> bool {
        self.settled.load(Ordering::Acquire)
    }

    /// Bytes came.
    pub(super) fn came(&self, now: Instant) {
        self.with(|stand| match stand.stage {
            Stage::Answered => (stand.stage, stand.since) = (Stage::Asking, now),
            Stage::Asking | Stage::Asked | Stage::Socket | Stage::Known => {}
        });
    }

    /// Bytes were taken.
    pub(super) fn wrote(&self, now: Instant) {
        self.with(|stand| match stand.stage {
            Stage::Asking | Stage::Asked | Stage::Answered => {
                (stand.stage, stand.since) = (Stage::Answered, now);
            }
            Stage::Socket | Stage::Known => {}
        });
    }

    /// Its place is needed: it ends.
    pub(super) fn oust(&self) {
        self.with(|stand| {
            stand.ousted = true;
            self.settled.store(false, Ordering::Release);
            stand.wakes.take().into_iter().for_each(Waker::wake);
        });
    }

    /// Since when nothing is done for it, if nothing is, unless it ends already.
    pub(super) fn idle_since(&self) -> Option<Instant> {
        self.with(|stand| match stand.stage {
            Stage::Asking | Stage::Answered | Stage::Socket => {
                (!stand.ousted).then_some(stand.since)
            }
            Stage::Asked | Stage::Known => None,
        })
    }

    /// Whether it has to end, and when it will have to.
    pub(super) fn watch(&self, waker: &Waker) -> (bool, Option<Instant>) {
        self.with(|stand| {
            if !stand.wakes.as_ref().is_some_and(|known| known.will_wake(waker)) {
                stand.wakes = Some(waker.clone());
            }
            let due = match stand.stage {
                Stage::Asking => Some(stand.since + ASK_WITHIN),
                Stage::Answered => Some(stand.since + IDLE_FOR),
                Stage::Asked | Stage::Socket | Stage::Known => None,
            };
            (stand.ousted, due)
        })
    }

    fn with<T>(&self, change: impl FnOnce(&mut Stand) -> T) -> T {
        change(&mut self.stand.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn due(standing: &Standing) -> Option<Instant> {
        standing.watch(Waker::noop()).1
    }

    ///
    #[test]
    fn every_request_of_a_connection_has_its_time_and_none_is_given_more_letter_by_letter() {
        let begun = Instant::now();
        let standing = Standing::new(begun);
        standing.came(begun + 4 * SECOND);
        assert_eq!(due(&standing), Some(begun + ASK_WITHIN), "the first");
        standing.asked();
        assert_eq!(due(&standing), None, "an answer may take its time");
        standing.wrote(begun + 10 * SECOND);
        assert_eq!(due(&standing), Some(begun + 10 * SECOND + IDLE_FOR));
        for second in [20, 21, 22] {
            standing.came(begun + second * SECOND);
            assert_eq!(due(&standing), Some(begun + 20 * SECOND + ASK_WITHIN), "the second");
        }
        standing.wrote(begun + 24 * SECOND);
        assert_eq!(due(&standing), Some(begun + 24 * SECOND + IDLE_FOR));
    }

    ///
    #[test]
    fn what_is_being_answered_and_a_socket_that_is_somebodys_is_never_idle() {
        let begun = Instant::now();
        let standing = Standing::new(begun);
        assert_eq!(standing.idle_since(), Some(begun));
        standing.asked();
        assert_eq!(standing.idle_since(), None);
        standing.wrote(begun + SECOND);
        assert_eq!(standing.idle_since(), Some(begun + SECOND));
        assert!(!standing.is_settled());
        standing.becomes_socket(begun + 2 * SECOND);
        standing.came(begun + 3 * SECOND);
        standing.wrote(begun + 3 * SECOND);
        assert_eq!(due(&standing), None, "a socket has its own time");
        assert_eq!(standing.idle_since(), Some(begun + 2 * SECOND), "nobody knows whose");
        standing.becomes_known();
        assert!(standing.is_settled());
        standing.came(begun + 4 * SECOND);
        assert_eq!((standing.idle_since(), due(&standing)), (None, None));
        standing.oust();
        assert!(!standing.is_settled(), "whose place is needed is looked at again");
    }
}
