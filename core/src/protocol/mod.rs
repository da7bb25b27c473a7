//! What goes over the socket and into the record: messages, their versions, their decoding.
//!
//! [`crate::interaction::Command`] and [`crate::interaction::Fact`] are the contract themselves;
//! there is no second set of types. JSON, adjacently tagged, decoded in two steps: the envelope,
//! then the variant. Evolution is additive. Bytes that are no message are a value, never a panic.

mod client;
mod decode;
mod fingerprint;
mod personal;
mod record;
mod server;
mod sign_in;

pub use client::{ClientMessage, Credential, Cursor, Page};
pub use decode::{DecodeError, Unreadable, decode_client, decode_server};
pub use fingerprint::{CommandBody, fingerprint};
pub use personal::{PersonalText, put_back, take_out};
pub use record::{Cause, FloorRecord, Record};
pub use server::{ServerMessage, You};
pub use sign_in::{RENEWED_AFTER, SAID_AHEAD, SIGNED_IN_FOR, SignIn, SignInNotice};

/// The version that this code speaks.
pub const PROTOCOL_VERSION: u16 = 2;

/// The oldest version that is still understood.
pub const MIN_SUPPORTED: u16 = 2;

/// The name of the WebSocket subprotocol.
pub const SUBPROTOCOL: &str = "backline.v2";

/// Longest message that either side accepts, in bytes.
pub const MAX_MESSAGE_BYTES: usize = 64 * 1024;
