//! Text into messages, in two steps: the envelope first, so that an unknown kind is told from a
//! broken message, then the variant.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{ClientMessage, MAX_MESSAGE_BYTES, ServerMessage};
use crate::wire::{FromPlain as _, Plain, Variants as _};

const CLIENT_KINDS: &[&str] = &[
    "hello",
    "command",
    "floor",
    "call",
    "receipt",
    "renew",
    "alive",
    "ring_heard",
    "check_sound",
];

/// Why a text from a page is no message. `Display` says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// Longer than [`MAX_MESSAGE_BYTES`].
    #[error("The message is longer than {MAX_MESSAGE_BYTES} bytes. Send less at once.")]
    TooLong,
    /// Not a JSON object with `type` and `data`.
    #[error("The message is not an object with type and data.")]
    NoEnvelope,
    /// A kind that this version does not know.
    #[error(
        "The message's type is not one of hello, command, floor, call, receipt, renew, alive, ring_heard and check_sound."
    )]
    UnknownKind,
    /// The data does not fit the kind. The reason never repeats what was sent.
    #[error("The message's data does not fit its type (line {line}, column {column}).")]
    BadData {
        /// Line of the first misfit.
        line: usize,
        /// Column of the first misfit.
        column: usize,
    },
}

/// Why a text from the server cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// A kind from a newer server; it may be passed over.
    #[error("an unknown kind of message")]
    UnknownKind,
    /// A known kind with content from a newer server; the page has to be loaded again, because a
    /// fact that is passed over would let the state diverge.
    #[error("content of a newer version")]
    Newer,
}

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default, borrow)]
    #[expect(dead_code, reason = "read only to see that it is JSON")]
    data: Option<&'a RawValue>,
}

/// A page's message.
///
/// # Errors
/// When the text is none; the error repeats nothing of it.
pub fn decode_client(text: &str) -> Result<ClientMessage, DecodeError> {
    if text.len() > MAX_MESSAGE_BYTES {
        return Err(DecodeError::TooLong);
    }
    let envelope: Envelope<'_> = serde_json::from_str(text).map_err(|_| DecodeError::NoEnvelope)?;
    if !CLIENT_KINDS.contains(&envelope.kind.as_str()) {
        return Err(DecodeError::UnknownKind);
    }
    serde_json::from_str(text)
        .map_err(|e| DecodeError::BadData { line: e.line(), column: e.column() })
}

/// The server's message.
///
/// # Errors
/// When this code is older than the server.
pub fn decode_server(text: &str) -> Result<ServerMessage, Unreadable> {
    let value = Plain::of(text).ok_or(Unreadable::UnknownKind)?;
    if !value.word("type").is_some_and(|kind| ServerMessage::TAGS.contains(&kind)) {
        return Err(Unreadable::UnknownKind);
    }
    ServerMessage::from_plain(value).map_err(|_| Unreadable::Newer)
}
