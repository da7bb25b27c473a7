//! Tokens of machines: random, shown once, and kept as digests only.
//!
//! A token has 256 random bits, so a plain SHA-256 of it gives nothing away, unlike one of a
//! password. It refuses to know whose a token is: that stands in the configuration.

use std::{fmt, str::FromStr};

use aws_lc_rs::{
    constant_time::verify_slices_are_equal,
    rand::{SecureRandom as _, SystemRandom},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

/// What every token begins with, so that it is known for what it is wherever it turns up.
pub const PREFIX: &str = "backline_";

/// Shortest token that is taken from outside, in bytes.
pub const MIN_BYTES: usize = 24;

/// Longest token that is looked at, in bytes.
const MAX_BYTES: usize = 256;

const RANDOM_BYTES: usize = 32;

/// What the configuration holds of a token.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenHash([u8; 32]);

/// Why a text is no digest of a token. It does not repeat the text, which may be the token itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "this is not the hash of a token. Run `backline make-token` and write what it prints: sha256: and 64 hexadecimal digits"
)]
pub struct TokenHashError;

/// A fresh token.
///
/// # Errors
/// When the system gives no randomness.
pub fn make() -> Result<String, aws_lc_rs::error::Unspecified> {
    let mut bytes = [0; RANDOM_BYTES];
    SystemRandom::new().fill(&mut bytes)?;
    Ok(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes)))
}

impl TokenHash {
    /// The digest of a token.
    #[must_use]
    pub fn of(token: &str) -> Self {
        Self(Sha256::digest(token.as_bytes()).into())
    }

    /// Whether it is this token's, found out in a time that does not depend on how much of it is.
    #[must_use]
    pub fn fits(&self, token: &str) -> bool {
        token.len() <= MAX_BYTES && verify_slices_are_equal(&self.0, &Self::of(token).0).is_ok()
    }
}

impl FromStr for TokenHash {
    type Err = TokenHashError;

    fn from_str(text: &str) -> Result<Self, TokenHashError> {
        let digits = text.strip_prefix("sha256:").ok_or(TokenHashError)?;
        if digits.len() != 64 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(TokenHashError);
        }
        let mut bytes = [0; 32];
        for (place, byte) in bytes.iter_mut().enumerate() {
            let pair = digits.get(2 * place..2 * place + 2).ok_or(TokenHashError)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| TokenHashError)?;
        }
        Ok(Self(bytes))
    }
}

impl fmt::Display for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("sha256:")?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fresh_token_fits_its_own_hash_and_no_other() {
        let (token, other) = (make().unwrap(), make().unwrap());
        assert_ne!(token, other);
        let hash: TokenHash = TokenHash::of(&token).to_string().parse().unwrap();
        assert!(hash.fits(&token) && !hash.fits(&other) && !hash.fits(""));
        assert!(!hash.fits(&"x".repeat(10_000)));
    }

    #[test]
    fn what_is_no_hash_is_refused_without_being_repeated() {
        let good = TokenHash::of("x").to_string();
        for bad in ["", "sha256:", &good[7..], &good.replace("sha256", "md5"), &good[..70]] {
            assert_eq!(bad.parse::<TokenHash>(), Err(TokenHashError), "{bad}");
        }
        let sign = good.replace(&good[7..9], "+1");
        assert_eq!(sign.parse::<TokenHash>(), Err(TokenHashError));
        assert!(!TokenHashError.to_string().contains("backline_"));
    }
}
