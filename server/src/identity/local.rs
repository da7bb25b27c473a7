//! Local users: people whom the configuration lists with the hash of a password.
//!
//! Attempts are counted by name and by address before a password is compared. A name that does not
//! exist is answered like a wrong password.

use std::net::IpAddr;

use backline_core::{
    id::{PersonId, TenantId},
    people::Actor,
};

use super::{
    Accounts, IdentitySource, Unidentified,
    password::{Busy, Comparing, Password},
};
use crate::limit::Limiter;

/// How often somebody may try a password from one address.
const SIGN_INS_A_MINUTE: u32 = 10;

/// How often one address may try anybody's password: more than a shift that begins behind one router
/// needs, and far fewer than guessing one password for every name does.
const SIGN_INS_FROM_ONE_ADDRESS_A_MINUTE: u32 = 120;

/// When to come back, in seconds: when the window of attempts has passed.
const A_MINUTE: u16 = 60;

/// When those who wait have been answered.
const SHORTLY: u16 = 2;

const WRONG: &str = "Name or password is wrong. Try again.";

/// A name and a password, as somebody typed them.
#[derive(Debug)]
pub struct Attempt {
    /// The tenant.
    pub tenant: TenantId,
    /// The name.
    pub person: PersonId,
    /// The password; a text that cannot be one is wrong.
    pub password: Option<Password>,
    /// Where it comes from.
    pub peer: IpAddr,
}

/// Signs people in by password.
#[derive(Debug)]
pub struct LocalUsers {
    /// Attempts by name and address.
    attempts: Limiter,
    /// Attempts by address alone.
    attempts_from: Limiter,
    /// Compares passwords.
    pub passwords: Comparing,
}

impl Default for LocalUsers {
    fn default() -> Self {
        Self {
            attempts: Limiter::new(SIGN_INS_A_MINUTE),
            attempts_from: Limiter::new(SIGN_INS_FROM_ONE_ADDRESS_A_MINUTE),
            passwords: Comparing::default(),
        }
    }
}

impl IdentitySource for LocalUsers {
    type Credential = Attempt;

    async fn identify(
        &self,
        Attempt { tenant, person, password, peer }: Attempt,
        accounts: &impl Accounts,
    ) -> Result<Actor, Unidentified> {
        if !self.attempts_from.admit("", peer) {
            return Err(too_many("Too many attempts from this address. Wait a minute.", A_MINUTE));
        }
        if !self.attempts.admit(&format!("{tenant}/{person}"), peer) {
            return Err(too_many("Too many attempts. Wait a minute.", A_MINUTE));
        }
        let password = password.ok_or(Unidentified::Wrong(WRONG))?;
        let known = accounts.password(&tenant, &person);
        match self.passwords.verify(known, password).await {
            Ok(true) => Ok(Actor::person(tenant, person)),
            Ok(false) => {
                metrics::counter!("backline_sign_ins_refused_total").increment(1);
                Err(Unidentified::Wrong(WRONG))
            }
            Err(Busy) => Err(too_many("Too many people sign in at once. Try again.", SHORTLY)),
        }
    }
}

fn too_many(sentence: &'static str, after: u16) -> Unidentified {
    metrics::counter!("backline_sign_ins_limited_total").increment(1);
    Unidentified::TooMany { sentence, after }
}
