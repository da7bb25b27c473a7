//! Keys of a keypad that wait for a connection.

use super::peer::PeerConnection;

/// More do not wait.
const MOST: usize = 64;
/// Said when the browser does not take a key.
const NOT_SENT: &str =
    "This browser did not send the key. The call goes on; say it, or press it again.";
/// Keys go where the voice goes. Chromium 156 takes keys without a track, says that each has sounded,
/// and sends them all with the next track, however late (`findings/dtmf-no-track.sh`).
const WITHOUT_MICROPHONE: &str =
    "The key was not sent, because no microphone works. Press it again when one does.";

/// In the order in which they were pressed.
#[derive(Default)]
pub(super) struct Keys(String);

impl Keys {
    pub(super) fn add(&mut self, key: char) {
        if self.0.len() < MOST {
            self.0.push(key);
        }
    }

    /// Sends them, after those before. `speaks`: whether there is a microphone.
    ///
    /// # Errors
    /// What is to be said when they were not sent.
    pub(super) fn press(
        &self,
        peer: Option<&PeerConnection>,
        speaks: bool,
    ) -> Result<(), &'static str> {
        if self.0.is_empty() {
            return Ok(());
        }
        if !speaks {
            return Err(WITHOUT_MICROPHONE);
        }
        peer.and_then(|peer| peer.press(&self.0).ok()).ok_or(NOT_SENT)
    }
}
