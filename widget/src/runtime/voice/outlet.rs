//! Where the voices of a connection go: the speaker that was chosen, the system's own, or nowhere
//! while a headset that was chosen is away. And what the browser holds back, tried again.

use gloo_timers::callback::Timeout;

use super::line::PageVoice;
use crate::runtime::{
    browser::storage::Remembered,
    device::devices::{Device, DeviceKind},
};

/// How long after a refusal the browser is asked again. It may have changed its mind meanwhile
/// without a word: a page that captures may play.
const REPLAY_MS: u32 = 1_000;

/// Where voices go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Outlet {
    /// To the speaker that the system has.
    #[default]
    System,
    /// To this one.
    Chosen(String),
    /// Nowhere: what was chosen is away, and nobody has said that others may hear.
    Nowhere,
}

impl Outlet {
    /// Where voices go with this choice. `private` is whether others must not hear them, unless
    /// somebody has said so for as long as it is away. A list without names tells nothing: browsers
    /// name no device before a microphone was allowed.
    fn of(chosen: Option<String>, devices: &[Device], private: bool) -> Self {
        let Some(chosen) = chosen else { return Self::System };
        let named = devices.iter().any(|it| !it.label.is_empty());
        let mut speakers = devices.iter().filter(|it| it.kind == DeviceKind::Speaker).peekable();
        let none = speakers.peek().is_none();
        if none && !named || speakers.any(|it| it.id == chosen) {
            Self::Chosen(chosen)
        } else if none || private {
            Self::Nowhere
        } else {
            Self::System
        }
    }

    /// The browser's name of the speaker; empty is the system's own.
    pub(crate) fn speaker(&self) -> &str {
        match self {
            Self::Chosen(id) => id,
            Self::System | Self::Nowhere => "",
        }
    }
}

impl PageVoice {
    /// Sends all sound where it belongs, with the devices that there are. The ring follows, and
    /// sounds where the system says while its speaker is away.
    pub(super) fn route(&self, devices: &[Device]) {
        let chosen = Remembered::Speaker.read();
        let mut private = self.0.page.is_private();
        let before = {
            let mut line = self.0.state.borrow_mut();
            let there = Outlet::of(chosen.clone(), devices, true) != Outlet::Nowhere;
            line.aloud &= !there;
            private &= !line.aloud;
            let outlet = Outlet::of(chosen, devices, private);
            std::mem::replace(&mut line.outlet, outlet)
        };
        let outlet = self.0.state.borrow().outlet.clone();
        if outlet == before {
            return;
        }
        if let Some(peer) = self.peer() {
            peer.voices().go_to(&outlet);
        }
        if let Some(context) = &self.0.context {
            super::voices::use_speaker(context, outlet.speaker());
        }
        self.0.page.show(&|media| media.speaker_away = outlet == Outlet::Nowhere);
        self.tell_sound();
    }

    /// The person wants to hear now: on another speaker than the chosen one, if need be.
    pub(crate) fn play_sound(&self) {
        self.0.state.borrow_mut().aloud = true;
        self.list_devices();
        self.show_blocked(false);
        self.resume();
        self.tell_sound();
    }

    /// Plays what waits to be played.
    pub(super) fn resume(&self) {
        if let Some(peer) = self.peer() {
            let (voice, plays) = (self.clone(), self.clone());
            let plays = move || {
                plays.show_blocked(false);
                plays.tell_sound();
            };
            peer.voices().resume(plays, move || voice.is_held_back());
        }
    }

    /// The browser holds a voice back: that is said, and tried again.
    pub(super) fn is_held_back(&self) {
        self.show_blocked(true);
        let voice = self.clone();
        let again = Timeout::new(REPLAY_MS, move || voice.resume());
        let before = self.0.state.borrow_mut().replay.replace(again);
        drop(before);
        self.tell_sound();
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    fn devices(ids: &[&str]) -> Vec<Device> {
        let speaker = |id: &&str| Device {
            kind: DeviceKind::Speaker,
            id: (*id).to_owned(),
            label: String::new(),
        };
        ids.iter().map(speaker).collect()
    }

    fn headset() -> Option<String> {
        Some("headset".to_owned())
    }

    ///
    #[test]
    fn a_voice_meant_for_a_headset_is_not_played_for_the_room() {
        let (here, away) = (devices(&["loud", "headset"]), devices(&["loud"]));
        let chosen = Outlet::Chosen("headset".to_owned());
        assert_eq!(Outlet::of(headset(), &here, true), chosen);
        assert_eq!(Outlet::of(headset(), &away, true), Outlet::Nowhere);
        assert_eq!(Outlet::of(headset(), &away, false), Outlet::System);
        assert_eq!(Outlet::of(None, &away, true), Outlet::System);
    }

    ///
    #[test]
    fn without_any_speaker_nothing_is_played_whoever_may_hear_it() {
        let (kind, id) = (DeviceKind::Microphone, "desk".to_owned());
        let only = [Device { kind, id, label: "Desk microphone".to_owned() }];
        for private in [true, false] {
            assert_eq!(Outlet::of(headset(), &only, private), Outlet::Nowhere);
            assert_eq!(Outlet::of(None, &only, private), Outlet::System, "some browsers list none");
        }
    }

    ///
    #[test]
    fn before_devices_have_names_the_choice_stands() {
        let chosen = Outlet::Chosen("headset".to_owned());
        assert_eq!(Outlet::of(headset(), &[], true), chosen);
    }
}
