//! Hash chains: each entry's hash covers the one before, so that no entry can be changed, taken out
//! or moved without changing every later hash.

use std::fmt::Write;

use backline_core::id::{InteractionId, TenantId};
use sha2::{Digest, Sha256};

/// A SHA-256 hash.
pub(super) type Hash = [u8; 32];

/// What stands before the first entry of a log: its name, so that two logs cannot be exchanged.
pub(super) fn log_seed(tenant: &TenantId, interaction: Option<InteractionId>) -> Hash {
    match interaction {
        Some(interaction) => seed(&format!("backline interaction\n{tenant}\n{interaction}")),
        None => seed(&format!("backline floor\n{tenant}")),
    }
}

/// What stands before a tenant's first checkpoint.
pub(super) fn checkpoint_seed(tenant: &TenantId) -> Hash {
    seed(&format!("backline checkpoints\n{tenant}"))
}

fn seed(name: &str) -> Hash {
    Sha256::digest(name.as_bytes()).into()
}

/// The hash of the entry `bytes` after the one whose hash is `before`.
pub(super) fn link(before: &Hash, bytes: &[u8]) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(before);
    hasher.update(bytes);
    hasher.finalize().into()
}

/// Bytes as hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a text cannot fail.
        write!(text, "{byte:02x}").ok();
        text
    })
}

/// The bytes that hexadecimal digits stand for.
pub(super) fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}
