//! The `Idempotency-Key` of a request: the id under which its command is known again.

use axum::http::HeaderMap;
use backline_core::id::CommandId;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::problem::Problem;

const HEADER: &str = "idempotency-key";

/// Longest key, in bytes.
const MAX_BYTES: usize = 255;

/// The command's id: the key itself where it is a UUID, else one made from it.
pub(super) fn command_id(headers: &HeaderMap) -> Result<CommandId, Problem> {
    let key = headers.get(HEADER).and_then(|key| key.to_str().ok()).map(str::trim);
    let fits = |key: &&str| (1..=MAX_BYTES).contains(&key.len());
    let key = key.filter(fits).ok_or_else(|| {
        Problem::unreadable(
            "Send an Idempotency-Key of 1 to 255 characters, such as a UUID: a request that is sent again with it has one effect.",
        )
    })?;
    Ok(key.parse().unwrap_or_else(|_| CommandId(digested(key))))
}

fn digested(key: &str) -> Uuid {
    let digest: [u8; 32] = Sha256::digest(key.as_bytes()).into();
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(digest).for_each(|(byte, digested)| *byte = digested);
    Uuid::from_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(key: &str) -> Option<CommandId> {
        let mut headers = HeaderMap::new();
        headers.insert(HEADER, key.parse().unwrap());
        command_id(&headers).ok()
    }

    #[test]
    fn a_uuid_is_taken_as_it_is_and_anything_else_always_becomes_the_same_one() {
        let uuid = "8c1de3ab-4a8f-4a60-b0c8-0d5e64f3b3c5";
        assert_eq!(read(uuid).map(|id| id.to_string()), Some(uuid.to_owned()));
        assert_eq!(read("order 66"), read("order 66"));
        assert_ne!(read("order 66"), read("order 67"));
        assert_eq!(read(&"x".repeat(MAX_BYTES + 1)), None);
        assert_eq!(read(" "), None);
        assert!(command_id(&HeaderMap::new()).is_err());
    }
}
