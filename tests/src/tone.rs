//! Who speaks in which tone, and the recordings that microphones play.
//!
//! A second of silence at no place and a whole number of waves: Chromium plays the file over and
//! over, and the seam must not click.

use std::{collections::BTreeSet, f64::consts::TAU, fs, path::Path};

use anyhow::{Context, Result};

/// What a party's microphone speaks, and thereby who it is to those who hear it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Voice {
    /// 440 Hz.
    Customer,
    /// 620 Hz.
    Agent,
    /// 830 Hz.
    Sofia,
    /// 1010 Hz.
    Sam,
}

const SAMPLES_PER_SECOND: u32 = 48_000;
const SECONDS: u32 = 4;
/// Loud enough to stand far above what the codec adds, far below what it would clip.
const AMPLITUDE: f64 = 0.25;

impl Voice {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Customer, Self::Agent, Self::Sofia, Self::Sam];

    /// Its pitch. None is a multiple of another, so that no overtone passes for a voice.
    #[must_use]
    pub const fn hertz(self) -> u32 {
        match self {
            Self::Customer => 440,
            Self::Agent => 620,
            Self::Sofia => 830,
            Self::Sam => 1010,
        }
    }
}

/// The set of these voices.
#[must_use]
pub fn voices<const N: usize>(those: [Voice; N]) -> BTreeSet<Voice> {
    those.into_iter().collect()
}

/// Writes the tone as a recording for a microphone: 48 kHz, 16 bit, one channel.
pub(crate) fn write(voice: Voice, file: &Path) -> Result<()> {
    let count = SAMPLES_PER_SECOND * SECONDS;
    let bytes = count * 2;
    let mut wave = Vec::with_capacity(44 + bytes as usize);
    wave.extend(b"RIFF");
    wave.extend((36 + bytes).to_le_bytes());
    wave.extend(b"WAVEfmt ");
    wave.extend(16_u32.to_le_bytes());
    wave.extend(1_u16.to_le_bytes());
    wave.extend(1_u16.to_le_bytes());
    wave.extend(SAMPLES_PER_SECOND.to_le_bytes());
    wave.extend((SAMPLES_PER_SECOND * 2).to_le_bytes());
    wave.extend(2_u16.to_le_bytes());
    wave.extend(16_u16.to_le_bytes());
    wave.extend(b"data");
    wave.extend(bytes.to_le_bytes());
    for n in 0..count {
        let phase = TAU * f64::from(voice.hertz()) * f64::from(n) / f64::from(SAMPLES_PER_SECOND);
        #[expect(clippy::cast_possible_truncation, reason = "the amplitude keeps it in range")]
        let sample = (phase.sin() * AMPLITUDE * f64::from(i16::MAX)) as i16;
        wave.extend(sample.to_le_bytes());
    }
    fs::write(file, wave).with_context(|| format!("cannot write {}", file.display()))
}
