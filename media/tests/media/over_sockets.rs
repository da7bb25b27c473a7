//! The pool with its threads and sockets, met by browsers with sockets of their own, on loopback.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket},
    time::Duration,
};

use backline_core::{
    id::LegId,
    routing::{Epoch, OnFault, OpenEdge, RouteChange, Speaker},
};
use backline_media::{
    Clip, Departure, JoinError, MediaHandle, MediaPool, Order, PoolConfig, Report,
};
use tokio::{sync::mpsc::UnboundedReceiver, time::timeout};

use super::{
    talker::Calling,
    world::{CALL, agent, customer, edge},
};

/// Nothing on loopback takes this long, however busy the machine is.
const PATIENCE: Duration = Duration::from_secs(60);

async fn next(reports: &mut UnboundedReceiver<Report>) -> Report {
    timeout(PATIENCE, reports.recv()).await.unwrap().unwrap()
}

fn start() -> (MediaHandle, UnboundedReceiver<Report>) {
    MediaPool::start(&PoolConfig { workers: 2, ..PoolConfig::default() }).unwrap()
}

#[tokio::test]
async fn a_browser_and_the_scripted_caller_talk_through_a_worker() {
    let (media, mut reports) = start();
    let (caller, leg) = (LegId::from_u128(1), LegId::from_u128(2));
    media.order(Order::JoinRecorded {
        interaction: CALL,
        party: customer(),
        leg: caller,
        clip: Clip::Caller,
    });
    assert_eq!(next(&mut reports).await, Report::Connected { interaction: CALL, leg: caller });
    let (calling, offer) = Calling::new();
    media.order(Order::Join { interaction: CALL, party: agent(), leg, offer });
    let Report::Joined { answer, .. } = next(&mut reports).await else { panic!("not joined") };
    let mut heard = calling.talks(&answer, b"hello");
    assert_eq!(next(&mut reports).await, Report::Connected { interaction: CALL, leg });
    let open = OpenEdge {
        edge: edge("C>A"),
        speaker_leg: Some(caller),
        listener_leg: leg,
        on_fault: OnFault::Stays,
    };
    let (base, epoch) = (Epoch(0), Epoch(1));
    let change = RouteChange { interaction: CALL, base, epoch, close: vec![], open: vec![open] };
    media.order(Order::Change(change));
    let edges = [edge("C>A")].into_iter().collect();
    assert_eq!(next(&mut reports).await, Report::Applied { interaction: CALL, epoch, edges });
    let recording = Clip::Caller.recording();
    for position in 0..25 {
        assert_eq!(heard.hears_next().await, *recording.frame(position));
    }
    let departures = media.departures(CALL).await;
    let [Departure { speaker, listener, leg: to, packets }] = &departures[..] else {
        panic!("{departures:?}");
    };
    assert_eq!((speaker, listener, *to), (&Speaker::Party(customer()), &agent(), leg));
    assert!(*packets >= 25, "{packets}");
    let counters = media.counters().await;
    assert_eq!(counters.legs, 2);
    assert_eq!(counters.panics, 0);
}

/// The addresses that an answer offers, in order.
fn offered(answer: &str) -> Vec<IpAddr> {
    let lines = answer.lines().filter(|line| line.starts_with("a=candidate:"));
    lines.map(|line| line.split(' ').nth(4).unwrap().parse().unwrap()).collect()
}

/// The answer as a browser takes it that is to use one address only.
fn only(answer: &str, address: IpAddr) -> String {
    let other =
        |line: &&str| !line.starts_with("a=candidate:") || line.contains(&format!(" {address} "));
    answer.lines().filter(other).map(|line| line.to_owned() + "\r\n").collect()
}

/// The answer to the latest offer; what is said of other legs meanwhile is not looked at.
async fn joined(reports: &mut UnboundedReceiver<Report>) -> String {
    loop {
        if let Report::Joined { answer, .. } = next(reports).await {
            return answer;
        }
    }
}

/// On a machine without IPv6 both browsers come over IPv4: it is what the worker falls back to.
///
///
#[tokio::test]
async fn browsers_over_ipv6_and_over_ipv4_hear_each_other_through_one_socket() {
    let config = PoolConfig { loopback_only: false, ..PoolConfig::default() };
    let (media, mut reports) = MediaPool::start(&config).unwrap();
    let (four, six) = (IpAddr::from(Ipv4Addr::LOCALHOST), IpAddr::from(Ipv6Addr::LOCALHOST));
    let has_ipv6 = UdpSocket::bind((six, 0)).is_ok();
    let mut ends = Vec::new();
    for (party, at) in [(agent(), if has_ipv6 { six } else { four }), (customer(), four)] {
        let leg = LegId::from_u128(ends.len() as u128 + 1);
        let (calling, offer) = Calling::at(at);
        media.order(Order::Join { interaction: CALL, party, leg, offer });
        let answer = joined(&mut reports).await;
        let loopback: Vec<_> = offered(&answer).into_iter().filter(IpAddr::is_loopback).collect();
        assert_eq!(loopback, if has_ipv6 { vec![four, six] } else { vec![four] });
        let says: &[u8] = if ends.is_empty() { b"over the one" } else { b"over the other" };
        ends.push((leg, calling.talks(&only(&answer, at), says)));
    }
    let [(agents, agent_hears), (customers, customer_hears)] = &mut ends[..] else { panic!() };
    let open = |text, speaker: LegId, listener_leg| OpenEdge {
        edge: edge(text),
        speaker_leg: Some(speaker),
        listener_leg,
        on_fault: OnFault::Stays,
    };
    let open = vec![open("A>C", *agents, *customers), open("C>A", *customers, *agents)];
    let (base, epoch) = (Epoch(0), Epoch(1));
    let change = RouteChange { interaction: CALL, base, epoch, close: vec![], open };
    media.order(Order::Change(change));
    customer_hears.hears(b"over the one").await;
    agent_hears.hears(b"over the other").await;
}

///
#[tokio::test]
async fn addresses_that_were_named_come_first_in_the_answer_as_they_were_named() {
    let named: Vec<IpAddr> =
        ["2001:db8::7", "203.0.113.7", "198.51.100.7"].map(|it| it.parse().unwrap()).to_vec();
    for loopback_only in [true, false] {
        let config = PoolConfig { loopback_only, external: named.clone(), ..PoolConfig::default() };
        let (media, mut reports) = MediaPool::start(&config).unwrap();
        let (_, offer) = Calling::new();
        let leg = LegId::from_u128(1);
        media.order(Order::Join { interaction: CALL, party: agent(), leg, offer });
        let offered = offered(&joined(&mut reports).await);
        let (first, own) = offered.split_at(named.len());
        assert_eq!(first, named);
        let loopback = own.iter().position(IpAddr::is_loopback);
        let elsewhere = &own[..loopback.unwrap()];
        assert!(elsewhere.len() <= if loopback_only { 0 } else { 2 }, "{own:?}");
    }
}

#[tokio::test]
async fn an_offer_of_another_shape_is_refused_with_a_sentence() {
    let (media, mut reports) = start();
    let leg = LegId::from_u128(1);
    let offer = "v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\n".to_owned();
    media.order(Order::Join { interaction: CALL, party: agent(), leg, offer });
    let why = JoinError::NotAudio { kind: "video".to_owned() };
    assert_eq!(why.to_string(), "The offer has a video line. Offer audio only.");
    assert_eq!(next(&mut reports).await, Report::JoinRefused { interaction: CALL, leg, why });
}

#[test]
fn workers_take_consecutive_ports_or_say_which_one_is_taken() {
    let free: SocketAddr = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let config = PoolConfig { base_port: Some(free.port()), ..PoolConfig::default() };
    let (media, _reports) = MediaPool::start(&config).unwrap();
    assert_eq!(media.ports(), [free.port()]);
    let why = MediaPool::start(&config).err().unwrap().to_string();
    assert!(why.contains(&format!("media port {} of 127.0.0.1", free.port())), "{why}");
}
