//! Free loopback ports. The system hands each out once before it starts over, so that the moment
//! between finding one and using it is safe enough for tests.

use std::net::{Ipv4Addr, TcpListener, UdpSocket};

use anyhow::{Context, Result};

/// A TCP port of 127.0.0.1 that nobody listens on.
pub(crate) fn free_tcp() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free TCP port")?;
    Ok(listener.local_addr()?.port())
}

/// A UDP port of 127.0.0.1 that nobody uses.
pub(crate) fn free_udp() -> Result<u16> {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).context("no free UDP port")?;
    Ok(socket.local_addr()?.port())
}
