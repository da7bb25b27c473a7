//! A digest of a command's body, by which the record knows the command again.
//!
//! Free texts count by their length only. A digest of what they say would stay in the record when
//! they are erased, and whoever guesses a short text, such as a number, could confirm it. A key of
//! the keypad, one of sixteen, does not count at all, and nor does anything of who calls.

use std::borrow::Cow;

use serde::Serialize;

use crate::{floor::FloorCommand, interaction::Command};

/// The body of a command, of whatever is asked.
pub trait CommandBody: Clone + Serialize {
    /// The body with each free text replaced by its length.
    fn without_texts(&self) -> Cow<'_, Self>;
}

impl CommandBody for Command {
    fn without_texts(&self) -> Cow<'_, Self> {
        self.without_texts()
    }
}

impl CommandBody for FloorCommand {
    /// It has no free text.
    fn without_texts(&self) -> Cow<'_, Self> {
        Cow::Borrowed(self)
    }
}

/// A digest of a command's body without its texts, equal on every machine: FNV-1a, 64 bits, over
/// its JSON.
#[must_use]
pub fn fingerprint<Body: CommandBody>(body: &Body) -> u64 {
    let bare = serde_json::to_vec(body.without_texts().as_ref()).unwrap_or_default();
    bare.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::fingerprint;
    use crate::interaction::{CallCommand, Command, Key};

    ///
    #[test]
    fn which_key_was_pressed_is_in_no_digest_and_in_no_log() {
        let pressed = "0123456789*#ABCD".chars().map(|key| {
            let key = Key::try_from(key).unwrap();
            (format!("{key:?}"), fingerprint(&Command::Call(CallCommand::PressKey { key })))
        });
        let told: BTreeSet<_> = pressed.collect();
        assert_eq!(told.len(), 1, "{told:?}");
    }
}
