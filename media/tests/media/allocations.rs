//! What a forwarded packet allocates: as much as the WebRTC library alone would, and nothing more.
//!
//! The same packets go through an engine and through a bare relay made of the library's
//! connections and nothing else. The difference is our own doing, and must be none.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use allocation_counter::measure;
use backline_media::EngineInput;
use str0m::{
    Candidate, Event, Input, Output, Rtc,
    change::SdpOffer,
    format::{Codec, FormatParams},
    media::{Frequency, Mid, Pt},
    net::{Protocol, Receive},
    rtp::{Extension, RtpWrite},
};

use super::{
    browser::{Browser, address},
    world::{World, agent, customer, is_rtp, routes, sofia},
};

const PACKETS: usize = 1_000;
/// What the library allocates for a packet that comes in, and for each time that it goes out, as
/// measured. A new version that costs more must be looked at.
const LIBRARY: (u64, u64) = (2, 1);
/// A buffer that is kept may grow a few times in all.
const GROWTH: u64 = 5;

/// Datagrams of a speaker, encrypted, ready to be handed in.
fn sayings(now: Instant, speaker: &mut Browser) -> Vec<Vec<u8>> {
    let mut datagrams = Vec::new();
    for _ in 0..PACKETS {
        speaker.say(now, &[7; 80]);
        let sent = speaker.poll().0.into_iter().map(|(_, datagram)| datagram);
        datagrams.extend(sent.filter(|datagram| is_rtp(datagram)));
    }
    assert_eq!(datagrams.len(), PACKETS);
    datagrams
}

/// Allocations of an engine that takes in the second half of the packets.
fn in_engine(table: &str) -> u64 {
    let mut world = World::with(&[agent(), customer(), sofia()]);
    world.route(routes(table));
    let now = world.now;
    let speaker = world.browsers.get_mut(&agent()).unwrap();
    let source = speaker.address;
    let datagrams = sayings(now, speaker);
    let (warm_up, measured) = datagrams.split_at(PACKETS / 2);
    let (engine, destination) = (&mut world.engine, world.server);
    let mut take_in = |contents: &Vec<u8>| {
        engine.handle(now, EngineInput::Datagram { source, destination, contents });
        while engine.poll_output().is_some() {}
    };
    warm_up.iter().for_each(&mut take_in);
    measure(|| measured.iter().for_each(&mut take_in)).count_total
}

/// One connection of the bare relay, connected to a browser.
struct Bare {
    rtc: Rtc,
    browser: Browser,
}

impl Bare {
    fn connect(n: u16, server: SocketAddr) -> (Self, Instant) {
        let mut now = Instant::now();
        let (browser, offer) = Browser::new(now, address(n));
        let mut config = Rtc::builder()
            .set_rtp_mode(true)
            .set_ice_lite(true)
            .clear_codecs()
            .clear_extension_map()
            .set_extension(4, Extension::RtpMid);
        let rate = Frequency::FORTY_EIGHT_KHZ;
        let format = FormatParams::default();
        let pt = Pt::new_with_value(111);
        config.codec_config().add_config(pt, None, Codec::Opus, rate, Some(2), format);
        let mut rtc = config.build(now);
        rtc.add_local_candidate(Candidate::host(server, Protocol::Udp).unwrap());
        let offer = SdpOffer::from_sdp_string(&offer).unwrap();
        let answer = rtc.sdp_api().accept_offer(offer).unwrap().to_sdp_string();
        let mut bare = Self { rtc, browser };
        bare.browser.accept(&answer);
        while !bare.browser.connected {
            now += Duration::from_millis(10);
            bare.rtc.handle_input(Input::Timeout(now)).unwrap();
            bare.browser.wake(now);
            bare.exchange(now, server);
        }
        bare.exchange(now, server);
        (bare, now)
    }

    fn exchange(&mut self, now: Instant, server: SocketAddr) {
        for _ in 0..10 {
            loop {
                match self.rtc.poll_output().unwrap() {
                    Output::Transmit(t) => self.browser.take_in(now, server, &t.contents),
                    Output::Event(_) => {}
                    Output::Timeout(_) => break,
                }
            }
            for (_, datagram) in self.browser.poll().0 {
                self.take_in(now, server, &datagram);
            }
        }
    }

    fn take_in(&mut self, now: Instant, server: SocketAddr, datagram: &[u8]) {
        let from = self.browser.address;
        let receive = Receive::new(Protocol::Udp, from, server, datagram).unwrap();
        self.rtc.handle_input(Input::Receive(now, receive)).unwrap();
    }
}

/// Allocations of the bare relay for the same packets, to so many listeners.
fn in_bare_relay(listeners: u16) -> u64 {
    let server = SocketAddr::from(([10, 255, 0, 1], 4_000));
    let (mut from, _) = Bare::connect(1, server);
    let (mut to, times): (Vec<Bare>, Vec<Instant>) =
        (2..2 + listeners).map(|n| Bare::connect(n, server)).unzip();
    let now = times[times.len() - 1] + Duration::from_millis(1);
    let datagrams = sayings(now, &mut from.browser);
    let (warm_up, measured) = datagrams.split_at(PACKETS / 2);
    let mids: Vec<Mid> = to.iter().map(|bare| bare.browser.mid()).collect();
    let mut left = 0;
    let mut take_in = |datagram: &Vec<u8>| {
        from.take_in(now, server, datagram);
        loop {
            match from.rtc.poll_output().unwrap() {
                Output::Event(Event::RtpPacket(packet)) => {
                    for (bare, mid) in to.iter_mut().zip(&mids) {
                        let mut api = bare.rtc.direct_api();
                        let stream = api.stream_tx_by_mid(*mid, None).unwrap();
                        let (sequence, time) = (packet.seq_no, packet.header.timestamp);
                        let pt = Pt::new_with_value(111);
                        let payload = std::sync::Arc::clone(&packet.payload);
                        stream.write_rtp(RtpWrite::new(pt, sequence, time, now, payload));
                        bare.rtc.handle_input(Input::Timeout(now)).unwrap();
                        loop {
                            match bare.rtc.poll_output().unwrap() {
                                Output::Transmit(_) => left += 1,
                                Output::Event(_) => {}
                                Output::Timeout(_) => break,
                            }
                        }
                    }
                }
                Output::Transmit(_) | Output::Event(_) => {}
                Output::Timeout(_) => break,
            }
        }
    };
    warm_up.iter().for_each(&mut take_in);
    let allocations = measure(|| measured.iter().for_each(&mut take_in)).count_total;
    assert!(left >= PACKETS * usize::from(listeners), "the relay forwarded {left}");
    allocations
}

#[test]
#[expect(clippy::print_stdout, reason = "the figure is to be read")]
fn forwarding_allocates_nothing_of_our_own() {
    let packets = PACKETS as u64 / 2;
    for (table, listeners) in [("A>C", 1), ("A>C A>S", 2)] {
        let (ours, bare) = (in_engine(table), in_bare_relay(listeners));
        println!(
            "{listeners} listeners: {:.2} allocations a packet with us, {:.2} without",
            ours as f64 / packets as f64,
            bare as f64 / packets as f64,
        );
        assert!(ours <= bare + GROWTH, "{ours} allocations, {bare} without us");
        let (comes_in, goes_out) = LIBRARY;
        let known = packets * (comes_in + goes_out * u64::from(listeners));
        assert!(bare <= known + GROWTH, "{bare} allocations, {known} were known");
    }
}
