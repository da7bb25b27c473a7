//! A browser's SDP offer, parsed at the door.
//!
//! Text goes in, an [`ParsedOffer`] or a [`JoinError`] comes out: what the protocol's one shape of offer
//! leaves open, and nothing else. Candidates, codecs other than Opus and extensions other than the
//! media id are not looked at. It refuses to know connections.

use std::str::FromStr;

use backline_core::interaction::STREAM_CLOCK;
use str0m::{
    IceCreds,
    config::Fingerprint,
    media::{Mid, Pt},
    rtp::Ssrc,
};

use crate::{
    JoinError, SLOTS,
    sdp::event::{COARSE, EventFormat, FINE},
};

/// Longest offer that is read. Chromium's for this shape is about 8 KiB, Firefox's about 7.
pub(crate) const MAX_OFFER_BYTES: usize = 32 * 1024;
const MID_EXTENSION: &str = "urn:ietf:params:rtp-hdrext:sdes:mid";

/// What a browser offered.
#[derive(Debug, Clone)]
pub(crate) struct ParsedOffer {
    /// The media id of each audio line, the one with the microphone first.
    pub(crate) mids: [Mid; SLOTS],
    /// The payload type of Opus.
    pub(crate) opus: Pt,
    /// Telephone events, if offered: at Opus's clock rate rather than at another.
    pub(crate) events: Option<EventFormat>,
    /// The header extension that carries the media id.
    pub(crate) mid_extension: u8,
    /// The microphone's stream, where the offer names it.
    pub(crate) microphone: Option<Ssrc>,
    /// The browser's name and password in connectivity checks.
    pub(crate) credentials: IceCreds,
    /// What its certificate must hash to.
    pub(crate) fingerprint: Fingerprint,
}

/// One `m=` line with its attributes, or what comes before the first.
#[derive(Debug, Default)]
struct MediaSection<'a> {
    media: &'a str,
    attributes: Vec<&'a str>,
}

impl ParsedOffer {
    pub(crate) fn parse(text: &str) -> Result<Self, JoinError> {
        if text.len() > MAX_OFFER_BYTES {
            return Err(JoinError::TooLong { bytes: text.len(), limit: MAX_OFFER_BYTES });
        }
        let sections = sections(text)?;
        let Some((session, lines)) = sections.split_first() else {
            return Err(JoinError::Unreadable { line: 1 });
        };
        check_shape(lines)?;
        let (opus, mut events) = codecs(lines)?;
        if let Some(events) = events.as_mut().filter(|_| session.has(STREAM_CLOCK)) {
            events.ticks = FINE;
        }
        let mids = mids(lines)?;
        check_bundle(session, lines)?;
        let first = lines.first().ok_or(JoinError::Lines { found: 0 })?;
        check_transport(session, first)?;
        Ok(Self {
            mids,
            opus,
            events,
            mid_extension: mid_extension(first)?,
            microphone: microphone(first),
            credentials: credentials(session, first)?,
            fingerprint: fingerprint(session, first)?,
        })
    }
}

impl<'a> MediaSection<'a> {
    /// The values of the attribute `name`, in order.
    fn all(&self, name: &str) -> impl Iterator<Item = &'a str> {
        self.attributes.iter().filter_map(move |line| line.strip_prefix(name)?.strip_prefix(':'))
    }

    fn value(&self, name: &str) -> Option<&'a str> {
        self.all(name).next()
    }

    fn has(&self, flag: &str) -> bool {
        self.attributes.contains(&flag)
    }

    /// The payload types of `m=audio PORT PROTOCOL PT PT …`.
    fn payload_types(&self) -> impl Iterator<Item = u8> {
        self.media.split(' ').skip(3).filter_map(|pt| pt.parse().ok())
    }

    /// The payload type that is mapped to `codec`, which is written as in `a=rtpmap`, but without
    /// the number of channels where that is one.
    fn payload_type_of(&self, codec: &str) -> Option<u8> {
        self.payload_types().find(|wanted| {
            self.all("rtpmap").filter_map(|map| map.split_once(' ')).any(|(pt, name)| {
                let name = name.trim();
                let name = name.strip_suffix("/1").unwrap_or(name);
                pt.parse() == Ok(*wanted) && name.eq_ignore_ascii_case(codec)
            })
        })
    }
}

/// Cuts the text at its `m=` lines. The first section is the session's own.
fn sections(text: &str) -> Result<Vec<MediaSection<'_>>, JoinError> {
    let mut sections = vec![MediaSection::default()];
    for (index, line) in text.lines().enumerate() {
        let line = line.trim_end();
        let unreadable = JoinError::Unreadable { line: index + 1 };
        if index == 0 && line != "v=0" {
            return Err(unreadable);
        }
        match line.split_once('=') {
            Some(("m", media)) => sections.push(MediaSection { media, attributes: Vec::new() }),
            Some(("a", attribute)) => {
                if let Some(section) = sections.last_mut() {
                    section.attributes.push(attribute);
                }
            }
            Some((kind, _)) if kind.len() == 1 => {}
            None if line.is_empty() => {}
            Some(_) | None => return Err(unreadable),
        }
    }
    Ok(sections)
}

fn check_shape(lines: &[MediaSection<'_>]) -> Result<(), JoinError> {
    for line in lines {
        let kind = line.media.split(' ').next().unwrap_or_default();
        if kind != "audio" {
            return Err(JoinError::NotAudio { kind: kind.chars().take(20).collect() });
        }
    }
    if lines.len() != SLOTS {
        return Err(JoinError::Lines { found: lines.len() });
    }
    for (index, line) in lines.iter().enumerate() {
        let direction = if index == 0 { "sendrecv" } else { "recvonly" };
        if !line.has(direction) {
            return Err(JoinError::Direction { line: index + 1 });
        }
        if line.media.split(' ').nth(2) != Some("UDP/TLS/RTP/SAVPF") {
            return Err(JoinError::Lacking { what: "the profile UDP/TLS/RTP/SAVPF" });
        }
    }
    Ok(())
}

fn codecs(lines: &[MediaSection<'_>]) -> Result<(Pt, Option<EventFormat>), JoinError> {
    let mut opus = None;
    for (index, line) in lines.iter().enumerate() {
        let found = line.payload_type_of("opus/48000/2").filter(|pt| *pt < 128);
        if found.is_none() || (index > 0 && found != opus) {
            return Err(JoinError::NoOpus { line: index + 1 });
        }
        opus = found;
    }
    let Some(opus) = opus else { return Err(JoinError::NoOpus { line: 1 }) };
    let events = [FINE, COARSE].into_iter().find_map(|rate| events(lines, opus, rate));
    Ok((Pt::new_with_value(opus), events))
}

/// Telephone events at this rate, where every line offers them as the same type.
fn events(lines: &[MediaSection<'_>], opus: u8, rate: u32) -> Option<EventFormat> {
    let codec = format!("telephone-event/{rate}");
    let of = |line: &MediaSection<'_>| {
        line.payload_type_of(&codec).filter(|pt| *pt < 128 && *pt != opus)
    };
    let pt = lines.first().and_then(of)?;
    let everywhere = lines.iter().all(|line| of(line) == Some(pt));
    everywhere.then(|| EventFormat { pt: Pt::new_with_value(pt), rate, ticks: rate })
}

fn mids(lines: &[MediaSection<'_>]) -> Result<[Mid; SLOTS], JoinError> {
    let lacking = JoinError::Lacking { what: "a different media id (a=mid) for every line" };
    let mut names = Vec::with_capacity(SLOTS);
    for line in lines {
        let name = line.value("mid").unwrap_or_default();
        let fits = (1..=16).contains(&name.len());
        if !fits || !name.bytes().all(|b| b.is_ascii_alphanumeric()) || names.contains(&name) {
            return Err(lacking);
        }
        names.push(name);
    }
    let mids: Vec<Mid> = names.into_iter().map(Mid::from).collect();
    <[Mid; SLOTS]>::try_from(mids).map_err(|_| lacking)
}

fn check_bundle(session: &MediaSection<'_>, lines: &[MediaSection<'_>]) -> Result<(), JoinError> {
    let bundled: Vec<&str> = session
        .all("group")
        .find_map(|group| group.strip_prefix("BUNDLE "))
        .map_or_else(Vec::new, |mids| mids.split(' ').collect());
    let all = lines.iter().all(|line| line.value("mid").is_some_and(|mid| bundled.contains(&mid)));
    if all { Ok(()) } else { Err(JoinError::Lacking { what: "one bundle of all lines" }) }
}

fn check_transport(session: &MediaSection<'_>, first: &MediaSection<'_>) -> Result<(), JoinError> {
    if !first.has("rtcp-mux") {
        return Err(JoinError::Lacking { what: "a=rtcp-mux" });
    }
    if session.has("ice-lite") {
        return Err(JoinError::Lacking { what: "full ICE (the server is ice-lite itself)" });
    }
    match first.value("setup").or_else(|| session.value("setup")) {
        Some("actpass" | "active") => Ok(()),
        Some(_) | None => Err(JoinError::Lacking { what: "a=setup:actpass" }),
    }
}

fn mid_extension(first: &MediaSection<'_>) -> Result<u8, JoinError> {
    first
        .all("extmap")
        .filter_map(|map| map.split_once(' '))
        .find(|(_, uri)| uri.trim() == MID_EXTENSION)
        .and_then(|(id, _)| id.split('/').next()?.parse().ok())
        .filter(|id| (1..=14).contains(id))
        .ok_or(JoinError::Lacking { what: "the header extension for the media id" })
}

/// The stream named by `a=ssrc:NUMBER …`, when there is exactly one.
fn microphone(first: &MediaSection<'_>) -> Option<Ssrc> {
    let mut named = first.all("ssrc").filter_map(|line| line.split(' ').next()?.parse().ok());
    let ssrc: u32 = named.next()?;
    (ssrc != 0 && named.all(|other| other == ssrc)).then(|| ssrc.into())
}

fn credentials(
    session: &MediaSection<'_>,
    first: &MediaSection<'_>,
) -> Result<IceCreds, JoinError> {
    let find = |name, (shortest, what)| {
        let found = first.value(name).or_else(|| session.value(name)).unwrap_or_default();
        let fits = (shortest..=256).contains(&found.len());
        let plain = found.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/-_=".contains(&b));
        if fits && plain { Ok(found.to_owned()) } else { Err(JoinError::Lacking { what }) }
    };
    Ok(IceCreds {
        ufrag: find("ice-ufrag", (4, "a=ice-ufrag"))?,
        pass: find("ice-pwd", (22, "a=ice-pwd"))?,
    })
}

fn fingerprint(
    session: &MediaSection<'_>,
    first: &MediaSection<'_>,
) -> Result<Fingerprint, JoinError> {
    first
        .all("fingerprint")
        .chain(session.all("fingerprint"))
        .filter(|text| text.is_ascii())
        .filter_map(|text| Fingerprint::from_str(&text.to_ascii_lowercase()).ok())
        .find(|print| print.hash_func == "sha-256" && print.bytes.len() == 32)
        .ok_or(JoinError::Lacking { what: "a sha-256 fingerprint" })
}
