//! When a page was last heard of, and whether anything depends on hearing of it soon.
//!
//! Moved by the page's socket, and by the interactions in which somebody speaks or listens through
//! the page. It refuses to know what came, and what follows from silence.

use std::sync::{
    Arc,
    atomic::{AtomicU64, AtomicUsize, Ordering},
};

use backline_core::time::Timestamp;

/// What is known of one page's life.
#[derive(Debug, Default)]
pub struct LastHeard {
    last: AtomicU64,
    relying: AtomicUsize,
}

/// Something depends on hearing of the page soon, for as long as this is kept.
#[derive(Debug)]
pub(crate) struct Reliance(Arc<LastHeard>);

impl LastHeard {
    /// Something came from the page, by the server's clock.
    pub(crate) fn note(&self, at: Timestamp) {
        self.last.store(at.0, Ordering::Relaxed);
    }

    /// When anything last came.
    pub(crate) fn last(&self) -> Timestamp {
        Timestamp(self.last.load(Ordering::Relaxed))
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
