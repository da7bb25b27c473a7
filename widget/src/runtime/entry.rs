//! Getting in: with what the tab remembers, by name in the demo, or by password.

use backline_core::{
    id::{TabId, TenantId},
    protocol::{Credential, Page},
    replica::{Identity, Input, Link, Replica},
};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{
    Entry,
    account::{self, SignIn},
    address, entropy,
    shell::Shell,
    storage::Kept,
};

const DEMO_TENANT: &str = "acme";

/// A replica for a page of this kind that shows this credential.
pub(crate) fn replica(page: Page, credential: Credential) -> Replica {
    let seed = entropy::fresh().as_u64_pair().0;
    let build = env!("CARGO_PKG_VERSION").to_owned();
    Replica::new(Identity { page, tab: TabId(entropy::fresh()), build, credential }, seed)
}

impl Shell {
    /// Begins.
    pub(crate) fn enter(&self) {
        if self.0.page == Page::Call {
            return self.enter_as_customer();
        }
        if let Some(person) = address::query("as").filter(|_| address::is_demo()) {
            self.sign_in(SignIn::Demo { person });
        } else if let Some(token) = Kept::Session.read() {
            self.begin(Credential::Session(token));
        } else {
            self.show_entry(Entry::Nobody { refused: None });
        }
    }

    /// Signs in; when that succeeds the page begins.
    pub(crate) fn sign_in(&self, who: SignIn) {
        self.show_entry(Entry::SigningIn);
        let demo_person = match &who {
            SignIn::Demo { person } => Some(person.clone()),
            SignIn::Password { .. } => None,
        };
        let shell = self.clone();
        spawn_local(async move {
            match account::sign_in(who).await {
                Ok(token) => {
                    Kept::Session.write(&token);
                    match demo_person {
                        Some(person) => Kept::DemoPerson.write(&person),
                        None => Kept::DemoPerson.clear(),
                    }
                    address::drop_query("as");
                    shell.begin(Credential::Session(token));
                }
                Err(sentence) => shell.show_entry(Entry::Nobody { refused: Some(sentence) }),
            }
        });
    }

    /// A credential that is not accepted any more is forgotten. A customer comes as a new one, and
    /// so does whom the demo signed in by name; anybody else is asked.
    pub(crate) fn settle_entry(&self) {
        let (out, entry) = self
            .0
            .model
            .with_untracked(|model| (model.replica.link() == Link::SignedOut, model.entry.clone()));
        if !out || entry != Entry::Somebody {
            return;
        }
        if self.0.page == Page::Call {
            Kept::Visitor.clear();
            return self.enter_as_customer();
        }
        Kept::Session.clear();
        match Kept::DemoPerson.read() {
            Some(person) => {
                Kept::DemoPerson.clear();
                self.sign_in(SignIn::Demo { person });
            }
            None => {
                let problem = |model: &super::Model| model.replica.problem().map(str::to_owned);
                let refused = self.0.model.with_untracked(problem);
                self.show_entry(Entry::Nobody { refused });
            }
        }
    }

    fn enter_as_customer(&self) {
        let tenant = address::query("tenant").and_then(|tenant| TenantId::new(tenant).ok());
        let new = || tenant.or_else(|| TenantId::new(DEMO_TENANT).ok()).map(Credential::NewVisitor);
        let kept = Kept::Visitor.read().map(Credential::Visitor);
        match kept.or_else(new) {
            Some(credential) => self.begin(credential),
            None => self.show_entry(Entry::Nobody { refused: None }),
        }
    }

    fn begin(&self, credential: Credential) {
        let page = self.0.page;
        self.0.model.update(|model| {
            model.replica = replica(page, credential);
            model.entry = Entry::Somebody;
            model.notice = None;
        });
        self.feed(Input::Start);
    }

    fn show_entry(&self, entry: Entry) {
        self.0.model.update(|model| model.entry = entry);
    }
}
