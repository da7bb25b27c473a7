//! Tokens: what a browser shows to be the one it was before, also to a server that restarted.
//!
//! A token says who, of which tenant and until when, and carries a MAC under a key that stays in
//! the data directory. A person's is good for as long as the person is known, has the same password
//! and has not signed out. It refuses to know what the bearer may do: that is asked of the floor.

mod known;

use std::{fs, io, io::Write as _, path::Path, sync::Arc};

use aws_lc_rs::{
    hmac,
    rand::{SecureRandom as _, SystemRandom},
};
use backline_core::{
    id::TenantId,
    people::{Actor, Identity},
    time::{Millis, Timestamp},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use super::password::PasswordHash;
use known::KnownPeople;

/// How long a customer's browser is known again.
pub const VISITOR_FOR: Millis = Millis::seconds(24 * 3600);

/// Longest token that is looked at, in bytes.
const MAX_TOKEN_BYTES: usize = 1024;

const KEY_BYTES: usize = 32;

/// Makes tokens and checks them.
#[derive(Debug, Clone)]
pub struct Tokens {
    key: hmac::Key,
    people: Arc<KnownPeople>,
}

/// Why a token is not accepted. `Display` says what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Not made here.
    #[error("This sign-in is not known here. Sign in again.")]
    Unknown,
    /// Its person signed out, has another password, or is not known any more.
    #[error("This sign-in has ended. Sign in again.")]
    Ended,
    /// Made here, a while ago.
    #[error("This sign-in has expired. Sign in again.")]
    Expired,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    tenant: TenantId,
    who: Identity,
    until: Timestamp,
    /// What has to be as it was for a person's token to be good: password and sign-outs. Left out
    /// while there is neither.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mark: Option<String>,
}

impl Tokens {
    /// Reads the key `token.key` in `data`, or makes one that only the server's own user may read,
    /// and beside it who has signed out.
    ///
    /// # Errors
    /// When a file can neither be read nor made, or is none of these.
    pub fn open(data: &Path) -> io::Result<Self> {
        let path = &data.join("token.key");
        let key = match fs::read(path) {
            Ok(key) => key,
            Err(error) if error.kind() == io::ErrorKind::NotFound => make_key(path)?,
            Err(error) => return Err(error),
        };
        if key.len() == KEY_BYTES {
            let people = Arc::new(KnownPeople::open(&data.join("sign-outs.json"))?);
            Ok(Self { key: hmac::Key::new(hmac::HMAC_SHA256, &key), people })
        } else {
            let text = format!("{} is not a key of {KEY_BYTES} bytes: remove it", path.display());
            Err(io::Error::new(io::ErrorKind::InvalidData, text))
        }
    }

    /// A token for `who`, good until `until`.
    #[must_use]
    pub fn issue(&self, who: &Actor, until: Timestamp) -> String {
        let mark = self.people.mark(&self.key, who).flatten();
        self.sign(&Claims { tenant: who.tenant.clone(), who: who.identity.clone(), until, mark })
    }

    /// The same sign-in, good until `until`: what ends the one ends the other, also in this moment.
    ///
    /// # Errors
    /// When it was not made here, or has ended. Whether its time is over is for who asks.
    pub fn renew(&self, token: &str, until: Timestamp) -> Result<String, TokenError> {
        Ok(self.sign(&Claims { until, ..self.claims(token)? }))
    }

    fn sign(&self, claims: &Claims) -> String {
        let body = serde_json::to_vec(claims).unwrap_or_default();
        let tag = hmac::sign(&self.key, &body);
        format!("{}.{}", URL_SAFE_NO_PAD.encode(&body), URL_SAFE_NO_PAD.encode(tag))
    }

    /// Takes in everybody who may sign in, with what their password is compared with. Sign-ins of
    /// all others have ended, and those from before somebody's password changed.
    pub fn know(&self, people: impl IntoIterator<Item = (Actor, Option<PasswordHash>)>) {
        self.people.know(people);
    }

    /// Ends every sign-in of a person.
    ///
    /// # Errors
    /// When it cannot be written down; nothing has ended then.
    pub fn sign_out(&self, who: &Actor) -> io::Result<()> {
        self.people.sign_out(who)
    }

    /// Moves when sign-ins may have ended.
    #[must_use]
    pub fn ended(&self) -> watch::Receiver<()> {
        self.people.ended()
    }

    /// Whose token this is.
    ///
    /// # Errors
    /// When it was not made here, has ended, or has expired.
    pub fn check(&self, token: &str, at: Timestamp) -> Result<Actor, TokenError> {
        let (who, until) = self.read(token)?;
        if until <= at { Err(TokenError::Expired) } else { Ok(who) }
    }

    /// Whose token this is, and until when it is good, or was.
    ///
    /// # Errors
    /// When it was not made here, or has ended.
    pub fn read(&self, token: &str) -> Result<(Actor, Timestamp), TokenError> {
        let Claims { tenant, who, until, .. } = self.claims(token)?;
        Ok((Actor { tenant, identity: who }, until))
    }

    fn claims(&self, token: &str) -> Result<Claims, TokenError> {
        if token.len() > MAX_TOKEN_BYTES {
            return Err(TokenError::Unknown);
        }
        let (body, tag) = token.split_once('.').ok_or(TokenError::Unknown)?;
        let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).map_err(|_| TokenError::Unknown);
        let (body, tag) = (decode(body)?, decode(tag)?);
        hmac::verify(&self.key, &body, &tag).map_err(|_| TokenError::Unknown)?;
        let claims: Claims = serde_json::from_slice(&body).map_err(|_| TokenError::Unknown)?;
        match claims.who {
            // Nothing that the server does for itself needs a token; machines have their own kind.
            Identity::Server | Identity::Integration { .. } => Err(TokenError::Unknown),
            Identity::Person(_) | Identity::Visitor(_) => {
                let who = Actor { tenant: claims.tenant.clone(), identity: claims.who.clone() };
                if self.people.mark(&self.key, &who).is_some_and(|mark| mark == claims.mark) {
                    Ok(claims)
                } else {
                    Err(TokenError::Ended)
                }
            }
        }
    }
}

fn make_key(path: &Path) -> io::Result<Vec<u8>> {
    let mut key = vec![0; KEY_BYTES];
    SystemRandom::new().fill(&mut key).map_err(|_| io::Error::other("no randomness"))?;
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(&key)?;
    file.sync_all()?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::password::{Password, PasswordHash};
    use backline_core::id::PersonId;

    fn with_key(key: u8) -> Tokens {
        let people = Arc::<KnownPeople>::default();
        people.know([(ana(), None)]);
        Tokens { key: hmac::Key::new(hmac::HMAC_SHA256, &[key; KEY_BYTES]), people }
    }

    fn tokens() -> Tokens {
        with_key(7)
    }

    fn ana() -> Actor {
        Actor::person(TenantId::new("acme").unwrap(), PersonId::new("ana").unwrap())
    }

    #[test]
    fn a_token_tells_whose_it_is_until_it_expires() {
        let token = tokens().issue(&ana(), Timestamp(100));
        assert_eq!(tokens().check(&token, Timestamp(99)), Ok(ana()));
        assert_eq!(tokens().check(&token, Timestamp(100)), Err(TokenError::Expired));
    }

    #[test]
    fn a_token_that_was_changed_in_any_letter_is_unknown() {
        let token = tokens().issue(&ana(), Timestamp(100));
        for place in 0..token.len() {
            let mut bytes = token.clone().into_bytes();
            bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            let checked = tokens().check(&changed, Timestamp(1));
            // The last letter of base64 has bits that stand for nothing; they are refused as well.
            assert_eq!(checked, Err(TokenError::Unknown), "{place}");
        }
        for text in ["", ".", "a.b", "a", &"x".repeat(5000)] {
            assert_eq!(tokens().check(text, Timestamp(1)), Err(TokenError::Unknown));
        }
    }

    ///
    #[test]
    fn a_sign_in_ends_with_the_password_the_person_or_a_sign_out_and_for_nobody_else() {
        let hash = |text: &str| Password::new(text.to_owned()).unwrap().hash().ok();
        let (tokens, ben) = (tokens(), Actor::person(ana().tenant, PersonId::new("ben").unwrap()));
        let (first, second) = (hash("first"), hash("second"));
        let know = |of_ana: &Option<PasswordHash>| {
            tokens.know([(ana(), of_ana.clone()), (ben.clone(), None)]);
        };
        let check = |token: &str| tokens.check(token, Timestamp(1)).map(drop);
        know(&first);
        let (anas, bens) =
            (tokens.issue(&ana(), Timestamp(100)), tokens.issue(&ben, Timestamp(100)));
        know(&first);
        assert_eq!((check(&anas), check(&bens)), (Ok(()), Ok(())), "read again, and the same");
        know(&second);
        assert_eq!((check(&anas), check(&bens)), (Err(TokenError::Ended), Ok(())));
        let anas = tokens.issue(&ana(), Timestamp(100));
        tokens.sign_out(&ben).unwrap();
        assert_eq!((check(&anas), check(&bens)), (Ok(()), Err(TokenError::Ended)));
        assert_eq!(check(&tokens.issue(&ben, Timestamp(100))), Ok(()), "signed in again");
        tokens.know([(ben.clone(), None)]);
        assert_eq!(check(&anas), Err(TokenError::Ended), "not known any more");
    }

    ///
    #[test]
    fn a_sign_in_that_was_renewed_ends_with_the_one_before_it_and_none_that_has_ended_is_renewed() {
        let tokens = tokens();
        let first = tokens.issue(&ana(), Timestamp(100));
        let renewed = tokens.renew(&first, Timestamp(200)).unwrap();
        assert_eq!(tokens.read(&renewed), Ok((ana(), Timestamp(200))));
        tokens.sign_out(&ana()).unwrap();
        for token in [&first, &renewed] {
            assert_eq!(tokens.check(token, Timestamp(1)), Err(TokenError::Ended));
            assert_eq!(tokens.renew(token, Timestamp(300)), Err(TokenError::Ended));
        }
        let again = tokens.issue(&ana(), Timestamp(100));
        tokens.know([]);
        assert_eq!(tokens.renew(&again, Timestamp(300)), Err(TokenError::Ended), "removed");
        assert_eq!(tokens.renew("a.b", Timestamp(300)), Err(TokenError::Unknown));
    }

    ///
    #[test]
    fn who_has_signed_out_has_after_a_restart_too() {
        let data = std::env::temp_dir().join(format!("backline-{}", uuid::Uuid::new_v4()));
        fs::create_dir_all(&data).unwrap();
        let open = || {
            let tokens = Tokens::open(&data).unwrap();
            tokens.know([(ana(), None)]);
            tokens
        };
        let tokens = open();
        let token = tokens.issue(&ana(), Timestamp(100));
        assert_eq!(open().check(&token, Timestamp(1)), Ok(ana()));
        tokens.sign_out(&ana()).unwrap();
        assert_eq!(open().check(&token, Timestamp(1)), Err(TokenError::Ended));
        fs::remove_dir_all(&data).unwrap();
    }

    #[test]
    fn another_servers_key_and_the_server_itself_are_not_accepted() {
        let token = with_key(8).issue(&ana(), Timestamp(100));
        assert_eq!(tokens().check(&token, Timestamp(1)), Err(TokenError::Unknown));
        let server = Actor::server(TenantId::new("acme").unwrap());
        let token = tokens().issue(&server, Timestamp(100));
        assert_eq!(tokens().check(&token, Timestamp(1)), Err(TokenError::Unknown));
    }
}
