//! A browser, as far as the media plane can tell: a full ICE agent with five audio transceivers.
//!
//! What it says is what the test gives it, so a payload that is heard can be traced to who said it.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use str0m::{
    Candidate, Event, Input, Output, Rtc,
    change::{SdpAnswer, SdpPendingOffer},
    format::{Codec, FormatParams},
    media::{Direction, Frequency, MediaKind, Mid, Pt},
    net::{Protocol, Receive},
    rtp::RtpWrite,
};

/// A packet as it was heard: decrypted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Heard {
    pub(crate) slot: usize,
    pub(crate) sequence: u64,
    pub(crate) time: u32,
    pub(crate) marker: bool,
    pub(crate) payload_type: u8,
    pub(crate) payload: Vec<u8>,
}

pub(crate) struct Browser {
    pub(crate) address: SocketAddr,
    pub(crate) connected: bool,
    /// Everything that was heard and not yet looked at.
    pub(crate) heard: Vec<Heard>,
    /// Datagrams that came in, as they came.
    pub(crate) received: Vec<Vec<u8>>,
    rtc: Rtc,
    pending: Option<SdpPendingOffer>,
    opus: u8,
    mids: [Mid; 5],
    next_sequence: u64,
    next_time: u32,
}

impl Browser {
    /// A browser and the offer that it makes, with Chromium's payload types.
    pub(crate) fn new(now: Instant, address: SocketAddr) -> (Self, String) {
        Self::with_types(now, address, (111, Some(110)))
    }

    /// One that has these payload types for Opus and for telephone events.
    pub(crate) fn with_types(
        now: Instant,
        address: SocketAddr,
        types: (u8, Option<u8>),
    ) -> (Self, String) {
        Self::with_clock(now, address, types, Frequency::FORTY_EIGHT_KHZ)
    }

    /// One whose events count another clock than Opus's.
    pub(crate) fn with_clock(
        now: Instant,
        address: SocketAddr,
        (opus, events): (u8, Option<u8>),
        clock: Frequency,
    ) -> (Self, String) {
        let mut config = Rtc::builder().set_rtp_mode(true).clear_codecs();
        let codecs = config.codec_config();
        let (rate, format) = (Frequency::FORTY_EIGHT_KHZ, FormatParams::default());
        let pt = Pt::new_with_value;
        codecs.add_config(pt(opus), None, Codec::Opus, rate, Some(2), format);
        if let Some(events) = events {
            codecs.add_config(pt(events), None, Codec::Tele, clock, None, format);
        }
        let mut rtc = config.build(now);
        rtc.add_local_candidate(Candidate::host(address, Protocol::Udp).unwrap());
        let mut api = rtc.sdp_api();
        let mids: [Mid; 5] = std::array::from_fn(|slot| {
            let direction = if slot == 0 { Direction::SendRecv } else { Direction::RecvOnly };
            api.add_media(MediaKind::Audio, direction, None, None, None)
        });
        let (offer, pending) = api.apply().unwrap();
        let browser = Self {
            address,
            connected: false,
            heard: Vec::new(),
            received: Vec::new(),
            rtc,
            pending: Some(pending),
            opus,
            mids,
            next_sequence: 1_000,
            next_time: 77_000,
        };
        (browser, offer.to_sdp_string())
    }

    pub(crate) fn accept(&mut self, answer: &str) {
        let answer = SdpAnswer::from_sdp_string(answer).unwrap();
        let pending = self.pending.take().unwrap();
        self.rtc.sdp_api().accept_answer(pending, answer).unwrap();
    }

    /// Says 20 ms of `payload`.
    pub(crate) fn say(&mut self, now: Instant, payload: &[u8]) {
        self.say_as(now, self.opus, payload);
    }

    /// Says 20 ms under another payload type.
    pub(crate) fn say_as(&mut self, now: Instant, payload_type: u8, payload: &[u8]) {
        let (sequence, time) = (self.next_sequence, self.next_time);
        self.next_sequence += 1;
        self.next_time = time.wrapping_add(960);
        let mut api = self.rtc.direct_api();
        let stream = api.stream_tx_by_mid(self.mids[0], None).unwrap();
        let pt = Pt::new_with_value(payload_type);
        stream.write_rtp(RtpWrite::new(pt, sequence.into(), time, now, payload.to_vec()));
        self.rtc.handle_input(Input::Timeout(now)).unwrap();
    }

    /// Says once more of what it began `ago` packets ago how it stands, as of a key that is down.
    pub(crate) fn say_again_as(
        &mut self,
        now: Instant,
        payload_type: u8,
        (payload, ago): (&[u8], u32),
    ) {
        let next = self.next_time;
        self.next_time = next.wrapping_sub(960 * ago);
        self.say_as(now, payload_type, payload);
        self.next_time = next.wrapping_add(960);
    }

    /// Leaves a hole in its sequence numbers, as a loss before the server would.
    pub(crate) fn skip(&mut self, packets: u64) {
        self.next_sequence += packets;
    }

    pub(crate) fn hang_up(&mut self, now: Instant) {
        self.rtc.close().unwrap();
        self.rtc.handle_input(Input::Timeout(now)).unwrap();
    }

    pub(crate) fn take_in(&mut self, now: Instant, source: SocketAddr, datagram: &[u8]) {
        self.received.push(datagram.to_vec());
        let receive = Receive::new(Protocol::Udp, source, self.address, datagram).unwrap();
        // A browser drops what it cannot use.
        let _ = self.rtc.handle_input(Input::Receive(now, receive));
    }

    pub(crate) fn wake(&mut self, now: Instant) {
        self.rtc.handle_input(Input::Timeout(now)).unwrap();
    }

    /// What it sends, and when it wants to be woken.
    pub(crate) fn poll(&mut self) -> (Vec<(SocketAddr, Vec<u8>)>, Instant) {
        let mut datagrams = Vec::new();
        loop {
            match self.rtc.poll_output().unwrap() {
                Output::Timeout(at) => return (datagrams, at),
                Output::Transmit(t) => datagrams.push((t.destination, t.contents.into())),
                Output::Event(Event::Connected) => self.connected = true,
                Output::Event(Event::RtpPacket(packet)) => {
                    let ssrc = packet.header.ssrc;
                    let mid = self.rtc.direct_api().stream_rx(&ssrc).unwrap().mid();
                    self.heard.push(Heard {
                        slot: self.mids.iter().position(|m| *m == mid).unwrap(),
                        sequence: *packet.seq_no,
                        time: packet.header.timestamp,
                        marker: packet.header.marker,
                        payload_type: *packet.header.payload_type,
                        payload: packet.payload.to_vec(),
                    });
                }
                Output::Event(_) => {}
            }
        }
    }

    /// The media id of the microphone's line.
    pub(crate) fn mid(&self) -> Mid {
        self.mids[0]
    }

    pub(crate) fn takes(&self) -> Vec<Vec<u8>> {
        self.heard.iter().map(|heard| heard.payload.clone()).collect()
    }
}

/// The address of the `n`th browser.
pub(crate) fn address(n: u16) -> SocketAddr {
    SocketAddr::from(([10, 0, 0, 1], 10_000 + n))
}

/// How long one packet sounds.
pub(crate) const PACKET: Duration = Duration::from_millis(20);
