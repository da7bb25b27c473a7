//! The person's sign-in as a page knows it: until when, and what to show the next time.

use super::{Output, Replica};
use crate::{
    protocol::{Credential, SignIn, SignInNotice},
    time::Timestamp,
};

impl Replica {
    /// What is to be said of the person's sign-in; `at` is the page's own clock.
    #[must_use]
    pub const fn sign_in_notice(&self, at: Timestamp) -> Option<SignInNotice> {
        self.sign_in.notice(self.server_time(at))
    }

    /// The greeting says until when it is good; of a customer, nothing.
    pub(super) fn signed_in_until(&mut self, until: Option<Timestamp>) {
        self.sign_in = until.map_or(SignIn::ENDLESS, |until| SignIn { until });
    }

    /// It was renewed.
    pub(super) fn renewed(&mut self, until: Timestamp, token: String) {
        self.sign_in = SignIn { until };
        self.identity.credential = Credential::Session(token.clone());
        self.out.push_back(Output::KeepToken(token));
        self.out.push_back(Output::Changed);
    }
}
