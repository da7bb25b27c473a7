//! Keeping the microphone while a connection is wanted, or a call may come and the tenant has it so,
//! and no longer; its level; its choice.

use std::mem;

use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::MediaStreamTrack;

use super::line::PageVoice;
use crate::runtime::{
    browser::{panic::closes_when_broken, storage::Remembered},
    device::{
        devices::{self, Device, DeviceKind},
        meter::{Level, Meter},
        microphone::{Capture, Microphone, device_of},
    },
};

/// How long the browser may ask before the person is told that it does.
const ANSWERED_WITHIN_MS: u32 = 2_000;

/// What is held of the microphone.
#[derive(Default)]
pub(crate) struct CaptureState {
    capture: Option<Capture>,
    ended: Option<Closure<dyn FnMut()>>,
    silenced: Option<Closure<dyn FnMut()>>,
    /// Whether it was tried since nobody could ring this page.
    tried: bool,
    /// Nothing but zeros come from it.
    dead: bool,
    /// Ends when the person has been asked for a while.
    asks: Option<Timeout>,
    meter: Option<Meter>,
    /// What was chosen is not among the devices.
    away: bool,
    /// The name of the one that ended by itself, until another is there.
    gone: Option<String>,
    /// How many there were when they were listed last.
    known: usize,
    /// How the page was last told that it stands.
    shown: Microphone,
    /// Counts requests, so that the answer to an old one is not taken for the latest.
    number: u32,
}

impl CaptureState {
    /// Which capture this is, while there is one.
    pub(crate) fn number(&self) -> Option<u32> {
        self.capture.as_ref().map(|_| self.number)
    }

    /// The microphone's track, while there is one.
    pub(crate) fn track(&self) -> Option<&MediaStreamTrack> {
        self.capture.as_ref().map(Capture::track)
    }

    /// What has to be let go of; dropped it ends.
    fn clear(&mut self) -> impl Sized + use<> {
        self.number += 1;
        self.dead = false;
        let heard = (self.ended.take(), self.silenced.take());
        (self.meter.take(), self.capture.take(), heard, self.asks.take())
    }
}

impl PageVoice {
    /// Asks for the microphone, unless it is there, being asked for, or was refused.
    pub(crate) fn take_microphone(&self) {
        if self.0.state.borrow().capture.shown != Microphone::Off {
            return;
        }
        self.show_microphone(Microphone::Asking);
        let number = self.0.state.borrow().capture.number;
        let voice = self.clone();
        let asks = Timeout::new(ANSWERED_WITHIN_MS, move || {
            voice.show_microphone(Microphone::Unanswered);
            voice.settle();
        });
        let before = self.0.state.borrow_mut().capture.asks.replace(asks);
        drop(before);
        let voice = self.clone();
        spawn_local(async move {
            let asked = Capture::start().await;
            if voice.0.state.borrow().capture.number != number {
                return;
            }
            let over = voice.0.state.borrow_mut().capture.asks.take();
            drop(over);
            match asked {
                Ok(capture) => voice.captured(capture),
                Err(why) => {
                    voice.show_microphone(why);
                    voice.settle();
                }
            }
            voice.list_devices();
        });
    }

    /// Keeps it open before a call comes, on no connection: what would stop one is known at any time.
    pub(crate) fn keep_microphone(&self) {
        if let Some(track) = self.0.state.borrow().capture.track() {
            // A call that was muted is over, and a muted track cannot be measured.
            track.set_enabled(true);
        }
        self.take_microphone();
    }

    /// Asks for it once, before a call comes: what would stop one is known then.
    pub(crate) fn try_microphone(&self) {
        let state = self.0.state.borrow();
        let (tried, held) = (state.capture.tried, state.capture.capture.is_some());
        drop(state);
        if held {
            self.let_go();
        } else if !tried {
            self.0.state.borrow_mut().capture.tried = true;
            self.take_microphone();
        }
    }

    /// Lets go of it; it will be tried again.
    pub(crate) fn release_microphone(&self) {
        self.0.state.borrow_mut().capture.tried = false;
        self.let_go();
    }

    /// The browser is about to stop the page's program, and nobody is rung at a page that stands still:
    /// a microphone that waits is closed until the program runs again.
    pub(crate) fn freezes(&self) {
        if self.0.page.wanted().0.is_none() {
            self.release_microphone();
        }
    }

    fn let_go(&self) {
        if self.0.state.borrow().capture.shown == Microphone::Off {
            return;
        }
        let over = self.0.state.borrow_mut().capture.clear();
        drop(over);
        closes_when_broken(None);
        self.0.level.set(Level::default());
        self.show_microphone(Microphone::Off);
    }

    /// Lets go of it and asks again, where one is wanted.
    pub(crate) fn retake_microphone(&self) {
        self.release_microphone();
        self.settle();
    }

    fn captured(&self, capture: Capture) {
        let voice = self.clone();
        let label = capture.track().label();
        self.tell_of_another(&label);
        let ended = Closure::<dyn FnMut()>::new(move || {
            voice.0.state.borrow_mut().capture.gone = Some(label.clone());
            voice.retake_microphone();
        });
        capture.track().set_onended(Some(ended.as_ref().unchecked_ref()));
        let voice = self.clone();
        let silenced = Closure::<dyn FnMut()>::new(move || voice.judge_microphone());
        capture.track().set_onmute(Some(silenced.as_ref().unchecked_ref()));
        capture.track().set_onunmute(Some(silenced.as_ref().unchecked_ref()));
        closes_when_broken(Some(capture.track()));
        let (level, voice) = (self.0.level, self.clone());
        let meter = self.0.context.as_ref().and_then(|context| {
            // A page that captures may sound, which it may not have been when it was loaded.
            let _resuming = context.resume();
            Meter::start(context, capture.stream(), move |step, dead| {
                level.set(step);
                voice.note_dead(dead);
            })
        });
        if meter.is_none() {
            level.set(Level::Unknown);
        }
        let over = {
            let state = &mut self.0.state.borrow_mut().capture;
            let over = state.clear();
            state.capture = Some(capture);
            state.ended = Some(ended);
            state.silenced = Some(silenced);
            state.meter = meter;
            over
        };
        drop(over);
        self.judge_microphone();
        self.resume();
        self.settle();
    }

    /// Another microphone than the one that went, where nobody has chosen: the system's choice has
    /// changed, perhaps from a headset to what the whole room hears and is heard by.
    fn tell_of_another(&self, label: &str) {
        let gone = self.0.state.borrow_mut().capture.gone.take();
        if gone.is_some_and(|gone| gone != label) && Remembered::Microphone.read().is_none() {
            self.0.page.notify(["Your microphone is now ", label, "."].concat());
        }
    }

    fn note_dead(&self, dead: bool) {
        let before = mem::replace(&mut self.0.state.borrow_mut().capture.dead, dead);
        if before != dead {
            self.judge_microphone();
        }
    }

    /// Whether the microphone that is there gives sound.
    fn judge_microphone(&self) {
        let state = self.0.state.borrow();
        let Some(track) = state.capture.track() else { return };
        let stands = if track.muted() {
            Microphone::Silenced
        } else if state.capture.dead {
            Microphone::Dead
        } else {
            Microphone::On
        };
        drop(state);
        self.show_microphone(stands);
        self.tell_sound();
    }

    /// How the microphone stands.
    pub(super) fn microphone(&self) -> Microphone {
        self.0.state.borrow().capture.shown
    }

    /// Reads anew which devices there are.
    pub(crate) fn list_devices(&self) {
        let voice = self.clone();
        spawn_local(async move {
            let devices = devices::list().await;
            voice.0.page.show(&|media| media.devices.clone_from(&devices));
            voice.route(&devices);
            voice.take_what_came(&devices);
            voice.take_what_was_chosen(&devices);
        });
    }

    /// A microphone that is plugged in while none works is tried.
    fn take_what_came(&self, devices: &[Device]) {
        let count = devices.iter().filter(|it| it.kind == DeviceKind::Microphone).count();
        let (before, shown) = {
            let state = &mut self.0.state.borrow_mut().capture;
            (mem::replace(&mut state.known, count), state.shown)
        };
        if count > before && matches!(shown, Microphone::Missing | Microphone::Faulty) {
            self.retake_microphone();
        }
    }

    /// A microphone that was chosen and is back is used again.
    fn take_what_was_chosen(&self, devices: &[Device]) {
        let mut all = devices.iter().filter(|it| it.kind == DeviceKind::Microphone).peekable();
        let Some(chosen) = Remembered::Microphone.read().filter(|_| all.peek().is_some()) else {
            return self.0.page.show(&|media| media.microphone_away = false);
        };
        let away = !all.any(|it| it.id == chosen);
        let (was_away, used) = {
            let state = &mut self.0.state.borrow_mut().capture;
            let track = state.capture.as_ref().map(|it| it.track().clone());
            (mem::replace(&mut state.away, away), track)
        };
        self.0.page.show(&|media| media.microphone_away = away && used.is_some());
        if was_away && !away && used.is_some_and(|used| device_of(&used) != Some(chosen)) {
            self.retake_microphone();
        }
    }

    /// Uses another device.
    pub(crate) fn choose(&self, kind: DeviceKind, id: Option<String>) {
        match &id {
            Some(id) => kind.kept().write(id),
            None => kind.kept().clear(),
        }
        self.0.page.show(&|media| match kind {
            DeviceKind::Microphone => media.chosen_microphone.clone_from(&id),
            DeviceKind::Speaker => media.chosen_speaker.clone_from(&id),
        });
        match kind {
            DeviceKind::Microphone => self.retake_microphone(),
            DeviceKind::Speaker => self.list_devices(),
        }
    }

    /// Takes the microphone as it is, or with the browser's processing.
    pub(crate) fn choose_raw(&self, raw: bool) {
        if raw {
            Remembered::RawMicrophone.write("1");
        } else {
            Remembered::RawMicrophone.clear();
        }
        self.0.page.show(&|media| media.raw = raw);
        self.retake_microphone();
    }

    fn show_microphone(&self, microphone: Microphone) {
        self.0.state.borrow_mut().capture.shown = microphone;
        self.0.page.show(&|media| media.microphone = microphone);
    }
}
