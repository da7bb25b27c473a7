//! What is heard: hold treatment, recordings, keypad tones, and one time line in every slot.

use std::time::Duration;

use backline_media::{Clip, Order, Report};

use super::{
    browser::{Heard, PACKET},
    world::{CALL, World, agent, customer, routes, sofia},
};

#[test]
fn hold_treatment_comes_every_twenty_milliseconds_from_its_beginning() {
    let mut world = World::with(&[agent(), customer()]);
    let hold = Clip::Hold.recording();
    for _ in 0..2 {
        world.route(routes("H>C"));
        world.run(Duration::from_millis(995));
        let heard = world.heard(&customer());
        let expected: Vec<Vec<u8>> = (0..50).map(|n| hold.frame(n).to_vec()).collect();
        assert_eq!(heard, expected);
        world.route(routes("A>C C>A"));
        world.run(Duration::from_millis(100));
        assert_eq!(world.heard(&customer()), Vec::<Vec<u8>>::new());
    }
}

#[test]
fn a_scripted_caller_is_connected_at_once_and_speaks_while_somebody_listens() {
    let mut world = World::with(&[agent()]);
    world.news();
    let leg = world.fresh_leg();
    let order =
        Order::JoinRecorded { interaction: CALL, party: customer(), leg, clip: Clip::Caller };
    world.order(order);
    assert_eq!(world.news(), [Report::Connected { interaction: CALL, leg }]);
    world.legs.insert(customer(), leg);
    world.run(Duration::from_secs(3));
    let recording = Clip::Caller.recording();
    let mut position = 0;
    for _ in 0..2 {
        world.route(routes("A>C C>A"));
        world.run(PACKET * 10);
        for take in world.heard(&agent()) {
            assert_eq!(take, *recording.frame(position));
            position += 1;
        }
        world.say(&agent(), b"the caller has no ears");
        world.route(routes(""));
        world.run(Duration::from_secs(1));
        assert_eq!(world.heard(&agent()), Vec::<Vec<u8>>::new());
    }
    assert!((19..=22).contains(&position), "{position}");
    world.order(Order::Leave { interaction: CALL, leg });
    assert_eq!(world.engine.counters().legs, 1);
}

#[test]
fn keypad_tones_are_forwarded_under_the_listeners_payload_type_or_not_at_all() {
    let mut world = World::with(&[agent()]);
    world.join_with_types(&customer(), (109, Some(101)));
    world.join_with_types(&sofia(), (96, None));
    world.settle();
    world.route(routes("A>C A>S"));
    let now = world.now;
    let tone = [5, 10, 3, 192];
    world.browsers.get_mut(&agent()).unwrap().say_as(now, 110, &tone);
    world.deliver();
    world.say(&agent(), b"words");
    let customer = &world.browsers[&customer()].heard;
    let seen: Vec<(u8, &[u8])> =
        customer.iter().map(|heard| (heard.payload_type, &heard.payload[..])).collect();
    assert_eq!(seen, [(101, &tone[..]), (109, b"words")]);
    assert_eq!(customer[1].sequence, customer[0].sequence + 1);
    assert_eq!(world.heard(&sofia()), [b"words"]);
}

/// Sequence numbers without a hole, time that never steps back, the marker where a change is.
fn check_time_line(heard: &[Heard], changes: &[usize]) {
    assert!(heard.iter().all(|h| h.slot == heard[0].slot), "one slot carries them all");
    for (n, pair) in heard.windows(2).enumerate() {
        assert_eq!(pair[1].sequence, pair[0].sequence + 1, "packet {n}");
        let step = pair[1].time.wrapping_sub(pair[0].time);
        assert!((960..480_000).contains(&step), "packet {n}: time moved by {step}");
    }
    let marked: Vec<usize> =
        heard.iter().enumerate().filter(|(_, h)| h.marker).map(|(n, _)| n).collect();
    assert_eq!(marked, changes);
}

#[test]
fn a_slot_that_changes_its_speaker_keeps_one_time_line() {
    let mut world = World::with(&[agent(), customer(), sofia()]);
    let talk = |world: &mut World, table: &str, speaker| {
        world.route(routes(table));
        for _ in 0..10 {
            world.say(&speaker, b"words");
            world.run(PACKET);
        }
    };
    talk(&mut world, "A>C", agent());
    talk(&mut world, "S>C", sofia());
    world.route(routes(""));
    world.run(Duration::from_secs(2));
    talk(&mut world, "A>C", agent());
    world.route(routes("H>C"));
    world.run(PACKET * 10 - Duration::from_millis(5));
    talk(&mut world, "S>C", sofia());
    let heard = std::mem::take(&mut world.browsers.get_mut(&customer()).unwrap().heard);
    // Each of agent and supervisor comes back to the slot that it had, where that is free.
    let slots: Vec<usize> = heard.iter().map(|h| h.slot).collect();
    for slot in [0, 1, 2] {
        let of_slot: Vec<Heard> = heard.iter().filter(|h| h.slot == slot).cloned().collect();
        if !of_slot.is_empty() {
            let changes: Vec<usize> = (0..of_slot.len()).filter(|n| n % 10 == 0).collect();
            check_time_line(&of_slot, &changes);
        }
    }
    assert_eq!(slots.len(), 50);
}

#[test]
fn a_slot_taken_over_by_another_speaker_keeps_one_time_line() {
    let mut world = World::with(&[agent(), customer(), sofia()]);
    // Five others have had the customer's slots before, so that every slot has had somebody.
    for name in ["u", "v", "w", "x", "y"] {
        let person = backline_core::id::PersonId::new(name).unwrap();
        let party = backline_core::routing::PartyId::Person(person);
        world.join(&party);
        world.settle();
        let edge = backline_core::routing::Edge::between(party.clone(), customer());
        world.route([edge].into_iter().collect());
        world.say(&party, b"words");
        world.run(PACKET);
    }
    world.heard(&customer());
    for speaker in [agent(), sofia(), agent()] {
        let edge = backline_core::routing::Edge::between(speaker.clone(), customer());
        world.route([edge].into_iter().collect());
        for _ in 0..10 {
            world.say(&speaker, b"words");
            world.run(PACKET);
        }
    }
    let heard = std::mem::take(&mut world.browsers.get_mut(&customer()).unwrap().heard);
    assert_eq!(heard.len(), 30);
    check_time_line(&heard, &[0, 10, 20]);
}

#[test]
fn a_loss_before_the_server_stays_visible_and_a_new_stream_does_not_break_the_line() {
    let mut world = World::with(&[agent(), customer()]);
    world.route(routes("A>C"));
    world.say(&agent(), b"one");
    world.browsers.get_mut(&agent()).unwrap().skip(2);
    world.say(&agent(), b"four");
    let heard = &world.browsers[&customer()].heard;
    assert_eq!(heard[1].sequence, heard[0].sequence + 3);
}
