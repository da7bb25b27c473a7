//! Keys of a keypad: each sounds when the connection is up and the one before it, with its pause, is
//! over.
//!
//! They wait here and not in the browser: what is inserted there takes the place of what waits, and
//! goes with its connection.

use gloo_timers::callback::Timeout;

use super::{line::PageVoice, media::VoiceLine};

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
pub(super) struct Keys {
    waiting: Vec<char>,
    /// While one sounds, with the pause after it.
    sounding: Option<Timeout>,
}

impl Keys {
    /// Takes in one that the server has accepted, after those before it.
    pub(super) fn press(voice: &PageVoice, key: char) {
        {
            let waiting = &mut voice.0.state.borrow_mut().keys.waiting;
            if waiting.len() < MOST {
                waiting.push(key);
            }
        }
        Self::send(voice);
    }

    /// Sends the next one, if it is its turn. What a connection does not take is told, and nothing that
    /// waited behind it sounds later.
    pub(super) fn send(voice: &PageVoice) {
        let (peer, key) = {
            let mut line = voice.0.state.borrow_mut();
            let up = line.shown == VoiceLine::Up && line.keys.sounding.is_none();
            if !up || line.keys.waiting.is_empty() {
                return;
            }
            let peer = line.peer.clone().ok_or(NOT_SENT);
            let peer = if line.capture.track().is_some() { peer } else { Err(WITHOUT_MICROPHONE) };
            (peer, line.keys.waiting.remove(0))
        };
        match peer.and_then(|peer| peer.press(key).map_err(|_| NOT_SENT)) {
            Ok(lasts) => {
                let then = voice.clone();
                let over = Timeout::new(lasts, move || {
                    let over = then.0.state.borrow_mut().keys.sounding.take();
                    drop(over);
                    Self::send(&then);
                });
                voice.0.state.borrow_mut().keys.sounding = Some(over);
            }
            Err(why) => {
                voice.0.state.borrow_mut().keys.waiting.clear();
                voice.0.page.notify(why.to_owned());
            }
        }
    }
}
