//! The sound of a help request, as it repeats: two soft notes, or three firm ones for an Emergency.
//!
//! A loop of samples rather than strokes on a timer: browsers let the timers of a page in the
//! background sleep, and that is where it has to be heard.

use backline_core::interaction::help::Severity;
use wasm_bindgen::JsCast;
use web_sys::{AudioBufferSourceNode, AudioContext, AudioScheduledSourceNode};

/// Samples a second; the notes are far below half of it.
const RATE: u16 = 16_000;
/// From one time to the next, in samples.
const EVERY: u32 = 4 * RATE as u32;
/// A note comes up and fades within this time, in seconds, so that nothing clicks.
const EDGE: f64 = 0.02;

/// A note: when, how high, how long (seconds, hertz, seconds).
type Stroke = (f64, f64, f64);

const SOFT: [Stroke; 2] = [(0.0, 587.3, 0.32), (0.38, 784.0, 0.5)];
const FIRM: [Stroke; 3] = [(0.0, 880.0, 0.2), (0.3, 880.0, 0.2), (0.6, 1108.7, 0.34)];
const SOFT_GAIN: f64 = 0.12;
const FIRM_GAIN: f64 = 0.3;

/// A sound that repeats; silent when dropped.
pub(crate) struct Chime {
    severity: Severity,
    source: AudioBufferSourceNode,
}

impl Chime {
    /// Begins. On a page that was not touched yet it is heard from the first touch on.
    pub(crate) fn begin(context: &AudioContext, severity: Severity) -> Option<Self> {
        let buffer = context.create_buffer(1, EVERY, f32::from(RATE)).ok()?;
        buffer.copy_to_channel(&samples(severity), 0).ok()?;
        let source = context.create_buffer_source().ok()?;
        source.set_buffer(Some(&buffer));
        source.set_loop(true);
        source.connect_with_audio_node(&context.destination()).ok()?;
        source.start().ok()?;
        Some(Self { severity, source })
    }

    /// For which kind of request.
    pub(crate) const fn severity(&self) -> Severity {
        self.severity
    }
}

impl Drop for Chime {
    fn drop(&mut self) {
        let _silent = self.source.disconnect();
        let _ended = self.source.unchecked_ref::<AudioScheduledSourceNode>().stop();
    }
}

/// One repetition.
fn samples(severity: Severity) -> Vec<f32> {
    let (strokes, gain) = match severity {
        Severity::Assist => (&SOFT[..], SOFT_GAIN),
        Severity::Emergency => (&FIRM[..], FIRM_GAIN),
    };
    (0..EVERY).map(|at| sample(strokes, gain, f64::from(at) / f64::from(RATE))).collect()
}

#[expect(clippy::cast_possible_truncation, reason = "a sample needs no more digits")]
fn sample(strokes: &[Stroke], gain: f64, at: f64) -> f32 {
    let stroke = strokes.iter().find(|(from, _, lasts)| (0.0..*lasts).contains(&(at - from)));
    let Some((from, hertz, lasts)) = stroke else { return 0.0 };
    let within = at - from;
    let edge = (within / EDGE).min((lasts - within) / EDGE).min(1.0);
    (gain * edge * (std::f64::consts::TAU * hertz * within).sin()) as f32
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    /// When it sounds, in fiftieths of a second from and to.
    fn notes(severity: Severity) -> Vec<(usize, usize)> {
        let samples = samples(severity);
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

    fn loudest(severity: Severity) -> f32 {
        samples(severity).into_iter().map(f32::abs).fold(0.0, f32::max)
    }

    #[test]
    fn a_request_is_two_notes_and_an_emergency_three_and_then_it_is_still() {
        assert_eq!(notes(Severity::Assist), [(0, 16), (19, 44)]);
        assert_eq!(notes(Severity::Emergency), [(0, 10), (15, 25), (30, 47)]);
    }

    #[test]
    fn an_emergency_is_louder() {
        assert!(loudest(Severity::Emergency) > 2.0 * loudest(Severity::Assist));
    }

    #[test]
    fn it_repeats_every_four_seconds_without_a_click() {
        for severity in Severity::ALL {
            let samples = samples(severity);
            assert_eq!(samples.len(), 4 * usize::from(RATE));
            assert_eq!((samples.first(), samples.last()), (Some(&0.0), Some(&0.0)));
        }
    }
}
