//! How legs come and go.
//!
//! A party has one leg at a time: joining again closes the old one in the same step. A leg that
//! goes, for whatever reason, takes with it its addresses, its name and every edge that it had.

use std::time::Instant;

use backline_core::id::{InteractionId, LegId};
use tracing::{error, warn};

use crate::{
    Clip, JoinError, LossReason, Report, SLOTS,
    connection::leg::{Endpoint, Leg, LegIndex, Legs, Newcomer},
    connection::peer::{BrowserPeer, PeerOutput},
    connection::slot::LegSlot,
    connection::timetable::Timetable,
    engine::synthesis::Synthesis,
    engine::{Engine, EngineOutput},
    sdp::answer::AnswerSdp,
    sdp::offer::ParsedOffer,
};

impl Engine {
    pub(super) fn join(&mut self, now: Instant, who: Newcomer, offer: &str) {
        let (interaction, leg) = (who.interaction, who.leg);
        let report = match self.try_join(now, who, offer) {
            Ok(answer) => Report::Joined { interaction, leg, answer },
            Err(why) => Report::JoinRefused { interaction, leg, why },
        };
        self.report(report);
    }

    fn try_join(&mut self, now: Instant, who: Newcomer, offer: &str) -> Result<String, JoinError> {
        if self.names.contains_key(&who.leg) {
            return Err(JoinError::Taken);
        }
        let offer = ParsedOffer::parse(offer)?;
        let mut credentials = self.dice.credentials();
        while self.door.knows(&credentials.ufrag) {
            credentials = self.dice.credentials();
        }
        let ssrcs = self.dice.ssrcs();
        let peer = BrowserPeer::answer(now, &offer, &credentials, &self.identity)
            .ok_or(JoinError::Failed)?;
        let slots = ssrcs.map(|ssrc| LegSlot::new(ssrc, self.dice.number()));
        let index = self.seat(now, who, (Endpoint::Browser(Box::new(peer)), slots))?;
        self.door.admit(index, &credentials, &offer.credentials.ufrag);
        self.drain(index, now);
        let cname = self.dice.word(16);
        Ok(AnswerSdp {
            offer: &offer,
            credentials: &credentials,
            fingerprint: &self.fingerprint,
            ssrcs: &ssrcs,
            cname: &cname,
            candidates: &self.identity.addresses,
            ports: &self.config.ports,
        }
        .write())
    }

    pub(super) fn join_scripted(&mut self, now: Instant, who: Newcomer, clip: Clip) {
        let (interaction, leg) = (who.interaction, who.leg);
        if self.names.contains_key(&leg) {
            return self.report(Report::JoinRefused { interaction, leg, why: JoinError::Taken });
        }
        let slots = self.dice.ssrcs().map(|ssrc| LegSlot::new(ssrc, 0));
        match self.seat(now, who, (Endpoint::Recording, slots)) {
            Ok(index) => {
                if let Some(leg) = self.legs.get_mut(index) {
                    leg.connected = true;
                }
                self.synthesis.recite(now, index, clip);
                self.report(Report::Connected { interaction, leg });
            }
            Err(why) => self.report(Report::JoinRefused { interaction, leg, why }),
        }
    }

    /// Gives a new leg its place, and closes the one that its party had.
    fn seat(
        &mut self,
        now: Instant,
        Newcomer { interaction, party, leg: id }: Newcomer,
        (behind, slots): (Endpoint, [LegSlot; SLOTS]),
    ) -> Result<LegIndex, JoinError> {
        let table = self.interactions.entry(interaction).or_default();
        let tag = table.tag(&backline_core::routing::Speaker::Party(party.clone()));
        let old = table.legs.get(&party).copied();
        let speakers = table.speakers();
        let leg = Leg {
            id,
            interaction,
            party: party.clone(),
            tag,
            behind,
            slots,
            destinations: Vec::new(),
            tally: vec![0; speakers],
            joined: now,
            heard: now,
            spoke: now,
            voiceless: false,
            alone: false,
            voice_awaited: true,
            connected: false,
            silent: false,
            wakes: now,
            scheduled: None,
            doomed: None,
        };
        let index = self.legs.insert(Box::new(leg)).ok_or(JoinError::Failed)?;
        if let Some(old) = old {
            self.say_goodbye(now, old);
            self.remove(now, (old, Some(LossReason::Replaced)));
        }
        self.names.insert(id, index);
        self.interactions.entry(interaction).or_default().legs.insert(party, index);
        Ok(index)
    }

    pub(super) fn leave(&mut self, now: Instant, (interaction, id): (InteractionId, LegId)) {
        let Some(index) = self.names.get(&id).copied() else { return };
        if self.legs.get(index).is_some_and(|leg| leg.interaction == interaction) {
            self.say_goodbye(now, index);
            self.remove(now, (index, None));
        }
    }

    pub(super) fn forget(&mut self, now: Instant, interaction: InteractionId) {
        let Some(table) = self.interactions.get(&interaction) else { return };
        let legs: Vec<LegIndex> = table.legs.values().copied().collect();
        for index in legs {
            self.say_goodbye(now, index);
            self.remove(now, (index, None));
        }
        self.interactions.remove(&interaction);
    }

    /// Marks a leg as failed: nothing goes to it from here on, and the step ends with its removal.
    pub(super) fn doom(&mut self, index: LegIndex, why: LossReason) {
        if let Some(leg) = self.legs.get_mut(index)
            && leg.doomed.is_none()
        {
            leg.doomed = Some(why);
            self.doomed.push(index);
        }
    }

    pub(super) fn remove_doomed(&mut self, now: Instant) {
        while let Some(index) = self.doomed.pop() {
            let why = self.legs.get(index).and_then(|leg| leg.doomed);
            if why == Some(LossReason::Panicked) {
                self.counters.panics += 1;
                warn!("a media leg panicked and was ended");
            }
            self.remove(now, (index, why));
        }
    }

    /// Gives up every leg and every table, after a step that did not end: half of it may be done.
    /// Sessions hear of each leg, and are asked for their tables when they next change one.
    pub(super) fn collapse(&mut self) {
        self.counters.panics += 1;
        error!("the media engine panicked and has ended all its legs");
        let mut names: Vec<(LegId, LegIndex)> = self.names.drain().collect();
        names.sort_unstable();
        for (leg, index) in names {
            self.door.expel(index);
            if let Some(interaction) = self.legs.get(index).map(|leg| leg.interaction) {
                self.report(Report::Lost { interaction, leg, why: LossReason::Panicked });
            }
        }
        self.legs = Legs::default();
        self.timetable = Timetable::default();
        self.synthesis = Synthesis::new();
        self.interactions.clear();
        self.doomed.clear();
        self.sabotaged = false;
    }

    /// Lets the browser know, as far as it listens.
    fn say_goodbye(&mut self, now: Instant, index: LegIndex) {
        let Some(leg) = self.legs.get_mut(index) else { return };
        let Endpoint::Browser(peer) = &mut leg.behind else { return };
        if peer.close(now).is_err() {
            return;
        }
        let mut last = Vec::new();
        // A goodbye is a handful of datagrams; the bound is for a library that does not end.
        for _ in 0..16 {
            match peer.poll() {
                PeerOutput::Transmit(transmit) => last.push(EngineOutput::Transmit {
                    source: transmit.source,
                    destination: transmit.destination,
                    contents: transmit.contents.into(),
                }),
                PeerOutput::VoicePacket(_) | PeerOutput::Connected | PeerOutput::Alive => {}
                PeerOutput::Idle(_) | PeerOutput::Gone(_) => break,
            }
        }
        self.counters.sent += last.len() as u64;
        last.into_iter().for_each(|output| self.emit(output));
    }

    fn remove(&mut self, now: Instant, (index, why): (LegIndex, Option<LossReason>)) {
        let Some(leg) = self.legs.remove(index) else { return };
        self.door.expel(index);
        self.synthesis.forget(index);
        self.names.remove(&leg.id);
        self.doomed.retain(|doomed| *doomed != index);
        if let Some(table) = self.interactions.get_mut(&leg.interaction) {
            table.keep_counts(&leg);
            table.legs.retain(|_, other| *other != index);
        }
        self.close_edges(leg.interaction, |_, hearing| {
            hearing.listener == index || hearing.speaker == Some(index)
        });
        self.rebuild(now, leg.interaction);
        if let Some(why) = why {
            self.report(Report::Lost { interaction: leg.interaction, leg: leg.id, why });
        }
    }
}
