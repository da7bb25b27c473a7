//! Passwords of local users: hashed with Argon2id, compared in the background, never shown.
//!
//! Moved by a sign-in attempt. It refuses to know who the user is; a user who does not exist costs
//! as much time as a wrong password.

use std::{fmt, sync::LazyLock};

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc},
};
use tokio::sync::Semaphore;

/// Longest password that is looked at, in bytes.
pub const MAX_PASSWORD_BYTES: usize = 256;

/// Comparisons at once: each takes 19 MiB and a core for some tens of milliseconds.
const AT_ONCE: usize = 2;

/// How many more may wait for their turn: the last of them waits for about a second. More, and
/// whoever sends passwords in heaps keeps everybody else waiting.
const MAX_WAITING: usize = 32;

/// A password as somebody typed it. `Debug` does not show it.
#[derive(Clone)]
pub struct Password(String);

/// What is kept of a password: an Argon2 hash in PHC form. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

/// Why a password or a hash cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Not an Argon2 PHC string.
    #[error(
        "The password is not an Argon2 hash. Make one with `backline hash-password`; it begins with $argon2id$."
    )]
    NoHash,
    /// Empty, or absurdly long.
    #[error("A password has 1 to {MAX_PASSWORD_BYTES} bytes.")]
    Length,
    /// No randomness for the salt.
    #[error("The system gave no random salt. Try again.")]
    NoSalt,
}

impl Password {
    /// Takes a password in.
    ///
    /// # Errors
    /// When it is empty or longer than [`MAX_PASSWORD_BYTES`].
    pub fn new(text: String) -> Result<Self, PasswordError> {
        if (1..=MAX_PASSWORD_BYTES).contains(&text.len()) {
            Ok(Self(text))
        } else {
            Err(PasswordError::Length)
        }
    }

    /// The hash to keep.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn hash(&self) -> Result<PasswordHash, PasswordError> {
        let hash = Argon2::default().hash_password(self.0.as_bytes());
        hash.map(|hash| PasswordHash(hash.to_string())).map_err(|_| PasswordError::NoSalt)
    }
}

impl PasswordHash {
    /// Takes in a PHC string.
    ///
    /// # Errors
    /// When it is none, or not one of Argon2.
    pub fn parse(text: &str) -> Result<Self, PasswordError> {
        let hash = phc::PasswordHash::new(text).map_err(|_| PasswordError::NoHash)?;
        let whole = hash.hash.is_some() && hash.salt.is_some();
        if whole && hash.algorithm.as_str().starts_with("argon2") {
            Ok(Self(text.to_owned()))
        } else {
            Err(PasswordError::NoHash)
        }
    }

    /// The PHC string, for a configuration file.
    #[must_use]
    pub fn as_phc(&self) -> &str {
        &self.0
    }

    fn fits(&self, password: &Password) -> bool {
        phc::PasswordHash::new(&self.0).is_ok_and(|hash| {
            Argon2::default().verify_password(password.0.as_bytes(), &hash).is_ok()
        })
    }
}

/// Compares passwords, a few at once; no more than so many wait for it.
#[derive(Debug)]
pub struct Comparing {
    /// One for each that compares or waits.
    places: Semaphore,
    turns: Semaphore,
}

/// Too many wait already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Busy;

impl Default for Comparing {
    fn default() -> Self {
        Self::new(AT_ONCE, MAX_WAITING)
    }
}

impl Comparing {
    pub(super) fn new(at_once: usize, waiting: usize) -> Self {
        Self { places: Semaphore::new(at_once + waiting), turns: Semaphore::new(at_once) }
    }

    /// Whether `password` is the one that `known` was made from. `None` stands for a user without a
    /// password, or none at all: it takes as long, and is never right.
    ///
    /// # Errors
    /// When too many wait already; whether the user exists makes no difference.
    pub async fn verify(
        &self,
        known: Option<PasswordHash>,
        password: Password,
    ) -> Result<bool, Busy> {
        let Ok(_place) = self.places.try_acquire() else { return Err(Busy) };
        let Ok(_turn) = self.turns.acquire().await else { return Err(Busy) };
        let compare = move || match known {
            Some(hash) => hash.fits(&password),
            None => {
                std::hint::black_box(NOBODYS.as_ref().map(|hash| hash.fits(&password)));
                false
            }
        };
        Ok(tokio::task::spawn_blocking(compare).await.unwrap_or(false))
    }
}

/// The hash that a user who does not exist is compared with.
static NOBODYS: LazyLock<Option<PasswordHash>> =
    LazyLock::new(|| Password("nobody".to_owned()).hash().ok());

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(text: &str) -> Password {
        Password::new(text.to_owned()).unwrap()
    }

    #[tokio::test]
    async fn the_right_password_fits_and_no_other() {
        let hash = password("correct horse").hash().unwrap();
        assert!(hash.as_phc().starts_with("$argon2id$"));
        let read_back = PasswordHash::parse(hash.as_phc()).unwrap();
        let comparing = Comparing::default();
        for (known, tried, right) in [
            (Some(read_back.clone()), "correct horse", true),
            (Some(read_back), "correct horsf", false),
            (None, "nobody", false),
        ] {
            assert_eq!(comparing.verify(known, password(tried)).await, Ok(right), "{tried}");
        }
    }

    #[tokio::test]
    async fn so_many_wait_for_their_turn_and_the_next_is_sent_away() {
        let comparing = Comparing::new(1, 1);
        let attempt = || comparing.verify(None, password("nobody"));
        let asked = futures_util::future::join3(attempt(), attempt(), attempt()).await;
        assert_eq!(asked, (Ok(false), Ok(false), Err(Busy)));
        assert_eq!(attempt().await, Ok(false), "the places are free again");
    }

    #[test]
    fn a_plain_password_is_not_taken_for_a_hash_and_nothing_shows_either() {
        for text in ["", "hunter2", "$2b$12$abcdefghijklmnopqrstuv", "$argon2id$v=19$m=1"] {
            assert_eq!(PasswordHash::parse(text), Err(PasswordError::NoHash), "{text}");
        }
        let shown = format!("{:?} {:?}", password("hunter2"), password("hunter2").hash().unwrap());
        assert_eq!(shown, "Password(…) PasswordHash(…)");
        assert_eq!(Password::new(String::new()).unwrap_err(), PasswordError::Length);
    }
}
