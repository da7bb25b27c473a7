//! Free loopback ports, out of those that the system hands out to nobody by itself: a server that is
//! down for a moment finds its own again, however many connections are opened meanwhile.

use std::{
    net::{Ipv4Addr, TcpListener, UdpSocket},
    sync::{
        LazyLock,
        atomic::{AtomicU16, Ordering},
    },
};

use anyhow::{Context, Result};
use uuid::Uuid;

/// Where systems begin to take ports for connections, and what is below that.
const OWN: std::ops::Range<u16> = 10_000..32_000;

/// The next to try. Two processes that run at once begin at different places.
static NEXT: LazyLock<AtomicU16> = LazyLock::new(|| {
    let (chance, ..) = Uuid::new_v4().as_fields();
    AtomicU16::new(u16::try_from(chance % u32::from(u16::MAX)).unwrap_or_default())
});

/// A TCP port of 127.0.0.1 that nobody listens on.
pub(crate) fn free_tcp() -> Result<u16> {
    free(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()).context("no free TCP port")
}

/// A UDP port of 127.0.0.1 that nobody uses.
pub(crate) fn free_udp() -> Result<u16> {
    free(|port| UdpSocket::bind((Ipv4Addr::LOCALHOST, port)).is_ok()).context("no free UDP port")
}

/// A port that is given to nobody else in this process before all have been.
fn free(is_free: impl Fn(u16) -> bool) -> Option<u16> {
    let turns = OWN.map(|_| NEXT.fetch_add(1, Ordering::Relaxed) % (OWN.end - OWN.start));
    turns.map(|turn| OWN.start + turn).find(|port| is_free(*port))
}
