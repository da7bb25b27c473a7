//! When a page was last heard of, and whether anything depends on hearing of it soon.
//!
//! Moved by the page's socket, and by the interactions in which somebody speaks or listens through
//! the page. It refuses to know what came, and what follows from silence.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
};

use backline_core::{
    replica::{PAGE_DOUBTED_AFTER, PAGE_SILENT_FOR},
    time::{Millis, Timestamp},
};

/// How long a program that runs takes at most to answer, after its browser has: what was held up on
/// the way comes all at once.
const PROGRAM_ANSWERS_WITHIN: Millis = Millis::seconds(1);

/// What is known of one page's life.
#[derive(Debug, Default)]
pub struct LastHeard {
    last: AtomicU64,
    /// When its program last said something.
    spoke: AtomicU64,
    /// When its browser first answered though the program had long said nothing; 0 if it has not.
    alone: AtomicU64,
    /// Whether its program says that it runs, and is held to it.
    speaks: AtomicBool,
    relying: AtomicUsize,
}

/// Something depends on hearing of the page soon, for as long as this is kept.
#[derive(Debug)]
pub(crate) struct Reliance(Arc<LastHeard>);

impl LastHeard {
    /// Something came from the page, by the server's clock.
    pub(crate) fn note(&self, at: Timestamp) {
        self.last.store(at.0, Ordering::Relaxed);
        if self.is_doubted(at) {
            let _ = self.alone.compare_exchange(0, at.0, Ordering::Relaxed, Ordering::Relaxed);
        }
    }

    /// When anything last came.
    pub(crate) fn last(&self) -> Timestamp {
        Timestamp(self.last.load(Ordering::Relaxed))
    }

    /// The page's own program has said something: whatever a browser does by itself is not that.
    pub(crate) fn says(&self, at: Timestamp) {
        self.spoke.store(at.0, Ordering::Relaxed);
        self.alone.store(0, Ordering::Relaxed);
    }

    /// It has said that it runs: from here on its silence counts. One that never does, because it is
    /// no browser's page, is there for as long as its socket is.
    pub(crate) fn speaks_for_itself(&self) {
        self.speaks.store(true, Ordering::Relaxed);
    }

    /// When it last gave a sign of its own: a word of its program, or, of one that never says that it
    /// runs, whatever came. Nobody asks a page often that nothing depends on: of such a one nothing is
    /// missed at `now`.
    pub(crate) fn word(&self, now: Timestamp) -> Timestamp {
        match (self.is_held_to_it(), self.is_relied_on()) {
            (true, _) => Timestamp(self.spoke.load(Ordering::Relaxed)),
            (false, true) => self.last(),
            (false, false) => now,
        }
    }

    /// Whether its silence counts.
    pub(crate) fn is_held_to_it(&self) -> bool {
        self.speaks.load(Ordering::Relaxed)
    }

    /// Whether its program has said nothing for too long.
    pub(crate) fn is_silent(&self, at: Timestamp) -> bool {
        let spoke = Timestamp(self.spoke.load(Ordering::Relaxed));
        self.is_held_to_it() && spoke.plus(PAGE_SILENT_FOR) <= at
    }

    /// Whether its program has said nothing for so long that its browser has to be asked.
    pub(crate) fn is_doubted(&self, at: Timestamp) -> bool {
        let spoke = Timestamp(self.spoke.load(Ordering::Relaxed));
        self.is_held_to_it() && spoke.plus(PAGE_DOUBTED_AFTER) <= at
    }

    /// Whether its program is known not to run: it is silent, and its browser goes on answering over
    /// the same socket. Where that is silent as well, nothing is known of the program.
    pub(crate) fn stands_still(&self, at: Timestamp) -> bool {
        let alone = Timestamp(self.alone.load(Ordering::Relaxed));
        self.is_silent(at) && alone.0 > 0 && alone.plus(PROGRAM_ANSWERS_WITHIN) <= at
    }

    /// The page is asked every second whether it is there, until what is returned is dropped.
    pub(crate) fn rely(self: &Arc<Self>) -> Reliance {
        self.relying.fetch_add(1, Ordering::Relaxed);
        Reliance(Arc::clone(self))
    }

    /// Whether anything depends on hearing of it soon.
    pub(crate) fn is_relied_on(&self) -> bool {
        self.relying.load(Ordering::Relaxed) > 0
    }
}

impl Drop for Reliance {
    fn drop(&mut self) {
        self.0.relying.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    ///
    #[test]
    fn a_page_is_silent_once_its_program_says_nothing_whatever_its_browser_says() {
        let heard = LastHeard::default();
        let late = Timestamp(10).plus(PAGE_SILENT_FOR);
        heard.says(Timestamp(10));
        assert!(!heard.is_silent(late), "it never said that it runs");
        heard.speaks_for_itself();
        assert!(!heard.is_silent(Timestamp(late.0 - 1)));
        heard.note(late);
        assert!(heard.is_silent(late), "a pong is no word of the page");
        heard.says(late);
        assert!(!heard.is_silent(late));
    }

    ///
    #[test]
    fn a_page_stands_still_only_where_its_browser_answers_long_after_its_last_word() {
        let heard = LastHeard::default();
        let spoke = Timestamp(10);
        let silent = spoke.plus(PAGE_SILENT_FOR);
        heard.speaks_for_itself();
        heard.says(spoke);
        heard.note(Timestamp(spoke.plus(PAGE_DOUBTED_AFTER).0 - 1));
        let never = silent.plus(Millis::seconds(60));
        assert!(heard.is_silent(never) && !heard.stands_still(never), "the socket is silent too");
        heard.note(spoke.plus(PAGE_DOUBTED_AFTER));
        assert!(!heard.stands_still(Timestamp(silent.0 - 1)));
        assert!(heard.stands_still(silent));
        heard.says(silent);
        assert!(!heard.stands_still(silent.plus(PAGE_SILENT_FOR)));
    }

    /// A network that comes back brings the pongs first.
    ///
    ///
    #[test]
    fn what_was_held_up_on_the_way_makes_no_page_stand_still() {
        let heard = LastHeard::default();
        heard.speaks_for_itself();
        heard.says(Timestamp(10));
        let back = Timestamp(10).plus(PAGE_SILENT_FOR).plus(Millis::seconds(9));
        heard.note(back);
        let late = back.plus(PROGRAM_ANSWERS_WITHIN);
        assert!(!heard.stands_still(Timestamp(late.0 - 1)));
        assert!(heard.stands_still(late), "its program had its time");
    }

    #[test]
    fn a_pong_is_a_sign_of_a_page_that_never_says_that_it_runs_and_is_asked_often() {
        let heard = Arc::new(LastHeard::default());
        let now = Timestamp(90);
        heard.says(Timestamp(10));
        heard.note(Timestamp(20));
        assert_eq!(heard.word(now), now, "nobody asks it");
        let _reliance = heard.rely();
        assert_eq!(heard.word(now), Timestamp(20));
        heard.speaks_for_itself();
        assert_eq!(heard.word(now), Timestamp(10));
    }

    #[test]
    fn a_page_is_relied_on_until_the_last_who_does_lets_go() {
        let heard = Arc::new(LastHeard::default());
        assert!(!heard.is_relied_on());
        let (one, other) = (heard.rely(), heard.rely());
        drop(one);
        assert!(heard.is_relied_on());
        drop(other);
        assert!(!heard.is_relied_on());
    }
}
