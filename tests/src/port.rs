//! Free loopback ports. The system hands each out once before it starts over, so that the moment
//! between finding one and using it is safe enough for tests.

use std::net::{Ipv4Addr, TcpListener, UdpSocket};

use anyhow::{Context, Result};

/// A TCP port of 127.0.0.1 that nobody listens on.
pub(crate) fn free_tcp() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free TCP port")?;
    Ok(listener.local_addr()?.port())
}

/// A UDP port of 127.0.0.1 that nobody uses, with as many free ones right after it as to make
/// `count`.
pub(crate) fn free_udp(count: u16) -> Result<u16> {
    for _ in 0..100 {
        let first = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).context("no free UDP port")?;
        let port = first.local_addr()?.port();
        let rest = 1..count;
        if rest
            .into_iter()
            .all(|n| port.checked_add(n).is_some_and(|p| UdpSocket::bind(("127.0.0.1", p)).is_ok()))
        {
            return Ok(port);
        }
    }
    anyhow::bail!("no {count} free UDP ports in a row")
}
