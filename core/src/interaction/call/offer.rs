//! What a browser hands in beside plain words: its session description, and a key of its keypad.

use std::fmt;

use crate::wire::{checked, wrapper};

/// Longest session description that is accepted, in bytes.
pub const MAX_OFFER_BYTES: usize = 16 * 1024;

/// How the line of an answer begins that names, as people read them, the UDP ports through which sound
/// may go on any call. Browsers pass over it.
pub const PORTS_LINE: &str = "a=x-backline-ports:";

/// In the session's part of an offer: whoever offers counts telephone events by the stream's clock,
/// whatever rate is agreed.
pub const STREAM_CLOCK: &str = "x-backline-event-clock:stream";

/// A session description as a browser sent it. Never stored, never logged: it holds addresses.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Offer(pub String);

/// A key of the telephone keypad. Never stored, never logged: it may be part of a secret.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key(char);

impl Key {
    /// The key in the middle.
    pub const FIVE: Self = Self('5');

    /// The key's character.
    #[must_use]
    pub const fn as_char(self) -> char {
        self.0
    }
}

impl TryFrom<char> for Key {
    type Error = String;
    fn try_from(c: char) -> Result<Self, String> {
        match c {
            '0'..='9' | '*' | '#' | 'A'..='D' => Ok(Self(c)),
            other => Err(format!("{other:?} is not a key: use 0 to 9, *, # or A to D")),
        }
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key")
    }
}

impl fmt::Debug for Offer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Offer({} bytes)", self.0.len())
    }
}

wrapper!(Offer);

checked!(Key from char);
