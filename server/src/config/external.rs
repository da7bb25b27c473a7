//! The address under which browsers reach this machine's media.

use std::net::{IpAddr, Ipv4Addr};

/// An address under which browsers elsewhere may reach this machine's media, which speaks IPv4.
///
/// # Errors
/// A sentence that says what to write, when it can be none.
pub fn reachable(text: &str) -> Result<IpAddr, String> {
    let address: Ipv4Addr = match text.parse() {
        Ok(IpAddr::V4(address)) => address,
        Ok(IpAddr::V6(_)) => {
            return Err("Media goes over IPv4 only. Write an IPv4 address.".to_owned());
        }
        Err(_) => return Err("Write an IP address, such as 203.0.113.7.".to_owned()),
    };
    let kind = if address.is_unspecified() || address.octets()[0] == 0 {
        "stands for no machine"
    } else if address.is_loopback() {
        "is this machine's alone"
    } else if address.is_broadcast() || address.octets()[0] >= 240 {
        "is no machine's"
    } else if address.is_multicast() {
        "is a group's"
    } else if address.is_link_local() {
        "is not known beyond its own cable"
    } else {
        return Ok(IpAddr::V4(address));
    };
    Err(format!(
        "It {kind}. Write the address under which browsers reach this machine, such as 203.0.113.7."
    ))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::file::parse;

    const SAMPLE: &str = include_str!("../../../docs/backline.toml");

    fn problems(text: &str) -> Vec<(usize, String)> {
        let problems = parse(text, Path::new("")).unwrap_err();
        problems.into_iter().map(|it| (it.line.unwrap(), it.text)).collect()
    }

    #[test]
    fn an_external_address_that_no_browser_can_reach_is_refused_with_its_line() {
        let line = |address: &str| {
            let asked = format!("external_address = \"{address}\"");
            SAMPLE.replace("external_address = \"203.0.113.7\"", &asked)
        };
        for address in [
            "2001:db8::1",
            "::1",
            "::",
            "fe80::1",
            "0.0.0.0",
            "255.255.255.255",
            "224.0.0.1",
            "127.0.0.1",
            "169.254.1.1",
            "example.com",
        ] {
            let [(at, text)] = &problems(&line(address))[..] else { panic!("{address}") };
            let wanted = SAMPLE.lines().position(|it| it.starts_with("external_address"));
            assert_eq!(Some(*at - 1), wanted, "{address}");
            assert!(text.contains("Write "), "{address}: {text}");
        }
        for address in ["203.0.113.7", "10.11.0.5", "192.168.77.5"] {
            let media = parse(&line(address), Path::new("")).unwrap().media;
            assert_eq!(media.external_address, Some(address.parse().unwrap()));
        }
    }
}
