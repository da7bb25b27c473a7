//! Coming in and going: offers, answers, refusals, and what a leg takes with it.

use std::time::Duration;

use backline_core::id::{InteractionId, LegId};
use backline_media::{JoinError, LossReason, Order, Report};

use super::{
    browser::Browser,
    world::{CALL, World, agent, customer, edge, routes, sofia},
};

const NOTHING: Vec<Vec<u8>> = Vec::new();

#[test]
fn two_browsers_join_and_hear_each_other_once_an_edge_is_open() {
    let mut world = World::with(&[agent(), customer()]);
    world.say(&agent(), b"before");
    assert_eq!(world.heard(&customer()), NOTHING);
    world.route(routes("A>C C>A"));
    for (from, to) in [(agent(), customer()), (customer(), agent())] {
        world.say(&from, b"hello");
        assert_eq!(world.heard(&to), [b"hello"]);
        assert_eq!(world.heard(&from), NOTHING);
    }
}

/// The answer with what is random in every one taken out.
fn shape(answer: &str) -> String {
    let names = ["a=ice-ufrag:", "a=ice-pwd:", "a=fingerprint:", "a=mid:", "a=group:"];
    let lines =
        answer.lines().map(|line| match names.iter().find(|name| line.starts_with(**name)) {
            Some(name) => (*name).to_owned(),
            None if line.starts_with("a=ssrc:") => "a=ssrc:".to_owned(),
            None => line.to_owned(),
        });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn every_answer_looks_the_same_whoever_else_is_there() {
    let mut world = World::with(&[agent(), customer()]);
    let alone = world.answer_to(world.legs[&agent()]);
    world.join(&sofia());
    world.settle();
    world.route(routes("A>C C>A A>S C>S"));
    let leg = world.join(&agent());
    let monitored = world.answer_to(leg);
    assert_eq!(shape(&alone), shape(&monitored));
    assert_eq!(shape(&alone), shape(&world.answer_to(world.legs[&sofia()])));
    assert_eq!(alone.matches("m=audio").count(), 5);
    assert_eq!(alone.matches("cname:").count(), 5);
    for name in ["sofia", "supervisor", "monitor"] {
        assert!(!monitored.to_lowercase().contains(name));
    }
}

fn refusal_of(change: impl Fn(&str) -> String) -> JoinError {
    let mut world = World::new();
    let (_, offer) = Browser::new(world.now, super::browser::address(1));
    let leg = world.fresh_leg();
    world.order(Order::Join { interaction: CALL, party: agent(), leg, offer: change(&offer) });
    match world.reports.pop() {
        Some(Report::JoinRefused { interaction: CALL, leg: refused, why }) if refused == leg => why,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_offer_that_is_not_five_audio_lines_is_refused_with_what_is_expected() {
    let refused =
        |from: &'static str, to: &'static str| refusal_of(|offer| offer.replace(from, to));
    assert_eq!(refusal_of(|_| String::new()), JoinError::Lines { found: 0 });
    assert_eq!(refusal_of(|_| "hello".to_owned()), JoinError::Unreadable { line: 1 });
    assert_eq!(
        refusal_of(|_| "v".repeat(40_000)),
        JoinError::TooLong { bytes: 40_000, limit: 32 * 1024 }
    );
    assert_eq!(refused("m=audio", "m=video"), JoinError::NotAudio { kind: "video".to_owned() });
    assert_eq!(
        refusal_of(|offer| offer.to_owned() + "m=application 9 UDP/DTLS/SCTP x\r\n"),
        JoinError::NotAudio { kind: "application".to_owned() }
    );
    let one_line = |offer: &str| offer.splitn(3, "m=").take(2).collect::<Vec<_>>().join("m=");
    assert_eq!(refusal_of(one_line), JoinError::Lines { found: 1 });
    assert_eq!(refused("a=sendrecv", "a=recvonly"), JoinError::Direction { line: 1 });
    assert_eq!(refused("a=recvonly", "a=sendrecv"), JoinError::Direction { line: 2 });
    assert_eq!(refused("opus/48000/2", "speex/16000"), JoinError::NoOpus { line: 1 });
    assert_eq!(
        refusal_of(|offer| {
            let (head, tail) = offer.split_at(offer.rfind("m=audio").unwrap());
            head.to_owned() + &tail.replace("111", "112")
        }),
        JoinError::NoOpus { line: 5 }
    );
    assert_eq!(refused("a=rtcp-mux", "a=x"), JoinError::Lacking { what: "a=rtcp-mux" });
    assert_eq!(refused("actpass", "passive"), JoinError::Lacking { what: "a=setup:actpass" });
    assert_eq!(refused("a=ice-ufrag", "a=x"), JoinError::Lacking { what: "a=ice-ufrag" });
    assert_eq!(refused("a=ice-pwd", "a=x"), JoinError::Lacking { what: "a=ice-pwd" });
    assert_eq!(refused("sha-256", "md5"), JoinError::Lacking { what: "a sha-256 fingerprint" });
    assert_eq!(refused("BUNDLE", "LS"), JoinError::Lacking { what: "one bundle of all lines" });
    assert_eq!(
        refused("sdes:mid", "toffset"),
        JoinError::Lacking { what: "the header extension for the media id" }
    );
    assert_eq!(
        JoinError::Lines { found: 1 }.to_string(),
        "The offer has 1 audio lines. Offer 5, the first sendrecv, the others recvonly."
    );
}

#[test]
fn a_leg_joins_once() {
    let mut world = World::with(&[agent()]);
    let leg = world.legs[&agent()];
    let offer = Browser::new(world.now, super::browser::address(9)).1;
    world.news();
    world.order(Order::Join { interaction: CALL, party: customer(), leg, offer });
    let why = JoinError::Taken;
    assert_eq!(world.news(), [Report::JoinRefused { interaction: CALL, leg, why }]);
}

#[test]
fn joining_again_closes_the_old_leg_and_its_edges_and_a_refused_offer_closes_nothing() {
    let mut world = World::with(&[agent(), customer()]);
    world.route(routes("A>C C>A"));
    let old = world.legs[&agent()];
    let leg = world.fresh_leg();
    let offer = String::new();
    world.order(Order::Join { interaction: CALL, party: agent(), leg, offer });
    world.say(&agent(), b"still here");
    assert_eq!(world.heard(&customer()), [b"still here"]);
    world.news();
    let new = world.join(&agent());
    world.settle();
    let replaced = Report::Lost { interaction: CALL, leg: old, why: LossReason::Replaced };
    assert_eq!(world.news(), [replaced, Report::Connected { interaction: CALL, leg: new }]);
    world.say(&agent(), b"nobody hears this");
    world.say(&customer(), b"nor this");
    assert_eq!(world.heard(&customer()), NOTHING);
    assert_eq!(world.heard(&agent()), NOTHING);
    let again = ["A>C", "C>A"].map(|text| world.open(edge(text))).to_vec();
    world.change(1, 2, vec![edge("A>C"), edge("C>A")], again);
    world.say(&agent(), b"back");
    assert_eq!(world.heard(&customer()), [b"back"]);
}

#[test]
fn leaving_closes_every_edge_of_the_leg_and_no_other() {
    let mut world = World::with(&[agent(), customer(), sofia()]);
    world.route(routes("A>C C>A A>S C>S S>A S>C"));
    world.news();
    let leg = world.legs[&sofia()];
    world.order(Order::Leave { interaction: InteractionId::from_u128(99), leg });
    world.say(&sofia(), b"not another call's to end");
    assert_eq!(world.heard(&agent()), [b"not another call's to end"]);
    world.heard(&customer());
    world.order(Order::Leave { interaction: CALL, leg });
    world.order(Order::Leave { interaction: CALL, leg: LegId::from_u128(4_711) });
    assert_eq!(world.news(), []);
    world.change(1, 2, vec![], vec![]);
    assert_eq!(
        world.news(),
        [Report::Applied { interaction: CALL, epoch: world_epoch(2), edges: routes("A>C C>A") }]
    );
    world.say(&agent(), b"on we go");
    assert_eq!(world.heard(&customer()), [b"on we go"]);
    assert_eq!(world.heard(&sofia()), NOTHING);
}

fn world_epoch(n: u64) -> backline_core::routing::Epoch {
    backline_core::routing::Epoch(n)
}

#[test]
fn a_browser_that_never_comes_is_given_up_after_the_set_up_limit() {
    let mut world = World::new();
    let leg = world.join(&agent());
    world.browsers.clear();
    world.run(Duration::from_secs(29));
    assert_eq!(world.news(), []);
    world.run(Duration::from_secs(2));
    let why = LossReason::NeverConnected;
    assert_eq!(world.news(), [Report::Lost { interaction: CALL, leg, why }]);
}

#[test]
fn a_leg_from_which_nothing_comes_is_reported_after_five_seconds_and_when_it_is_back() {
    let mut world = World::with(&[agent(), customer()]);
    world.route(routes("A>C C>A"));
    world.news();
    let (leg, network) = (world.legs[&agent()], world.browsers.remove(&agent()).unwrap());
    let last = world.engine.last_heard(leg).unwrap();
    world.run(last + Duration::from_millis(4_999) - world.now);
    assert_eq!(world.news(), []);
    world.run(Duration::from_millis(2));
    assert_eq!(world.news(), [Report::Silent { interaction: CALL, leg }]);
    world.browsers.insert(agent(), network);
    world.run(Duration::from_secs(1));
    assert_eq!(world.news(), [Report::Heard { interaction: CALL, leg }]);
    world.say(&agent(), b"here I am again");
    assert_eq!(world.heard(&customer()), [b"here I am again"]);
}

#[test]
fn a_leg_that_stays_away_is_lost_and_one_that_says_goodbye_at_once() {
    let mut world = World::with(&[agent(), customer()]);
    world.route(routes("A>C C>A"));
    world.news();
    let (gone, leaving) = (world.legs[&agent()], world.legs[&customer()]);
    world.browsers.remove(&agent());
    world.run(Duration::from_secs(25));
    let lost = |leg, why| Report::Lost { interaction: CALL, leg, why };
    let silent = Report::Silent { interaction: CALL, leg: gone };
    assert_eq!(world.news(), [silent, lost(gone, LossReason::Unreachable)]);
    let now = world.now;
    world.browsers.get_mut(&customer()).unwrap().hang_up(now);
    world.deliver();
    assert_eq!(world.news(), [lost(leaving, LossReason::Closed)]);
    assert_eq!(world.engine.counters().legs, 0);
}
