//! What is noticed because nothing comes: a connection without datagrams or without a voice, a page
//! that says nothing, a ring that no page has acknowledged.
//!
//! Moved by time. What follows is the core's business; here it is only seen that it is so.

use std::{collections::BTreeMap, time::Duration};

use backline_core::{
    host::call::CallInput,
    id::{LegId, PersonId},
    interaction::{HelpRequest, Observation, RING_HEARD_WITHIN, Signs, Stage},
    replica::PAGE_SILENT_FOR,
    time::Timestamp,
};
use tokio::time::Instant;

use super::{
    InteractionTask,
    subscriptions::{Place, Viewer},
};
use crate::session::port::ConnectionId;

/// How often it is looked what is missing of connections.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// Who is missed, and since when.
#[derive(Default)]
pub(super) struct Watch {
    /// Of whom a page has gone and none come since, and when the last one went.
    absent: BTreeMap<Place, Timestamp>,
    /// What was noticed last of the connections from which something is missing.
    noticed: BTreeMap<LegId, Observation>,
    /// When that was last looked for.
    looked: Option<Instant>,
    /// The ring under way.
    ring: Option<Ring>,
}

/// A ring as it is seen from here.
struct Ring {
    agent: PersonId,
    /// Whether a page has said that it rings.
    heard: bool,
    /// When the agent's pages were told, or one of them last said something.
    last: Timestamp,
    /// When it is looked again whether anybody can hear it.
    due: Timestamp,
}

impl Watch {
    /// A page is there.
    pub(super) fn is_here(&mut self, place: Option<&Place>) {
        if let Some(place) = place {
            self.absent.remove(place);
        }
    }

    /// A page is gone.
    pub(super) fn is_away(&mut self, place: Place, at: Timestamp) {
        self.absent.insert(place, at);
    }

    /// A page of this agent rings.
    pub(super) fn rings(&mut self, agent: &PersonId, at: Timestamp) {
        if let Some(ring) = self.ring.as_mut().filter(|ring| ring.agent == *agent) {
            (ring.heard, ring.last, ring.due) = (true, at, at.plus(PAGE_SILENT_FOR));
        }
    }

    /// What was told is taken in: `heard` where the ring is older than this watch, and was heard of
    /// by pages that are not back yet.
    pub(super) fn follow(&mut self, stage: &Stage, (at, heard): (Timestamp, bool)) {
        match stage {
            Stage::Ringing { agent, .. } => {
                let agent = agent.person.clone();
                if self.ring.as_ref().is_none_or(|ring| ring.agent != agent) {
                    let within = if heard { PAGE_SILENT_FOR } else { RING_HEARD_WITHIN };
                    self.ring = Some(Ring { agent, heard, last: at, due: at.plus(within) });
                }
            }
            Stage::Waiting | Stage::Talking(_) | Stage::Ended { .. } => self.ring = None,
        }
    }

    /// When it is looked whether anybody can hear the ring.
    pub(super) fn ring_due(&self) -> Option<Timestamp> {
        self.ring.as_ref().map(|ring| ring.due)
    }
}

impl InteractionTask {
    /// What the floor says is asked for with each input; who is away of those who have a request on
    /// their page, only when it has changed.
    pub(super) fn people_moved(&mut self) {
        let asks = self.host.state().help().is_some_and(HelpRequest::needs_action);
        let seen = CallInput::Observed(Observation::PeopleMoved);
        self.feed(if asks { seen } else { CallInput::Tick });
    }

    pub(super) fn page_is_gone(&mut self, viewer: Viewer) {
        let customer = self.host.state().customer().visitor;
        // Of whoever only watches, nothing is missed.
        if let Some(place) = viewer.place(customer)
            && self.host.state().party(&place.party).is_some()
        {
            self.watch.is_away(place, self.with.clock.now());
        }
        if let Some(party) = viewer.party(customer).filter(|_| viewer.voice) {
            self.observe(Observation::SocketClosed { party });
        }
    }

    /// A supervisor hears through a workspace, everybody else through another page.
    pub(super) fn page_is_silent(&mut self, connection: ConnectionId) {
        let state = self.host.state();
        let Some(viewer) = self.subscriptions.viewer(connection) else { return };
        let Some(party) = viewer.party(state.customer().visitor) else { return };
        let supervises = state.party(&party).is_some_and(|party| party.supervisor().is_some());
        if viewer.is_workspace() == supervises {
            self.observe(Observation::PageSilent { party });
        }
    }

    /// When it is looked again for who is silent.
    pub(super) fn looks_at(&self) -> Option<Instant> {
        let due = || self.watch.looked.map_or_else(Instant::now, |looked| looked + LOOK_EVERY);
        self.voice.is_wanting().then(due)
    }

    /// Nobody may have noticed a ring, or be there to notice it any more: the pages that say of
    /// themselves that they run say that they ring, too, and go on saying that they run. Where one
    /// does not say so of itself, it is not missed.
    pub(super) fn look_for_unheard_ring(&mut self) {
        let now = self.with.clock.now();
        if self.watch.ring_due().is_none_or(|due| due > now) {
            return;
        }
        let Some(ring) = &mut self.watch.ring else { return };
        let agent = ring.agent.clone();
        let word = self.subscriptions.word_of(&agent, now).unwrap_or_default();
        let held_to_it = self.subscriptions.are_held_to_it(&agent);
        ring.last = ring.last.max(word);
        let silent = !ring.heard || ring.last.plus(PAGE_SILENT_FOR) <= now;
        ring.heard = true;
        // Where it is silent and goes on all the same, a write is under way that will end it.
        ring.due = ring.last.plus(PAGE_SILENT_FOR).max(now.plus(RING_HEARD_WITHIN));
        if held_to_it && silent {
            self.observe(Observation::RingUnheard { agent });
        }
    }

    /// The media plane has said something of a connection.
    pub(super) fn measured(&mut self, leg: LegId) {
        let seen = self.noticed(leg);
        self.watch.noticed.insert(leg, seen.clone());
        self.observe(seen);
    }

    /// What is missing from a connection means something else as time passes and as pages say
    /// something, or do not.
    pub(super) fn look_for_silence(&mut self) {
        self.watch.looked = Some(Instant::now());
        let wanting = self.voice.wanting();
        self.watch.noticed.retain(|leg, _| wanting.contains(leg));
        for leg in wanting {
            let seen = self.noticed(leg);
            // Once: what cannot be recorded at the moment is tried again by the host.
            if self.watch.noticed.get(&leg) != Some(&seen) {
                self.watch.noticed.insert(leg, seen.clone());
                self.observe(seen);
            }
        }
    }

    /// What there is to notice of the party of a connection.
    fn noticed(&self, leg: LegId) -> Observation {
        let (state, now) = (self.host.state(), self.with.clock.now());
        let mut parties = state.parties().iter();
        let party = parties.find(|(_, party)| party.connection.leg() == Some(leg));
        let word = party.and_then(|(id, party)| {
            let place = Place { party: id.clone(), supervises: party.supervisor().is_some() };
            let word = self.subscriptions.last_word(&place, state.customer().visitor, now);
            word.or_else(|| self.watch.absent.get(&place).copied())
        });
        // Of one who never had a page none is missed.
        let word = word.unwrap_or(now);
        let heard = self.voice.heard_last(leg).unwrap_or(now);
        let (flow, arrives) = (self.voice.flow(leg), self.voice.is_reached(leg));
        let signs = Signs { flow, arrives, heard, word };
        signs.noticed(state, leg, now)
    }
}
