//! The workers of a process, and the handle by which the rest of the server speaks to them.
//!
//! An interaction's orders all go to one worker, chosen by its id: its legs share that worker's
//! thread and port. Moved by callers; it refuses to know what an order means.

use std::{io, net::IpAddr, sync::Arc, time::Duration};

use backline_core::id::InteractionId;
use tokio::sync::mpsc;

use super::{Counters, Departure, Order, Report};

/// How to run the media plane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolConfig {
    /// How many threads, each with a port of its own.
    pub workers: usize,
    /// The first worker's UDP port, the others following; free ports when `None`.
    pub base_port: Option<u16>,
    /// Offer 127.0.0.1 and nothing else, and listen there only.
    pub loopback_only: bool,
    /// An address under which the ports are reached from outside, offered as well.
    pub external: Option<IpAddr>,
    /// How long a connected leg may send nothing before it is reported.
    pub silence: Duration,
}

/// Starts workers.
#[derive(Debug)]
pub struct MediaPool;

/// Speaks to the workers. Cheap to clone; the workers end when the last one is dropped.
#[derive(Debug, Clone)]
pub struct MediaHandle {
    ports: Arc<[u16]>,
}

impl Default for PoolConfig {
    fn default() -> Self {
        Self {
            workers: 1,
            base_port: None,
            loopback_only: true,
            external: None,
            silence: Duration::from_secs(5),
        }
    }
}

impl MediaPool {
    /// Opens the sockets and starts the threads. Reports of all workers arrive in one channel.
    ///
    /// # Errors
    /// When a port is taken or a thread cannot be started.
    pub fn start(
        _config: &PoolConfig,
    ) -> io::Result<(MediaHandle, mpsc::UnboundedReceiver<Report>)> {
        let (_reports, receiver) = mpsc::unbounded_channel();
        Ok((MediaHandle { ports: Arc::from([]) }, receiver))
    }
}

impl MediaHandle {
    /// Gives an order; what comes of it is reported. Never waits. When the worker is gone the
    /// order is dropped.
    pub fn order(&self, _order: Order) {}

    /// The UDP ports in use, one per worker.
    #[must_use]
    pub fn ports(&self) -> &[u16] {
        &self.ports
    }

    /// What has left the socket for the legs of an interaction, past legs included.
    pub async fn departures(&self, _interaction: InteractionId) -> Vec<Departure> {
        std::future::ready(Vec::new()).await
    }

    /// What all workers have counted.
    pub async fn counters(&self) -> Counters {
        std::future::ready(Counters::default()).await
    }
}
