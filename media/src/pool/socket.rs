//! A worker's socket, opened: one for IPv4 and IPv6 alike, where the machine has both.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket},
};

use socket2::{Domain, Protocol, Socket, Type};
use tracing::info;

/// Opens a port, 0 for a free one, at 127.0.0.1 alone or at every address of the machine.
///
/// # Errors
/// When the port is taken, or not for this process to take. The text names it.
pub(super) fn open(port: u16, loopback_only: bool) -> io::Result<UdpSocket> {
    let socket = if loopback_only {
        open_ipv4(Ipv4Addr::LOCALHOST, port)
    } else {
        open_everywhere(port, open_both)
    }?;
    socket.set_nonblocking(true)?;
    Ok(socket)
}

/// For both families as `both` opens it, and for IPv4 alone where there is no IPv6. A port that
/// somebody else has is no reason: half the browsers would come to them.
fn open_everywhere(
    port: u16,
    both: impl FnOnce(u16) -> io::Result<UdpSocket>,
) -> io::Result<UdpSocket> {
    match both(port) {
        Err(why) if why.kind() == io::ErrorKind::AddrInUse => {
            Err(named((Ipv6Addr::UNSPECIFIED.into(), port), &why))
        }
        Err(why) => {
            info!(%why, "no IPv6 on this machine: sound goes over IPv4 alone");
            open_ipv4(Ipv4Addr::UNSPECIFIED, port)
        }
        Ok(socket) => Ok(socket),
    }
}

fn open_both(port: u16) -> io::Result<UdpSocket> {
    let socket = Socket::new(Domain::IPV6, Type::DGRAM, Some(Protocol::UDP))?;
    // Whatever the machine's own default is.
    socket.set_only_v6(false)?;
    socket.bind(&SocketAddr::from((Ipv6Addr::UNSPECIFIED, port)).into())?;
    Ok(socket.into())
}

fn open_ipv4(ip: Ipv4Addr, port: u16) -> io::Result<UdpSocket> {
    UdpSocket::bind((ip, port)).map_err(|why| named((ip.into(), port), &why))
}

fn named((ip, port): (IpAddr, u16), why: &io::Error) -> io::Error {
    io::Error::new(why.kind(), format!("media port {port} of {ip} cannot be opened: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn no_ipv6(_port: u16) -> io::Result<UdpSocket> {
        Err(io::Error::other("Address family not supported by protocol"))
    }

    ///
    #[test]
    fn a_machine_without_ipv6_listens_at_every_ipv4_address() {
        let socket = open_everywhere(0, no_ipv6).unwrap();
        assert_eq!(socket.local_addr().unwrap().ip(), Ipv4Addr::UNSPECIFIED);
    }

    #[test]
    fn a_port_that_is_taken_is_named_in_either_family_and_nothing_is_fallen_back_to() {
        let taken = |_| Err(io::ErrorKind::AddrInUse.into());
        let why = open_everywhere(0, taken).unwrap_err();
        assert_eq!(why.kind(), io::ErrorKind::AddrInUse);
        assert!(why.to_string().starts_with("media port 0 of :: cannot be opened: "), "{why}");
        let held = open(0, false).unwrap();
        let port = held.local_addr().unwrap().port();
        for why in [open(port, false).unwrap_err(), open_everywhere(port, no_ipv6).unwrap_err()] {
            assert!(why.to_string().starts_with(&format!("media port {port} of ")), "{why}");
        }
    }

    #[test]
    fn media_that_stays_on_this_machine_is_at_one_address_of_it() {
        assert_eq!(open(0, true).unwrap().local_addr().unwrap().ip(), Ipv4Addr::LOCALHOST);
    }
}
