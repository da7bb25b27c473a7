//! The engine of one worker: legs, tables, the door and the clock, and the step that moves them.
//!
//! Sans-IO: it is driven by [`Engine::handle`] and asked by [`Engine::poll_output`] and
//! [`Engine::poll_timeout`]. What it does when a leg joins is in `lifecycle`, when edges change in
//! `routing`, when a packet comes and whether what it sends arrives in `forward`.

mod forward;
mod lifecycle;
mod random;
mod routing;
mod synthesis;
mod table;

use std::{
    collections::{HashMap, VecDeque},
    net::SocketAddr,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::{Duration, Instant},
};

use backline_core::id::{InteractionId, LegId};
use sha2::{Digest as _, Sha256};
use str0m::{config::Fingerprint, crypto::from_feature_flags};

use crate::{
    Counters, Departure, Order, Ports, Report,
    connection::admission::Admission,
    connection::leg::{Endpoint, LegIndex, Legs, Newcomer},
    connection::peer::ServerIdentity,
    connection::timetable::Timetable,
    engine::random::SeededRandom,
    engine::synthesis::Synthesis,
    engine::table::EdgeTable,
};

/// How an engine is set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EngineConfig {
    /// The addresses at which datagrams arrive: the `destination` of what is handed in.
    pub addresses: Vec<SocketAddr>,
    /// Addresses to offer to browsers before those above, in this order. They may be own ones as
    /// well, at which datagrams arrive, or a network's that forwards to one of the above.
    pub advertised: Vec<SocketAddr>,
    /// The UDP ports of this and every other engine, which each answer names; of none where it is
    /// known to nobody.
    pub ports: Ports,
    /// A secret from which names and passwords are drawn. Never the same twice, except in tests.
    pub seed: [u8; 32],
    /// How long a connected leg may send nothing before it is reported.
    pub silence: Duration,
    /// How long no packet of a voice may come from a connected leg before that is reported.
    pub voiceless: Duration,
    /// How long a browser that sends may answer no connectivity check before that is reported.
    pub unanswered: Duration,
    /// How long a browser may take from its offer until it is connected.
    pub setup: Duration,
}

/// What moves an engine.
#[derive(Debug)]
pub enum EngineInput<'a> {
    /// A datagram came in.
    Datagram {
        /// From where.
        source: SocketAddr,
        /// To which of our addresses.
        destination: SocketAddr,
        /// What it holds.
        contents: &'a [u8],
    },
    /// An order was given.
    Order(Order),
    /// The time that [`Engine::poll_timeout`] named has come, or any other.
    Timeout,
}

/// What an engine wants done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EngineOutput {
    /// Send a datagram.
    Transmit {
        /// From which of our addresses.
        source: SocketAddr,
        /// To where.
        destination: SocketAddr,
        /// What it holds.
        contents: Vec<u8>,
    },
    /// Tell the server.
    Report(Report),
}

/// The media engine of one worker.
#[derive(Debug)]
pub struct Engine {
    config: EngineConfig,
    identity: ServerIdentity,
    fingerprint: Fingerprint,
    dice: SeededRandom,
    door: Admission,
    legs: Legs,
    names: HashMap<LegId, LegIndex>,
    interactions: HashMap<InteractionId, EdgeTable>,
    timetable: Timetable,
    synthesis: Synthesis,
    doomed: Vec<LegIndex>,
    counters: Counters,
    outputs: VecDeque<EngineOutput>,
    sabotaged: bool,
}

impl EngineConfig {
    /// An engine at these addresses, with the protocol's limits.
    #[must_use]
    pub fn at(addresses: Vec<SocketAddr>, seed: [u8; 32]) -> Self {
        Self {
            addresses,
            advertised: Vec::new(),
            ports: Ports::default(),
            seed,
            silence: Duration::from_secs(5),
            voiceless: Duration::from_secs(3),
            unanswered: Duration::from_secs(3),
            setup: Duration::from_secs(30),
        }
    }

    /// What is offered to every browser, in order, each address once.
    fn offered(&self) -> Vec<SocketAddr> {
        let mut offered = Vec::new();
        for address in self.advertised.iter().chain(&self.addresses) {
            if !offered.contains(address) {
                offered.push(*address);
            }
        }
        offered
    }
}

impl Engine {
    /// An engine without legs. `None` when the cryptographic library cannot make a certificate.
    #[must_use]
    pub fn new(config: EngineConfig) -> Option<Self> {
        let crypto = from_feature_flags();
        let certificate = crypto.dtls_provider.generate_certificate()?;
        let fingerprint = Fingerprint {
            hash_func: "sha-256".to_owned(),
            bytes: Sha256::digest(&certificate.certificate).to_vec(),
        };
        let addresses = config.offered();
        Some(Self {
            identity: ServerIdentity { crypto: Arc::new(crypto), certificate, addresses },
            fingerprint,
            dice: SeededRandom::new(config.seed),
            door: Admission::new(),
            legs: Legs::default(),
            names: HashMap::new(),
            interactions: HashMap::new(),
            timetable: Timetable::default(),
            synthesis: Synthesis::new(),
            doomed: Vec::new(),
            counters: Counters::default(),
            outputs: VecDeque::new(),
            sabotaged: false,
            config,
        })
    }

    /// One step. Everything that follows from the input is in the outputs when it returns.
    ///
    /// A panic in a leg's connection ends that leg. One anywhere else would be our own mistake: it
    /// ends every leg of this engine, each with a report, and the engine goes on empty.
    pub fn handle(&mut self, now: Instant, input: EngineInput<'_>) {
        if catch_unwind(AssertUnwindSafe(|| self.step(now, input))).is_err() {
            self.collapse();
        }
    }

    fn step(&mut self, now: Instant, input: EngineInput<'_>) {
        assert!(!self.sabotaged, "a test broke this engine on purpose");
        match input {
            EngineInput::Datagram { source, destination, contents } => {
                self.receive(now, (source, destination), contents);
            }
            EngineInput::Order(order) => self.obey(now, order),
            EngineInput::Timeout => self.pass_time(now),
        }
        self.remove_doomed(now);
    }

    /// What is to be done, in order, until there is nothing.
    pub fn poll_output(&mut self) -> Option<EngineOutput> {
        self.outputs.pop_front()
    }

    /// When to hand in a timeout next, if nothing else comes in before.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        match (self.timetable.next(), self.synthesis.next()) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }

    /// What has left the socket for the legs of an interaction, past legs included.
    #[must_use]
    pub fn departures(&self, interaction: InteractionId) -> Vec<Departure> {
        let Some(table) = self.interactions.get(&interaction) else { return Vec::new() };
        let live = table.legs.values().filter_map(|index| self.legs.get(*index));
        let mut departures = table.past_departures().to_vec();
        departures.extend(live.flat_map(|leg| table.departures_to(leg)));
        departures
    }

    /// What has been counted.
    #[must_use]
    pub fn counters(&self) -> Counters {
        Counters { legs: self.names.len() as u64, ..self.counters }
    }

    /// The last time that something authentic came from a leg.
    #[must_use]
    pub fn last_heard(&self, leg: LegId) -> Option<Instant> {
        self.legs.get(*self.names.get(&leg)?).map(|leg| leg.heard)
    }

    /// Makes the next entry into a leg's connection panic, to try what contains it.
    #[doc(hidden)]
    pub fn sabotage(&mut self, leg: LegId) {
        let index = self.names.get(&leg).copied();
        if let Some(leg) = index.and_then(|index| self.legs.get_mut(index)) {
            match &mut leg.behind {
                Endpoint::Browser(peer) => peer.sabotage(),
                Endpoint::Recording => {}
            }
        }
    }

    /// Makes the next step panic outside of any leg's connection.
    #[doc(hidden)]
    pub const fn sabotage_all(&mut self) {
        self.sabotaged = true;
    }

    fn emit(&mut self, output: EngineOutput) {
        self.outputs.push_back(output);
    }

    fn report(&mut self, report: Report) {
        self.emit(EngineOutput::Report(report));
    }

    fn obey(&mut self, now: Instant, order: Order) {
        match order {
            Order::Join { interaction, party, leg, offer } => {
                self.join(now, Newcomer { interaction, party, leg }, &offer);
            }
            Order::JoinRecorded { interaction, party, leg, clip } => {
                self.join_scripted(now, Newcomer { interaction, party, leg }, clip);
            }
            Order::Leave { interaction, leg } => self.leave(now, (interaction, leg)),
            Order::Change(change) => self.change(now, change),
            Order::Table { interaction, epoch, edges } => {
                self.replace_table(now, (interaction, epoch), edges);
            }
            Order::Forget { interaction } => self.forget(now, interaction),
        }
    }

    fn pass_time(&mut self, now: Instant) {
        while let Some((due, index)) = self.timetable.pop(now) {
            self.wake(now, (due, index));
        }
        while self.synthesis.strike(now) {
            self.sound(now);
        }
    }
}
