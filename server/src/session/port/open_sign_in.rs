//! Until when the person of an open page has signed in. Moved by the page's socket, read by whoever
//! takes a question of the page. It refuses to know what follows from the end.

use std::sync::atomic::{AtomicU64, Ordering};

use backline_core::{protocol::SignIn, time::Timestamp};

/// The sign-in of a page that is open.
#[derive(Debug)]
pub struct OpenSignIn(AtomicU64);

impl OpenSignIn {
    /// As it is.
    pub(crate) fn get(&self) -> SignIn {
        SignIn { until: Timestamp(self.0.load(Ordering::Relaxed)) }
    }

    /// From here on it is this one.
    pub(crate) fn renew(&self, sign_in: SignIn) {
        self.0.store(sign_in.until.0, Ordering::Relaxed);
    }
}

impl From<SignIn> for OpenSignIn {
    fn from(SignIn { until }: SignIn) -> Self {
        Self(AtomicU64::new(until.0))
    }
}
