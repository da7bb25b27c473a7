//! Whether what is sent arrives, as it is reported: where datagrams pass one way only, and nowhere else.

use std::time::Duration;

use backline_core::routing::PartyId;

use super::{
    browser::PACKET,
    world::{World, agent, customer, routes, sofia},
};

/// Longer than it takes to find out.
const LONG: Duration = Duration::from_secs(5);

/// Turns the clock while these speak.
fn talk(world: &mut World, time: Duration, speakers: &[PartyId]) {
    let end = world.now + time;
    while world.now < end {
        for speaker in speakers {
            world.say(speaker, b"talk");
        }
        world.run(PACKET);
    }
}

///
#[test]
fn whom_nothing_reaches_any_more_is_reported_within_five_seconds_and_when_it_does_again() {
    let mut world = World::with(&[agent(), customer()]);
    world.route(routes("A>C C>A"));
    let (both, ana) = ([agent(), customer()], world.legs[&agent()]);
    talk(&mut world, LONG * 2, &both);
    assert_eq!(world.arrivals(), [], "nothing is said of what is well");
    world.unreached.push(agent());
    talk(&mut world, LONG, &both);
    assert_eq!(world.arrivals(), [(ana, false)], "once, and of nobody else");
    assert_eq!(world.engine.counters().unauthenticated, 0);
    world.unreached.clear();
    talk(&mut world, Duration::from_secs(1), &both);
    assert_eq!(world.arrivals(), [(ana, true)]);
}

/// One who only listens sends no voice, and checks all the same, if seldom.
///
///
#[test]
fn whom_nothing_reaches_is_reported_as_well_when_they_only_listen() {
    let mut world = World::with(&[agent(), sofia()]);
    world.route(routes("A>S"));
    let leg = world.legs[&sofia()];
    talk(&mut world, LONG, &[agent()]);
    world.arrivals();
    world.unreached.push(sofia());
    talk(&mut world, LONG * 2, &[agent()]);
    assert_eq!(world.arrivals(), [(leg, false)]);
}

/// Whoever stops altogether is missed as such: nothing is known of the way there.
///
///
#[test]
fn of_one_who_stops_or_loses_both_ways_and_comes_back_nothing_is_said_of_one_way() {
    let mut world = World::with(&[agent(), customer()]);
    world.route(routes("A>C C>A"));
    let both = [agent(), customer()];
    talk(&mut world, LONG, &both);
    world.arrivals();
    for away in [Duration::from_secs(3), LONG * 2] {
        let ana = world.browsers.remove(&agent()).unwrap();
        talk(&mut world, away, &[customer()]);
        world.browsers.insert(agent(), ana);
        talk(&mut world, LONG, &both);
        assert_eq!(world.arrivals(), []);
    }
}

/// What anybody can send from a browser's address is no answer.
///
///
#[test]
fn an_answer_that_is_not_the_browsers_own_counts_as_none() {
    let mut world = World::with(&[agent(), customer()]);
    world.route(routes("A>C C>A"));
    let both = [agent(), customer()];
    talk(&mut world, LONG, &both);
    world.steps = Some(Vec::new());
    talk(&mut world, Duration::from_secs(2), &both);
    let steps = world.steps.take().unwrap();
    let address = world.browsers[&agent()].address;
    let answers = steps.iter().filter(|it| it.source == address && it.datagram[..2] == [1, 1]);
    let old: Vec<_> = answers.map(|it| it.datagram.clone()).collect();
    assert!(!old.is_empty(), "the browser answers what it is asked");
    world.arrivals();
    world.unreached.push(agent());
    let before = world.engine.counters().unauthenticated;
    for _ in 0..LONG.as_millis() / PACKET.as_millis() {
        talk(&mut world, PACKET, &both);
        assert_eq!(world.inject(address, &old[0]), []);
    }
    assert_eq!(world.arrivals(), [(world.legs[&agent()], false)]);
    assert!(world.engine.counters().unauthenticated > before);
}
