//! Telephone events (RFC 4733) as each browser counts them.
//!
//! How long a key has been down is counted in ticks of the format that was agreed on, 48,000 or
//! 8,000 in a second. The server keeps the first and translates for whoever has the other. The time
//! of a packet is the stream's own and counts Opus's clock in every browser, so it stays as it is.
//!
//! Browsers that agree on 8,000 count by Opus's clock all the same, in both directions (Chromium 156
//! and Firefox 153, `findings/dtmf-clock.sh`). A page says so in its offer: then nothing is
//! translated.

use std::sync::Arc;

use str0m::media::Pt;

/// Opus's clock, in which events are kept.
pub(crate) const FINE: u32 = 48_000;
/// The other clock that browsers offer; Firefox has no other.
pub(crate) const COARSE: u32 = 8_000;

/// One report in a packet: event, end and volume, duration in two bytes.
const REPORT_BYTES: usize = 4;

/// What a browser agreed to for telephone events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct EventFormat {
    /// The payload type.
    pub(crate) pt: Pt,
    /// Ticks in a second, as agreed.
    pub(crate) rate: u32,
    /// Ticks in a second, as they are counted.
    pub(crate) ticks: u32,
}

impl EventFormat {
    /// What came in, in ticks of [`FINE`].
    pub(crate) fn kept(self, payload: Arc<[u8]>) -> Arc<[u8]> {
        in_ticks(payload, self.ticks, FINE)
    }

    /// What is kept, in this browser's ticks.
    pub(crate) fn sent(self, payload: &Arc<[u8]>) -> Arc<[u8]> {
        in_ticks(Arc::clone(payload), FINE, self.ticks)
    }
}

/// Longer than can be said is said as the longest; what is no whole report stays as it is.
fn in_ticks(payload: Arc<[u8]>, from: u32, to: u32) -> Arc<[u8]> {
    if from == to {
        return payload;
    }
    let mut bytes = payload.to_vec();
    for report in bytes.chunks_exact_mut(REPORT_BYTES) {
        if let [_, _, high, low] = report {
            let ticks =
                u32::from(u16::from_be_bytes([*high, *low])) * (to / 1_000) / (from / 1_000);
            [*high, *low] = u16::try_from(ticks).unwrap_or(u16::MAX).to_be_bytes();
        }
    }
    bytes.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticks(bytes: &[u8], from: u32, to: u32) -> Vec<u8> {
        in_ticks(bytes.into(), from, to).to_vec()
    }

    ///
    #[test]
    fn a_duration_is_the_same_time_in_other_ticks() {
        assert_eq!(ticks(&[5, 10, 3, 32], COARSE, FINE), [5, 10, 18, 192]);
        assert_eq!(ticks(&[5, 138, 18, 192], FINE, COARSE), [5, 138, 3, 32]);
        assert_eq!(ticks(&[5, 10, 3, 32], FINE, FINE), [5, 10, 3, 32]);
    }

    ///
    #[test]
    fn what_is_too_long_or_no_report_at_all_breaks_nothing() {
        assert_eq!(
            ticks(&[1, 0, 255, 255, 2, 0, 0, 6], COARSE, FINE),
            [1, 0, 255, 255, 2, 0, 0, 36]
        );
        assert_eq!(ticks(&[1, 0, 0, 6, 9, 9, 9], COARSE, FINE), [1, 0, 0, 36, 9, 9, 9]);
        assert_eq!(ticks(&[1, 2], COARSE, FINE), [1, 2]);
        assert_eq!(ticks(&[], COARSE, FINE), Vec::<u8>::new());
    }
}
