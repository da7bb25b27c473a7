//! Anchors: signed heads of the checkpoint chains, appended to a file outside the database.
//!
//! Who changes the database afterwards would have to change that file as well, wherever it is kept.
//! A line is a JSON object. It refuses to know what the chains are about.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use backline_core::{id::TenantId, time::Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    StoreError,
    chain::{Hash, hex, unhex},
};

/// Ends a line that a crash cut off, so that the next one begins on its own.
pub(super) const TORN: &str = "#torn";

/// A signed head.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Anchor {
    pub(super) tenant: TenantId,
    /// The number of the last checkpoint.
    pub(super) number: u64,
    /// Its hash, in hexadecimal digits.
    pub(super) head: String,
    pub(super) at: Timestamp,
    /// The public key, in hexadecimal digits.
    pub(super) key: String,
    /// Ed25519 over [`Anchor::signed_bytes`], in hexadecimal digits.
    pub(super) signature: String,
}

/// The open anchor file and the key that signs.
pub(super) struct Anchors {
    file: File,
    keys: Ed25519KeyPair,
    /// Whether lines were appended that may not be on the disk.
    unsynced: bool,
}

impl Anchor {
    fn signed_bytes(&self) -> String {
        let Self { tenant, number, head, at, key: _, signature: _ } = self;
        format!("backline anchor\n{tenant}\n{number}\n{head}\n{}", at.0)
    }

    /// Whether the signature is that of `key`.
    pub(super) fn is_signed_by(&self, key: &str) -> bool {
        let (Some(key), Some(signature)) = (unhex(key), unhex(&self.signature)) else {
            return false;
        };
        let key = UnparsedPublicKey::new(&ED25519, key);
        key.verify(self.signed_bytes().as_bytes(), &signature).is_ok()
    }
}

impl Anchors {
    /// Opens the file and the key beside the database, makes what is missing.
    pub(super) fn open(file: &Path, database: &Path) -> Result<Self, StoreError> {
        let keys = signing_key(&key_path(database))?;
        let wrong = |error| setup("anchor file", file, &error);
        if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder).map_err(wrong)?;
        }
        let options = OpenOptions::new().create(true).read(true).append(true).clone();
        let mut file = options.open(file).map_err(wrong)?;
        end_torn_line(&mut file).map_err(wrong)?;
        Ok(Self { file, keys, unsynced: false })
    }

    /// The public key, in hexadecimal digits.
    pub(super) fn public_key(&self) -> String {
        hex(self.keys.public_key().as_ref())
    }

    /// Signs a head and appends it.
    pub(super) fn append(
        &mut self,
        tenant: &TenantId,
        (number, hash): (u64, &Hash),
        at: Timestamp,
    ) -> io::Result<()> {
        let mut anchor = Anchor {
            tenant: tenant.clone(),
            number,
            head: hex(hash),
            at,
            key: self.public_key(),
            signature: String::new(),
        };
        anchor.signature = hex(self.keys.sign(anchor.signed_bytes().as_bytes()).as_ref());
        let mut line = serde_json::to_string(&anchor)?;
        line.push('\n');
        self.unsynced = true;
        self.file.write_all(line.as_bytes())
    }

    /// Brings what was appended to the disk.
    pub(super) fn sync(&mut self) -> io::Result<()> {
        self.file.sync_data()?;
        self.unsynced = false;
        Ok(())
    }

    /// The same, to be done elsewhere while more is appended; nothing when it lies there already.
    pub(super) fn syncing(
        &mut self,
    ) -> io::Result<Option<impl FnOnce() -> io::Result<()> + Send + use<>>> {
        if !self.unsynced {
            return Ok(None);
        }
        let file = self.file.try_clone()?;
        self.unsynced = false;
        Ok(Some(move || file.sync_data()))
    }
}

/// The file of the signing key.
fn key_path(database: &Path) -> PathBuf {
    database.with_file_name("audit.key")
}

/// The public part of the key beside a database, in hexadecimal digits, when there is one.
pub(super) fn public_key(database: &Path) -> Option<String> {
    let bytes = fs::read(key_path(database)).ok()?;
    let keys = Ed25519KeyPair::from_pkcs8(&bytes).ok()?;
    Some(hex(keys.public_key().as_ref()))
}

fn signing_key(path: &Path) -> Result<Ed25519KeyPair, StoreError> {
    let wrong = |error| setup("signing key", path, &error);
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let keys = Ed25519KeyPair::generate().map_err(|_| {
                StoreError::Setup("The system gave no randomness for a signing key.".to_owned())
            })?;
            let bytes = keys.to_pkcs8().map_err(|_| {
                StoreError::Setup("The signing key cannot be written down.".to_owned())
            })?;
            write_secret(path, bytes.as_ref()).map_err(wrong)?;
            bytes.as_ref().to_vec()
        }
        Err(error) => return Err(wrong(error)),
    };
    Ed25519KeyPair::from_pkcs8(&bytes).map_err(|_| {
        StoreError::Setup(format!(
            "The signing key {} is no Ed25519 key. Restore it from a backup; without it no anchor can be signed.",
            path.display()
        ))
    })
}

/// Writes a new file that only its owner may read.
pub(super) fn write_secret(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn end_torn_line(file: &mut File) -> io::Result<()> {
    if file.metadata()?.len() == 0 {
        return Ok(());
    }
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    if last == *b"\n" { Ok(()) } else { file.write_all(format!("{TORN}\n").as_bytes()) }
}

fn setup(what: &str, path: &Path, error: &io::Error) -> StoreError {
    StoreError::Setup(format!("The {what} {} cannot be used: {error}.", path.display()))
}
