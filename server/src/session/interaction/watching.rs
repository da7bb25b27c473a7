//! What is noticed because nothing comes: a supervisor of whom nothing is heard, a party whose page
//! is gone, a ring that no page has acknowledged.
//!
//! Moved by time. What follows is the core's business; here it is only seen that it is so.

use std::collections::BTreeMap;

use backline_core::{
    id::PersonId,
    interaction::{GONE_AFTER, Observation, RING_HEARD_WITHIN, Stage, Supervisor},
    routing::PartyId,
    time::Timestamp,
};
use tokio::time::Instant;

use super::{InteractionTask, voice::LOOK_EVERY};

/// Who is missed, and since when.
#[derive(Default)]
pub(super) struct Watch {
    /// The parties of whom there was a page and is none, and since when.
    absent: BTreeMap<PartyId, Timestamp>,
    /// The ring under way.
    ring: Option<Ring>,
}

/// A ring as it is seen from here.
struct Ring {
    agent: PersonId,
    /// When the agent's pages were told.
    told_at: Timestamp,
    heard: bool,
}

impl Watch {
    /// A page of this party is there.
    pub(super) fn is_here(&mut self, party: Option<&PartyId>) {
        if let Some(party) = party {
            self.absent.remove(party);
        }
    }

    /// The last page of this party is gone.
    pub(super) fn is_away(&mut self, party: PartyId, at: Timestamp) {
        self.absent.entry(party).or_insert(at);
    }

    /// A page of this agent rings.
    pub(super) fn rings(&mut self, agent: &PersonId) {
        if let Some(ring) = self.ring.as_mut().filter(|ring| ring.agent == *agent) {
            ring.heard = true;
        }
    }

    /// What was told is taken in: `heard` where the ring is older than this watch, and was heard of
    /// by pages that are not back yet.
    pub(super) fn follow(&mut self, stage: &Stage, (at, heard): (Timestamp, bool)) {
        match stage {
            Stage::Ringing { agent, .. } => {
                let agent = agent.person.clone();
                if self.ring.as_ref().is_none_or(|ring| ring.agent != agent) {
                    self.ring = Some(Ring { agent, told_at: at, heard });
                }
            }
            Stage::Waiting | Stage::Talking(_) | Stage::Ended { .. } => self.ring = None,
        }
    }

    /// When the ring has to have been heard, unless it was.
    pub(super) fn ring_due(&self) -> Option<Timestamp> {
        let ring = self.ring.as_ref().filter(|ring| !ring.heard)?;
        Some(ring.told_at.plus(RING_HEARD_WITHIN))
    }
}

impl InteractionTask {
    /// When it is looked again for who is silent.
    pub(super) fn looks_at(&self) -> Option<Instant> {
        (!self.voice.silent_legs().is_empty()).then(|| Instant::now() + LOOK_EVERY)
    }

    /// Nobody may have noticed a ring: the pages that say of themselves that they run say that they
    /// ring, too. Where one does not say so of itself, it is not missed.
    pub(super) fn look_for_unheard_ring(&mut self) {
        let now = self.with.clock.now();
        if self.watch.ring_due().is_none_or(|due| due > now) {
            return;
        }
        let Some(ring) = &mut self.watch.ring else { return };
        ring.heard = true;
        let agent = ring.agent.clone();
        if self.subscriptions.are_held_to_it(&agent) {
            self.observe(Observation::RingUnheard { agent });
        }
    }

    /// A supervisor from whom no datagram comes is silent when no pong comes either; agent and
    /// customer are gone when their page is.
    pub(super) fn look_for_silence(&mut self) {
        if self.voice.silent_legs().is_empty() {
            return;
        }
        let (quiet, gone) = (self.quiet_supervisors(), self.gone_parties());
        for party in quiet {
            self.observe(Observation::Silent { party });
        }
        for party in gone {
            self.observe(Observation::Gone { party });
        }
    }

    fn quiet_supervisors(&self) -> Vec<PartyId> {
        let now = self.with.clock.now();
        let limit = self.host.state().terms().supervisor_silence;
        let quiet = |person: &PersonId| {
            self.subscriptions.last_heard(person).is_none_or(|heard| heard.plus(limit) <= now)
        };
        let silent = |own: &Supervisor<'_>| {
            own.connection.leg().is_some_and(|leg| self.voice.silent_legs().contains(&leg))
        };
        self.host
            .state()
            .supervisors()
            .filter(silent)
            .map(|own| &own.card.person)
            .filter(|person| quiet(person))
            .map(|person| PartyId::Person(person.clone()))
            .collect()
    }

    fn gone_parties(&self) -> Vec<PartyId> {
        let now = self.with.clock.now();
        let is_silent = |party: &PartyId| {
            let party = self.host.state().party(party).filter(|party| party.supervisor().is_none());
            let leg = party.and_then(|party| party.connection.leg());
            leg.is_some_and(|leg| self.voice.silent_legs().contains(&leg))
        };
        let is_gone = |since: Timestamp| since.plus(GONE_AFTER) <= now;
        let absent = self.watch.absent.iter().filter(|(_, since)| is_gone(**since));
        absent.map(|(party, _)| party).filter(|party| is_silent(party)).cloned().collect()
    }
}
