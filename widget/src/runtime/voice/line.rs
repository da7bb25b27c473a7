//! The page's one media connection: made when [`attach`](super::attach) says so, made anew when it
//! breaks, with the microphone on it or off it.

use std::{cell::RefCell, mem, rc::Rc};

use backline_core::{
    id::{CommandId, InteractionId},
    interaction::{CallCommand, Command, Offer},
    sorted::Set,
    terms::MicrophoneUse,
};
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::AudioContext;

use super::{
    attach::{self, HeldLine, LineStep, Sending, WantedLine},
    capture::CaptureState,
    check::SoundCheck,
    keys::Keys,
    media::{Media, VoiceLine},
    outlet::Outlet,
    peer::{PeerConnection, PeerEvent},
};
use crate::runtime::device::meter::Level;

/// How long a connection may take to come up.
const UP_WITHIN_MS: u32 = 8_000;
/// How long it may bring nothing before it is made anew.
const WAVERS_FOR_MS: u32 = 2_500;
const FIRST_RETRY_MS: u32 = 400;
const LAST_RETRY_MS: u32 = 5_000;

/// What is held of the connection.
#[derive(Default)]
pub(super) struct LineState {
    pub(super) held: Option<HeldLine>,
    pub(super) peer: Option<Rc<PeerConnection>>,
    /// Counts connections, so that what was begun for one is not done to the next.
    generation: u32,
    /// Offers that were sent and not answered: only the last answer fits.
    answers_due: u32,
    /// Whether any answer has come since this connection was begun.
    answered: bool,
    /// The commands that offered a connection, this one's or an earlier one's.
    offered: Set<CommandId>,
    joining: Option<CommandId>,
    failures: u32,
    pub(super) retry: Option<Timeout>,
    watchdog: Option<Timeout>,
    /// Keys that the server has accepted.
    pub(super) keys: Keys,
    /// Where voices go.
    pub(super) outlet: Outlet,
    /// Whether the person has said that another speaker will do until the chosen one is back.
    pub(super) aloud: bool,
    pub(super) capture: CaptureState,
    /// Whether the browser holds sound back.
    pub(super) blocked: bool,
    /// What the server was last told of this page's sound, until it has answered.
    pub(super) telling: Option<CommandId>,
    pub(super) tell_again: Option<Timeout>,
    /// Ends when the first connection has not come up for too long.
    pub(super) unheard: Option<Timeout>,
    /// Whether the server has said on this call where it takes sound.
    pub(super) server_known: bool,
    sent: Option<SentTrack>,
    /// Whether sound could flow is being found out.
    pub(super) check: Option<SoundCheck>,
    /// Tries again to play what the browser holds back.
    pub(super) replay: Option<Timeout>,
    /// How the page was last told that it stands.
    pub(super) shown: VoiceLine,
}

/// What was last given to the sender: on which connection, what, from which capture.
#[derive(Clone, Copy, PartialEq, Eq)]
struct SentTrack(u32, Sending, Option<u32>);

/// What the connection asks of the page that it belongs to.
pub(crate) trait VoiceHost {
    /// The connection that should be there, and whether the server can be asked.
    fn wanted(&self) -> (Option<WantedLine>, bool);
    /// Asks something of an interaction; nothing once the page is gone.
    fn ask(&self, interaction: InteractionId, command: Command) -> Option<CommandId>;
    /// What the server has yet to be told of this page's sound, when it is like this.
    fn untold(&self, microphone: Option<bool>, speaker: bool) -> Option<(InteractionId, Command)>;
    /// What becomes of the microphone without a connection; nothing where no calls come in.
    fn awaits_calls(&self) -> Option<MicrophoneUse>;
    /// Asks whether sound could flow over the connection of this offer.
    fn check_sound(&self, id: CommandId, sdp: String);
    /// Says something to the person.
    fn notify(&self, sentence: String);
    /// Whether a voice may only be heard by who chose a headset for it.
    fn is_private(&self) -> bool;
    /// Changes what components read of sound.
    fn show(&self, change: &dyn Fn(&mut Media));
}

/// The page's connection and the microphone on it. Cheap to clone; one per page.
#[derive(Clone)]
pub(crate) struct PageVoice(pub(super) Rc<Parts>);

pub(crate) struct Parts {
    pub(super) page: Box<dyn VoiceHost>,
    pub(super) state: RefCell<LineState>,
    /// How loud the microphone is.
    pub(super) level: RwSignal<Level>,
    /// What measures that.
    pub(super) context: Option<AudioContext>,
}

impl PageVoice {
    pub(crate) fn new(
        page: Box<dyn VoiceHost>,
        level: RwSignal<Level>,
        context: Option<AudioContext>,
    ) -> Self {
        Self(Rc::new(Parts { page, state: RefCell::default(), level, context }))
    }

    /// Brings connection and microphone in line with what is wanted.
    pub(crate) fn settle(&self) {
        let (wanted, live) = self.0.page.wanted();
        let (held, waits) = {
            let mut line = self.0.state.borrow_mut();
            if !live {
                // What was asked over the old socket is answered to nobody.
                line.answers_due = 0;
            }
            (line.held, line.retry.is_some())
        };
        match attach::step(wanted.as_ref(), held.as_ref(), live) {
            LineStep::Stay => {}
            LineStep::Attach if held.is_none() && waits => {}
            LineStep::Attach => {
                if let Some(wanted) = wanted {
                    self.attach(wanted);
                }
            }
            LineStep::Leave => _ = self.leave(),
        }
        match wanted {
            Some(wanted) => {
                self.take_microphone();
                self.set_outgoing(wanted.outgoing);
                self.tell_sound();
            }
            None => self.rests(),
        }
    }

    fn attach(&self, wanted: WantedLine) {
        let generation = self.leave();
        let voice = self.clone();
        let made = PeerConnection::new(move |event| voice.peer_told(generation, event));
        let Ok(peer) = made else { return self.broken(generation) };
        let negotiation = peer.negotiation();
        let outlet = self.0.state.borrow().outlet.clone();
        peer.voices().go_to(&outlet);
        self.watch(Some(self.break_after(generation, UP_WITHIN_MS)));
        {
            let mut line = self.0.state.borrow_mut();
            let WantedLine { interaction, awaited_since, .. } = wanted;
            line.held = Some(HeldLine { interaction, answers: awaited_since });
            line.answered = false;
            line.peer = Some(Rc::new(peer));
        }
        self.set_outgoing(wanted.outgoing);
        self.show_connecting();
        if let Some(within_ms) = wanted.up_within_ms {
            self.expect_sound(within_ms);
        }
        let voice = self.clone();
        spawn_local(async move {
            let offer = negotiation.offer().await;
            if !voice.is_current(generation) {
                return;
            }
            match offer {
                Ok(sdp) => voice.join(wanted.interaction, sdp),
                Err(_) => voice.broken(generation),
            }
        });
    }

    fn join(&self, interaction: InteractionId, sdp: String) {
        self.0.state.borrow_mut().answers_due += 1;
        let command = Command::Call(CallCommand::Join { offer: Offer(sdp) });
        let Some(id) = self.0.page.ask(interaction, command) else { return };
        let mut line = self.0.state.borrow_mut();
        line.offered.insert(id);
        line.joining = Some(id);
    }

    /// Closes the connection; gives the number of the next.
    fn leave(&self) -> u32 {
        let (old, generation) = {
            let mut line = self.0.state.borrow_mut();
            line.generation += 1;
            line.held = None;
            line.joining = None;
            let timers = (line.retry.take(), line.watchdog.take(), line.replay.take());
            ((line.peer.take(), timers), line.generation)
        };
        drop(old);
        self.show_blocked(false);
        generation
    }

    /// Gives this connection up and makes another after a while.
    fn broken(&self, generation: u32) {
        if !self.is_current(generation) {
            return;
        }
        self.leave();
        let mut line = self.0.state.borrow_mut();
        if line.answered {
            // Answers come, and yet not the one that was counted on: it was lost.
            line.answers_due = 0;
        }
        let wait = FIRST_RETRY_MS.saturating_mul(1 << line.failures.min(4)).min(LAST_RETRY_MS);
        line.failures += 1;
        drop(line);
        let voice = self.clone();
        let retry = Timeout::new(wait, move || {
            let over = voice.0.state.borrow_mut().retry.take();
            drop(over);
            voice.settle();
        });
        let before = self.0.state.borrow_mut().retry.replace(retry);
        drop(before);
        self.show_connecting();
    }

    /// Gives the connection up when `watchdog` says so, and no earlier one.
    fn watch(&self, watchdog: Option<Timeout>) {
        let before = mem::replace(&mut self.0.state.borrow_mut().watchdog, watchdog);
        drop(before);
    }

    fn break_after(&self, generation: u32, wait_ms: u32) -> Timeout {
        let voice = self.clone();
        Timeout::new(wait_ms, move || voice.broken(generation))
    }

    fn peer_told(&self, generation: u32, event: PeerEvent) {
        if !self.is_current(generation) {
            return;
        }
        match event {
            PeerEvent::Up => {
                let unheard = {
                    let mut line = self.0.state.borrow_mut();
                    line.failures = 0;
                    line.unheard.take()
                };
                drop(unheard);
                self.watch(None);
                self.show_line(VoiceLine::Up);
                Keys::send(self);
            }
            PeerEvent::Wavering => {
                self.watch(Some(self.break_after(generation, WAVERS_FOR_MS)));
                self.show_connecting();
            }
            PeerEvent::Failed => self.broken(generation),
            PeerEvent::SoundBlocked => self.is_held_back(),
        }
    }

    /// Whether `id` was a command of the connection's own: an offer, or what the page says of its
    /// sound.
    pub(crate) fn was_answered(&self, id: CommandId, refused: bool) -> bool {
        if SoundCheck::was_answered(self, id, refused) {
            return true;
        }
        let mut line = self.0.state.borrow_mut();
        if line.telling == Some(id) {
            line.telling = None;
            return true;
        }
        if !line.offered.remove(&id) {
            return false;
        }
        if refused {
            line.answers_due = line.answers_due.saturating_sub(1);
        }
        let generation = line.generation;
        let failed = refused && line.joining == Some(id);
        drop(line);
        if failed {
            self.broken(generation);
        }
        true
    }

    pub(crate) fn media_answered(&self, interaction: InteractionId, sdp: String) {
        let known = self.note_server(&sdp);
        if SoundCheck::takes(self, interaction, &sdp) {
            return;
        }
        self.0.state.borrow_mut().server_known = known;
        self.count_answer();
        let line = self.0.state.borrow();
        let fits =
            line.answers_due == 0 && line.held.is_some_and(|held| held.interaction == interaction);
        let generation = line.generation;
        let Some(negotiation) = line.peer.as_ref().filter(|_| fits).map(|peer| peer.negotiation())
        else {
            return;
        };
        drop(line);
        let voice = self.clone();
        spawn_local(async move {
            if negotiation.accept(&sdp).await.is_err() {
                voice.broken(generation);
            }
        });
    }

    pub(crate) fn media_refused(&self, interaction: InteractionId, sentence: String) {
        self.count_answer();
        let line = self.0.state.borrow();
        let concerned = line.held.is_some_and(|held| held.interaction == interaction);
        let generation = line.generation;
        drop(line);
        if concerned {
            self.0.page.notify(sentence);
            self.broken(generation);
        }
    }

    fn count_answer(&self) {
        let mut line = self.0.state.borrow_mut();
        line.answers_due = line.answers_due.saturating_sub(1);
        line.answered = true;
    }

    /// Sends one touch tone, which the server has accepted, after those before it.
    pub(crate) fn press(&self, key: char) {
        Keys::press(self, key);
    }

    pub(super) fn peer(&self) -> Option<Rc<PeerConnection>> {
        self.0.state.borrow().peer.clone()
    }

    /// Gives the microphone to the connection, or takes it away: without a track no packet goes
    /// out at all, where a silenced one would still send the sound of silence.
    fn set_outgoing(&self, outgoing: Sending) {
        let (peer, track) = {
            let mut line = self.0.state.borrow_mut();
            let sent = SentTrack(line.generation, outgoing, line.capture.number());
            if line.sent == Some(sent) {
                return;
            }
            let Some(peer) = line.peer.clone() else { return };
            line.sent = Some(sent);
            (peer, line.capture.track().cloned())
        };
        if let Some(track) = &track {
            track.set_enabled(outgoing != Sending::Muted);
        }
        match outgoing {
            Sending::Voice | Sending::Muted => peer.send(track.as_ref()),
            Sending::Nothing => peer.send(None),
        }
    }

    fn is_current(&self, generation: u32) -> bool {
        self.0.state.borrow().generation == generation
    }
}
