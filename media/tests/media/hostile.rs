//! Datagrams and offers from those who mean no good: the call goes on, nothing is answered that
//! was not proved, nothing panics.
//!
//! What is mutated are datagrams that in-process browsers really sent. Each check is a function of
//! a seed; `BACKLINE_MUTATIONS` asks for more than 20,000. (Offers, of which each makes a whole
//! connection, get a tenth here: the fuzz targets take the full number.)

use std::net::SocketAddr;

use backline_media::{LossReason, Order, Report};

use super::{
    browser::{Browser, address},
    dice::{Dice, times},
    world::{CALL, Step, World, agent, customer, is_rtp, routes, sofia},
};

const NOTHING: Vec<(SocketAddr, Vec<u8>)> = Vec::new();

fn stranger() -> SocketAddr {
    SocketAddr::from(([203, 0, 113, 66], 6_666))
}

fn is_stun(datagram: &[u8]) -> bool {
    datagram[0] < 2
}

/// Whether `forged` is the original, or a check of which only the fingerprint was changed: its
/// integrity holds, so it is a replay, and ICE-lite takes one from whoever could overhear it.
fn proves_as_much(original: &[u8], forged: &[u8]) -> bool {
    const FINGERPRINT: usize = 8;
    original == forged
        || (is_stun(original) && forged.starts_with(&original[..original.len() - FINGERPRINT]))
}

fn is_dtls(datagram: &[u8]) -> bool {
    (20..64).contains(&datagram[0])
}

/// A call, and every datagram that browsers sent while it was set up and for some words after.
fn recorded_call() -> (World, Vec<Step>) {
    let mut world = World::new();
    world.steps = Some(Vec::new());
    world.join(&agent());
    world.join(&customer());
    world.settle();
    world.route(routes("A>C C>A"));
    for _ in 0..10 {
        world.say(&agent(), b"words of the agent");
        world.say(&customer(), b"words of the customer");
    }
    world.run(std::time::Duration::from_secs(6));
    world.heard(&agent());
    world.heard(&customer());
    let steps = world.steps.take().unwrap();
    for kind in [is_stun, is_dtls, is_rtp] {
        assert!(steps.iter().any(|step| kind(&step.datagram)));
    }
    (world, steps)
}

fn call_goes_on(world: &mut World) {
    for (from, to) in [(agent(), customer()), (customer(), agent())] {
        world.say(&from, b"can you hear me?");
        assert_eq!(world.heard(&to), [b"can you hear me?"]);
    }
}

#[test]
fn a_client_hello_from_a_foreign_address_is_dropped_while_a_leg_is_set_up() {
    let (_, steps) = recorded_call();
    let hello = &steps.iter().find(|step| is_dtls(&step.datagram)).unwrap().datagram;
    let mut world = World::new();
    let leg = world.join(&agent());
    // At every moment of the set-up, from elsewhere and from the browser's own host.
    let near = SocketAddr::new(address(1).ip(), 9);
    while !world.browsers[&agent()].connected {
        let before = world.engine.counters();
        for source in [stranger(), near] {
            assert_eq!(world.inject(source, hello), NOTHING);
        }
        assert_eq!(world.engine.counters().strangers, before.strangers + 2);
        world.run(std::time::Duration::from_millis(10));
    }
    world.settle();
    assert_eq!(world.news(), [Report::Connected { interaction: CALL, leg }]);
}

#[test]
fn what_one_browser_sent_is_nothing_when_it_comes_from_elsewhere() {
    let (mut world, steps) = recorded_call();
    let before = world.engine.counters();
    let mut dropped = 0;
    for step in steps.iter().filter(|step| !is_stun(&step.datagram)) {
        assert_eq!(world.inject(stranger(), &step.datagram), NOTHING);
        dropped += 1;
    }
    assert_eq!(world.engine.counters().strangers, before.strangers + dropped);
    // Nor does it come in again at its own address, or at the other leg's.
    let (a, b) = (world.browsers[&agent()].address, world.browsers[&customer()].address);
    for step in steps.iter().filter(|step| is_rtp(&step.datagram)) {
        let other = if step.source == a { b } else { a };
        for source in [step.source, other] {
            let out = world.inject(source, &step.datagram);
            assert!(!out.iter().any(|(_, sent)| is_rtp(sent)), "a replay was forwarded");
        }
    }
    call_goes_on(&mut world);
}

#[test]
fn a_connectivity_check_that_proves_nothing_is_not_answered() {
    let (mut world, steps) = recorded_call();
    let checks = steps.iter().filter(|step| is_stun(&step.datagram));
    let mut refused = 0;
    for step in checks {
        // Every byte that the integrity covers, and the integrity itself.
        for at in 20..step.datagram.len() - 8 {
            let mut forged = step.datagram.clone();
            forged[at] ^= 0x20;
            assert_eq!(world.inject(stranger(), &forged), NOTHING, "byte {at}");
            refused += 1;
        }
        if refused > 2_000 {
            break;
        }
    }
    let counters = world.engine.counters();
    assert_eq!(counters.unauthenticated + counters.malformed, refused);
    call_goes_on(&mut world);
}

#[test]
fn knowing_ones_own_password_does_not_take_over_anothers_address() {
    let mut world = World::with(&[agent(), customer(), sofia()]);
    world.route(routes("A>C C>A"));
    world.steps = Some(Vec::new());
    world.run(std::time::Duration::from_secs(4));
    let from = world.browsers[&sofia()].address;
    let steps = world.steps.take().unwrap();
    let asks = |datagram: &[u8]| is_stun(datagram) && datagram.starts_with(&[0, 1]);
    let check = steps.iter().find(|step| step.source == from && asks(&step.datagram)).unwrap();
    let victim = world.browsers[&agent()].address;
    let before = world.engine.counters().strangers;
    assert_eq!(world.inject(victim, &check.datagram), NOTHING);
    assert_eq!(world.engine.counters().strangers, before + 1);
    call_goes_on(&mut world);
}

#[test]
fn twenty_thousand_mutated_datagrams_end_nothing_and_get_no_more_than_they_cost() {
    let (mut world, steps) = recorded_call();
    let legs = [agent(), customer()].map(|party| world.browsers[&party].address);
    let mut dice = Dice::new(3);
    let (mut bytes_in, mut bytes_out) = (0, 0);
    world.news();
    for n in 0..times("BACKLINE_MUTATIONS", 20_000) {
        let original = &steps[dice.below(steps.len())].datagram;
        let other = &steps[dice.below(steps.len())].datagram;
        let forged = mutate(&mut dice, original, other);
        if steps.iter().any(|step| proves_as_much(&step.datagram, &forged)) {
            continue;
        }
        let source = if dice.one_in(2) { stranger() } else { dice.pick(&legs) };
        let out = world.inject(source, &forged);
        assert!(!out.iter().any(|(_, sent)| is_rtp(sent)), "a forged packet was forwarded");
        let answer = out.iter().filter(|(to, _)| *to == stranger()).map(|(_, sent)| sent.len());
        assert!(answer.sum::<usize>() <= forged.len(), "amplified");
        bytes_in += forged.len();
        bytes_out += out.iter().map(|(_, sent)| sent.len()).sum::<usize>();
        if n % 500 == 0 {
            call_goes_on(&mut world);
            world.run(std::time::Duration::from_millis(50));
        }
    }
    assert_eq!(world.news(), [], "nobody was lost");
    assert_eq!(world.engine.counters().panics, 0);
    assert!(bytes_out < bytes_in / 20, "{bytes_out} bytes for {bytes_in}");
    call_goes_on(&mut world);
}

#[test]
fn mutated_datagrams_during_set_up_do_not_keep_a_browser_out() {
    let (_, steps) = recorded_call();
    let mut dice = Dice::new(4);
    for _ in 0..10 {
        let mut world = World::new();
        let leg = world.join(&agent());
        while !world.browsers[&agent()].connected {
            for _ in 0..50 {
                let original = &steps[dice.below(steps.len())].datagram;
                let forged = mutate(&mut dice, original, original);
                assert_eq!(world.inject(stranger(), &forged), NOTHING);
            }
            world.run(std::time::Duration::from_millis(10));
        }
        assert_eq!(world.news(), [Report::Connected { interaction: CALL, leg }]);
    }
}

#[test]
fn mutated_offers_are_answered_or_refused() {
    let mut world = World::new();
    let (_, offer) = Browser::new(world.now, address(1));
    let corpus = [offer.as_str(), CHROMIUM, FIREFOX];
    let mut dice = Dice::new(5);
    let (mut answered, mut refused) = (0, 0);
    for _ in 0..times("BACKLINE_MUTATIONS", 20_000) / 10 {
        let (original, other) = (dice.pick(&corpus), dice.pick(&corpus));
        let bytes = mutate(&mut dice, original.as_bytes(), other.as_bytes());
        let offer = String::from_utf8_lossy(&bytes).into_owned();
        let leg = world.fresh_leg();
        world.order(Order::Join { interaction: CALL, party: agent(), leg, offer });
        match world.reports.pop() {
            Some(Report::Joined { .. }) => answered += 1,
            Some(Report::JoinRefused { why, .. }) => {
                assert!(!why.to_string().is_empty());
                refused += 1;
            }
            // Somebody else's offer for the same party came before.
            Some(Report::Lost { why: LossReason::Replaced, .. }) => {}
            other => panic!("{other:?}"),
        }
        world.order(Order::Leave { interaction: CALL, leg });
        world.reports.clear();
    }
    assert!(answered > 100 && refused > 100, "{answered} answered, {refused} refused");
    assert_eq!(world.engine.counters().panics, 0);
    assert_eq!(world.engine.counters().legs, 0);
}

#[test]
fn the_offers_of_real_browsers_are_answered() {
    for offer in [CHROMIUM, FIREFOX] {
        let mut world = World::new();
        let leg = world.fresh_leg();
        let offer = offer.replace("\r\n", "\n");
        for offer in [offer.replace('\n', "\r\n"), offer] {
            let leg = world.fresh_leg();
            world.order(Order::Join { interaction: CALL, party: agent(), leg, offer });
            assert!(world.answer_to(leg).starts_with("v=0\r\n"));
        }
        assert!(!world.reports.contains(&Report::Connected { interaction: CALL, leg }));
    }
}

/// One to four changes: bytes flipped, cut, put in, doubled, or another's tail.
fn mutate(dice: &mut Dice, original: &[u8], other: &[u8]) -> Vec<u8> {
    let mut bytes = original.to_vec();
    for _ in 0..=dice.below(4) {
        let at = dice.below(bytes.len().max(1)).min(bytes.len().saturating_sub(1));
        match dice.below(7) {
            0 if !bytes.is_empty() => bytes[at] ^= 1 << dice.below(8),
            1 if !bytes.is_empty() => bytes[at] = dice.roll() as u8,
            2 => bytes.truncate(at),
            3 => bytes.insert(at, dice.roll() as u8),
            4 => {
                let end = (at + 1 + dice.below(40)).min(bytes.len());
                bytes.drain(at..end);
            }
            5 => {
                let end = (at + 1 + dice.below(60)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
            _ => {
                bytes.truncate(at);
                bytes.extend_from_slice(&other[at.min(other.len())..]);
            }
        }
    }
    bytes
}

const CHROMIUM: &str = include_str!("../corpus/offers/chromium.sdp");
const FIREFOX: &str = include_str!("../corpus/offers/firefox.sdp");
