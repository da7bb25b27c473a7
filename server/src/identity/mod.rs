//! Who somebody is: a credential goes in, an actor comes out.
//!
//! Signing in has a source: [`local`] takes names with passwords, and a wing may bring one of its
//! own. Tokens are looked up in [`Identities`]: [`session`] has those that were given for signing in,
//! [`machine`] those of machines, [`visitor`] those of customers' browsers. What an actor may do is not known here: that is
//! asked of the floor. Nor is where accounts are kept: that is behind [`Accounts`].

pub mod local;
pub mod machine;
pub mod password;
pub mod session;
pub mod visitor;

use backline_core::{
    id::{PersonId, TenantId},
    people::{Actor, Identity},
    protocol::{Credential, Page, SignIn},
    time::Timestamp,
};

use local::LocalUsers;
use password::PasswordHash;
use session::Tokens;
use visitor::Visitors;

/// A way to sign in: takes one kind of credential, and tells who shows it.
pub trait IdentitySource: Sync {
    /// What somebody shows.
    type Credential: Send;

    /// Who shows it.
    fn identify(
        &self,
        shown: Self::Credential,
        accounts: &impl Accounts,
    ) -> impl Future<Output = Result<Actor, Unidentified>> + Send;
}

/// Whom a server knows. What is asked here is answered by what was read last.
pub trait Accounts: Sync {
    /// Every tenant, in the order of the configuration.
    fn tenants(&self) -> impl Iterator<Item = &TenantId>;

    /// Whether the tenant has this person.
    fn has(&self, tenant: &TenantId, person: &PersonId) -> bool;

    /// What this person's password is compared with; nothing for a person who has none, or who does
    /// not exist.
    fn password(&self, tenant: &TenantId, person: &PersonId) -> Option<PasswordHash>;

    /// The machine that this token belongs to.
    fn machine(&self, token: &str) -> Option<Actor>;
}

/// Why somebody who signs in is not told who they are. Each sentence says what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unidentified {
    /// The credential is not good. Whether it names anybody is not said.
    Wrong(&'static str),
    /// It names nobody.
    Nobody(&'static str),
    /// It was not looked at.
    TooMany {
        /// The sentence that says why.
        sentence: &'static str,
        /// When to come back, in seconds.
        after: u16,
    },
}

/// The sources of one server.
#[derive(Debug)]
pub struct Identities {
    /// Names with passwords.
    pub local: LocalUsers,
    /// Tokens of those who signed in, and of customers' browsers.
    pub tokens: Tokens,
    /// Customers' browsers.
    pub visitors: Visitors,
}

impl Identities {
    /// Those of a server whose tokens these are.
    #[must_use]
    pub fn new(tokens: Tokens) -> Self {
        Self { local: LocalUsers::default(), tokens, visitors: Visitors::default() }
    }

    /// Who shows a bearer token: a machine, or a person who signed in and is still known.
    #[must_use]
    pub fn bearer(&self, token: &str, accounts: &impl Accounts, now: Timestamp) -> Option<Actor> {
        accounts
            .machine(token)
            .or_else(|| self.tokens.check(token, now).ok().filter(|who| who.as_person().is_some()))
    }

    /// Who opens a page, until when a person has signed in, or had, and for a customer's browser the
    /// token to keep. Whether a person's time is over is for who knows whether a call goes on.
    ///
    /// # Errors
    /// A sentence that says what to do, when the credential is not good, or is for another page.
    pub fn of_page(
        &self,
        page: Page,
        shown: &Credential,
        now: Timestamp,
    ) -> Result<(Actor, SignIn, Option<String>), String> {
        let (who, sign_in) = match shown {
            Credential::Session(token) => {
                let (who, until) = self.tokens.read(token).map_err(|why| why.to_string())?;
                (who, SignIn { until })
            }
            Credential::Visitor(token) => {
                let who = self.tokens.check(token, now).map_err(|why| why.to_string())?;
                (who, SignIn::ENDLESS)
            }
            Credential::NewVisitor(tenant) => (visitor::new(tenant.clone()), SignIn::ENDLESS),
        };
        match (&who.identity, shown) {
            (Identity::Person(_), Credential::Session(_)) if page != Page::Call => {
                Ok((who, sign_in, None))
            }
            (Identity::Visitor(_), Credential::Visitor(_) | Credential::NewVisitor(_))
                if page == Page::Call =>
            {
                let token = self.tokens.issue(&who, now.plus(session::VISITOR_FOR));
                Ok((who, sign_in, Some(token)))
            }
            (
                Identity::Person(_)
                | Identity::Visitor(_)
                | Identity::Server
                | Identity::Integration { .. },
                _,
            ) => Err("This sign-in is for another page. Sign in here.".to_owned()),
        }
    }
}
