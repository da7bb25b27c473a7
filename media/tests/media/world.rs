//! An engine, some browsers and the network between them, on a clock that the test turns.
//!
//! The network delivers at once and in order, and to the server at one address only. A step of it
//! ends when nobody has anything to send.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    time::{Duration, Instant},
};

use backline_core::{
    id::{InteractionId, LegId, PersonId},
    interaction::STREAM_CLOCK,
    routing::{Attached, Edge, Epoch, OnFault, OpenEdge, PartyId, RouteChange, Routes},
    sorted::Map,
};
use backline_media::{Engine, EngineConfig, EngineInput, EngineOutput, Order, Report};

use str0m::media::Frequency;

use super::browser::{Browser, address};

pub(crate) const CALL: InteractionId = InteractionId::from_u128(1);

/// One datagram that went in, and everything that came out before the next.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub(crate) source: SocketAddr,
    pub(crate) datagram: Vec<u8>,
    pub(crate) out: Vec<(SocketAddr, Vec<u8>)>,
}

pub(crate) struct World {
    pub(crate) now: Instant,
    pub(crate) engine: Engine,
    pub(crate) server: SocketAddr,
    pub(crate) browsers: BTreeMap<PartyId, Browser>,
    pub(crate) legs: Map<PartyId, LegId>,
    pub(crate) reports: Vec<Report>,
    pub(crate) epoch: Epoch,
    pub(crate) routes: Routes,
    /// What browsers sent and what the engine sent in the same step, while a test wants it.
    pub(crate) steps: Option<Vec<Step>>,
    /// To whom no datagram passes.
    pub(crate) unreached: Vec<PartyId>,
    /// From whom none does.
    pub(crate) unheard: Vec<PartyId>,
    joined: u16,
    next_leg: u128,
}

impl World {
    pub(crate) fn new() -> Self {
        let now = Instant::now();
        let server = SocketAddr::from(([10, 255, 0, 1], 4_000));
        Self {
            now,
            engine: Engine::new(EngineConfig::at(vec![server], [7; 32])).unwrap(),
            server,
            browsers: BTreeMap::new(),
            legs: Map::new(),
            reports: Vec::new(),
            epoch: Epoch(0),
            routes: Routes::default(),
            steps: None,
            unreached: Vec::new(),
            unheard: Vec::new(),
            joined: 0,
            next_leg: 100,
        }
    }

    /// A call in which these parties are connected.
    pub(crate) fn with(parties: &[PartyId]) -> Self {
        let mut world = Self::new();
        for party in parties {
            world.join(party);
        }
        world.settle();
        for party in parties {
            assert!(world.browsers[party].connected, "{party:?} did not connect");
        }
        world
    }

    pub(crate) fn fresh_leg(&mut self) -> LegId {
        self.next_leg += 1;
        LegId::from_u128(self.next_leg)
    }

    /// Brings a party in with a new browser; a browser that it had is gone.
    pub(crate) fn join(&mut self, party: &PartyId) -> LegId {
        self.join_with_types(party, (111, Some(110)))
    }

    pub(crate) fn join_with_types(&mut self, party: &PartyId, types: (u8, Option<u8>)) -> LegId {
        self.join_in(CALL, party, types)
    }

    /// Brings a party into any interaction. Parties of different ones have different names here.
    pub(crate) fn join_in(
        &mut self,
        interaction: InteractionId,
        party: &PartyId,
        types: (u8, Option<u8>),
    ) -> LegId {
        self.joined += 1;
        let browser = Browser::with_types(self.now, address(self.joined), types);
        self.bring(interaction, party, browser)
    }

    /// Brings a party in whose browser, like Firefox, knows telephone events at 8,000 Hz only.
    pub(crate) fn join_coarse(&mut self, party: &PartyId, types: (u8, Option<u8>)) -> LegId {
        self.joined += 1;
        let (address, clock) = (address(self.joined), Frequency::EIGHT_KHZ);
        let browser = Browser::with_clock(self.now, address, types, clock);
        self.bring(CALL, party, browser)
    }

    /// Brings a party in whose page says that it counts telephone events by the stream's clock,
    /// though its browser knows them at 8,000 Hz only.
    pub(crate) fn join_by_the_stream(&mut self, party: &PartyId, types: (u8, Option<u8>)) -> LegId {
        self.joined += 1;
        let (address, clock) = (address(self.joined), Frequency::EIGHT_KHZ);
        let (browser, offer) = Browser::with_clock(self.now, address, types, clock);
        let offer = offer.replacen("m=", &format!("a={STREAM_CLOCK}\r\nm="), 1);
        self.bring(CALL, party, (browser, offer))
    }

    fn bring(
        &mut self,
        interaction: InteractionId,
        party: &PartyId,
        (mut browser, offer): (Browser, String),
    ) -> LegId {
        let leg = self.fresh_leg();
        self.order(Order::Join { interaction, party: party.clone(), leg, offer });
        let answer = self.answer_to(leg);
        browser.accept(&answer);
        self.browsers.insert(party.clone(), browser);
        self.legs.insert(party.clone(), leg);
        leg
    }

    pub(crate) fn answer_to(&self, wanted: LegId) -> String {
        let mut answers = self.reports.iter().filter_map(|report| match report {
            Report::Joined { leg, answer, .. } if *leg == wanted => Some(answer.clone()),
            _ => None,
        });
        answers.next_back().unwrap()
    }

    pub(crate) fn order(&mut self, order: Order) {
        self.engine.handle(self.now, EngineInput::Order(order));
        self.deliver();
    }

    /// Hands the engine a datagram as if it came from `source`: what it sends, and to whom.
    pub(crate) fn inject(
        &mut self,
        source: SocketAddr,
        datagram: &[u8],
    ) -> Vec<(SocketAddr, Vec<u8>)> {
        let input = EngineInput::Datagram { source, destination: self.server, contents: datagram };
        self.engine.handle(self.now, input);
        self.collect()
    }

    /// What the engine wants sent; its reports are kept.
    fn collect(&mut self) -> Vec<(SocketAddr, Vec<u8>)> {
        let mut out = Vec::new();
        while let Some(output) = self.engine.poll_output() {
            match output {
                EngineOutput::Transmit { source, destination, contents } => {
                    assert_eq!(source, self.server);
                    out.push((destination, contents));
                }
                EngineOutput::Report(report) => self.reports.push(report),
            }
        }
        out
    }

    /// Orders the step from the present edges to `next`, and waits for it to be applied.
    pub(crate) fn route(&mut self, next: Routes) {
        let names = (CALL, self.epoch, Epoch(self.epoch.0 + 1));
        let attached = self
            .legs
            .iter()
            .map(|(who, leg)| (who.clone(), Attached { leg: *leg, on_fault: on_fault(who) }));
        let change = self.routes.change_to(&next, &attached.collect(), names);
        self.order(Order::Change(change));
        self.epoch = names.2;
        let applied = Report::Applied { interaction: CALL, epoch: self.epoch, edges: next.clone() };
        assert_eq!(self.reports.last(), Some(&applied));
        self.routes = next;
    }

    /// A change as given, without any expectation.
    pub(crate) fn change(&mut self, base: u64, epoch: u64, close: Vec<Edge>, open: Vec<OpenEdge>) {
        let (base, epoch) = (Epoch(base), Epoch(epoch));
        self.order(Order::Change(RouteChange { interaction: CALL, base, epoch, close, open }));
    }

    pub(crate) fn open(&self, edge: Edge) -> OpenEdge {
        let speaker_leg = edge.speaker.party().map(|party| self.legs[party]);
        let listener_leg = self.legs[&edge.listener];
        let ends = [edge.speaker.party(), Some(&edge.listener)].into_iter().flatten();
        let closes = ends.map(on_fault).any(|it| it == OnFault::Closes);
        let on_fault = if closes { OnFault::Closes } else { OnFault::Stays };
        OpenEdge { edge, speaker_leg, listener_leg, on_fault }
    }

    /// Somebody says 20 ms of something.
    pub(crate) fn say(&mut self, party: &PartyId, payload: &[u8]) {
        let now = self.now;
        self.browsers.get_mut(party).unwrap().say(now, payload);
        self.deliver();
    }

    /// Everything that `party` heard since it was last asked.
    pub(crate) fn heard(&mut self, party: &PartyId) -> Vec<Vec<u8>> {
        let browser = self.browsers.get_mut(party).unwrap();
        let takes = browser.takes();
        browser.heard.clear();
        takes
    }

    /// Turns the clock until connections are up and quiet.
    pub(crate) fn settle(&mut self) {
        self.run(Duration::from_secs(1));
    }

    /// Turns the clock.
    pub(crate) fn run(&mut self, time: Duration) {
        let end = self.now + time;
        self.deliver();
        while let Some(next) = self.next_event().filter(|next| *next <= end) {
            self.now = next.max(self.now);
            self.wake();
        }
        self.now = end;
        self.wake();
    }

    /// The reports since the last time, without the answers to offers, and without what is said of
    /// voices, which most tests leave out.
    pub(crate) fn news(&mut self) -> Vec<Report> {
        let other = |it: &Report| !matches!(it, Report::Joined { .. } | Report::Voice { .. });
        std::mem::take(&mut self.reports).into_iter().filter(other).collect()
    }

    /// What was reported of the voice of a leg since the last time: whether it flows, and whether
    /// nothing else comes.
    pub(crate) fn voice_of(&mut self, wanted: LegId) -> Vec<(bool, bool)> {
        let voice = |report: Report| match report {
            Report::Voice { leg, flows, alone, .. } => (leg == wanted).then_some((flows, alone)),
            _ => None,
        };
        std::mem::take(&mut self.reports).into_iter().filter_map(voice).collect()
    }

    /// What was reported of voices since the last time, and nothing else.
    pub(crate) fn voices(&mut self) -> Vec<(LegId, bool)> {
        let voice = |report: Report| match report {
            Report::Voice { leg, flows, .. } => Some((leg, flows)),
            _ => None,
        };
        std::mem::take(&mut self.reports).into_iter().filter_map(voice).collect()
    }

    /// What was reported since the last time of whether anything arrives, and nothing else.
    pub(crate) fn arrivals(&mut self) -> Vec<(LegId, bool)> {
        let arrival = |report: Report| match report {
            Report::Arrival { leg, arrives, .. } => Some((leg, arrives)),
            _ => None,
        };
        std::mem::take(&mut self.reports).into_iter().filter_map(arrival).collect()
    }

    fn wake(&mut self) {
        let now = self.now;
        if self.engine.poll_timeout().is_some_and(|at| at <= now) {
            self.engine.handle(now, EngineInput::Timeout);
            assert!(self.engine.poll_timeout().is_none_or(|at| at > now), "time stands still");
        }
        for browser in self.browsers.values_mut() {
            browser.wake(now);
        }
        self.deliver();
    }

    fn next_event(&mut self) -> Option<Instant> {
        let soon = self.now + Duration::from_millis(1);
        let browsers = self.browsers.values_mut().map(|browser| browser.poll().1.max(soon));
        browsers.chain(self.engine.poll_timeout()).min()
    }

    /// Carries datagrams until nobody has any.
    pub(crate) fn deliver(&mut self) {
        let mut to_browsers = self.collect();
        loop {
            for (destination, datagram) in to_browsers.drain(..) {
                let found = self.browsers.iter_mut().find(|(_, b)| b.address == destination);
                if let Some((party, browser)) = found
                    && !self.unreached.contains(party)
                {
                    browser.take_in(self.now, self.server, &datagram);
                }
            }
            let mut sent = Vec::new();
            for (party, browser) in &mut self.browsers {
                let (from, passes) = (browser.address, !self.unheard.contains(party));
                let here = browser.poll().0.into_iter();
                let here = here.filter(|(to, _)| passes && *to == self.server);
                sent.extend(here.map(|(_, datagram)| (from, datagram)));
            }
            if sent.is_empty() {
                return;
            }
            for (source, datagram) in sent {
                let out = self.inject(source, &datagram);
                to_browsers.extend(out.iter().cloned());
                if let Some(steps) = &mut self.steps {
                    steps.push(Step { source, datagram, out });
                }
            }
        }
    }
}

/// Whether a datagram is an RTP packet, as RFC 5761 tells it from RTCP.
pub(crate) fn is_rtp(datagram: &[u8]) -> bool {
    matches!(datagram, [128..=191, kind, ..] if !(64..96).contains(&(kind & 0x7f)))
}

pub(crate) const fn customer() -> PartyId {
    PartyId::Customer
}

pub(crate) fn agent() -> PartyId {
    PartyId::Person(PersonId::new("ana").unwrap())
}

/// What a fault does with the edges of a party: those of supervisors close.
pub(crate) fn on_fault(party: &PartyId) -> OnFault {
    if [customer(), agent()].contains(party) { OnFault::Stays } else { OnFault::Closes }
}

pub(crate) fn sofia() -> PartyId {
    PartyId::Person(PersonId::new("sofia").unwrap())
}

pub(crate) fn sam() -> PartyId {
    PartyId::Person(PersonId::new("sam").unwrap())
}

/// Edges from one letter each: `"A>C C>A"`. C customer, A agent, S and T supervisors, H hold.
pub(crate) fn routes(text: &str) -> Routes {
    text.split_whitespace().map(edge).collect()
}

pub(crate) fn edge(text: &str) -> Edge {
    let (speaker, listener) = text.split_once('>').unwrap();
    if speaker == "H" {
        Edge::treatment(party(listener))
    } else {
        Edge::between(party(speaker), party(listener))
    }
}

pub(crate) fn party(letter: &str) -> PartyId {
    match letter {
        "C" => customer(),
        "A" => agent(),
        "S" => sofia(),
        "T" => sam(),
        other => panic!("no party is called {other}"),
    }
}
