//! One worker: a thread, a UDP socket, an engine, and the loop between them.
//!
//! After the start, which opens the sockets, the only file of the media plane that reads the clock
//! or touches a socket. Everything that can be decided is decided in the engine; here is matched,
//! called and carried.
//!
//! Every order that waits is carried out before a datagram is taken or a frame is played, one by
//! one: a worker that was held up forwards nothing on the strength of a table that is out of date,
//! but what it had in hand.

use std::{
    future::pending,
    io::{self, IoSliceMut},
    net::UdpSocket as StdUdpSocket,
    time::Instant,
};

use backline_core::id::InteractionId;
use quinn_udp::{BATCH_SIZE, RecvMeta, Transmit, UdpSocketState};
use tokio::{
    io::Interest,
    net::UdpSocket,
    runtime,
    sync::{mpsc, oneshot},
    time::sleep_until,
};
use tracing::{debug, error};

use crate::{
    Counters, Departure, Engine, EngineInput, EngineOutput, Order, Report, pool::address::Ends,
};

/// Longest datagram that is read. Nothing that a browser sends is longer than an Ethernet frame;
/// the room is for several that the kernel hands over as one.
const BUFFER_BYTES: usize = 64 * 1024;
/// Batches read before orders and time get their turn.
const BATCHES_PER_TURN: usize = 4;

/// What a worker is told.
#[derive(Debug)]
pub(super) enum WorkerMessage {
    Order(Order),
    /// Ask what has left for an interaction.
    Departures(InteractionId, oneshot::Sender<Vec<Departure>>),
    /// Ask what has been counted.
    Counters(oneshot::Sender<Counters>),
}

/// What a worker is made of.
#[derive(Debug)]
pub(super) struct Worker {
    pub(super) engine: Engine,
    pub(super) socket: StdUdpSocket,
    pub(super) inbox: mpsc::UnboundedReceiver<WorkerMessage>,
    pub(super) reports: mpsc::UnboundedSender<Report>,
}

/// The engine and what is asked of it.
struct EngineLoop {
    engine: Engine,
    inbox: mpsc::UnboundedReceiver<WorkerMessage>,
    reports: mpsc::UnboundedSender<Report>,
}

/// The socket, with what batches need.
struct UdpWire {
    socket: UdpSocket,
    state: UdpSocketState,
    ends: Ends,
    buffers: Vec<Vec<u8>>,
    metas: [RecvMeta; BATCH_SIZE],
}

impl Worker {
    /// Runs until nobody can give orders.
    pub(super) fn run(self) {
        let runtime = runtime::Builder::new_current_thread().enable_io().enable_time().build();
        let outcome = runtime.and_then(|runtime| runtime.block_on(self.serve()));
        if let Err(why) = outcome {
            error!(%why, "a media worker has ended");
        }
    }

    async fn serve(self) -> io::Result<()> {
        let Self { engine, socket, inbox, reports } = self;
        let mut wire = UdpWire::open(socket)?;
        let mut engine_loop = EngineLoop { engine, inbox, reports };
        loop {
            let due = engine_loop.engine.poll_timeout();
            tokio::select! {
                ready = wire.socket.readable() => {
                    ready?;
                    wire.read(&mut engine_loop);
                }
                message = engine_loop.inbox.recv() => match message {
                    Some(message) => engine_loop.attend(message),
                    None => return Ok(()),
                },
                () = wait(due) => engine_loop.handle(EngineInput::Timeout),
            }
            engine_loop.catch_up();
            wire.write(&mut engine_loop);
        }
    }
}

impl EngineLoop {
    /// A datagram comes or time has passed: what was ordered before counts before.
    fn handle(&mut self, input: EngineInput<'_>) {
        self.catch_up();
        self.engine.handle(Instant::now(), input);
    }

    fn catch_up(&mut self) {
        while let Ok(message) = self.inbox.try_recv() {
            self.attend(message);
        }
    }

    fn attend(&mut self, message: WorkerMessage) {
        match message {
            WorkerMessage::Order(order) => {
                self.engine.handle(Instant::now(), EngineInput::Order(order))
            }
            // Who asked may have stopped waiting.
            WorkerMessage::Departures(interaction, reply) => {
                let _ = reply.send(self.engine.departures(interaction));
            }
            WorkerMessage::Counters(reply) => {
                let _ = reply.send(self.engine.counters());
            }
        }
    }
}

impl UdpWire {
    fn open(socket: StdUdpSocket) -> io::Result<Self> {
        let ends = Ends { local: socket.local_addr()? };
        let state = UdpSocketState::new((&socket).into())?;
        // A burst of every leg's packets must not be lost while the thread is elsewhere. The
        // kernel grants what it will.
        for set in [UdpSocketState::set_recv_buffer_size, UdpSocketState::set_send_buffer_size] {
            if let Err(why) = set(&state, (&socket).into(), 4 * 1024 * 1024) {
                debug!(%why, "the kernel keeps its buffer sizes");
            }
        }
        Ok(Self {
            socket: UdpSocket::from_std(socket)?,
            state,
            ends,
            buffers: vec![vec![0; BUFFER_BYTES]; BATCH_SIZE],
            metas: [RecvMeta::default(); BATCH_SIZE],
        })
    }

    fn read(&mut self, engine_loop: &mut EngineLoop) {
        for _ in 0..BATCHES_PER_TURN {
            let Self { socket, state, buffers, metas, .. } = self;
            let mut rest = buffers.iter_mut();
            let mut slices: [IoSliceMut<'_>; BATCH_SIZE] = std::array::from_fn(|_| {
                IoSliceMut::new(rest.next().map_or(&mut [][..], Vec::as_mut_slice))
            });
            let mut count = 0;
            let received = socket.try_io(Interest::READABLE, || {
                count = state.recv((&*socket).into(), &mut slices, metas)?;
                // A batch that is not full has emptied the socket: saying so here saves the call
                // that would find it out.
                if count < BATCH_SIZE { Err(io::ErrorKind::WouldBlock.into()) } else { Ok(()) }
            });
            for (buffer, meta) in self.buffers.iter().zip(&self.metas).take(count) {
                let (source, destination) = self.ends.of_arrived(meta.addr, meta.dst_ip);
                for contents in buffer[..meta.len].chunks(meta.stride.max(1)) {
                    engine_loop.handle(EngineInput::Datagram { source, destination, contents });
                    self.write(engine_loop);
                }
            }
            // Empty, or an error about a datagram sent before, which concerns nobody here.
            if received.is_err() {
                return;
            }
        }
    }

    fn write(&self, engine_loop: &mut EngineLoop) {
        while let Some(output) = engine_loop.engine.poll_output() {
            match output {
                EngineOutput::Transmit { source, destination, contents } => {
                    let (src_ip, destination) = self.ends.to_send(source, destination);
                    let transmit = Transmit {
                        destination,
                        ecn: None,
                        contents: &contents,
                        segment_size: None,
                        src_ip,
                    };
                    // A datagram that cannot be sent is one that was lost: nobody waits for it.
                    if let Err(why) = self.state.try_send((&self.socket).into(), &transmit) {
                        debug!(%why, "a datagram was not sent");
                    }
                }
                EngineOutput::Report(report) => {
                    // Nobody listens when the server is ending.
                    let _ = engine_loop.reports.send(report);
                }
            }
        }
    }
}

async fn wait(due: Option<Instant>) {
    match due {
        Some(due) => sleep_until(due.into()).await,
        None => pending().await,
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use backline_core::routing::{Epoch, RouteChange};

    use super::*;
    use crate::EngineConfig;

    const CALL: InteractionId = InteractionId::from_u128(1);

    fn engine_at(address: SocketAddr) -> Engine {
        Engine::new(EngineConfig::at(vec![address], [7; 32])).unwrap()
    }

    fn order() -> WorkerMessage {
        let (base, epoch) = (Epoch(0), Epoch(1));
        let change =
            RouteChange { interaction: CALL, base, epoch, close: Vec::new(), open: Vec::new() };
        WorkerMessage::Order(Order::Change(change))
    }

    /// With what the core relies on: a plane that has an order before it forwards nothing until it
    /// has obeyed.
    #[tokio::test]
    async fn a_worker_that_was_held_up_obeys_every_order_before_it_takes_a_datagram() {
        let socket = StdUdpSocket::bind("127.0.0.1:0").unwrap();
        socket.set_nonblocking(true).unwrap();
        let address = socket.local_addr().unwrap();
        let (asks, inbox) = mpsc::unbounded_channel();
        let (reports, mut reported) = mpsc::unbounded_channel();
        let mut engine_loop = EngineLoop { engine: engine_at(address), inbox, reports };
        let mut wire = UdpWire::open(socket).unwrap();
        // Nobody lets the worker run: datagrams pile up, then orders.
        let browser = StdUdpSocket::bind("127.0.0.1:0").unwrap();
        for _ in 0..BATCH_SIZE {
            browser.send_to(b"a datagram", address).unwrap();
        }
        let (reply, counted) = oneshot::channel();
        asks.send(order()).unwrap();
        asks.send(WorkerMessage::Counters(reply)).unwrap();
        wire.socket.readable().await.unwrap();
        wire.read(&mut engine_loop);
        assert_eq!(counted.await.unwrap(), Counters::default(), "an order was not the first");
        assert_eq!(engine_loop.engine.counters().received, BATCH_SIZE as u64);
        let applied = Report::Applied {
            interaction: CALL,
            epoch: Epoch(1),
            edges: backline_core::routing::Routes::default(),
        };
        assert_eq!(reported.try_recv().unwrap(), applied);
    }

    #[test]
    fn a_worker_whose_time_has_come_obeys_every_order_before_it_plays_a_frame() {
        let (asks, inbox) = mpsc::unbounded_channel();
        let (reports, _reported) = mpsc::unbounded_channel();
        let mut engine_loop =
            EngineLoop { engine: engine_at(([127, 0, 0, 1], 9).into()), inbox, reports };
        asks.send(order()).unwrap();
        engine_loop.handle(EngineInput::Timeout);
        let applied = engine_loop.engine.poll_output();
        assert!(
            matches!(applied, Some(EngineOutput::Report(Report::Applied { .. }))),
            "{applied:?}"
        );
    }
}
