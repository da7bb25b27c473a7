//! A browser for load: connectivity checks, a handshake, then SRTP of its own. Sans-IO.

use std::{
    fmt::Write as _,
    net::SocketAddr,
    time::{Duration, Instant},
};

use aws_lc_rs::hmac;
use str0m::{
    crypto::{
        CryptoProvider,
        dtls::{DtlsCert, DtlsInstance, DtlsOutput, DtlsVersion},
    },
    ice::{StunMessage, TransId},
};

use super::srtp::{Srtp, header_length};

/// Bytes of Opus a packet holds, as at 32 kbit/s.
pub(crate) const PAYLOAD: usize = 80;

/// What clients share.
pub(crate) struct Kit {
    crypto: CryptoProvider,
    certificate: DtlsCert,
    fingerprint: String,
    start: Instant,
}

pub(crate) struct Client {
    pub(crate) server: Option<SocketAddr>,
    number: u32,
    dtls: Box<dyn DtlsInstance>,
    /// The server's name and password, once they are known.
    remote: (String, String),
    keys: Option<(Srtp, Srtp)>,
    sequence: u32,
    buffer: Vec<u8>,
}

/// What a payload says about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    pub(crate) speaker: u32,
    pub(crate) sent: Duration,
}

impl Kit {
    pub(crate) fn new() -> Self {
        let crypto = str0m::crypto::from_feature_flags();
        let certificate = crypto.dtls_provider.generate_certificate().unwrap();
        let digest = crypto.sha256_provider.sha256(&certificate.certificate);
        let fingerprint = digest.map(|byte| format!("{byte:02X}")).join(":");
        Self { crypto, certificate, fingerprint, start: Instant::now() }
    }

    pub(crate) fn since_start(&self, at: Instant) -> Duration {
        at.saturating_duration_since(self.start)
    }

    /// The `number`th client and its offer.
    pub(crate) fn client(&self, number: u32) -> (Client, String) {
        let (version, now) = (DtlsVersion::Dtls12, Instant::now());
        let provider = self.crypto.dtls_provider;
        let mut dtls = provider.new_dtls(&self.certificate, now, version, None).unwrap();
        dtls.set_active(true);
        let client = Client {
            server: None,
            number,
            dtls,
            remote: Default::default(),
            keys: None,
            sequence: 1,
            buffer: Vec::with_capacity(256),
        };
        let offer = self.offer(&client);
        (client, offer)
    }

    fn offer(&self, client: &Client) -> String {
        let (print, ssrc) = (&self.fingerprint, client.ssrc());
        let (name, password) = (client.name(), client.password());
        let mut sdp = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n\
                       a=group:BUNDLE 0 1 2 3 4\r\n"
            .to_owned();
        for mid in 0..5 {
            let direction = if mid == 0 { "sendrecv" } else { "recvonly" };
            write!(
                sdp,
                "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\na=mid:{mid}\r\n\
                 a={direction}\r\na=rtcp-mux\r\na=ice-ufrag:{name}\r\na=ice-pwd:{password}\r\n\
                 a=fingerprint:sha-256 {print}\r\na=setup:actpass\r\n\
                 a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid\r\na=rtpmap:111 opus/48000/2\r\n"
            )
            .unwrap();
            if mid == 0 {
                write!(sdp, "a=ssrc:{ssrc} cname:load\r\n").unwrap();
            }
        }
        sdp
    }
}

impl Client {
    pub(crate) fn accept(&mut self, answer: &str) {
        let find = |name: &str| {
            let line = answer.lines().find_map(|line| line.strip_prefix(name)).unwrap();
            line.to_owned()
        };
        self.remote = (find("a=ice-ufrag:"), find("a=ice-pwd:"));
        let candidate = find("a=candidate:");
        let parts: Vec<&str> = candidate.split(' ').collect();
        self.server = Some(format!("{}:{}", parts[4], parts[5]).parse().unwrap());
    }

    pub(crate) const fn is_connected(&self) -> bool {
        self.keys.is_some()
    }

    /// A connectivity check that also nominates.
    pub(crate) fn check(&self) -> Vec<u8> {
        let username = format!("{}:{}", self.remote.0, self.name());
        let request =
            StunMessage::binding_request(&username, TransId::new(), true, 1, 1_862_270_975, true);
        let mut datagram = vec![0; 256];
        let password = self.remote.1.as_bytes();
        let length = request.to_bytes(Some(password), &mut datagram, hmac_sha1).unwrap();
        datagram.truncate(length);
        datagram
    }

    /// Takes a datagram in; the stamp of the voice that it was, if it was one.
    pub(crate) fn take_in(&mut self, datagram: &mut [u8]) -> Option<Stamp> {
        match datagram.first()? {
            20..=63 => self.dtls.handle_packet(datagram).unwrap(),
            128..=191 if !(64..96).contains(&(datagram.get(1)? & 0x7f)) => {
                let header = header_length(datagram)?;
                return Stamp::read(self.keys.as_ref()?.1.open(datagram, header)?);
            }
            _ => {}
        }
        None
    }

    /// Datagrams of the handshake.
    pub(crate) fn shake_hands(&mut self, now: Instant) -> Vec<Vec<u8>> {
        let mut datagrams = Vec::new();
        self.dtls.handle_timeout(now).unwrap();
        let mut buffer = [0; 2_048];
        loop {
            match self.dtls.poll_output(&mut buffer) {
                DtlsOutput::Packet(packet) => datagrams.push(packet.to_vec()),
                DtlsOutput::KeyingMaterial(keys, _) => {
                    let keys: &[u8] = keys.as_ref();
                    let ours = Srtp::new(&keys[..32], &keys[64..76]);
                    let theirs = Srtp::new(&keys[32..64], &keys[76..88]);
                    self.keys = Some((ours, theirs));
                }
                DtlsOutput::Timeout(_) => return datagrams,
                _ => {}
            }
        }
    }

    /// The next 20 ms of sound, encrypted.
    pub(crate) fn say(&mut self, sent: Duration) -> &[u8] {
        let ssrc = self.ssrc();
        let Some((srtp, _)) = &self.keys else { return &[] };
        let (packet, sequence) = (&mut self.buffer, self.sequence);
        self.sequence += 1;
        packet.clear();
        packet.extend_from_slice(&[128, 111]);
        packet.extend_from_slice(&sequence.to_be_bytes()[2..]);
        packet.extend_from_slice(&sequence.wrapping_mul(960).to_be_bytes());
        packet.extend_from_slice(&ssrc.to_be_bytes());
        packet.extend_from_slice(&self.number.to_be_bytes());
        packet.extend_from_slice(&(sent.as_nanos() as u64).to_be_bytes());
        packet.resize(12 + PAYLOAD, 0x55);
        srtp.seal(packet, sequence >> 16);
        packet
    }

    const fn ssrc(&self) -> u32 {
        0x1000_0000 + self.number
    }

    fn name(&self) -> String {
        format!("load{}", self.number)
    }

    fn password(&self) -> String {
        format!("loadpasswordof{:010}", self.number)
    }
}

impl Stamp {
    fn read(payload: &[u8]) -> Option<Self> {
        let (speaker, rest) = payload.split_first_chunk::<4>()?;
        let nanos = rest.first_chunk::<8>()?;
        let sent = Duration::from_nanos(u64::from_be_bytes(*nanos));
        Some(Self { speaker: u32::from_be_bytes(*speaker), sent })
    }
}

fn hmac_sha1(key: &[u8], parts: &[&[u8]]) -> [u8; 20] {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, key);
    let mut context = hmac::Context::with_key(&key);
    parts.iter().for_each(|part| context.update(part));
    context.sign().as_ref().try_into().unwrap()
}
