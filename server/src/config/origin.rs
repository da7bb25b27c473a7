//! An origin: scheme, host and port, compared exactly.

use std::{fmt, str::FromStr};

/// Where a page comes from, as a browser says it in the `Origin` header.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin(String);

/// Why a text is no origin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is not an origin. Write scheme, host and, when it is not the usual one, port, and nothing else: https://desk.example.com or http://localhost:8080."
)]
pub struct OriginError(String);

impl Origin {
    /// The two names that a browser on this machine may use for this server.
    #[must_use]
    pub fn loopback(port: u16) -> Vec<Self> {
        let port = if port == 80 { String::new() } else { format!(":{port}") };
        vec![Self(format!("http://localhost{port}")), Self(format!("http://127.0.0.1{port}"))]
    }

    /// The origin as a browser writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Origin {
    type Err = OriginError;

    /// Takes the one spelling that browsers use: small letters, no usual port, no path.
    fn from_str(text: &str) -> Result<Self, OriginError> {
        let wrong = || OriginError(text.chars().take(100).collect());
        let (scheme, rest) = text.split_once("://").ok_or_else(wrong)?;
        let usual = match scheme {
            "http" => "80",
            "https" => "443",
            _ => return Err(wrong()),
        };
        let (host, port) = match rest.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
            Some(_) | None => (rest, None),
        };
        let letter = |b: u8| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-');
        let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        let good_host = match address {
            Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
            None => !host.is_empty() && host.bytes().all(letter),
        };
        let good_port = port.is_none_or(|port| {
            port != usual && !port.starts_with(['0', '+']) && port.parse::<u16>().is_ok()
        });
        if good_host && good_port { Ok(Self(text.to_owned())) } else { Err(wrong()) }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_taken_in_the_spelling_of_browsers_only() {
        for good in [
            "http://localhost:8080",
            "https://desk.example.com",
            "http://127.0.0.1:1",
            "http://[::1]:8080",
            "https://[::1]",
        ] {
            assert_eq!(good.parse::<Origin>().unwrap().as_str(), good);
        }
        for bad in [
            "",
            "null",
            "*",
            "localhost:8080",
            "ftp://localhost",
            "http://",
            "http://localhost/",
            "http://Localhost",
            "http://localhost:80",
            "https://a.example:443",
            "http://localhost:",
            "http://localhost:08080",
            "http://localhost:99999",
            "http://user@localhost",
            "https://*.example.com",
            "http://[localhost]",
            "http://a b",
        ] {
            assert_eq!(bad.parse::<Origin>(), Err(OriginError(bad.to_owned())), "{bad}");
        }
    }
}
