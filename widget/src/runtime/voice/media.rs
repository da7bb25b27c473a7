//! Sound in and out, as a value that components read.

use crate::runtime::device::{devices::Device, microphone::Microphone};

/// Sound in and out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Media {
    /// The connection.
    pub line: VoiceLine,
    /// Whether it is being checked that sound could flow.
    pub checking: bool,
    /// Where the server takes sound, in words: address and ports, once it has said so.
    pub server: Option<String>,
    /// The microphone.
    pub microphone: Microphone,
    /// What was chosen to hear with is not there, and nothing is played elsewhere.
    pub speaker_away: bool,
    /// The microphone in use is another than the chosen one, which is not there.
    pub microphone_away: bool,
    /// The browser plays nothing before the page is touched.
    pub sound_blocked: bool,
    /// Every device that there is.
    pub devices: Vec<Device>,
    /// The chosen microphone; nothing is the system's choice.
    pub chosen_microphone: Option<String>,
    /// The chosen speaker; nothing is the system's choice.
    pub chosen_speaker: Option<String>,
    /// Whether this browser lets a page choose the speaker.
    pub speaker_choice: bool,
    /// Whether the microphone is taken without the browser's processing.
    pub raw: bool,
    /// Whether the ring is switched off.
    pub silent_ring: bool,
    /// Whether the sound of help requests is switched off.
    pub silent_requests: bool,
}

/// The media connection as this browser sees it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum VoiceLine {
    /// None, and none wanted.
    #[default]
    Off,
    /// Coming up, or coming up again.
    Connecting,
    /// The network lets nothing through.
    NoWay,
    /// Sound can flow.
    Up,
}
