//! The recordings that come with the server, and how they are read.
//!
//! An Ogg Opus file is a row of pages whose packets are Opus frames: they are cut out here, once,
//! and sent as they are. Nothing is decoded. Only what our own recordings use is understood: one
//! stream, one channel mapping, frames of 20 ms.

use std::sync::Arc;

use tracing::error;

/// A recording bundled with the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Clip {
    /// A caller with a problem, spoken by a speech synthesiser.
    Caller,
    /// Another one, who was charged twice.
    CallerInvoice,
    /// And one who moves house.
    CallerMove,
    /// An agent who does not know what to do next.
    Agent,
    /// A supervisor who does.
    Coach,
    /// What somebody hears who waits or is on hold: a soft pattern of two notes.
    Hold,
}

/// Why a file is not a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClipError {
    /// No page where one should begin.
    #[error("byte {0} of the file is not the start of an Ogg page")]
    NotOgg(usize),
    /// The file ends within a page.
    #[error("the file ends in the middle of a page")]
    Truncated,
    /// The first packet is not Opus's.
    #[error("the file holds no Opus stream: encode it with opusenc")]
    NotOpus,
    /// A frame of another length.
    #[error("frame {0} is not a single one of 20 ms: encode with --framesize 20")]
    FrameLength(usize),
    /// Nothing to play.
    #[error("the recording has no frame")]
    Empty,
}

/// Opus frames of 20 ms, to be played over and over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recording(Vec<Arc<[u8]>>);

impl Clip {
    const fn file(self) -> &'static [u8] {
        match self {
            Self::Caller => include_bytes!("../assets/caller.opus"),
            Self::CallerInvoice => include_bytes!("../assets/caller-invoice.opus"),
            Self::CallerMove => include_bytes!("../assets/caller-move.opus"),
            Self::Agent => include_bytes!("../assets/agent.opus"),
            Self::Coach => include_bytes!("../assets/coach.opus"),
            Self::Hold => include_bytes!("../assets/hold.opus"),
        }
    }

    /// The clip's frames. The files are part of the program and a test reads them; one that could
    /// not be read would be silence.
    #[must_use]
    pub fn recording(self) -> Recording {
        Recording::from_ogg(self.file()).unwrap_or_else(|why| {
            error!(clip = ?self, %why, "a bundled recording cannot be read");
            Recording::silence()
        })
    }
}

impl Recording {
    /// Reads an Ogg Opus file.
    ///
    /// # Errors
    /// When it is not one, or has other frames than single ones of 20 ms.
    pub fn from_ogg(file: &[u8]) -> Result<Self, ClipError> {
        let packets = packets(file)?;
        if !packets.first().is_some_and(|head| head.starts_with(b"OpusHead")) {
            return Err(ClipError::NotOpus);
        }
        // Then come the tags, then sound.
        let frames: Vec<Arc<[u8]>> =
            packets.into_iter().skip(2).filter(|frame| !frame.is_empty()).map(Arc::from).collect();
        if let Some(odd) = frames.iter().position(|frame| !is_single_20_ms(frame)) {
            return Err(ClipError::FrameLength(odd));
        }
        if frames.is_empty() { Err(ClipError::Empty) } else { Ok(Self(frames)) }
    }

    fn silence() -> Self {
        // CELT, full band, 20 ms, mono, one frame of nothing: decoders conceal it as silence.
        Self(vec![Arc::from([0xf8_u8, 0xff, 0xfe].as_slice())])
    }

    /// How many frames one round has.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a recording is never empty")]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// The frame at a position that counts on through the rounds.
    #[must_use]
    pub fn frame(&self, position: u64) -> Arc<[u8]> {
        let round = self.0.len() as u64;
        // The remainder is smaller than a length, so it fits.
        let index = (position % round) as usize;
        Arc::clone(&self.0[index])
    }
}

/// Whether an Opus packet is one frame of 20 ms, from its first byte (RFC 6716, section 3.1).
fn is_single_20_ms(frame: &[u8]) -> bool {
    frame.first().is_some_and(|toc| {
        let length_code = toc >> 3;
        let is_20_ms = match length_code {
            0..=11 => length_code % 4 == 1,
            12..=15 => length_code % 2 == 1,
            _ => length_code % 4 == 3,
        };
        is_20_ms && toc & 3 == 0
    })
}

/// The packets of an Ogg file with one stream (RFC 3533).
fn packets(file: &[u8]) -> Result<Vec<Vec<u8>>, ClipError> {
    const HEADER: usize = 27;
    let mut packets = Vec::new();
    let mut packet = Vec::new();
    let mut at = 0;
    while at < file.len() {
        let page = &file[at..];
        if !page.starts_with(b"OggS") {
            return Err(ClipError::NotOgg(at));
        }
        let count = usize::from(*page.get(HEADER - 1).ok_or(ClipError::Truncated)?);
        let lacing = page.get(HEADER..HEADER + count).ok_or(ClipError::Truncated)?;
        let mut body = HEADER + count;
        for length in lacing {
            let end = body + usize::from(*length);
            packet.extend_from_slice(page.get(body..end).ok_or(ClipError::Truncated)?);
            body = end;
            if *length < u8::MAX {
                packets.push(std::mem::take(&mut packet));
            }
        }
        at += body;
    }
    Ok(packets)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    #[test]
    fn each_caller_speaks_for_twenty_to_forty_seconds_and_every_clip_is_small() {
        let callers = [Clip::Caller, Clip::CallerInvoice, Clip::CallerMove];
        for clip in callers {
            let caller = Recording::from_ogg(clip.file()).unwrap();
            assert!((1_000..2_000).contains(&caller.len()), "{clip:?}: {} frames", caller.len());
        }
        let hold = Recording::from_ogg(Clip::Hold.file()).unwrap();
        assert!((100..1_000).contains(&hold.len()), "{} frames", hold.len());
        for clip in callers.into_iter().chain([Clip::Agent, Clip::Coach, Clip::Hold]) {
            assert!(Recording::from_ogg(clip.file()).is_ok(), "{clip:?}");
            assert!(clip.file().len() < 150_000);
        }
    }

    #[test]
    fn a_recording_goes_round() {
        let hold = Clip::Hold.recording();
        let round = hold.len() as u64;
        assert_eq!(hold.frame(3), hold.frame(3 + 2 * round));
    }

    #[test]
    fn every_cut_of_a_file_is_read_or_refused() {
        let file = Clip::Hold.file();
        for end in (0..file.len()).step_by(7) {
            let _ = Recording::from_ogg(&file[..end]);
        }
        assert_eq!(Recording::from_ogg(b"RIFF"), Err(ClipError::NotOgg(0)));
        assert_eq!(Recording::from_ogg(b"OggS"), Err(ClipError::Truncated));
        assert_eq!(Recording::from_ogg(b""), Err(ClipError::NotOpus));
    }
}
