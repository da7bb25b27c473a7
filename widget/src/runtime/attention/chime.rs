//! Sounds that repeat for as long as they are wanted: the ring of a call, and the sound of a help
//! request, which is two soft notes, or three firm ones for an Emergency.
//!
//! A loop of samples rather than strokes on a timer: browsers let the timers of a page in the
//! background sleep, and that is where it has to be heard.

use backline_core::interaction::help::Severity;
use js_sys::Math;
use wasm_bindgen::JsCast;
use web_sys::{AudioBufferSourceNode, AudioContext, AudioScheduledSourceNode};

/// Samples a second; the notes are far below half of it.
const RATE: u16 = 16_000;
/// A note comes up and fades within this time, in seconds, so that nothing clicks.
const EDGE: f64 = 0.02;

/// A note: when, how high, how long (seconds, hertz, seconds).
type Stroke = (f64, f64, f64);

/// What is repeated: its notes, how loud, and from one time to the next, in seconds.
pub(crate) struct Tune {
    strokes: &'static [Stroke],
    gain: f64,
    every: u16,
}

/// A call comes in.
pub(crate) static RING: Tune =
    Tune { strokes: &[(0.0, 523.0, 0.4), (0.5, 659.0, 0.5)], gain: 0.12, every: 3 };
static SOFT: Tune =
    Tune { strokes: &[(0.0, 587.3, 0.32), (0.38, 784.0, 0.5)], gain: 0.12, every: 4 };
static FIRM: Tune = Tune {
    strokes: &[(0.0, 880.0, 0.2), (0.3, 880.0, 0.2), (0.6, 1108.7, 0.34)],
    gain: 0.3,
    every: 4,
};

/// The sound of a help request.
pub(crate) const fn tune(severity: Severity) -> &'static Tune {
    match severity {
        Severity::Assist => &SOFT,
        Severity::Emergency => &FIRM,
    }
}

/// A sound that repeats; silent when dropped.
pub(crate) struct Chime(AudioBufferSourceNode);

impl Chime {
    /// Begins. On a page that was not touched yet it is heard from the first touch on.
    pub(crate) fn begin(context: &AudioContext, tune: &Tune) -> Option<Self> {
        let samples = samples(tune);
        let length = u32::try_from(samples.len()).ok()?;
        let buffer = context.create_buffer(1, length, f32::from(RATE)).ok()?;
        buffer.copy_to_channel(&samples, 0).ok()?;
        let source = context.create_buffer_source().ok()?;
        source.set_buffer(Some(&buffer));
        source.set_loop(true);
        source.connect_with_audio_node(&context.destination()).ok()?;
        source.start().ok()?;
        Some(Self(source))
    }
}

impl Drop for Chime {
    fn drop(&mut self) {
        let _silent = self.0.disconnect();
        let _ended = self.0.unchecked_ref::<AudioScheduledSourceNode>().stop();
    }
}

/// One repetition.
fn samples(tune: &Tune) -> Vec<f32> {
    let length = u32::from(tune.every) * u32::from(RATE);
    (0..length).map(|at| sample(tune, f64::from(at) / f64::from(RATE))).collect()
}

#[expect(clippy::cast_possible_truncation, reason = "a sample needs no more digits")]
fn sample(tune: &Tune, at: f64) -> f32 {
    let stroke = tune.strokes.iter().find(|(from, _, lasts)| (0.0..*lasts).contains(&(at - from)));
    let Some((from, hertz, lasts)) = stroke else { return 0.0 };
    let within = at - from;
    let edge = (within / EDGE).min((lasts - within) / EDGE).min(1.0);
    // The browser's own sine: that of the standard library weighs more than all of this file.
    (tune.gain * edge * Math::sin(std::f64::consts::TAU * hertz * within)) as f32
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    /// When it sounds, in fiftieths of a second from and to.
    fn notes(tune: &Tune) -> Vec<(usize, usize)> {
        let samples = samples(tune);
        let window = usize::from(RATE) / 50;
        let loud: Vec<bool> =
            samples.chunks(window).map(|part| part.iter().any(|it| it.abs() > 0.01)).collect();
        let mut notes: Vec<(usize, usize)> = Vec::new();
        for (at, loud) in loud.into_iter().enumerate() {
            match notes.last_mut() {
                Some((_, end)) if loud && *end == at => *end = at + 1,
                _ if loud => notes.push((at, at + 1)),
                _ => {}
            }
        }
        notes
    }

    fn loudest(tune: &Tune) -> f32 {
        samples(tune).into_iter().map(f32::abs).fold(0.0, f32::max)
    }

    #[test]
    fn a_request_is_two_notes_and_an_emergency_three_and_then_it_is_still() {
        assert_eq!(notes(&SOFT), [(0, 16), (19, 44)]);
        assert_eq!(notes(&FIRM), [(0, 10), (15, 25), (30, 47)]);
    }

    #[test]
    fn an_emergency_is_louder() {
        assert!(loudest(&FIRM) > 2.0 * loudest(&SOFT));
    }

    #[test]
    fn it_repeats_for_as_long_as_it_is_wanted_without_a_click() {
        for (tune, seconds) in [(&RING, 3), (&SOFT, 4), (&FIRM, 4)] {
            let samples = samples(tune);
            assert_eq!(samples.len(), seconds * usize::from(RATE));
            assert_eq!((samples.first(), samples.last()), (Some(&0.0), Some(&0.0)));
        }
    }
}
