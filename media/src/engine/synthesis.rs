//! Sound that the server makes itself: recordings that speak for a leg, and hold treatment.
//!
//! One clock of 20 ms for all of them. It runs only while somebody hears one.

use std::time::{Duration, Instant};

use crate::{
    Clip, Recording,
    connection::leg::{Destination, LegIndex},
    connection::peer::{Payload, VoicePacket},
    connection::slot::SpeakerTag,
};

/// The length of one frame.
const FRAME: Duration = Duration::from_millis(20);
const FRAME_TICKS: u64 = 960;
/// A clock that is later than this starts afresh: a burst of old frames helps nobody.
const PATIENCE: Duration = Duration::from_millis(200);

/// What sounds, and where it has got to.
#[derive(Debug)]
struct Track<To> {
    to: To,
    clip: Clip,
    position: u64,
}

/// Who hears the hold treatment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct HoldListener {
    pub(super) at: Destination,
    pub(super) tag: SpeakerTag,
}

#[derive(Debug)]
pub(super) struct Synthesis {
    next: Option<Instant>,
    reciters: Vec<Track<LegIndex>>,
    holds: Vec<Track<HoldListener>>,
    caller: Recording,
    caller_invoice: Recording,
    caller_move: Recording,
    agent: Recording,
    coach: Recording,
    hold: Recording,
}

impl Synthesis {
    pub(super) fn new() -> Self {
        Self {
            next: None,
            reciters: Vec::new(),
            holds: Vec::new(),
            caller: Clip::Caller.recording(),
            caller_invoice: Clip::CallerInvoice.recording(),
            caller_move: Clip::CallerMove.recording(),
            agent: Clip::Agent.recording(),
            coach: Clip::Coach.recording(),
            hold: Clip::Hold.recording(),
        }
    }

    pub(super) const fn next(&self) -> Option<Instant> {
        self.next
    }

    pub(super) fn recite(&mut self, now: Instant, leg: LegIndex, clip: Clip) {
        self.reciters.push(Track { to: leg, clip, position: 0 });
        self.start(now);
    }

    /// Plays the hold treatment to a listener, from its beginning, unless it is playing already.
    pub(super) fn hold(&mut self, now: Instant, listener: HoldListener) {
        if self.holds.iter().any(|track| track.to == listener) {
            return;
        }
        self.holds.push(Track { to: listener, clip: Clip::Hold, position: 0 });
        self.start(now);
    }

    pub(super) fn release(&mut self, at: Destination) {
        self.holds.retain(|track| track.to.at != at);
    }

    pub(super) fn forget(&mut self, leg: LegIndex) {
        self.reciters.retain(|track| track.to != leg);
        self.holds.retain(|track| track.to.at.leg != leg);
    }

    /// Whether a frame is due; the clock then goes on to the next.
    pub(super) fn strike(&mut self, now: Instant) -> bool {
        let Some(due) = self.next.filter(|due| *due <= now) else { return false };
        if self.reciters.is_empty() && self.holds.is_empty() {
            self.next = None;
            return false;
        }
        let next = due + FRAME;
        self.next = Some(if now > due + PATIENCE { now + FRAME } else { next });
        true
    }

    /// The next frame of the `n`th recording that speaks for a leg. It stands still while
    /// `is_heard` says that nobody hears that leg, so that a caller begins at the beginning.
    pub(super) fn recited(
        &mut self,
        n: usize,
        is_heard: impl FnOnce(LegIndex) -> bool,
    ) -> Option<(LegIndex, Option<VoicePacket>)> {
        let track = self.reciters.get_mut(n)?;
        let recording = match track.clip {
            Clip::Caller => &self.caller,
            Clip::CallerInvoice => &self.caller_invoice,
            Clip::CallerMove => &self.caller_move,
            Clip::Agent => &self.agent,
            Clip::Coach => &self.coach,
            Clip::Hold => &self.hold,
        };
        let voice = is_heard(track.to).then(|| track.advance(recording));
        Some((track.to, voice))
    }

    /// The next frame of the `n`th hold treatment.
    pub(super) fn held(&mut self, n: usize) -> Option<(HoldListener, VoicePacket)> {
        let track = self.holds.get_mut(n)?;
        Some((track.to, track.advance(&self.hold)))
    }

    fn start(&mut self, now: Instant) {
        self.next.get_or_insert(now);
    }
}

impl<To> Track<To> {
    fn advance(&mut self, recording: &Recording) -> VoicePacket {
        let position = self.position;
        self.position += 1;
        // RTP time wraps at 32 bits by design.
        let time = ((position * FRAME_TICKS) & u64::from(u32::MAX)) as u32;
        VoicePacket {
            sequence: position,
            time,
            marker: position == 0,
            content: Payload::Opus,
            payload: recording.frame(position),
            restarts: false,
        }
    }
}
