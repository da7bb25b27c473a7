//! Getting in: with what the tab remembers, by name in the demo, or by password; and out again.

use backline_core::{
    id::{TabId, TenantId},
    protocol::{Credential, Page},
    replica::{Identity, Input, Link, Replica},
};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{
    account::{self, SignInWith},
    answer::CommandReply,
    model::{Model, PageEntry},
    shell::Shell,
};
use crate::runtime::{
    browser::{address, entropy, leaving, storage::Remembered},
    voice::check::SoundCheck,
};

const DEMO_TENANT: &str = "acme";

/// A replica for a page of this kind that shows this credential.
pub(crate) fn replica(page: Page, credential: Credential) -> Replica {
    let seed = entropy::fresh().as_u64_pair().0;
    let build = env!("CARGO_PKG_VERSION").to_owned();
    Replica::new(Identity { page, tab: TabId(entropy::fresh()), build, credential }, seed)
}

/// What a page shows on which nobody has signed in.
pub(crate) fn nobody() -> Credential {
    Credential::Session(String::new())
}

impl Shell {
    /// Begins.
    pub(crate) fn enter(&self) {
        if self.0.page == Page::Call {
            return self.enter_as_customer();
        }
        if let Some(person) = address::query("as").filter(|_| address::is_demo()) {
            self.sign_in(SignInWith::Demo { person });
        } else if let Some(token) = Remembered::Session.read() {
            self.begin(Credential::Session(token));
        } else {
            self.show_entry(PageEntry::Nobody { refused: None });
        }
    }

    /// Signs in; when that succeeds the page begins.
    pub(crate) fn sign_in(&self, who: SignInWith) {
        self.show_entry(PageEntry::SigningIn);
        // Whoever it is, they may be somebody else than before.
        Remembered::Part(self.0.page).clear();
        let demo_person = match &who {
            SignInWith::Demo { person } => Some(person.clone()),
            SignInWith::Password { .. } => None,
        };
        let shell = self.clone();
        spawn_local(async move {
            match account::sign_in(who).await {
                Ok(token) => {
                    Remembered::Session.write(&token);
                    match demo_person {
                        Some(person) => Remembered::DemoPerson.write(&person),
                        None => Remembered::DemoPerson.clear(),
                    }
                    address::drop_query("as");
                    shell.begin(Credential::Session(token));
                }
                Err(sentence) => shell.show_entry(PageEntry::Nobody { refused: Some(sentence) }),
            }
        });
    }

    /// Signs the person out of every page; what became of it is told in `place`.
    pub(crate) fn sign_out(&self, place: RwSignal<CommandReply>) {
        let shown = self.0.model.with_untracked(|model| model.replica.credential().clone());
        place.set(CommandReply::Awaited);
        let shell = self.clone();
        spawn_local(async move {
            let Credential::Session(token) = &shown else { return };
            match account::sign_out(token).await {
                Ok(()) => shell.signed_out(&shown),
                Err(sentence) => {
                    let _gone = place.try_set(CommandReply::Refused(sentence));
                }
            }
        });
    }

    /// What was shown until now is good for nothing any more. The server tells the open page so,
    /// too; a page without a link hears it here alone.
    fn signed_out(&self, shown: &Credential) {
        if self.0.model.with_untracked(|model| model.replica.credential() != shown) {
            // Somebody has signed in meanwhile.
            return;
        }
        Remembered::Session.clear();
        Remembered::DemoPerson.clear();
        let socket = self.0.socket.take();
        drop(socket);
        self.begin_anew(nobody(), PageEntry::Nobody { refused: None });
        self.settle();
        if address::is_demo() {
            // Who signs in by name does so there.
            leaving::to_start();
        }
    }

    /// A credential that is not accepted any more is forgotten. A customer comes as a new one, and
    /// so does whom the demo signed in by name, unless they have signed out; anybody else is asked.
    /// A new customer who is not accepted would not be the next time either, and is told why.
    pub(crate) fn settle_entry(&self) {
        let (out, early, entry) =
            self.0.model.with_untracked(|Model { replica, entry, .. }| {
                (replica.link() == Link::SignedOut, replica.ended_early(), entry.clone())
            });
        if !out || entry != PageEntry::Somebody {
            return;
        }
        if self.0.page == Page::Call {
            return match customers_credential() {
                Some(Credential::Visitor(_)) => {
                    Remembered::Visitor.clear();
                    self.enter_as_customer();
                }
                Some(Credential::NewVisitor(_) | Credential::Session(_)) | None => {
                    self.show_refused();
                }
            };
        }
        Remembered::Session.clear();
        let person = Remembered::DemoPerson.read();
        Remembered::DemoPerson.clear();
        match person.filter(|_| !early) {
            Some(person) => self.sign_in(SignInWith::Demo { person }),
            None => self.show_refused(),
        }
    }

    fn show_refused(&self) {
        let problem = |model: &Model| model.replica.problem().map(str::to_owned);
        let refused = self.0.model.with_untracked(problem);
        self.show_entry(PageEntry::Nobody { refused });
    }

    fn enter_as_customer(&self) {
        match customers_credential() {
            Some(credential) => self.begin(credential),
            None => self.show_entry(PageEntry::Nobody { refused: None }),
        }
    }

    fn begin(&self, credential: Credential) {
        let page = self.0.page;
        self.begin_anew(credential, PageEntry::Somebody);
        let part = Remembered::Part(page).read().and_then(|part| part.parse().ok());
        part.into_iter().for_each(|part| self.feed(Input::HadPart(part)));
        let alone = Remembered::Alone(page).read();
        alone.iter().for_each(|alone| self.feed(Input::DidAlone(alone)));
        self.feed(Input::Start);
    }

    /// What was asked until now is answered to nobody any more.
    fn begin_anew(&self, credential: Credential, entry: PageEntry) {
        self.0.model.update(|model| {
            model.replica = replica(model.page, credential);
            model.entry = entry;
            model.notice = None;
        });
        SoundCheck::forget(self.voice());
    }

    fn show_entry(&self, entry: PageEntry) {
        self.0.model.update(|model| model.entry = entry);
    }
}

/// What a customer's browser shows: what it was given before, or that it is new.
fn customers_credential() -> Option<Credential> {
    let tenant = |text: String| TenantId::new(text).ok();
    let asked = address::query("tenant").and_then(tenant);
    let kept = Remembered::Visitor.read().map(|token| (Remembered::VisitorsTenant.read(), token));
    known_or_new(asked, kept, tenant(DEMO_TENANT.to_owned()))
}

/// A token is of one tenant, and of no use where the address asks for another; one whose tenant was
/// not kept is tried.
fn known_or_new(
    asked: Option<TenantId>,
    kept: Option<(Option<String>, String)>,
    usual: Option<TenantId>,
) -> Option<Credential> {
    let fits = |(of, _): &(Option<String>, String)| match (of, &asked) {
        (Some(of), Some(asked)) => of == asked.as_str(),
        (Some(_) | None, None) | (None, Some(_)) => true,
    };
    match kept.filter(fits) {
        Some((_, token)) => Some(Credential::Visitor(token)),
        None => asked.or(usual).map(Credential::NewVisitor),
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    fn tenant(name: &str) -> Option<TenantId> {
        TenantId::new(name).ok()
    }

    fn kept(of: Option<&str>) -> Option<(Option<String>, String)> {
        Some((of.map(str::to_owned), "t".to_owned()))
    }

    #[test]
    fn a_customer_is_known_again_at_the_tenant_that_knows_them_and_new_at_another() {
        let known = Some(Credential::Visitor("t".to_owned()));
        let usual = || tenant("acme");
        assert_eq!(known_or_new(tenant("globex"), kept(Some("globex")), usual()), known);
        assert_eq!(known_or_new(None, kept(Some("globex")), usual()), known);
        assert_eq!(known_or_new(tenant("globex"), kept(None), usual()), known);
        let new = |name| tenant(name).map(Credential::NewVisitor);
        assert_eq!(known_or_new(tenant("globex"), kept(Some("acme")), usual()), new("globex"));
        assert_eq!(known_or_new(tenant("globex"), None, usual()), new("globex"));
        assert_eq!(known_or_new(None, None, usual()), new("acme"));
    }
}
