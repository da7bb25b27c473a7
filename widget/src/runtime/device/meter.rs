//! How loud the microphone is, in ten steps. It measures; it sends nothing anywhere.

use std::rc::Rc;

use gloo_timers::callback::Interval;
use wasm_bindgen::JsCast;
use web_sys::{
    AnalyserNode, AudioContext, AudioContextState, MediaStream, MediaStreamAudioSourceNode,
    MediaStreamTrack,
};

/// The loudest step.
pub const LOUDEST: u8 = 10;

/// How loud the microphone is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// A step, from 0 to [`LOUDEST`].
    Step(u8),
    /// It cannot be measured: the browser has no output for sound, or will not let a page listen.
    Unknown,
}

impl Default for Level {
    fn default() -> Self {
        Self::Step(0)
    }
}

const EVERY_MS: u32 = 100;
const SAMPLES: u32 = 1024;
/// How long nothing but zeros may come before the microphone counts as dead.
const ZEROS_FOR: u32 = 5_000 / EVERY_MS;
/// Decibels below full scale of the first step, and of each further one.
const FIRST_DB: f32 = -56.0;
const STEP_DB: f32 = 5.0;

/// A running meter; it ends when dropped.
pub(crate) struct Meter {
    source: MediaStreamAudioSourceNode,
    _timer: Interval,
}

impl Meter {
    /// Measures `stream` and tells each step that differs from the one before, and whether nothing
    /// but zeros has come for a while. A track that its owner has muted tells nothing.
    pub(crate) fn start(
        context: &AudioContext,
        stream: &MediaStream,
        tell: impl Fn(Level, bool) + 'static,
    ) -> Option<Self> {
        let track = stream.get_audio_tracks().get(0).dyn_into::<MediaStreamTrack>().ok()?;
        let running = context.clone();
        let analyser = context.create_analyser().ok()?;
        analyser.set_fft_size(SAMPLES);
        let source = context.create_media_stream_source(stream).ok()?;
        source.connect_with_audio_node(&analyser).ok()?;
        let tell = Rc::new(tell);
        let mut samples = vec![0.0; SAMPLES as usize];
        let (mut before, mut zeros) = ((Level::default(), false), 0_u32);
        let timer = Interval::new(EVERY_MS, move || {
            let level = match running.state() {
                AudioContextState::Running => Level::Step(step(&analyser, &mut samples)),
                AudioContextState::Suspended | AudioContextState::Closed | _ => Level::Unknown,
            };
            // A context that stands gives zeros whatever comes in.
            let measures = track.enabled() && level != Level::Unknown;
            let silent = samples.iter().all(|sample| *sample == 0.0);
            zeros = if silent && measures { zeros.saturating_add(1) } else { 0 };
            let now = (level, zeros >= ZEROS_FOR);
            if now != before {
                before = now;
                tell(now.0, now.1);
            }
        });
        Some(Self { source, _timer: timer })
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        // Not connected is what it shall be.
        let _disconnected = self.source.disconnect();
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to 0..=LOUDEST before"
)]
fn step(analyser: &AnalyserNode, samples: &mut [f32]) -> u8 {
    analyser.get_float_time_domain_data(samples);
    let power = samples.iter().map(|x| x * x).sum::<f32>() / SAMPLES as f32;
    let decibels = 10.0 * power.max(1e-10).log10();
    (((decibels - FIRST_DB) / STEP_DB).ceil()).clamp(0.0, f32::from(LOUDEST)) as u8
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    ///
    #[test]
    fn a_microphone_of_zeros_is_dead_after_five_seconds() {
        assert_eq!(ZEROS_FOR * EVERY_MS, 5_000);
    }
}
