//! Local users: people whom the configuration lists with the hash of a password.
//!
//! Attempts are counted by name and address together before a password is compared, so that nobody is
//! kept out by what comes from elsewhere, nor by what is tried on other names. A name that does not
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

/// How often passwords from one address may be wrong. From then on each name has one attempt a minute
/// from there: enough for whoever knows the password, and too little for guessing.
const WRONG_FROM_ONE_ADDRESS_A_MINUTE: u32 = 120;

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
    /// The same from addresses that were wrong too often.
    doubted: Limiter,
    /// Wrong passwords by address.
    wrong: Limiter,
    /// Compares passwords.
    pub passwords: Comparing,
}

impl Default for LocalUsers {
    fn default() -> Self {
        Self {
            attempts: Limiter::new(SIGN_INS_A_MINUTE),
            doubted: Limiter::new(1),
            wrong: Limiter::new(WRONG_FROM_ONE_ADDRESS_A_MINUTE),
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
        let name = format!("{tenant}/{person}");
        if !self.admit(&name, peer) {
            return Err(too_many("Too many attempts. Wait a minute.", A_MINUTE));
        }
        let Some(password) = password else {
            self.wrong.admit("", peer);
            return Err(Unidentified::Wrong(WRONG));
        };
        let known = accounts.password(&tenant, &person);
        match self.passwords.verify(known, password).await {
            Ok(true) => Ok(Actor::person(tenant, person)),
            Ok(false) => {
                self.wrong.admit("", peer);
                metrics::counter!("backline_sign_ins_refused_total").increment(1);
                Err(Unidentified::Wrong(WRONG))
            }
            Err(Busy) => {
                // No password was looked at: whoever tries again as told is not kept out for that.
                self.attempts.forgive(&name, peer);
                self.doubted.forgive(&name, peer);
                Err(too_many("Too many people sign in at once. Try again.", SHORTLY))
            }
        }
    }
}

impl LocalUsers {
    /// Counts an attempt on a name; whether its password is looked at.
    fn admit(&self, name: &str, peer: IpAddr) -> bool {
        let doubted = self.wrong.is_spent("", peer);
        let once = !doubted || self.doubted.admit(name, peer);
        self.attempts.admit(name, peer) && once
    }
}

fn too_many(sentence: &'static str, after: u16) -> Unidentified {
    metrics::counter!("backline_sign_ins_limited_total").increment(1);
    Unidentified::TooMany { sentence, after }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::password::PasswordHash;

    ///
    #[test]
    fn a_shift_of_two_hundred_signs_in_from_one_address_within_a_minute() {
        let (users, router) = (LocalUsers::default(), IpAddr::from([192, 0, 2, 1]));
        assert!((0..200).all(|n| users.admit(&format!("acme/p{n}"), router)));
    }

    /// Nobody is listed.
    struct Nobody;

    impl Accounts for Nobody {
        fn tenants(&self) -> impl Iterator<Item = &TenantId> {
            std::iter::empty()
        }

        fn has(&self, _: &TenantId, _: &PersonId) -> bool {
            false
        }

        fn password(&self, _: &TenantId, _: &PersonId) -> Option<PasswordHash> {
            None
        }

        fn machine(&self, _: &str) -> Option<Actor> {
            None
        }
    }

    /// Whoever tries again as often as they are told to is not taken for somebody who guesses.
    ///
    ///
    #[tokio::test]
    async fn whoever_is_sent_away_because_many_sign_in_has_used_no_attempt() {
        let full = Comparing::new(0, 0);
        let users = LocalUsers { passwords: full, ..LocalUsers::default() };
        let peer = IpAddr::from([192, 0, 2, 1]);
        for _ in 0..5 * SIGN_INS_A_MINUTE {
            let (tenant, person) = (TenantId::new("acme").unwrap(), PersonId::new("ana").unwrap());
            let password = Password::new("correct horse".to_owned()).ok();
            let attempt = Attempt { tenant, person, password, peer };
            let told = users.identify(attempt, &Nobody).await;
            assert!(matches!(told, Err(Unidentified::TooMany { after: SHORTLY, .. })), "{told:?}");
        }
        let left = (0..50).filter(|_| users.admit("acme/ana", peer)).count();
        assert_eq!(left, usize::try_from(SIGN_INS_A_MINUTE).unwrap());
    }

    ///
    #[test]
    fn what_a_stranger_tries_keeps_nobody_out_who_knows_the_password() {
        let users = LocalUsers::default();
        let (office, stranger) = (IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2]));
        assert_eq!((0..50).filter(|_| users.admit("acme/ana", stranger)).count(), 10);
        assert!(users.admit("acme/ana", office), "who comes from elsewhere");
        for n in 0..500 {
            users.admit(&format!("acme/p{n}"), stranger);
            users.wrong.admit("", stranger);
        }
        assert!(users.admit("acme/ben", stranger), "who sits behind the same router");
        assert!(!users.admit("acme/ben", stranger), "once");
        assert!(users.admit("acme/ben", office));
    }
}
