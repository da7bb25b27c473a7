//! Sounds of the page's own, made as they play: the ring, the tick of coaching, a help request.
//!
//! A browser lets no page sound before the person has touched it; the first touch lifts that.

use std::cell::Cell;

use backline_core::{
    interaction::help::Severity,
    time::{Millis, Timestamp},
};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{AudioContext, AudioContextState, Event, GainNode, OscillatorNode, OscillatorType};

use super::chime::{Chime, RING, tune};

/// What a browser takes at most to start a context that may run.
const STARTS: Millis = Millis::seconds(2);
const TICK_HZ: f32 = 880.0;
const TICK_GAIN: f32 = 0.05;

/// The page's own sounds.
#[derive(Default)]
pub(crate) struct Sounds {
    context: Option<AudioContext>,
    /// Since when the browser has let nothing sound.
    held_since: Cell<Option<Timestamp>>,
    ring: Option<Chime>,
    tick: Option<ScheduledTone>,
    request: Option<(Severity, Chime)>,
}

/// A scheduled tone; silent when dropped.
struct ScheduledTone {
    oscillator: OscillatorNode,
    gain: GainNode,
}

impl Sounds {
    /// Silent, and ready once the page was touched.
    pub(crate) fn new() -> Self {
        let context = AudioContext::new().ok();
        if let Some(context) = context.clone() {
            resume_at_touch(context);
        }
        Self { context, ..Self::default() }
    }

    /// For others who work with sound.
    pub(crate) const fn context(&self) -> Option<&AudioContext> {
        self.context.as_ref()
    }

    /// Whether the browser holds sounds back until the page is touched. Every context begins
    /// suspended: one that is about to run, because the browser has given the page a microphone or
    /// knows it, is not held back.
    pub(crate) fn is_held_back(&self, now: Timestamp) -> bool {
        let suspended = |it: &AudioContext| it.state() == AudioContextState::Suspended;
        let since = self.held_since.get().unwrap_or(now);
        let held = self.context.as_ref().is_some_and(suspended);
        self.held_since.set(held.then_some(since));
        held && now.since(since) >= STARTS
    }

    /// Rings, or stops ringing.
    pub(crate) fn ring(&mut self, on: bool) {
        if !on {
            self.ring = None;
        } else if self.ring.is_none() {
            self.ring = self.context.as_ref().and_then(|context| Chime::begin(context, &RING));
        }
    }

    /// Sounds for a help request, again and again, or stops.
    pub(crate) fn request(&mut self, severity: Option<Severity>) {
        if self.request.as_ref().map(|(severity, _)| *severity) != severity {
            self.request = None;
            let begun = self.context.as_ref().zip(severity);
            self.request = begun.and_then(|(context, severity)| {
                Some((severity, Chime::begin(context, tune(severity))?))
            });
        }
    }

    /// A soft tick: somebody's voice has joined or left the agent's ear.
    pub(crate) fn tick(&mut self) {
        let Some(context) = &self.context else { return };
        self.tick = ScheduledTone::new(context, TICK_HZ);
        if let Some(tone) = &self.tick {
            tone.stroke(context.current_time(), 0.08, TICK_GAIN);
        }
    }
}

impl ScheduledTone {
    fn new(context: &AudioContext, hertz: f32) -> Option<Self> {
        let oscillator = context.create_oscillator().ok()?;
        let gain = context.create_gain().ok()?;
        gain.gain().set_value(0.0);
        oscillator.set_type(OscillatorType::Sine);
        oscillator.frequency().set_value(hertz);
        oscillator.connect_with_audio_node(&gain).ok()?;
        gain.connect_with_audio_node(&context.destination()).ok()?;
        oscillator.start().ok()?;
        Some(Self { oscillator, gain })
    }

    /// Sounds for `seconds` from `at`, with soft edges so that nothing clicks.
    fn stroke(&self, at: f64, seconds: f64, loudness: f32) {
        let gain = self.gain.gain();
        // Each refuses only a time that is not a number.
        let _ = gain.set_target_at_time(loudness, at, 0.01);
        let _ = gain.set_target_at_time(0.0, at + seconds, 0.03);
    }
}

impl Drop for ScheduledTone {
    fn drop(&mut self) {
        let _silent = self.gain.disconnect();
        let _ended = self.oscillator.stop();
    }
}

fn resume_at_touch(context: AudioContext) {
    let Some(window) = web_sys::window() else { return };
    let touched = Closure::<dyn FnMut(Event)>::new(move |_: Event| {
        // Refused only while the page was not touched: then the next touch does it.
        let _resuming = context.resume();
    });
    for event in ["pointerdown", "pointerup", "keydown"] {
        let _listens =
            window.add_event_listener_with_callback(event, touched.as_ref().unchecked_ref());
    }
    touched.forget();
}
