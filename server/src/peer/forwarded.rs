//! Whom a proxy speaks for: the last entry of `X-Forwarded-For`, which the proxy itself has written,
//! and only from those that the configuration trusts. What stands before it anybody can write.

use std::{net::IpAddr, str::FromStr, sync::Arc};

use axum::http::HeaderMap;

/// The header's name.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// Addresses with a common beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u32,
}

/// The proxies that are believed; none by default.
#[derive(Debug, Clone, Default)]
pub struct Proxies(Arc<[Network]>);

/// Why a text is no network. `Display` says what to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Write an address, such as 10.0.0.7, or a network, such as 10.0.0.0/8 or fd00::/8.")]
pub struct NetworkError;

impl FromStr for Network {
    type Err = NetworkError;

    fn from_str(text: &str) -> Result<Self, NetworkError> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse().map_err(|_| NetworkError)?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| NetworkError)?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.unwrap_or(most);
        if bits == 0 || bits > most { Err(NetworkError) } else { Ok(Self { address, bits }) }
    }
}

impl Network {
    fn has(&self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                (own.to_bits() ^ other.to_bits()).checked_shr(32 - self.bits) == Some(0)
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                (own.to_bits() ^ other.to_bits()).checked_shr(128 - self.bits) == Some(0)
            }
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }
}

/// By which an address is counted: IPv6 is given out by the 2^64, so its first half counts.
#[must_use]
pub fn counted(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() & (u128::MAX << 64)).into()),
        address @ IpAddr::V4(_) => address,
    }
}

impl Proxies {
    /// These.
    #[must_use]
    pub fn new(networks: Vec<Network>) -> Self {
        Self(networks.into())
    }

    /// Whether what comes from there is believed.
    #[must_use]
    pub fn trust(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.has(address))
    }

    /// From where a request comes that arrived from `at`.
    #[must_use]
    pub fn origin(&self, at: IpAddr, headers: &HeaderMap) -> IpAddr {
        if !self.trust(at) {
            return at;
        }
        let last = headers.get_all(FORWARDED_FOR).iter().next_back();
        let last = last.and_then(|value| value.to_str().ok()?.rsplit(',').next());
        last.and_then(|text| text.trim().parse().ok()).unwrap_or(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(values: &[&str]) -> HeaderMap {
        let pair = |value: &&str| (FORWARDED_FOR.parse().unwrap(), value.parse().unwrap());
        values.iter().map(pair).collect()
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    ///
    #[test]
    fn the_last_hop_of_a_trusted_proxy_is_believed_and_nothing_else() {
        let proxies = Proxies::new(vec!["10.0.0.0/8".parse().unwrap(), "::1".parse().unwrap()]);
        for (at, told, from) in [
            ("10.1.2.3", vec!["198.51.100.1, 203.0.113.9"], "203.0.113.9"),
            ("10.1.2.3", vec!["198.51.100.1", "203.0.113.9"], "203.0.113.9"),
            ("::ffff:10.1.2.3", vec!["2001:db8::7"], "2001:db8::7"),
            ("::1", vec!["203.0.113.9"], "203.0.113.9"),
            ("10.1.2.3", vec!["203.0.113.9, nonsense"], "10.1.2.3"),
            ("10.1.2.3", vec![], "10.1.2.3"),
            ("11.1.2.3", vec!["203.0.113.9"], "11.1.2.3"),
        ] {
            assert_eq!(proxies.origin(ip(at), &headers(&told)), ip(from), "{at} {told:?}");
        }
        let nobody = Proxies::default();
        assert_eq!(nobody.origin(ip("10.1.2.3"), &headers(&["203.0.113.9"])), ip("10.1.2.3"));
    }

    ///
    #[test]
    fn whoever_has_a_network_of_addresses_is_counted_as_one() {
        for (address, as_one) in [
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
            ("::ffff:192.0.2.1", "192.0.2.1"),
            ("192.0.2.1", "192.0.2.1"),
        ] {
            assert_eq!(counted(ip(address)), ip(as_one), "{address}");
        }
    }

    ///
    #[test]
    fn what_is_no_network_is_refused() {
        for text in ["", "10.0.0.0/33", "10.0.0.0/0", "::/129", "10.0.0/8", "proxy", "10.0.0.0/x"] {
            assert_eq!(text.parse::<Network>(), Err(NetworkError), "{text}");
        }
    }
}
