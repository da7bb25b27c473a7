//! What the page knows of its own sound: whether the network lets it through at all, whether the
//! browser plays it, and what the server has yet to be told.
//!
//! Moved by the connection, the microphone and the browser. It refuses to know what is drawn.

use std::mem;

use backline_core::terms::MicrophoneUse;
use gloo_timers::callback::Timeout;

use super::{attach, keys::Keys, line::PageVoice, media::VoiceLine, outlet::Outlet};
use crate::runtime::Remembered;

/// How often the server is told of a change.
const TELL_EVERY_MS: u32 = 300;

impl PageVoice {
    /// No connection is wanted: what belonged to one goes. Where a call may come, the microphone is kept
    /// open or tried, as the tenant has it; anywhere else it is closed.
    pub(super) fn rests(&self) {
        let (over, stays) = {
            let mut line = self.0.state.borrow_mut();
            line.keys = Keys::default();
            line.server_known = false;
            ((line.retry.take(), line.unheard.take()), line.shown == VoiceLine::NoWay)
        };
        drop(over);
        match self.0.page.awaits_calls() {
            Some(MicrophoneUse::Warm) => self.keep_microphone(),
            Some(MicrophoneUse::OnCall) => self.try_microphone(),
            None => self.release_microphone(),
        }
        if !stays {
            self.show_line(VoiceLine::Off);
        }
    }

    pub(super) fn show_line(&self, line: VoiceLine) {
        let before = mem::replace(&mut self.0.state.borrow_mut().shown, line);
        if before != line {
            self.0.page.show(&|media| media.line = line);
        }
    }

    /// Connecting, unless it is known that nothing comes of it.
    pub(super) fn show_connecting(&self) {
        if self.0.state.borrow().shown != VoiceLine::NoWay {
            self.show_line(VoiceLine::Connecting);
        }
    }

    /// Gives the network its time, once for the first connection of a call: offers that are repeated
    /// renew nothing.
    pub(super) fn expect_sound(&self, within_ms: u32) {
        if self.0.state.borrow().unheard.is_some() {
            return;
        }
        let voice = self.clone();
        let unheard = Timeout::new(within_ms, move || {
            // Without an answer it is not the network's way for sound that is at fault.
            let answered = voice.0.state.borrow().server_known;
            if answered && voice.0.state.borrow().shown == VoiceLine::Connecting {
                voice.show_line(VoiceLine::NoWay);
            }
        });
        let before = self.0.state.borrow_mut().unheard.replace(unheard);
        drop(before);
    }

    /// Tells the server what it does not know yet of this page's sound.
    pub(super) fn tell_sound(&self) {
        let line = self.0.state.borrow();
        let waits = line.telling.is_some() || line.tell_again.is_some();
        let speaker = !line.blocked && line.outlet != Outlet::Nowhere;
        drop(line);
        let untold = self.0.page.untold(self.microphone().works(), speaker);
        let Some((interaction, command)) = untold.filter(|_| !waits) else { return };
        let voice = self.clone();
        let again = Timeout::new(TELL_EVERY_MS, move || {
            let over = voice.0.state.borrow_mut().tell_again.take();
            drop(over);
            voice.tell_sound();
        });
        let before = self.0.state.borrow_mut().tell_again.replace(again);
        drop(before);
        let id = self.0.page.ask(interaction, command);
        self.0.state.borrow_mut().telling = id;
    }

    /// The person wants to be rung again, whatever the network did before.
    pub(crate) fn forget_no_way(&self) {
        if self.0.state.borrow().shown == VoiceLine::NoWay {
            self.show_line(VoiceLine::Off);
            self.settle();
        }
    }

    /// Where the server takes sound, for the sentence that asks for it to be opened; whether it says so.
    pub(super) fn note_server(&self, answer: &str) -> bool {
        let server = attach::server_of(answer);
        self.0.page.show(&|media| media.server.clone_from(&server));
        if let Some(server) = &server {
            // A page that is loaded anew has to say it, too.
            Remembered::MediaServer.write(server);
        }
        server.is_some()
    }

    /// Whether the browser holds a voice back.
    pub(super) fn show_blocked(&self, blocked: bool) {
        let before = mem::replace(&mut self.0.state.borrow_mut().blocked, blocked);
        if before != blocked {
            self.0.page.show(&|media| media.sound_blocked = blocked);
        }
    }
}
