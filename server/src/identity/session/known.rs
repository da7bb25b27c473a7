//! Whose sign-ins are good: the people who are known, each with what must not have changed since.
//!
//! How often somebody has signed out is written down, so that a restart brings no sign-in back.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError, RwLock},
};

use aws_lc_rs::hmac;
use backline_core::people::{Actor, Identity};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use tokio::sync::watch;

use crate::identity::password::PasswordHash;

/// Bytes of a mark: it only has to differ from those before it.
const MARK_BYTES: usize = 12;

/// The people who are known.
#[derive(Debug, Default)]
pub(super) struct KnownPeople {
    people: RwLock<BTreeMap<Actor, Option<PasswordHash>>>,
    /// How often each has signed out, by tenant and person.
    sign_outs: RwLock<BTreeMap<String, u64>>,
    /// Held while a sign-out is written down, so that meanwhile everybody else can still be known.
    writing: Mutex<()>,
    path: Option<PathBuf>,
    ended: watch::Sender<()>,
}

impl KnownPeople {
    /// Reads who has signed out. Nobody is known yet.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let sign_outs = match fs::read(path) {
            Ok(text) => serde_json::from_slice(&text)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => return Err(error),
        };
        let path = Some(path.to_owned());
        Ok(Self { sign_outs: RwLock::new(sign_outs), path, ..Self::default() })
    }

    pub(super) fn know(&self, people: impl IntoIterator<Item = (Actor, Option<PasswordHash>)>) {
        let people = people.into_iter().collect();
        *self.people.write().unwrap_or_else(PoisonError::into_inner) = people;
        self.ended.send_replace(());
    }

    pub(super) fn sign_out(&self, who: &Actor) -> io::Result<()> {
        let Some(name) = name(who) else { return Ok(()) };
        let writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut after = self.sign_outs.read().unwrap_or_else(PoisonError::into_inner).clone();
        *after.entry(name).or_default() += 1;
        if let Some(path) = &self.path {
            let fresh = path.with_extension("new");
            fs::write(&fresh, serde_json::to_vec(&after)?)?;
            fs::File::open(&fresh)?.sync_all()?;
            fs::rename(&fresh, path)?;
        }
        *self.sign_outs.write().unwrap_or_else(PoisonError::into_inner) = after;
        drop(writing);
        self.ended.send_replace(());
        Ok(())
    }

    pub(super) fn ended(&self) -> watch::Receiver<()> {
        self.ended.subscribe()
    }

    /// What a token of theirs has to carry; nothing for a person who is not known.
    pub(super) fn mark(&self, key: &hmac::Key, who: &Actor) -> Option<Option<String>> {
        let Some(name) = name(who) else { return Some(None) };
        let people = self.people.read().unwrap_or_else(PoisonError::into_inner);
        let password = people.get(who)?.as_ref().map(PasswordHash::as_phc);
        let sign_outs = self.sign_outs.read().unwrap_or_else(PoisonError::into_inner);
        let times = sign_outs.get(&name).copied().unwrap_or_default();
        if password.is_none() && times == 0 {
            return Some(None);
        }
        let marked = format!("mark\n{times}\n{}", password.unwrap_or_default());
        let tag = hmac::sign(key, marked.as_bytes());
        Some(Some(URL_SAFE_NO_PAD.encode(tag.as_ref().get(..MARK_BYTES).unwrap_or_default())))
    }
}

/// A person's name among all tenants; nothing for a customer's browser.
fn name(who: &Actor) -> Option<String> {
    match &who.identity {
        Identity::Person(person) => Some(format!("{}/{person}", who.tenant)),
        Identity::Visitor(_) | Identity::Server | Identity::Integration { .. } => None,
    }
}
