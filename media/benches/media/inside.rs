//! The engine alone, without sockets: what is left when system calls are taken away.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use backline_core::{
    id::{InteractionId, LegId},
    routing::{Epoch, OnFault, OpenEdge},
};
use backline_media::{Engine, EngineConfig, EngineInput, EngineOutput, Order, Report};

use super::{
    ROUNDS,
    client::{Client, Kit},
    figures::Table,
    server::{edge, party},
};

const CALL: InteractionId = InteractionId::from_u128(1);
const PACKETS: usize = 20_000;

/// A call of three in one engine, joined by datagrams handed over.
struct Inside {
    engine: Engine,
    server: SocketAddr,
    clients: Vec<(SocketAddr, Client)>,
    kit: Kit,
}

pub(crate) fn measure(table: &mut Table) {
    let mut inside = Inside::new();
    for (n, edges) in ["A>C", "A>C A>S"].into_iter().enumerate() {
        inside.route(n as u64 + 1, edges);
        let copies = edges.split(' ').count() as f64;
        let (mut micros, mut allocations) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let datagrams = inside.sayings();
            let start = Instant::now();
            let info = allocation_counter::measure(|| inside.hand_in(&datagrams));
            micros.push(start.elapsed().as_secs_f64() * 1e6 / (PACKETS as f64 * copies));
            allocations.push(info.count_total as f64 / (PACKETS as f64 * copies));
        }
        let to = if n == 0 { "one listener" } else { "two listeners" };
        table.add(format!("engine alone, {to}: a forwarded packet"), "µs", micros);
        table.add(format!("engine alone, {to}: allocations"), "a packet", allocations);
    }
}

impl Inside {
    fn new() -> Self {
        let server = SocketAddr::from(([127, 0, 0, 1], 4_000));
        let mut inside = Self {
            engine: Engine::new(EngineConfig::at(vec![server], [1; 32])).unwrap(),
            server,
            clients: Vec::new(),
            kit: Kit::new(),
        };
        for (n, letter) in ["A", "C", "S"].into_iter().enumerate() {
            inside.join(n as u16, letter);
        }
        inside
    }

    fn join(&mut self, n: u16, letter: &str) {
        let (mut client, offer) = self.kit.client(u32::from(n));
        let address = SocketAddr::from(([127, 0, 0, 2], 5_000 + n));
        let leg = LegId::from_u128(u128::from(n));
        let (interaction, party) = (CALL, party(letter));
        let order = Order::Join { interaction, party, leg, offer };
        self.engine.handle(Instant::now(), EngineInput::Order(order));
        while let Some(output) = self.engine.poll_output() {
            if let EngineOutput::Report(Report::Joined { answer, .. }) = output {
                client.accept(&answer);
            }
        }
        let mut out = vec![client.check()];
        while !(client.is_connected() && out.is_empty()) {
            let now = Instant::now();
            for datagram in out.drain(..) {
                let (source, destination) = (address, self.server);
                let contents = &datagram[..];
                self.engine.handle(now, EngineInput::Datagram { source, destination, contents });
            }
            while let Some(output) = self.engine.poll_output() {
                if let EngineOutput::Transmit { mut contents, .. } = output {
                    client.take_in(&mut contents);
                }
            }
            out = client.shake_hands(now);
        }
        self.clients.push((address, client));
    }

    fn route(&mut self, epoch: u64, edges: &str) {
        let leg = |letter: &str| {
            let n = ["A", "C", "S"].iter().position(|known| *known == letter).unwrap();
            LegId::from_u128(n as u128)
        };
        let open = |text: &str| {
            let (speaker, listener) = text.split_once('>').unwrap();
            let (speaker_leg, listener_leg) = (Some(leg(speaker)), leg(listener));
            OpenEdge { edge: edge(text), speaker_leg, listener_leg, on_fault: OnFault::Stays }
        };
        let edges = edges.split(' ').map(open).collect();
        let order = Order::Table { interaction: CALL, epoch: Epoch(epoch), edges };
        self.engine.handle(Instant::now(), EngineInput::Order(order));
        while self.engine.poll_output().is_some() {}
    }

    fn sayings(&mut self) -> Vec<Vec<u8>> {
        let client = &mut self.clients[0].1;
        (0..PACKETS).map(|_| client.say(Duration::ZERO).to_vec()).collect()
    }

    fn hand_in(&mut self, datagrams: &[Vec<u8>]) {
        let (source, destination) = (self.clients[0].0, self.server);
        let now = Instant::now();
        for contents in datagrams {
            self.engine.handle(now, EngineInput::Datagram { source, destination, contents });
            while self.engine.poll_output().is_some() {}
        }
    }
}
