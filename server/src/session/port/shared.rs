//! A message for one page or for many, whose text is made once however many read it.

use std::sync::OnceLock;

use axum::extract::ws::Utf8Bytes;
use backline_core::protocol::ServerMessage;

/// A message, and its text once a link has needed it.
#[derive(Debug)]
pub struct SharedMessage {
    message: ServerMessage,
    text: OnceLock<Utf8Bytes>,
}

impl SharedMessage {
    /// What it says.
    #[must_use]
    pub const fn message(&self) -> &ServerMessage {
        &self.message
    }

    /// Its text: made by `make` the first time, and from then on a copy that shares its bytes.
    pub fn text(&self, make: impl FnOnce(&ServerMessage) -> Utf8Bytes) -> Utf8Bytes {
        self.text.get_or_init(|| make(&self.message)).clone()
    }
}

impl From<ServerMessage> for SharedMessage {
    fn from(message: ServerMessage) -> Self {
        Self { message, text: OnceLock::new() }
    }
}
