//! The workers of a process, and the handle by which the rest of the server speaks to them.
//!
//! An interaction's orders all go to one worker, chosen by its id: its legs share that worker's
//! thread and port. Moved by callers; it refuses to know what an order means.

mod address;
mod socket;
mod worker;

use std::{
    io,
    net::{IpAddr, SocketAddr, UdpSocket},
    sync::Arc,
    thread,
    time::Duration,
};

use aws_lc_rs::rand::{SecureRandom as _, SystemRandom};
use backline_core::id::InteractionId;
use tokio::sync::{mpsc, oneshot};

use crate::{
    Counters, Departure, Engine, EngineConfig, Order, Ports, Report,
    pool::worker::{Worker, WorkerMessage},
};

/// How to run the media plane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolConfig {
    /// How many threads, each with a port of its own.
    pub workers: usize,
    /// The first worker's UDP port, the others following; free ports when `None`.
    pub base_port: Option<u16>,
    /// Listen at 127.0.0.1 only, and offer no other own address; otherwise at all, over IPv4 and
    /// IPv6, and offer those on the default routes before loopback.
    pub loopback_only: bool,
    /// Addresses under which the ports are reached from outside, offered in this order before the
    /// machine's own.
    pub external: Vec<IpAddr>,
    /// How long a connected leg may send nothing before it is reported.
    pub silence: Duration,
}

/// Starts workers.
#[derive(Debug)]
pub struct MediaPool;

/// Speaks to the workers. Cheap to clone; the workers end when the last one is dropped.
#[derive(Debug, Clone)]
pub struct MediaHandle {
    workers: Arc<[mpsc::UnboundedSender<WorkerMessage>]>,
    ports: Arc<[u16]>,
    silence: Duration,
}

impl Default for PoolConfig {
    fn default() -> Self {
        Self {
            workers: 1,
            base_port: None,
            loopback_only: true,
            external: Vec::new(),
            silence: Duration::from_secs(5),
        }
    }
}

impl MediaPool {
    /// Opens the sockets and starts the threads. Reports of all workers arrive in one channel, in
    /// order for each interaction.
    ///
    /// # Errors
    /// When a port is taken or a thread cannot be started.
    pub fn start(
        config: &PoolConfig,
    ) -> io::Result<(MediaHandle, mpsc::UnboundedReceiver<Report>)> {
        let (reports, receiver) = mpsc::unbounded_channel();
        let mut sockets = Vec::new();
        let mut ports = Vec::new();
        for n in 0..config.workers.max(1) {
            let socket = open_socket(config, n)?;
            ports.push(socket.local_addr()?.port());
            sockets.push(socket);
        }
        let mut workers = Vec::new();
        for (n, socket) in sockets.into_iter().enumerate() {
            let told = ports.iter().copied().collect();
            workers.push(start_worker(config, n, (socket, reports.clone()), told)?);
        }
        let (workers, ports, silence) = (workers.into(), ports.into(), config.silence);
        Ok((MediaHandle { workers, ports, silence }, receiver))
    }
}

impl MediaHandle {
    /// Gives an order; what comes of it is reported. Never waits. When the worker is gone the
    /// order is dropped.
    pub fn order(&self, order: Order) {
        let worker = self.worker_of(order.interaction());
        // A worker is gone only when the process is ending.
        let _ = worker.map(|worker| worker.send(WorkerMessage::Order(order)));
    }

    /// The UDP ports in use, one per worker.
    #[must_use]
    pub fn ports(&self) -> &[u16] {
        &self.ports
    }

    /// How long nothing has come from a leg that is reported as silent.
    #[must_use]
    pub const fn silence(&self) -> Duration {
        self.silence
    }

    /// What has left the socket for the legs of an interaction, past legs included.
    pub async fn departures(&self, interaction: InteractionId) -> Vec<Departure> {
        let (reply, answer) = oneshot::channel();
        let asked = self
            .worker_of(interaction)
            .map(|worker| worker.send(WorkerMessage::Departures(interaction, reply)));
        match asked {
            Some(Ok(())) => answer.await.unwrap_or_default(),
            Some(Err(_)) | None => Vec::new(),
        }
    }

    /// What all workers have counted.
    pub async fn counters(&self) -> Counters {
        let mut sum = Counters::default();
        for worker in self.workers.iter() {
            let (reply, answer) = oneshot::channel();
            if worker.send(WorkerMessage::Counters(reply)).is_ok() {
                sum = sum.plus(answer.await.unwrap_or_default());
            }
        }
        sum
    }

    fn worker_of(
        &self,
        interaction: InteractionId,
    ) -> Option<&mpsc::UnboundedSender<WorkerMessage>> {
        let (high, low) = interaction.0.as_u64_pair();
        let count = self.workers.len().max(1) as u64;
        // The remainder is smaller than a length, so it fits.
        self.workers.get(((high ^ low) % count) as usize)
    }
}

fn open_socket(config: &PoolConfig, n: usize) -> io::Result<UdpSocket> {
    let port = match config.base_port {
        None | Some(0) => Some(0),
        Some(base) => u16::try_from(n).ok().and_then(|n| base.checked_add(n)),
    };
    let port = port.ok_or_else(|| io::Error::other("the media ports would pass 65535"))?;
    socket::open(port, config.loopback_only)
}

fn start_worker(
    config: &PoolConfig,
    n: usize,
    (socket, reports): (UdpSocket, mpsc::UnboundedSender<Report>),
    ports: Ports,
) -> io::Result<mpsc::UnboundedSender<WorkerMessage>> {
    let local = socket.local_addr()?;
    let mut seed = [0; 32];
    SystemRandom::new().fill(&mut seed).map_err(|_| io::Error::other("no randomness"))?;
    let at = |ip| SocketAddr::new(ip, local.port());
    let own =
        if local.ip().is_unspecified() { address::own(local.is_ipv6()) } else { vec![local.ip()] };
    let engine = Engine::new(EngineConfig {
        advertised: config.external.iter().copied().map(at).collect(),
        silence: config.silence,
        ports,
        ..EngineConfig::at(own.into_iter().map(at).collect(), seed)
    });
    let engine = engine.ok_or_else(|| io::Error::other("no certificate could be made"))?;
    let (sender, inbox) = mpsc::unbounded_channel();
    let worker = Worker { engine, socket, inbox, reports };
    thread::Builder::new().name(format!("media-{n}")).spawn(move || worker.run())?;
    Ok(sender)
}
