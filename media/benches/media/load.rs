//! The load: many clients on one socket, each at a loopback address of its own, 50 packets a second.

use std::{
    io::{BufRead as _, BufReader, IoSliceMut, Write as _},
    net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket},
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
    time::{Duration, Instant},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use quinn_udp::{BATCH_SIZE, RecvMeta, Transmit, UdpSocketState};

use super::{
    MODES, ROUND, ROUNDS, WARM_UP,
    client::{Client, Kit, Stamp},
    figures::{Table, cpu_of, memory_of, percentile, pin},
    server::CHILD,
};

const PACKET: Duration = Duration::from_millis(20);
const KEEP_ALIVE: Duration = Duration::from_secs(2);
const LETTERS: [&str; 3] = ["A", "C", "S"];
const SWITCHES: usize = 200;
const LOST: Duration = Duration::from_secs(1);

pub(crate) struct Load {
    server: Child,
    orders: ChildStdin,
    said: Receiver<String>,
    kit: Kit,
    socket: UdpSocket,
    state: UdpSocketState,
    clients: Vec<Client>,
    epochs: Vec<u64>,
    buffers: Vec<Vec<u8>>,
    /// When each client speaks next, and when it proves next that it is there.
    next: Vec<(Instant, Instant)>,
}

/// What was seen in a stretch of time.
#[derive(Default)]
struct Seen {
    sent: u64,
    received: u64,
    latencies: Vec<f64>,
}

impl Load {
    /// Starts the server and brings all calls up; says what that cost.
    pub(crate) fn start(calls: usize, table: &mut Table) -> Self {
        pin(std::process::id(), 1);
        let mut server = Command::new(std::env::current_exe().unwrap())
            .env(CHILD, "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        pin(server.id(), 0);
        let (orders, output) = (server.stdin.take().unwrap(), server.stdout.take().unwrap());
        let (lines, said) = channel();
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if lines.send(line).is_err() {
                    return;
                }
            }
        });
        let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).unwrap();
        let state = UdpSocketState::new((&socket).into()).unwrap();
        let _ = state.set_recv_buffer_size((&socket).into(), 8 << 20);
        socket.set_nonblocking(true).unwrap();
        let mut load = Self {
            server,
            orders,
            said,
            kit: Kit::new(),
            socket,
            state,
            clients: Vec::new(),
            epochs: vec![0; calls],
            buffers: vec![vec![0; 65_536]; BATCH_SIZE],
            next: Vec::new(),
        };
        load.join_all(calls, table);
        load
    }

    fn join_all(&mut self, calls: usize, table: &mut Table) {
        // The first call pays for what is made once.
        self.join(0);
        let (cpu, memory) = (cpu_of(self.server.id()), memory_of(self.server.id()));
        let mut took = Vec::new();
        for call in 1..calls {
            let start = Instant::now();
            self.join(call);
            took.push(start.elapsed().as_secs_f64() * 1_000.0 / 3.0);
        }
        let joined = 3.0 * (calls - 1) as f64;
        let spent = (cpu_of(self.server.id()) - cpu).as_secs_f64() * 1_000.0;
        table.add("join: CPU until connected", "ms", vec![spent / joined]);
        table.add("join: time until connected", "ms", took);
        let grown = memory_of(self.server.id()) - memory;
        table.add("memory of a three-leg call, idle", "KiB", vec![grown / (calls - 1) as f64]);
    }

    fn join(&mut self, call: usize) {
        for letter in LETTERS {
            let number = self.clients.len();
            let (mut client, offer) = self.kit.client(number as u32);
            let offer = STANDARD.encode(offer);
            writeln!(self.orders, "join\t{call}\t{letter}\t{number}\t{offer}").unwrap();
            let line = self.hear(&format!("joined\t{number}\t"));
            let answer = line.split('\t').nth(2).unwrap();
            client.accept(&String::from_utf8(STANDARD.decode(answer).unwrap()).unwrap());
            let check = client.check();
            self.clients.push(client);
            let later = Instant::now() + KEEP_ALIVE;
            self.next.push((later, later));
            self.send(number, &check);
            self.connect(number);
        }
    }

    fn connect(&mut self, number: usize) {
        let mut seen = Seen::default();
        loop {
            let now = Instant::now();
            for datagram in self.clients[number].shake_hands(now) {
                self.send(number, &datagram);
            }
            if self.clients[number].is_connected() {
                self.hear(&format!("connected\t{number}"));
                return;
            }
            // Who has joined before must go on proving that it is there.
            self.turn(&mut seen, &[false; 3], None);
        }
    }

    /// One mode for all calls: CPU, loss and latency.
    pub(crate) fn measure_mode(
        &mut self,
        table: &mut Table,
        (name, edges, speakers): (&str, &str, &str),
    ) {
        for call in 0..self.epochs.len() {
            self.route(call, edges);
        }
        let speaks: Vec<bool> = LETTERS.map(|letter| speakers.contains(letter)).to_vec();
        self.start_clock();
        self.run(WARM_UP, &speaks);
        let (mut cost, mut calls, mut lost) = (Vec::new(), Vec::new(), Vec::new());
        let (mut p50, mut p99) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let before = cpu_of(self.server.id());
            let start = Instant::now();
            let mut seen = self.run(ROUND, &speaks);
            let busy = (cpu_of(self.server.id()) - before).as_secs_f64();
            let share = busy / start.elapsed().as_secs_f64();
            cost.push(busy * 1e6 / seen.received as f64);
            calls.push(self.epochs.len() as f64 / share);
            let copies = edges.split(' ').count() as f64 / speakers.len() as f64;
            lost.push((seen.sent as f64 * copies - seen.received as f64).max(0.0));
            p50.push(percentile(&mut seen.latencies, 0.50));
            p99.push(percentile(&mut seen.latencies, 0.99));
        }
        table.add(format!("{name}: CPU a forwarded packet"), "µs", cost);
        table.add(format!("{name}: calls a core"), "calls", calls);
        table.add(format!("{name}: added latency, p50"), "ms", p50);
        table.add(format!("{name}: added latency, p99"), "ms", p99);
        table.add(format!("{name}: packets late or lost in a round"), "packets", lost);
        if name == MODES[MODES.len() - 1].0 {
            let memory = memory_of(self.server.id());
            table.add("memory of the server, after all", "MiB", vec![memory / 1_024.0]);
        }
    }

    /// From the command that lets a supervisor be heard to the first packet that is.
    pub(crate) fn measure_switch(&mut self, table: &mut Table) {
        let speaks = [true; 3];
        let (monitor, coach) = (MODES[1].1, MODES[2].1);
        for call in 0..self.epochs.len() {
            self.route(call, monitor);
        }
        self.start_clock();
        self.run(WARM_UP, &speaks);
        let mut took = Vec::new();
        for n in 0..SWITCHES {
            let call = n % self.epochs.len();
            // Not in step with the packets.
            self.run(Duration::from_micros(3_000 + 137 * (n as u64 % 97)), &speaks);
            let start = Instant::now();
            self.order_route(call, coach);
            let awaited = (call * 3, (call * 3 + 2) as u32);
            let mut seen = Seen::default();
            // One that takes as long as this was lost on the way: it is shown, not hidden.
            while !self.turn(&mut seen, &speaks, Some(awaited)) && start.elapsed() < LOST {}
            took.push(start.elapsed().as_secs_f64() * 1_000.0);
            self.order_route(call, monitor);
        }
        let p99 = percentile(&mut took.clone(), 0.99);
        table.add("command to first packet on the new edge", "ms", took);
        table.add("command to first packet on the new edge, p99", "ms", vec![p99]);
    }

    fn route(&mut self, call: usize, edges: &str) {
        self.order_route(call, edges);
        self.hear(&format!("applied\t{call}"));
    }

    /// The next line that begins like this; others are passed over.
    fn hear(&self, beginning: &str) -> String {
        self.said.iter().find(|line| line.starts_with(beginning)).unwrap()
    }

    fn order_route(&mut self, call: usize, edges: &str) {
        self.epochs[call] += 1;
        writeln!(self.orders, "route\t{call}\t{}\t{edges}", self.epochs[call]).unwrap();
    }

    /// Spreads the clients evenly over the length of a packet.
    fn start_clock(&mut self) {
        let (now, count) = (Instant::now(), self.clients.len() as u32);
        for (n, next) in self.next.iter_mut().enumerate() {
            let phase = n as u32;
            *next = (now + PACKET * phase / count, now + KEEP_ALIVE * phase / count);
        }
    }

    fn run(&mut self, time: Duration, speaks: &[bool]) -> Seen {
        let mut seen = Seen::default();
        let end = Instant::now() + time;
        while Instant::now() < end {
            self.turn(&mut seen, speaks, None);
        }
        seen
    }

    /// Sends what is due and takes in what is there. Whether `awaited` (at whom, from whom) came.
    fn turn(&mut self, seen: &mut Seen, speaks: &[bool], awaited: Option<(usize, u32)>) -> bool {
        for number in 0..self.clients.len() {
            let now = Instant::now();
            let (voice, check) = self.next[number];
            if check <= now {
                self.next[number].1 = check + KEEP_ALIVE;
                let datagram = self.clients[number].check();
                self.send(number, &datagram);
            }
            if voice <= now {
                self.next[number].0 = voice + PACKET;
                if speaks[number % 3] {
                    let sent = self.kit.since_start(now);
                    let Self { clients, socket, state, .. } = self;
                    let client = &mut clients[number];
                    let destination = client.server.unwrap();
                    transmit((socket, state), (number, destination), client.say(sent));
                    seen.sent += 1;
                }
            }
        }
        self.receive(seen, awaited)
    }

    fn receive(&mut self, seen: &mut Seen, awaited: Option<(usize, u32)>) -> bool {
        let mut metas = [RecvMeta::default(); BATCH_SIZE];
        let Self { socket, state, buffers, .. } = self;
        let mut rest = buffers.iter_mut();
        let mut slices: [IoSliceMut<'_>; BATCH_SIZE] =
            std::array::from_fn(|_| IoSliceMut::new(rest.next().unwrap()));
        let Ok(count) = state.recv((&*socket).into(), &mut slices, &mut metas) else {
            return false;
        };
        let mut came = false;
        let now = self.kit.since_start(Instant::now());
        for (buffer, meta) in self.buffers.iter_mut().zip(metas).take(count) {
            let Some(number) = meta.dst_ip.and_then(number_of) else { continue };
            let Some(client) = self.clients.get_mut(number) else { continue };
            for datagram in buffer[..meta.len].chunks_mut(meta.stride.max(1)) {
                let Some(Stamp { speaker, sent }) = client.take_in(datagram) else { continue };
                seen.received += 1;
                seen.latencies.push((now.saturating_sub(sent)).as_secs_f64() * 1_000.0);
                came |= awaited == Some((number, speaker));
            }
        }
        came
    }

    fn send(&self, number: usize, datagram: &[u8]) {
        let destination = self.clients[number].server.unwrap();
        transmit((&self.socket, &self.state), (number, destination), datagram);
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn transmit(
    (socket, state): (&UdpSocket, &UdpSocketState),
    (number, destination): (usize, SocketAddr),
    contents: &[u8],
) {
    let src_ip = Some(address_of(number));
    let transmit = Transmit { destination, ecn: None, contents, segment_size: None, src_ip };
    state.try_send(socket.into(), &transmit).unwrap();
}

const fn address_of(number: usize) -> IpAddr {
    IpAddr::V4(Ipv4Addr::new(127, 1, (number / 250) as u8, (number % 250) as u8 + 1))
}

fn number_of(address: IpAddr) -> Option<usize> {
    match address {
        IpAddr::V4(ip) => {
            let [_, _, high, low] = ip.octets();
            Some(usize::from(high) * 250 + usize::from(low).checked_sub(1)?)
        }
        IpAddr::V6(_) => None,
    }
}
