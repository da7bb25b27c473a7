//! The page's one media connection: made when [`attach`](super::attach) says so, made anew when it
//! breaks, with the microphone on it or off it.

use std::{cell::RefCell, mem, rc::Rc};

use backline_core::{
    id::{CommandId, InteractionId},
    interaction::{CallCommand, Command, Offer},
    sorted::Set,
};
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::AudioContext;

use super::{
    attach::{self, HeldLine, LineStep, Sending, WantedLine},
    capture::CaptureState,
    media::{Media, VoiceLine},
    peer::{PeerConnection, PeerEvent},
};

/// How long a connection may take to come up.
const UP_WITHIN_MS: u32 = 8_000;
/// How long it may bring nothing before it is made anew.
const WAVERS_FOR_MS: u32 = 2_500;
const FIRST_RETRY_MS: u32 = 400;
const LAST_RETRY_MS: u32 = 5_000;

/// What is held of the connection.
#[derive(Default)]
pub(super) struct LineState {
    held: Option<HeldLine>,
    pub(super) peer: Option<PeerConnection>,
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
    retry: Option<Timeout>,
    watchdog: Option<Timeout>,
    pub(super) capture: CaptureState,
    /// Whether the browser holds sound back.
    pub(super) blocked: bool,
    /// What the server was last told of this page's sound, until it has answered.
    pub(super) telling: Option<CommandId>,
    pub(super) tell_again: Option<Timeout>,
    /// Ends when the first connection has not come up for too long.
    pub(super) unheard: Option<Timeout>,
    /// Where the server takes sound: address and port, once it has said so.
    pub(super) server: Option<(String, String)>,
    sent: Option<SentTrack>,
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
    /// Whether somebody can ring this page, so that its microphone is tried before they do.
    fn awaits_calls(&self) -> bool;
    /// The network lets no sound through.
    fn no_way(&self);
    /// Says something to the person.
    fn notify(&self, sentence: String);
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
    pub(super) level: RwSignal<u8>,
    /// What measures that.
    pub(super) context: Option<AudioContext>,
}

impl PageVoice {
    pub(crate) fn new(
        page: Box<dyn VoiceHost>,
        level: RwSignal<u8>,
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
            LineStep::Leave => {
                self.leave();
            }
        }
        match wanted {
            Some(wanted) => {
                self.take_microphone();
                self.set_outgoing(wanted.outgoing);
                self.tell_sound();
            }
            None => {
                let mut line = self.0.state.borrow_mut();
                line.retry = None;
                line.unheard = None;
                let stays = line.shown == VoiceLine::NoWay;
                drop(line);
                if self.0.page.awaits_calls() {
                    self.try_microphone();
                } else {
                    self.release_microphone();
                }
                if !stays {
                    self.show_line(VoiceLine::Off);
                }
            }
        }
    }

    fn attach(&self, wanted: WantedLine) {
        let generation = self.leave();
        let voice = self.clone();
        let made = PeerConnection::new(move |event| voice.peer_told(generation, event));
        let Ok(peer) = made else { return self.broken(generation) };
        let negotiation = peer.negotiation();
        {
            let mut line = self.0.state.borrow_mut();
            let WantedLine { interaction, awaited_since, .. } = wanted;
            line.held = Some(HeldLine { interaction, answers: awaited_since });
            line.answered = false;
            line.peer = Some(peer);
            line.watchdog = Some(self.break_after(generation, UP_WITHIN_MS));
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
            line.retry = None;
            line.watchdog = None;
            (line.peer.take(), line.generation)
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
        let voice = self.clone();
        line.retry = Some(Timeout::new(wait, move || {
            voice.0.state.borrow_mut().retry.take();
            voice.settle();
        }));
        drop(line);
        self.show_connecting();
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
                let mut line = self.0.state.borrow_mut();
                line.failures = 0;
                line.watchdog = None;
                line.unheard = None;
                drop(line);
                self.show_line(VoiceLine::Up);
            }
            PeerEvent::Wavering => {
                let watchdog = self.break_after(generation, WAVERS_FOR_MS);
                self.0.state.borrow_mut().watchdog = Some(watchdog);
                self.show_connecting();
            }
            PeerEvent::Failed => self.broken(generation),
            PeerEvent::SoundBlocked => {
                self.show_blocked(true);
                self.tell_sound();
            }
        }
    }

    /// Whether `id` was a command of the connection's own: an offer, or what the page says of its
    /// sound.
    pub(crate) fn was_answered(&self, id: CommandId, refused: bool) -> bool {
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
        self.count_answer();
        self.note_server(&sdp);
        let line = self.0.state.borrow();
        let fits =
            line.answers_due == 0 && line.held.is_some_and(|held| held.interaction == interaction);
        let generation = line.generation;
        let Some(negotiation) =
            line.peer.as_ref().filter(|_| fits).map(PeerConnection::negotiation)
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

    /// Sends one touch tone, which the server has accepted.
    pub(crate) fn press(&self, key: char) {
        if let Some(peer) = &self.0.state.borrow().peer {
            peer.press(key);
        }
    }

    pub(super) fn move_voices(&self, speaker: &str) {
        if let Some(peer) = &self.0.state.borrow().peer {
            peer.voices().move_to(speaker);
        }
    }

    /// Gives the microphone to the connection, or takes it away: without a track no packet goes
    /// out at all, where a silenced one would still send the sound of silence.
    fn set_outgoing(&self, outgoing: Sending) {
        let mut line = self.0.state.borrow_mut();
        let sent = SentTrack(line.generation, outgoing, line.capture.number());
        if line.sent == Some(sent) {
            return;
        }
        let Some(peer) = &line.peer else { return };
        let track = line.capture.track();
        if let Some(track) = track {
            track.set_enabled(outgoing != Sending::Muted);
        }
        match outgoing {
            Sending::Voice | Sending::Muted => peer.send(track),
            Sending::Nothing => peer.send(None),
        }
        line.sent = Some(sent);
    }

    fn is_current(&self, generation: u32) -> bool {
        self.0.state.borrow().generation == generation
    }

    pub(super) fn show_line(&self, line: VoiceLine) {
        let before = mem::replace(&mut self.0.state.borrow_mut().shown, line);
        if before != line {
            self.0.page.show(&|media| media.line = line);
        }
    }
}
