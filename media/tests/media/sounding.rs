//! What is heard: hold treatment, recordings, keypad tones, and one time line in every slot.

use std::time::Duration;

use backline_core::{id::PersonId, routing::PartyId};
use backline_media::{Clip, Order, Report};

use super::{
    browser::{Heard, PACKET},
    world::{CALL, World, agent, customer, routes, sofia},
};

const FIREFOX: &str = include_str!("../corpus/offers/firefox.sdp");

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

///
#[test]
fn a_browser_that_knows_events_at_8000_hertz_only_sends_and_gets_them_in_its_own_ticks() {
    let mut world = World::with(&[agent()]);
    let leg = world.join_coarse(&customer(), (109, Some(101)));
    world.join_coarse(&sofia(), (96, Some(97)));
    world.settle();
    let answer = world.answer_to(leg);
    assert_eq!(answer.matches("a=rtpmap:101 telephone-event/8000\r\n").count(), 5);
    assert_eq!(answer.matches(" 109 101\r\n").count(), 5);
    let (firefox, offer) = (world.fresh_leg(), FIREFOX.to_owned());
    let other = PartyId::Person(PersonId::new("sam").unwrap());
    world.order(Order::Join { interaction: CALL, party: other, leg: firefox, offer });
    assert_eq!(world.answer_to(firefox).matches("telephone-event/8000\r\n").count(), 5);
    // The hundred milliseconds of a key, in both clocks.
    let (fine, coarse) = ([5, 10, 18, 192], [5, 10, 3, 32]);
    let heard = |world: &mut World, party| {
        let all = std::mem::take(&mut world.browsers.get_mut(&party).unwrap().heard);
        all.into_iter().map(|heard| (heard.payload_type, heard.payload)).collect::<Vec<_>>()
    };
    for (speaker, pt, said) in
        [(agent(), 110, fine), (customer(), 101, coarse), (sofia(), 97, coarse)]
    {
        world.route(routes("A>C A>S C>A C>S S>A S>C"));
        let now = world.now;
        world.browsers.get_mut(&speaker).unwrap().say_as(now, pt, &said);
        world.deliver();
        for (listener, pt, hears) in
            [(agent(), 110, fine), (customer(), 101, coarse), (sofia(), 97, coarse)]
        {
            let expected = if listener == speaker { vec![] } else { vec![(pt, hears.to_vec())] };
            assert_eq!(heard(&mut world, listener), expected);
        }
    }
}

/// Each is down for 40 ms, which is the least, of which three reports say the end; then 20 ms are said.
///
///
#[test]
fn ten_keys_within_a_second_are_passed_on_as_long_and_as_far_apart_as_they_were_sent() {
    let mut world = World::with(&[agent(), customer()]);
    world.route(routes("A>C"));
    for key in 0..10 {
        let reports =
            [[key, 10, 3, 192], [key, 138, 7, 128], [key, 138, 7, 128], [key, 138, 7, 128]];
        for (ago, report) in (0..).zip(&reports) {
            let now = world.now;
            let agent = world.browsers.get_mut(&agent()).unwrap();
            agent.say_again_as(now, 110, (report, ago));
            world.run(PACKET);
        }
        world.say(&agent(), b"words");
        world.run(PACKET);
    }
    let heard = &world.browsers[&customer()].heard;
    let reports: Vec<&Heard> = heard.iter().filter(|it| it.payload_type == 110).collect();
    assert_eq!(reports.len(), 40);
    let begun = reports[0].time;
    for (key, reports) in (0..).zip(reports.chunks(4)) {
        // A hundred milliseconds after the key before it.
        let time = begun.wrapping_add(4_800 * u32::from(key));
        let down = vec![key, 10, 3, 192];
        let up = vec![key, 138, 7, 128];
        let expected = [&down, &up, &up, &up].map(|report| (time, report));
        assert_eq!([0, 1, 2, 3].map(|n| (reports[n].time, &reports[n].payload)), expected);
    }
}

/// What browsers count that agree on 8,000 Hz, in what they send and in what they get.
///
///
#[test]
fn who_says_that_they_count_by_the_streams_clock_sends_and_gets_keys_as_they_are() {
    let mut world = World::with(&[agent()]);
    let leg = world.join_by_the_stream(&customer(), (109, Some(101)));
    world.settle();
    assert_eq!(world.answer_to(leg).matches("a=rtpmap:101 telephone-event/8000\r\n").count(), 5);
    let tone = [5, 10, 18, 192];
    for (speaker, pt, listener, hears) in
        [(agent(), 110, customer(), 101), (customer(), 101, agent(), 110)]
    {
        world.route(routes("A>C C>A"));
        let now = world.now;
        world.browsers.get_mut(&speaker).unwrap().say_as(now, pt, &tone);
        world.deliver();
        let heard = std::mem::take(&mut world.browsers.get_mut(&listener).unwrap().heard);
        let heard: Vec<_> = heard.into_iter().map(|it| (it.payload_type, it.payload)).collect();
        assert_eq!(heard, [(hears, tone.to_vec())]);
    }
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
        let person = PersonId::new(name).unwrap();
        let party = PartyId::Person(person);
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
