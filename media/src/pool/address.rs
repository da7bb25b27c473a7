//! Under which addresses this machine is reached, and how a socket for IPv4 and IPv6 alike speaks of
//! addresses.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

/// Addresses kept for documentation, behind every machine's default route.
const ELSEWHERE: (Ipv4Addr, Ipv6Addr) =
    (Ipv4Addr::new(192, 0, 2, 1), Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1));

/// The addresses of this machine that a socket at all of them is offered under, in order: the one
/// by which it would reach others over IPv4, then over IPv6 where the socket is for `both`, then
/// loopback.
pub(super) fn own(both: bool) -> Vec<IpAddr> {
    let (four, six) = ELSEWHERE;
    let outward = [outward(four.into()), both.then(|| outward(six.into())).flatten()];
    let mut own: Vec<IpAddr> = outward.into_iter().flatten().collect();
    own.push(Ipv4Addr::LOCALHOST.into());
    if both && UdpSocket::bind((Ipv6Addr::LOCALHOST, 0)).is_ok() {
        own.push(Ipv6Addr::LOCALHOST.into());
    }
    own
}

/// The own address by which this machine would reach another one. Connecting a UDP socket sends
/// nothing; it makes the kernel choose. An address that is known on its own cable only is none.
fn outward(other: IpAddr) -> Option<IpAddr> {
    let any: IpAddr = match other {
        IpAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        IpAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    let socket = UdpSocket::bind((any, 0)).ok()?;
    socket.connect((other, 9)).ok()?;
    let own = socket.local_addr().ok()?.ip();
    let on_its_cable = match own {
        IpAddr::V4(own) => own.is_link_local(),
        IpAddr::V6(own) => own.is_unicast_link_local(),
    };
    (!own.is_loopback() && !own.is_unspecified() && !on_its_cable).then_some(own)
}

/// How a worker's socket speaks of the two ends of a datagram. The engine knows each address in its
/// own family; a socket for both says IPv4 as IPv6 addresses, such as `::ffff:192.0.2.1`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ends {
    /// Where the socket is.
    pub(super) local: SocketAddr,
}

impl Ends {
    /// From where, and to which of our addresses, a datagram came that the socket says is from
    /// `source` and, where it says so, to `destination`.
    pub(super) fn of_arrived(
        self,
        source: SocketAddr,
        destination: Option<IpAddr>,
    ) -> (SocketAddr, SocketAddr) {
        let own = destination.unwrap_or_else(|| self.local.ip()).to_canonical();
        let source = match source {
            SocketAddr::V6(six) => match six.ip().to_ipv4_mapped() {
                Some(four) => SocketAddr::new(four.into(), six.port()),
                None => source,
            },
            SocketAddr::V4(_) => source,
        };
        (source, SocketAddr::new(own, self.local.port()))
    }

    /// From which address, unless the socket has no choice, and to where it is told to send.
    pub(super) fn to_send(
        self,
        source: SocketAddr,
        destination: SocketAddr,
    ) -> (Option<IpAddr>, SocketAddr) {
        let own = self.local.ip().is_unspecified().then(|| self.said(source).ip());
        (own, self.said(destination))
    }

    fn said(self, address: SocketAddr) -> SocketAddr {
        match address {
            SocketAddr::V4(four) if self.local.is_ipv6() => {
                SocketAddr::new(four.ip().to_ipv6_mapped().into(), four.port())
            }
            SocketAddr::V4(_) | SocketAddr::V6(_) => address,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> SocketAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_socket_for_both_families_is_spoken_to_in_its_words_and_the_engine_in_its_own() {
        let ends = Ends { local: at("[::]:4000") };
        for (known, said) in [
            (["192.0.2.1:5", "10.0.0.1:4000"], ["[::ffff:192.0.2.1]:5", "[::ffff:10.0.0.1]:4000"]),
            (
                ["127.0.0.1:5", "127.0.0.1:4000"],
                ["[::ffff:127.0.0.1]:5", "[::ffff:127.0.0.1]:4000"],
            ),
            (["[2001:db8::1]:5", "[fd00::2]:4000"], ["[2001:db8::1]:5", "[fd00::2]:4000"]),
            // A cable's own address is nothing without the cable, which stands behind the %.
            (["[fe80::1%3]:5", "[::1]:4000"], ["[fe80::1%3]:5", "[::1]:4000"]),
        ] {
            let ([other, own], [other_said, own_said]) = (known.map(at), said.map(at));
            assert_eq!(ends.of_arrived(other_said, Some(own_said.ip())), (other, own));
            assert_eq!(ends.to_send(own, other), (Some(own_said.ip()), other_said));
        }
    }

    #[test]
    fn a_socket_for_ipv4_is_spoken_to_as_the_engine_is_and_chooses_only_where_it_can() {
        let (other, own) = (at("192.0.2.1:5"), at("10.0.0.1:4000"));
        let everywhere = Ends { local: at("0.0.0.0:4000") };
        assert_eq!(everywhere.of_arrived(other, Some(own.ip())), (other, own));
        assert_eq!(everywhere.to_send(own, other), (Some(own.ip()), other));
        let here = Ends { local: own };
        assert_eq!(here.of_arrived(other, None), (other, own));
        assert_eq!(here.to_send(own, other), (None, other));
    }

    #[test]
    fn own_addresses_are_ipv4_then_ipv6_then_loopback() {
        let own = own(true);
        let rank = |ip: &IpAddr| (ip.is_loopback(), ip.is_ipv6());
        assert!(own.is_sorted_by(|a, b| rank(a) < rank(b)), "one of each at most: {own:?}");
        assert!(own.contains(&Ipv4Addr::LOCALHOST.into()), "{own:?}");
        let without: Vec<IpAddr> = own.into_iter().filter(IpAddr::is_ipv4).collect();
        assert_eq!(super::own(false), without);
    }
}
