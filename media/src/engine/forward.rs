//! The hot path: a datagram comes in, the packets that follow from it go out.
//!
//! One look-up of the source's address, then indices only. Nothing is locked or hashed here, and
//! nothing allocated: what the WebRTC library allocates for itself is measured and printed.

use std::{
    net::SocketAddr,
    panic::{AssertUnwindSafe, catch_unwind},
    time::{Duration, Instant},
};

use crate::{
    LossReason, Report,
    connection::admission::Verdict,
    connection::leg::{Destination, Endpoint, Leg, LegIndex},
    connection::peer::{PeerOutput, Taken, VoicePacket},
    connection::slot::SpeakerTag,
    engine::{Engine, EngineOutput},
};

/// By how much a connection has to outlive its voice for the microphone to be what is missing: more
/// than what was under way together.
const OUTLIVES_BY: Duration = Duration::from_millis(500);

impl Engine {
    pub(super) fn receive(&mut self, now: Instant, way: (SocketAddr, SocketAddr), datagram: &[u8]) {
        self.counters.received += 1;
        // The door reads bytes from anybody with the library's parser: should that ever panic, the
        // datagram was malformed.
        let judge = AssertUnwindSafe(|| self.door.judge(now, way.0, datagram));
        let index = match catch_unwind(judge).unwrap_or(Verdict::Malformed) {
            Verdict::Check(index) => {
                self.note_heard(now, index);
                index
            }
            Verdict::Known(index) => index,
            Verdict::Answer(index) if self.is_answered(now, index, datagram) => return,
            Verdict::Answer(_) => return self.counters.unauthenticated += 1,
            Verdict::Malformed => return self.counters.malformed += 1,
            Verdict::Stranger => return self.counters.strangers += 1,
            Verdict::Unauthenticated => return self.counters.unauthenticated += 1,
        };
        let Some(leg) = self.legs.get_mut(index) else { return };
        let Endpoint::Browser(peer) = &mut leg.behind else { return };
        match peer.receive(now, way, datagram) {
            Ok(Taken::Yes) => {}
            Ok(Taken::No) => self.counters.unacceptable += 1,
            Err(why) => self.doom(index, why),
        }
        self.drain(index, now);
    }

    /// Lets a connection say everything that it has to say.
    pub(super) fn drain(&mut self, index: LegIndex, now: Instant) {
        loop {
            let Some(leg) = self.legs.get_mut(index) else { return };
            let Endpoint::Browser(peer) = &mut leg.behind else { return };
            if leg.doomed.is_some() {
                return;
            }
            match peer.poll() {
                PeerOutput::Transmit(transmit) => {
                    if leg.count_departure(&transmit.contents) {
                        self.counters.forwarded += 1;
                    }
                    self.counters.sent += 1;
                    self.emit(EngineOutput::Transmit {
                        source: transmit.source,
                        destination: transmit.destination,
                        contents: transmit.contents.into(),
                    });
                }
                PeerOutput::VoicePacket(voice) => {
                    self.note_heard(now, index);
                    self.note_voice(now, index);
                    self.forward(now, index, &voice);
                }
                PeerOutput::Connected => self.note_connected(now, index),
                PeerOutput::Alive => self.note_heard(now, index),
                PeerOutput::Idle(at) => {
                    leg.wakes = at;
                    return self.reschedule(now, index);
                }
                PeerOutput::Gone(why) => return self.doom(index, why),
            }
        }
    }

    /// A leg's time has come.
    pub(super) fn wake(&mut self, now: Instant, (due, index): (Instant, LegIndex)) {
        let Some(leg) = self.legs.get_mut(index) else { return };
        if leg.scheduled != Some(due) {
            return;
        }
        leg.scheduled = None;
        if !leg.connected && now >= leg.joined + self.config.setup {
            return self.doom(index, LossReason::NeverConnected);
        }
        let Endpoint::Browser(peer) = &mut leg.behind else { return };
        if leg.wakes <= now
            && let Err(why) = peer.advance(now)
        {
            return self.doom(index, why);
        }
        if leg.connected && !leg.silent && now >= leg.heard + self.config.silence {
            leg.silent = true;
            let (interaction, leg) = (leg.interaction, leg.id);
            self.report(Report::Silent { interaction, leg });
        }
        let Some(leg) = self.legs.get_mut(index) else { return };
        if leg.connected && leg.voice_awaited && now >= leg.spoke + self.config.voiceless {
            (leg.voice_awaited, leg.voiceless) = (false, true);
            leg.alone = leg.heard < leg.spoke + OUTLIVES_BY;
            let (interaction, leg, alone) = (leg.interaction, leg.id, leg.alone);
            self.report(Report::Voice { interaction, leg, flows: false, alone });
        }
        self.ask_whether_it_arrives(now, index);
        self.drain(index, now);
    }

    /// Plays the frames that are due.
    pub(super) fn sound(&mut self, now: Instant) {
        let mut n = 0;
        loop {
            let legs = &self.legs;
            let is_heard =
                |index| legs.get(index).is_some_and(|leg: &Leg| !leg.destinations.is_empty());
            let Some((index, voice)) = self.synthesis.recited(n, is_heard) else { break };
            n += 1;
            if let Some(voice) = voice {
                self.forward(now, index, &voice);
            }
        }
        n = 0;
        while let Some((listener, voice)) = self.synthesis.held(n) {
            n += 1;
            self.deliver(now, (listener.at, listener.tag), &voice);
        }
    }

    /// Sends a speaker's packet to everybody who hears it.
    fn forward(&mut self, now: Instant, from: LegIndex, voice: &VoicePacket) {
        let Some(tag) = self.legs.get(from).map(|leg| leg.tag) else { return };
        let mut n = 0;
        while let Some(to) = self.legs.get(from).and_then(|leg| leg.destinations.get(n).copied()) {
            n += 1;
            self.deliver(now, (to, tag), voice);
        }
    }

    fn deliver(&mut self, now: Instant, (to, tag): (Destination, SpeakerTag), voice: &VoicePacket) {
        let Some(leg) = self.legs.get_mut(to.leg) else { return };
        let Endpoint::Browser(peer) = &mut leg.behind else { return };
        if !leg.connected || leg.doomed.is_some() || !peer.carries(voice.content) {
            return;
        }
        let Some(slot) = leg.slots.get_mut(to.slot) else { return };
        if voice.restarts {
            slot.restart();
        }
        let Some(place) = slot.place(now, voice.sequence, voice.time) else { return };
        slot.written = tag;
        match peer.write(now, (to.slot, slot.ssrc, place), voice) {
            Ok(()) => self.drain(to.leg, now),
            Err(why) => self.doom(to.leg, why),
        }
    }

    pub(super) fn note_heard(&mut self, now: Instant, index: LegIndex) {
        let Some(leg) = self.legs.get_mut(index) else { return };
        leg.heard = now;
        let (was_silent, was_alone) = (leg.silent, leg.voiceless && leg.alone);
        (leg.silent, leg.alone) = (false, false);
        let (interaction, leg) = (leg.interaction, leg.id);
        if was_silent {
            self.report(Report::Heard { interaction, leg });
        }
        if was_alone {
            self.report(Report::Voice { interaction, leg, flows: false, alone: false });
        }
    }

    fn note_voice(&mut self, now: Instant, index: LegIndex) {
        let Some(leg) = self.legs.get_mut(index) else { return };
        leg.spoke = now;
        leg.voice_awaited = true;
        if leg.voiceless {
            leg.voiceless = false;
            let (interaction, leg) = (leg.interaction, leg.id);
            self.report(Report::Voice { interaction, leg, flows: true, alone: false });
        }
    }

    /// Somebody hears a leg whose voice was missed while nobody did: it is given time anew.
    pub(super) fn await_voice(&mut self, now: Instant, index: LegIndex) {
        let Some(leg) = self.legs.get_mut(index) else { return };
        leg.spoke = now;
        leg.voice_awaited = true;
        self.reschedule(now, index);
    }

    fn note_connected(&mut self, now: Instant, index: LegIndex) {
        let Some(leg) = self.legs.get_mut(index) else { return };
        leg.connected = true;
        leg.heard = now;
        leg.spoke = now;
        let (interaction, leg) = (leg.interaction, leg.id);
        self.report(Report::Connected { interaction, leg });
    }

    fn reschedule(&mut self, now: Instant, index: LegIndex) {
        let Some(leg) = self.legs.get_mut(index) else { return };
        let mut due = leg.wakes;
        if !leg.connected {
            due = due.min(leg.joined + self.config.setup);
        } else {
            if !leg.silent {
                due = due.min(leg.heard + self.config.silence);
            }
            if leg.voice_awaited {
                due = due.min(leg.spoke + self.config.voiceless);
            }
            if let Endpoint::Browser(peer) = &leg.behind {
                due = due.min(peer.echo.due);
            }
        }
        self.timetable.schedule(now, (index, leg), due);
    }

    /// Asks a leg again when that is due, and reports that nothing arrives when it is.
    pub(super) fn ask_whether_it_arrives(&mut self, now: Instant, index: LegIndex) {
        let Some(leg) = self.legs.get_mut(index) else { return };
        let Endpoint::Browser(peer) = &mut leg.behind else { return };
        if !leg.connected || now < peer.echo.due {
            return;
        }
        let question = peer.echo.ask(now);
        let missed = peer.echo.is_missed(now, leg.heard, self.config.unanswered);
        if missed && !peer.echo.missing {
            peer.echo.missing = true;
            let (interaction, leg) = (leg.interaction, leg.id);
            self.report(Report::Arrival { interaction, leg, arrives: false });
        }
        if let Some(((source, destination), contents)) = question {
            self.counters.sent += 1;
            self.emit(EngineOutput::Transmit { source, destination, contents });
        }
    }

    /// Takes in what may be a leg's answer; whether it is one.
    pub(super) fn is_answered(&mut self, now: Instant, index: LegIndex, datagram: &[u8]) -> bool {
        let Some(leg) = self.legs.get_mut(index) else { return false };
        let Endpoint::Browser(peer) = &mut leg.behind else { return false };
        // The library's parser again: what makes it panic is no answer.
        let read = AssertUnwindSafe(|| peer.echo.is_answered_by(now, datagram));
        if !catch_unwind(read).unwrap_or(false) {
            return false;
        }
        let was_missing = std::mem::take(&mut peer.echo.missing);
        let (interaction, leg) = (leg.interaction, leg.id);
        self.note_heard(now, index);
        if was_missing {
            self.report(Report::Arrival { interaction, leg, arrives: true });
        }
        true
    }
}
