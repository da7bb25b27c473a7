//! A message for one page or for many, whose text is made once however many read it.

use std::{collections::VecDeque, sync::OnceLock};

use axum::extract::ws::Utf8Bytes;
use backline_core::protocol::ServerMessage;

/// A message, and its text once a link has needed it.
#[derive(Debug)]
pub struct SharedMessage {
    message: ServerMessage,
    text: OnceLock<Utf8Bytes>,
}

/// How many messages are kept: a viewer is sent facts and controls in turn, and there are four
/// lenses.
const KEPT: usize = 8;

/// Those who may know the same are sent the same message: its text is made once.
#[derive(Default)]
pub(in crate::session) struct Recent(VecDeque<SharedMessage>);

impl Recent {
    pub(in crate::session) fn shared(&mut self, message: ServerMessage) -> &SharedMessage {
        let known = self.0.iter().position(|same| *same.message() == message);
        let place = known.unwrap_or_else(|| {
            self.0.truncate(KEPT - 1);
            self.0.push_front(message.into());
            0
        });
        &self.0[place]
    }
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
