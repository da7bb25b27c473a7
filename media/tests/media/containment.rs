//! A fault ends the leg that it happened in, and nothing else.

use backline_core::{
    id::{InteractionId, PersonId},
    routing::{Edge, Epoch, PartyId, RouteChange},
};
use backline_media::{LossReason, Order, Report};

use super::world::{CALL, World, agent, customer, routes, sam, sofia};

const OTHER: InteractionId = InteractionId::from_u128(2);

fn ben() -> PartyId {
    PartyId::Person(PersonId::new("ben").unwrap())
}

fn gwen() -> PartyId {
    PartyId::Person(PersonId::new("gwen").unwrap())
}

/// A call with two supervisors, and another call of which one direction is open.
fn two_calls() -> World {
    let mut world = World::with(&[agent(), customer(), sofia(), sam()]);
    world.route(routes("A>C C>A A>S C>S S>A S>C S>T A>T C>T"));
    for party in [ben(), gwen()] {
        world.join_in(OTHER, &party, (111, None));
    }
    world.settle();
    let open = vec![world.open(Edge::between(ben(), gwen()))];
    let (base, epoch) = (Epoch(0), Epoch(1));
    let change = RouteChange { interaction: OTHER, base, epoch, close: vec![], open };
    world.order(Order::Change(change));
    world.news();
    world
}

fn both_calls_go_on(world: &mut World) {
    world.say(&agent(), b"to the customer");
    world.say(&customer(), b"to the agent");
    world.say(&ben(), b"in the other call");
    assert_eq!(world.heard(&customer()), [b"to the customer"]);
    assert_eq!(world.heard(&agent()), [b"to the agent"]);
    assert_eq!(world.heard(&gwen()), [b"in the other call"]);
}

#[test]
fn a_panic_in_a_speaker_ends_its_leg_while_both_calls_go_on() {
    let mut world = two_calls();
    let leg = world.legs[&sofia()];
    world.engine.sabotage(leg);
    world.say(&sofia(), b"the last words");
    let why = LossReason::Panicked;
    assert_eq!(world.news(), [Report::Lost { interaction: CALL, leg, why }]);
    both_calls_go_on(&mut world);
    assert_eq!(world.engine.counters().panics, 1);
    assert_eq!(world.engine.counters().legs, 5);
}

#[test]
fn a_panic_in_one_listener_leaves_the_same_packet_to_all_others() {
    let mut world = two_calls();
    let leg = world.legs[&sofia()];
    world.engine.sabotage(leg);
    world.say(&agent(), b"everybody but one");
    for listener in [customer(), sam()] {
        assert_eq!(world.heard(&listener), [b"everybody but one"]);
    }
    let why = LossReason::Panicked;
    assert_eq!(world.news(), [Report::Lost { interaction: CALL, leg, why }]);
    world.heard(&agent());
    both_calls_go_on(&mut world);
}

#[test]
fn a_panic_when_time_passes_ends_that_leg_only() {
    let mut world = two_calls();
    let leg = world.legs[&agent()];
    world.engine.sabotage(leg);
    world.settle();
    world.settle();
    world.settle();
    world.settle();
    let why = LossReason::Panicked;
    assert_eq!(world.news(), [Report::Lost { interaction: CALL, leg, why }]);
    world.say(&ben(), b"still here");
    assert_eq!(world.heard(&gwen()), [b"still here"]);
    world.say(&customer(), b"is anybody there?");
    assert_eq!(world.heard(&sam()), [b"is anybody there?"]);
}

#[test]
fn a_leg_that_panicked_can_come_again() {
    let mut world = two_calls();
    let leg = world.legs[&sofia()];
    world.engine.sabotage(leg);
    world.say(&sofia(), b"the last words");
    let again = world.join(&sofia());
    world.settle();
    assert!(world.news().contains(&Report::Connected { interaction: CALL, leg: again }));
    let open = vec![world.open(Edge::between(agent(), sofia()))];
    world.change(1, 2, vec![], open);
    world.say(&agent(), b"welcome back");
    assert_eq!(world.heard(&sofia()), [b"welcome back"]);
}

#[test]
fn a_panic_of_the_engine_itself_ends_every_leg_with_a_report_and_leaves_it_usable() {
    let mut world = two_calls();
    let mut legs: Vec<_> = world.legs.values().copied().collect();
    legs.sort();
    world.engine.sabotage_all();
    world.say(&agent(), b"the last words");
    let lost = legs.into_iter().map(|leg| {
        let interaction = if leg.0.as_u128() > 104 { OTHER } else { CALL };
        Report::Lost { interaction, leg, why: LossReason::Panicked }
    });
    assert_eq!(world.news(), lost.collect::<Vec<_>>());
    for party in [agent(), customer()] {
        world.join(&party);
    }
    world.settle();
    world.news();
    world.change(1, 2, vec![], vec![]);
    assert_eq!(world.news(), [Report::TableWanted { interaction: CALL, epoch: Epoch(0) }]);
    let edges = vec![world.open(Edge::between(agent(), customer()))];
    world.order(Order::Table { interaction: CALL, epoch: Epoch(2), edges });
    world.say(&agent(), b"and on we go");
    assert_eq!(world.heard(&customer()), [b"and on we go"]);
}
