//! One browser's WebRTC connection, with a wall around it.
//!
//! The only file that enters str0m's `Rtc`, and every entry is under `catch_unwind`: a panic in
//! there is an answer like any other and ends this connection only. It is moved by datagrams, by
//! packets to send and by time; it refuses to know other legs.

use std::{
    net::SocketAddr,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::{Duration, Instant},
};

use str0m::{
    Candidate, Event, IceConnectionState, IceCreds, Input, Output, Rtc,
    change::DirectApi,
    config::DtlsCert,
    crypto::CryptoProvider,
    format::{Codec, FormatParams},
    media::{Frequency, MediaKind, Mid, Pt},
    net::{Protocol, Receive, Transmit},
    rtp::{Extension, RtpPacket, RtpWrite, Ssrc, StreamTx},
};

use crate::{
    LossReason, SLOTS,
    connection::{echo::Echo, rtp::rtp_ssrc, slot::StreamPlace},
    sdp::{event::EventFormat, offer::ParsedOffer},
};

/// What all connections of an engine share.
#[derive(Debug, Clone)]
pub(crate) struct ServerIdentity {
    pub(crate) crypto: Arc<CryptoProvider>,
    pub(crate) certificate: DtlsCert,
    /// What is offered, in order; each is one at which datagrams may arrive.
    pub(crate) addresses: Vec<SocketAddr>,
}

/// A connection.
#[derive(Debug)]
pub(crate) struct BrowserPeer {
    rtc: Rtc,
    /// The one stream that the offer announced, where it announced one.
    announced: Option<Ssrc>,
    microphone: Option<Ssrc>,
    mids: [Mid; SLOTS],
    opus: Pt,
    events: Option<EventFormat>,
    /// Whether what is sent arrives.
    pub(crate) echo: Echo,
    sabotaged: bool,
}

/// What a packet holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Payload {
    Opus,
    /// A telephone event (RFC 4733), in ticks of Opus's clock.
    Event,
}

/// A packet from a speaker.
#[derive(Debug, Clone)]
pub(crate) struct VoicePacket {
    pub(crate) sequence: u64,
    pub(crate) time: u32,
    pub(crate) marker: bool,
    pub(crate) content: Payload,
    pub(crate) payload: Arc<[u8]>,
    /// The first of another stream than the packet before.
    pub(crate) restarts: bool,
}

/// What a connection has to say.
#[derive(Debug)]
pub(crate) enum PeerOutput {
    Transmit(Transmit),
    VoicePacket(VoicePacket),
    Connected,
    /// Something authentic came in that is not sound.
    Alive,
    /// Nothing until then.
    Idle(Instant),
    Gone(LossReason),
}

/// Whether a datagram was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taken {
    Yes,
    No,
}

impl BrowserPeer {
    /// Sets up the server's half. `None` when the library will not have it.
    pub(crate) fn answer(
        now: Instant,
        offer: &ParsedOffer,
        credentials: &IceCreds,
        identity: &ServerIdentity,
    ) -> Option<Self> {
        let build = || {
            let mut config = Rtc::builder()
                .set_crypto_provider(Arc::clone(&identity.crypto))
                .set_dtls_cert(identity.certificate.clone())
                .set_local_ice_credentials(credentials.clone())
                .set_ice_lite(true)
                .set_rtp_mode(true)
                .clear_codecs()
                .clear_extension_map()
                .set_extension(offer.mid_extension, Extension::RtpMid);
            let format = FormatParams::default();
            let codecs = config.codec_config();
            let rate = Frequency::FORTY_EIGHT_KHZ;
            codecs.add_config(offer.opus, None, Codec::Opus, rate, Some(2), format);
            if let Some(events) = offer.events {
                // Its packets have the time of the stream that they are in.
                codecs.add_config(events.pt, None, Codec::Tele, rate, None, format);
            }
            let mut rtc = config.build(now);
            for address in &identity.addresses {
                rtc.add_local_candidate(Candidate::host(*address, Protocol::Udp).ok()?)?;
            }
            declare(&mut rtc, offer)?;
            Some(rtc)
        };
        let rtc = catch_unwind(AssertUnwindSafe(build)).ok()??;
        Some(Self {
            rtc,
            announced: offer.microphone,
            microphone: offer.microphone,
            mids: offer.mids,
            opus: offer.opus,
            events: offer.events,
            echo: Echo::new(now, credentials, &offer.credentials),
            sabotaged: false,
        })
    }

    /// Hands a datagram in.
    pub(crate) fn receive(
        &mut self,
        now: Instant,
        (source, destination): (SocketAddr, SocketAddr),
        datagram: &[u8],
    ) -> Result<Taken, LossReason> {
        // The library binds a new stream to a line before it has checked who sent it, and forgets
        // the old one: whoever forges a browser's address could silence it.
        if self.announced.is_some_and(|own| rtp_ssrc(datagram).is_some_and(|ssrc| ssrc != *own)) {
            return Ok(Taken::No);
        }
        self.guarded(|rtc| {
            let Ok(receive) = Receive::new(Protocol::Udp, source, destination, datagram) else {
                return Taken::No;
            };
            let input = Input::Receive(now, receive);
            // An error here is about this datagram; one that breaks the connection is met again
            // when it is polled.
            if rtc.accepts(&input) && rtc.handle_input(input).is_ok() {
                Taken::Yes
            } else {
                Taken::No
            }
        })
    }

    pub(crate) fn advance(&mut self, now: Instant) -> Result<(), LossReason> {
        self.guarded(|rtc| rtc.handle_input(Input::Timeout(now)))?.map_err(|_| LossReason::Insecure)
    }

    /// Whether the browser agreed to get this.
    pub(crate) const fn carries(&self, content: Payload) -> bool {
        match content {
            Payload::Opus => true,
            Payload::Event => self.events.is_some(),
        }
    }

    /// Queues a packet and moves time on, so that it leaves at the next poll and not later.
    pub(crate) fn write(
        &mut self,
        now: Instant,
        (slot, ssrc, place): (usize, Ssrc, StreamPlace),
        voice: &VoicePacket,
    ) -> Result<(), LossReason> {
        let said = match voice.content {
            Payload::Opus => Some((self.opus, Arc::clone(&voice.payload))),
            Payload::Event => self.events.map(|events| (events.pt, events.sent(&voice.payload))),
        };
        let (Some((pt, payload)), Some(mid)) = (said, self.mids.get(slot).copied()) else {
            return Ok(());
        };
        let packet = RtpWrite::new(pt, place.sequence.into(), place.time, now, payload)
            .marker(voice.marker || place.first);
        self.guarded(|rtc| {
            let mut direct = rtc.direct_api();
            match direct.stream_tx(&ssrc) {
                Some(stream) => stream.write_rtp(packet),
                None => open_stream(&mut direct, mid, ssrc).write_rtp(packet),
            }
            rtc.handle_input(Input::Timeout(now))
        })?
        .map_err(|_| LossReason::Insecure)
    }

    pub(crate) fn poll(&mut self) -> PeerOutput {
        loop {
            let output = match self.guarded(Rtc::poll_output) {
                Ok(Ok(output)) => output,
                Ok(Err(_)) => return PeerOutput::Gone(LossReason::Insecure),
                Err(why) => return PeerOutput::Gone(why),
            };
            match output {
                Output::Transmit(transmit) => {
                    let way = (transmit.source, transmit.destination);
                    self.echo.goes_by(way, &transmit.contents);
                    return PeerOutput::Transmit(transmit);
                }
                Output::Timeout(_) if !self.rtc.is_alive() => {
                    return PeerOutput::Gone(LossReason::Closed);
                }
                Output::Timeout(at) => return PeerOutput::Idle(at),
                Output::Event(event) => {
                    if let Some(step) = self.step(event) {
                        return step;
                    }
                }
            }
        }
    }

    /// Says goodbye: what is polled after this is the last.
    pub(crate) fn close(&mut self, now: Instant) -> Result<(), LossReason> {
        let closed = self.guarded(|rtc| {
            rtc.close()?;
            rtc.handle_input(Input::Timeout(now))
        })?;
        closed.map_err(|_| LossReason::Closed)
    }

    /// The next entry panics. For tests of the wall.
    pub(crate) const fn sabotage(&mut self) {
        self.sabotaged = true;
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "str0m may add events; we want these few")]
    fn step(&mut self, event: Event) -> Option<PeerOutput> {
        match event {
            Event::Connected => Some(PeerOutput::Connected),
            Event::RtpPacket(packet) => self.voice(packet).map(PeerOutput::VoicePacket),
            Event::SenderFeedback(_) => Some(PeerOutput::Alive),
            Event::IceConnectionStateChange(IceConnectionState::Disconnected) => {
                Some(PeerOutput::Gone(LossReason::Unreachable))
            }
            Event::Closed => Some(PeerOutput::Gone(LossReason::Closed)),
            _ => None,
        }
    }

    /// The packet as a voice, if it belongs to the microphone's line and is of a known type.
    fn voice(&mut self, packet: RtpPacket) -> Option<VoicePacket> {
        let ssrc = packet.header.ssrc;
        let restarts = self.microphone != Some(ssrc);
        if restarts {
            let mid = self.mids[0];
            let of_line = self.guarded(|rtc| {
                rtc.direct_api().stream_rx(&ssrc).is_some_and(|stream| stream.mid() == mid)
            });
            if of_line != Ok(true) {
                return None;
            }
            self.microphone = Some(ssrc);
        }
        let pt = packet.header.payload_type;
        let (content, payload) = match self.events {
            _ if pt == self.opus => (Payload::Opus, packet.payload),
            Some(events) if pt == events.pt => (Payload::Event, events.kept(packet.payload)),
            Some(_) | None => return None,
        };
        Some(VoicePacket {
            sequence: *packet.seq_no,
            time: packet.header.timestamp,
            marker: packet.header.marker,
            content,
            payload,
            restarts,
        })
    }

    fn guarded<R>(&mut self, enter: impl FnOnce(&mut Rtc) -> R) -> Result<R, LossReason> {
        let (rtc, sabotaged) = (&mut self.rtc, self.sabotaged);
        // What a panic leaves half done is never looked at again: the leg ends.
        catch_unwind(AssertUnwindSafe(|| {
            assert!(!sabotaged, "a test broke this connection on purpose");
            enter(rtc)
        }))
        .map_err(|_| LossReason::Panicked)
    }
}

fn declare(rtc: &mut Rtc, offer: &ParsedOffer) -> Option<()> {
    let mut direct = rtc.direct_api();
    for mid in offer.mids {
        direct.declare_media(mid, MediaKind::Audio);
    }
    if let Some(ssrc) = offer.microphone {
        direct.expect_stream_rx(ssrc, None, offer.mids[0], None).suppress_nack(true);
    }
    direct.set_remote_ice_credentials(offer.credentials.clone());
    direct.set_remote_fingerprint(offer.fingerprint.clone());
    direct.set_ice_controlling(false);
    direct.start_dtls(false).ok()
}

/// Makes the stream that the answer promised, at its first packet: each takes some 7 KiB, and most
/// slots never carry anybody.
fn open_stream<'a>(direct: &'a mut DirectApi<'_>, mid: Mid, ssrc: Ssrc) -> &'a mut StreamTx {
    let stream = direct.declare_stream_tx(ssrc, None, mid, None);
    // Resends need a stream of their own, which audio has not: keep nothing for them.
    stream.set_rtx_cache(0, Duration::ZERO, None);
    stream
}
