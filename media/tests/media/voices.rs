//! Whose voice comes and whose does not, as it is reported: on a connection that lives all the same.

use std::time::Duration;

use super::world::{World, agent, customer, routes, sofia};

const LIMIT: Duration = Duration::from_secs(3);
const SOON: Duration = Duration::from_millis(2);

///
#[test]
fn a_voice_that_stops_on_a_living_connection_is_reported_and_so_is_its_return() {
    let mut world = World::with(&[agent(), customer()]);
    world.route(routes("A>C C>A"));
    let (ana, guest) = (world.legs[&agent()], world.legs[&customer()]);
    world.say(&agent(), b"here");
    world.say(&customer(), b"here");
    world.voices();
    for _ in 0..4 {
        world.run(LIMIT / 2);
        world.say(&customer(), b"still here");
    }
    assert_eq!(world.voices(), [(ana, false)], "and never of the one who speaks");
    world.run(LIMIT * 3);
    assert_eq!(world.voices(), [(guest, false)], "each is reported once");
    world.say(&agent(), b"here again");
    world.say(&agent(), b"and still");
    assert_eq!(world.voices(), [(ana, true)]);
    assert_eq!(world.engine.counters().legs, 2);
}

/// A network that lets nothing through takes all datagrams away at once, and the microphone works.
///
///
#[test]
fn a_voice_that_goes_with_all_else_is_told_from_one_that_goes_alone() {
    let mut world = World::with(&[agent(), customer()]);
    world.route(routes("A>C C>A"));
    let ana = world.legs[&agent()];
    let speaks = |world: &mut World| world.say(&agent(), b"here");
    speaks(&mut world);
    world.voice_of(ana);
    world.run(LIMIT + SOON);
    assert_eq!(world.voice_of(ana), [(false, false)], "the connection lives");
    speaks(&mut world);
    assert_eq!(world.voice_of(ana), [(true, false)]);
    (world.unheard, world.unreached) = (vec![agent()], vec![agent()]);
    world.run(LIMIT + SOON);
    assert_eq!(world.voice_of(ana), [(false, true)], "nothing else comes either");
    (world.unheard, world.unreached) = (Vec::new(), Vec::new());
    world.run(LIMIT);
    assert_eq!(world.voice_of(ana), [(false, false)], "something else does again");
    speaks(&mut world);
    assert_eq!(world.voice_of(ana), [(true, false)]);
}

///
#[test]
fn a_voice_that_never_begins_is_reported_after_the_limit() {
    let mut world = World::with(&[agent()]);
    world.voices();
    world.run(LIMIT);
    assert_eq!(world.voices(), [(world.legs[&agent()], false)]);
}

///
#[test]
fn who_was_silent_unheard_has_time_from_the_first_edge_on_and_is_reported_again() {
    let mut world = World::with(&[agent(), sofia()]);
    let leg = world.legs[&sofia()];
    world.run(LIMIT * 2);
    world.voices();
    world.route(routes("S>A"));
    world.run(LIMIT - SOON);
    assert_eq!(world.voices(), []);
    world.run(SOON);
    assert_eq!(world.voices(), [(leg, false)]);
    world.say(&sofia(), b"now");
    assert_eq!(world.voices(), [(leg, true)]);
}

#[test]
fn a_further_listener_changes_nothing_of_what_is_said_of_a_voice() {
    let said = |monitored: bool| {
        let mut world = World::with(&[agent(), customer(), sofia()]);
        world.route(routes("A>C C>A"));
        world.voices();
        world.run(LIMIT / 2);
        if monitored {
            world.route(routes("A>C C>A A>S C>S"));
        }
        world.run(LIMIT / 2 - SOON);
        let own = [world.legs[&agent()], world.legs[&customer()]];
        let before = world.voices();
        world.run(SOON);
        let after: Vec<_> =
            world.voices().into_iter().filter(|(leg, _)| own.contains(leg)).collect();
        (before, after)
    };
    let (unwatched, watched) = (said(false), said(true));
    assert_eq!(unwatched, watched);
    assert!(!unwatched.1.is_empty() || !unwatched.0.is_empty(), "there was something to say");
}
