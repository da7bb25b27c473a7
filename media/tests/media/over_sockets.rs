//! The pool with its threads and sockets, met by browsers with sockets of their own, on loopback.

use std::{
    net::{SocketAddr, UdpSocket},
    time::Duration,
};

use backline_core::{
    id::LegId,
    routing::{Epoch, RouteChange, Speaker},
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
    let open = backline_core::routing::OpenEdge {
        edge: edge("C>A"),
        speaker_leg: Some(caller),
        listener_leg: leg,
        on_fault: backline_core::routing::OnFault::Stays,
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
