//! One of a leg's outgoing streams: whoever it carries, one unbroken time line.
//!
//! A receiver sees one stream per slot for ever, so a change of speaker must look like the same
//! speaker going on: sequence numbers without a gap, time that moves as the clock does. Both are
//! the source's own plus an offset that is found at the first packet after a change.

use std::time::{Duration, Instant};

use str0m::rtp::Ssrc;

/// Opus's RTP clock.
const TICKS_PER_SECOND: u128 = 48_000;
/// One packet of 20 ms: the least that time moves on at a change of speaker.
const PACKET_TICKS: u32 = 960;

/// Names a speaker within an interaction.
pub(crate) type SpeakerTag = u16;

/// Where the next packet of a source goes in the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StreamPlace {
    pub(crate) sequence: u64,
    pub(crate) time: u32,
    /// First packet since the speaker changed.
    pub(crate) first: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Offset {
    /// To be found at the next packet.
    Unknown,
    Known {
        from: u64,
        sequence: u64,
        time: u32,
    },
}

/// An outgoing stream.
#[derive(Debug)]
pub(crate) struct LegSlot {
    pub(crate) ssrc: Ssrc,
    /// The speaker it carries, `None` when it is free.
    pub(crate) speaker: Option<SpeakerTag>,
    /// Who was carried last, so that the same speaker comes back to the same slot.
    pub(crate) previous: Option<SpeakerTag>,
    /// The source of the packet written last: what a departing packet is counted under.
    pub(crate) written: SpeakerTag,
    offset: Offset,
    last: (u64, u32, Option<Instant>),
}

impl LegSlot {
    /// A free stream that starts somewhere: `start` is random, so that it tells nothing.
    pub(crate) const fn new(ssrc: Ssrc, start: u32) -> Self {
        // The upper half of the range is avoided: a stream that wraps at once confuses receivers.
        let sequence = (start & 0x7fff) as u64;
        let last = (sequence, start, None);
        Self { ssrc, speaker: None, previous: None, written: 0, offset: Offset::Unknown, last }
    }

    pub(crate) const fn bind(&mut self, speaker: SpeakerTag) {
        self.speaker = Some(speaker);
        self.previous = Some(speaker);
        self.offset = Offset::Unknown;
    }

    pub(crate) const fn free(&mut self) {
        self.speaker = None;
        self.offset = Offset::Unknown;
    }

    /// The source starts a new stream of its own: the old offset does not fit it.
    pub(crate) const fn restart(&mut self) {
        self.offset = Offset::Unknown;
    }

    /// Where a packet of the source belongs. `None` for one older than the first that was carried:
    /// its place is taken.
    pub(crate) fn place(&mut self, now: Instant, sequence: u64, time: u32) -> Option<StreamPlace> {
        let (last_sequence, last_time, last_at) = self.last;
        let (from, by, shift, first) = match self.offset {
            Offset::Known { from, sequence, time } => (from, sequence, time, false),
            Offset::Unknown => {
                let passed = last_at.map_or(Duration::ZERO, |at| now.saturating_duration_since(at));
                let ticks = passed.as_nanos() * TICKS_PER_SECOND / 1_000_000_000;
                // RTP time wraps at 32 bits: the remainder is the distance on the circle.
                let ticks = ((ticks & u128::from(u32::MAX)) as u32).max(PACKET_TICKS);
                let by = (last_sequence + 1).wrapping_sub(sequence);
                (sequence, by, last_time.wrapping_add(ticks).wrapping_sub(time), true)
            }
        };
        if sequence < from {
            return None;
        }
        self.offset = Offset::Known { from, sequence: by, time: shift };
        let place = StreamPlace {
            sequence: sequence.wrapping_add(by),
            time: time.wrapping_add(shift),
            first,
        };
        if place.sequence > last_sequence || last_at.is_none() {
            self.last = (place.sequence, place.time, Some(now));
        }
        Some(place)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_speaker_leaves_no_gap_in_sequence_and_none_in_time() {
        let start = Instant::now();
        let mut slot = LegSlot::new(7.into(), 1_000);
        slot.bind(1);
        let first = slot.place(start, 50, 5_000).unwrap();
        assert_eq!(first, StreamPlace { sequence: 1_001, time: 1_960, first: true });
        let second = slot.place(start + Duration::from_millis(20), 51, 5_960).unwrap();
        assert_eq!(second, StreamPlace { sequence: 1_002, time: 2_920, first: false });
        slot.free();
        slot.bind(2);
        let other = slot.place(start + Duration::from_millis(120), 9, 77).unwrap();
        assert_eq!(other, StreamPlace { sequence: 1_003, time: 2_920 + 4_800, first: true });
        assert_eq!(slot.place(start + Duration::from_millis(121), 8, 70), None);
        let late = slot.place(start + Duration::from_millis(140), 11, 77 + 1_920).unwrap();
        assert_eq!(late.sequence, 1_005, "a loss before us stays visible");
    }

    #[test]
    fn a_speaker_that_starts_a_new_stream_goes_on_where_it_was() {
        let start = Instant::now();
        let mut slot = LegSlot::new(7.into(), 0);
        slot.bind(1);
        let before = slot.place(start, 60_000, 1).unwrap();
        slot.restart();
        let after = slot.place(start + Duration::from_millis(20), 3, 4_000_000_000).unwrap();
        assert_eq!(after.sequence, before.sequence + 1);
        assert_eq!(after.time, before.time + 960);
        assert!(after.first);
    }
}
