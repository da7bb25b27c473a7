//! The addresses under which browsers reach this machine's media, and which can be none.

use std::{net::IpAddr, str::FromStr};

use super::section::{Notes, Section};

/// Most of them: a browser tries each.
const MOST: usize = 8;

/// The addresses under which browsers reach this machine, IPv4 or IPv6, in the order in which they
/// are offered: at most 8, each once. With none the machine's own are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExternalAddresses(Vec<IpAddr>);

impl ExternalAddresses {
    /// In order.
    #[must_use]
    pub fn as_slice(&self) -> &[IpAddr] {
        &self.0
    }

    /// The error says what to write instead.
    fn add(&mut self, text: &str) -> Result<(), String> {
        let address = reachable(text)?;
        if self.0.contains(&address) {
            return Err("It is there already. Write each address once.".to_owned());
        }
        if self.0.len() == MOST {
            return Err(format!("There are {MOST} before it. Write at most {MOST}."));
        }
        self.0.push(address);
        Ok(())
    }
}

impl FromStr for ExternalAddresses {
    type Err = String;

    /// With commas between them.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut addresses = Self::default();
        for text in text.split(',') {
            addresses.add(text.trim()).map_err(|remedy| format!("{text:?}: {remedy}"))?;
        }
        Ok(addresses)
    }
}

/// `external_address`: one text, or a list of them.
pub(super) fn read(notes: &mut Notes<'_>, section: &mut Section<'_>) -> ExternalAddresses {
    let key = "external_address";
    let mut addresses = ExternalAddresses::default();
    for (at, text) in section.text_or_texts(notes, key) {
        if let Err(remedy) = addresses.add(text) {
            notes.add(at, format!("{key} = {text:?} cannot be used. {remedy}"));
        }
    }
    addresses
}

/// An address under which browsers elsewhere may reach this machine. IPv4 is IPv4, also where it is
/// written as IPv6. The error says what to write.
fn reachable(text: &str) -> Result<IpAddr, String> {
    let address: IpAddr = text.parse().map_err(|_| {
        "Write an IP address, such as 203.0.113.7 or 2001:db8::7, or a list of them.".to_owned()
    })?;
    let address = address.to_canonical();
    let kind = if stands_for_none(address) {
        "stands for no machine"
    } else if address.is_loopback() {
        "is this machine's alone"
    } else if address.is_multicast() {
        "is a group's"
    } else if is_on_its_cable(address) {
        "is not known beyond its own cable"
    } else if is_unassigned(address) {
        "is no machine's"
    } else {
        return Ok(address);
    };
    Err(format!(
        "It {kind}. Write the address under which browsers reach this machine, such as 203.0.113.7 or 2001:db8::7."
    ))
}

const fn stands_for_none(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.octets()[0] == 0,
        IpAddr::V6(address) => address.is_unspecified(),
    }
}

const fn is_on_its_cable(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_link_local(),
        IpAddr::V6(address) => address.is_unicast_link_local(),
    }
}

/// What no machine is given: of IPv4 what is reserved, with broadcast; of IPv6 all but 2000::/3,
/// where everybody's are, and fc00::/7, where each site has its own.
const fn is_unassigned(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.octets()[0] >= 240,
        IpAddr::V6(address) => address.segments()[0] >> 13 != 1 && !address.is_unique_local(),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{super::file::parse, *};

    const SAMPLE: &str = include_str!("../../../docs/backline.toml");
    const SAMPLED: &str = "external_address = [\"203.0.113.7\", \"2001:db8::7\"]";

    /// The sample with something else behind the key, which is on this line of it.
    fn with(value: &str) -> (String, usize) {
        let line = SAMPLE.lines().position(|line| line.starts_with(SAMPLED)).unwrap() + 1;
        (SAMPLE.replace(SAMPLED, &format!("external_address = {value}")), line)
    }

    fn problems(value: &str) -> Vec<(usize, String)> {
        let (text, start) = with(value);
        let problems = parse(&text, Path::new("")).unwrap_err();
        problems.into_iter().map(|it| (it.line.unwrap() - start, it.text)).collect()
    }

    fn read(value: &str) -> Vec<IpAddr> {
        let config = parse(&with(value).0, Path::new("")).unwrap();
        config.media.external_address.as_slice().to_vec()
    }

    fn ips(texts: &[&str]) -> Vec<IpAddr> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    ///
    #[test]
    fn an_external_address_that_no_browser_can_reach_is_refused_with_its_line() {
        for address in [
            "::",
            "::1",
            "::7",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "100::1",
            "4000::1",
            "::ffff:127.0.0.1",
            "::ffff:0.0.0.0",
            "0.0.0.0",
            "0.1.2.3",
            "255.255.255.255",
            "240.0.0.1",
            "224.0.0.1",
            "127.0.0.1",
            "169.254.1.1",
            "example.com",
            "[2001:db8::7]",
            "203.0.113.7:4000",
            "203.0.113.7,203.0.113.8",
            "",
        ] {
            let [(0, text)] = &problems(&format!("\"{address}\""))[..] else { panic!("{address}") };
            assert!(text.starts_with(&format!("external_address = {address:?} cannot be used.")));
            assert!(text.contains("Write "), "{address}: {text}");
            let list = format!("[\n\"203.0.113.7\",\n\"{address}\",\n]");
            assert_eq!(problems(&list), [(2, text.clone())], "the same in a list, at its line");
        }
        for address in ["203.0.113.7", "10.11.0.5", "192.168.77.5", "2001:db8::7", "fd12::1"] {
            assert_eq!(read(&format!("\"{address}\"")), ips(&[address]));
        }
        assert_eq!(read("\"::ffff:203.0.113.7\""), ips(&["203.0.113.7"]));
    }

    ///
    #[test]
    fn a_list_of_external_addresses_keeps_its_order_and_has_each_once_and_eight_at_most() {
        let given = ["2001:db8::7", "203.0.113.7", "fd12::1", "10.0.0.7"];
        assert_eq!(read(&format!("{given:?}")), ips(&given));
        assert_eq!(read("[]"), ips(&[]));

        let again = problems(
            "[\"2001:db8::7\",\n\"203.0.113.7\",\n\"2001:DB8:0::7\",\n\"::ffff:203.0.113.7\"]",
        );
        let [(2, six), (3, four)] = &again[..] else { panic!("{again:?}") };
        for text in [six, four] {
            assert!(text.ends_with("It is there already. Write each address once."), "{text}");
        }

        let many = |count: usize| {
            let lines: Vec<_> = (1..=count).map(|n| format!("\"203.0.113.{n}\",\n")).collect();
            format!("[\n{}]", lines.concat())
        };
        assert_eq!(read(&many(8)).len(), 8);
        let beyond = problems(&many(10));
        let [(9, ninth), (10, _)] = &beyond[..] else { panic!("{beyond:?}") };
        assert!(ninth.ends_with("There are 8 before it. Write at most 8."), "{ninth}");
    }

    #[test]
    fn what_is_neither_a_text_nor_a_list_of_them_is_said() {
        for value in ["7", "true", "{ a = 1 }", "[7]", "[[\"203.0.113.7\"]]"] {
            let [(0, text)] = &problems(value)[..] else { panic!("{value}") };
            assert!(text.starts_with("external_address is a "), "{text}");
        }
    }

    #[test]
    fn a_flag_names_them_with_commas_between() {
        let read = |text: &str| text.parse::<ExternalAddresses>();
        let given = ips(&["2001:db8::7", "203.0.113.7"]);
        assert_eq!(read("2001:db8::7, 203.0.113.7").unwrap().as_slice(), given);
        assert_eq!(read("203.0.113.7").unwrap().as_slice(), &given[1..]);
        for text in ["", ",", "203.0.113.7,", "203.0.113.7,203.0.113.7", "203.0.113.7 2001:db8::7"]
        {
            let why = read(text).unwrap_err();
            assert!(why.contains("Write "), "{text}: {why}");
        }
    }
}
