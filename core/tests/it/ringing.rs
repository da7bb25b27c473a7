//! How a call finds an agent: who rings, for how long, and what the customer is told.

use backline_core::{
    floor::{CallNote, Floor, FloorObservation, StampedFloor},
    interaction::{
        CallCommand, CallFact, CallRefusal, Command, DeadlineReason, EndReason, Fact, Lens,
        Refusal, Stage,
    },
    people::{Presence, Role},
    routing::PartyId,
    terms::Terms,
    time::{Millis, Timestamp},
};

use crate::{
    cast::{acme, agent_party, customer, id, person, profile},
    rig::{Rig, START},
};

/// A call with a connected customer, and a floor that keeps agents free for it.
fn waiting(wants: Option<&str>) -> Rig {
    let mut rig = Rig::with(Terms::default(), wants);
    rig.join(&customer(), &PartyId::Customer);
    rig
}

fn rings(rig: &Rig) -> Option<&str> {
    match rig.state().stage() {
        Stage::Ringing { agent, .. } => Some(agent.person.as_str()),
        Stage::Waiting | Stage::Talking(_) | Stage::Ended { .. } => None,
    }
}

/// A floor on which ana and ben came in one after the other.
fn two_agents() -> Floor {
    let mut floor = Floor::empty(acme());
    let people = ["ana", "ben"].map(|name| profile(name, Role::Agent)).to_vec();
    note(&mut floor, START, &FloorObservation::Configured(people));
    note(&mut floor, START.plus(Millis(1)), &FloorObservation::PageOpened(id("ben")));
    note(&mut floor, START.plus(Millis(2)), &FloorObservation::PageOpened(id("ana")));
    floor
}

fn note(floor: &mut Floor, at: Timestamp, seen: &FloorObservation) {
    for fact in floor.observe(at, seen) {
        floor.apply(&StampedFloor { at, fact });
    }
}

/// Keeps an agent free for the call that has waited longest.
fn offer(floor: &mut Floor, at: Timestamp) {
    if let Some(fact) = floor.offer(at) {
        floor.apply(&StampedFloor { at, fact });
    }
}

/// Lets floor and call meet until neither has anything to say.
fn meet(rig: &mut Rig, floor: &mut Floor) {
    for _ in 0..4 {
        let number = rig.host.next_number() - 1;
        floor.note(rig.at, &CallNote::of(number, rig.host.state()));
        offer(floor, rig.at);
        rig.floor.offered = floor.view().offered.clone();
        rig.give(backline_core::host::call::CallInput::Tick);
    }
}

#[test]
fn nobody_is_rung_before_the_customer_is_connected() {
    let mut rig = Rig::new();
    assert_eq!(rig.state().seeks(), None);
    rig.offer("ana");
    assert_eq!(rings(&rig), None);
    rig.join(&customer(), &PartyId::Customer);
    assert_eq!(rings(&rig), Some("ana"));
}

#[test]
fn the_longest_waiting_available_agent_is_rung_for_twenty_seconds_and_then_the_next() {
    let (mut rig, mut floor) = (waiting(None), two_agents());
    meet(&mut rig, &mut floor);
    assert_eq!(rings(&rig), Some("ben"), "ben came first");
    rig.wait(Millis(19_999));
    assert_eq!(rings(&rig), Some("ben"));
    rig.floor.offered.clear();
    rig.wait(Millis(1));
    assert_eq!(rings(&rig), None);
    meet(&mut rig, &mut floor);
    assert_eq!(rings(&rig), Some("ana"));
}

#[test]
fn who_declines_is_not_rung_again_by_a_floor_that_has_not_heard_of_it() {
    let mut rig = waiting(None);
    rig.offer("ana");
    rig.ok(&person("ana"), Command::Call(CallCommand::Decline));
    assert_eq!(*rig.last(), Fact::Call(CallFact::AgentPassed { agent: id("ana"), declined: true }));
    rig.give(backline_core::host::call::CallInput::Tick);
    assert_eq!(rings(&rig), None, "ana is still offered, and has just declined");
    rig.wait(Millis(30_000));
    assert_eq!(rings(&rig), Some("ana"), "after half a minute she may be asked again");
}

#[test]
fn who_declined_is_no_part_of_the_call_any_more() {
    let mut rig = waiting(None);
    rig.offer("ana");
    rig.floor.offered.clear();
    rig.ok(&person("ana"), Command::Call(CallCommand::Decline));
    assert_eq!(
        rig.ask(&person("ana"), Command::Call(CallCommand::Answer)),
        Err(Refusal::NoSuchCall)
    );
}

#[test]
fn a_call_for_one_agent_rings_that_agent_only() {
    let (mut rig, mut floor) = (waiting(Some("ana")), two_agents());
    meet(&mut rig, &mut floor);
    assert_eq!(rings(&rig), Some("ana"), "though ben has waited longer");
    rig.ok(&person("ana"), Command::Call(CallCommand::Decline));
    meet(&mut rig, &mut floor);
    assert_eq!(rings(&rig), None);
    rig.floor.offered.clear();
    rig.offer("ben");
    assert_eq!(rings(&rig), None, "a floor that offers somebody else is not followed");
}

#[test]
fn after_a_minute_the_customer_is_told_once_that_nobody_is_free_and_goes_on_waiting() {
    let mut rig = waiting(None);
    rig.wait(Millis(59_999));
    assert!(!rig.facts().contains(&&Fact::Call(CallFact::NobodyFreeTold)));
    rig.wait(Millis(1));
    assert_eq!(*rig.last(), Fact::Call(CallFact::NobodyFreeTold));
    rig.wait(Millis(120_000));
    let told =
        rig.facts().iter().filter(|fact| ***fact == Fact::Call(CallFact::NobodyFreeTold)).count();
    assert_eq!((told, rig.state().is_over()), (1, false));
    rig.offer("ana");
    rig.ok(&person("ana"), Command::Call(CallCommand::Answer));
}

#[test]
fn who_was_answered_within_the_minute_is_told_nothing() {
    let mut rig = waiting(None);
    rig.offer("ana");
    rig.ok(&person("ana"), Command::Call(CallCommand::Answer));
    rig.join(&person("ana"), &agent_party("ana"));
    rig.wait(Millis(90_000));
    assert!(!rig.facts().contains(&&Fact::Call(CallFact::NobodyFreeTold)));
}

#[test]
fn only_the_agent_whose_panel_rings_can_answer() {
    let mut rig = waiting(None);
    rig.offer("ana");
    assert_eq!(
        rig.ask(&person("ben"), Command::Call(CallCommand::Answer)),
        Err(Refusal::NoSuchCall)
    );
    assert_eq!(
        rig.ask(&person("sofia"), Command::Call(CallCommand::Answer)),
        Err(Refusal::NotYours)
    );
    rig.ok(&person("ana"), Command::Call(CallCommand::Answer));
    assert_eq!(
        rig.ask(&person("ana"), Command::Call(CallCommand::Answer)),
        Err(Refusal::Call(CallRefusal::NotRinging))
    );
}

#[test]
fn an_agent_who_may_not_take_calls_any_more_cannot_answer() {
    let mut rig = waiting(None);
    rig.offer("ana");
    rig.floor.people.get_mut(&id("ana")).unwrap().grants.clear();
    let refusal = rig.ask(&person("ana"), Command::Call(CallCommand::Answer)).unwrap_err();
    assert_eq!(refusal.to_string(), "You may not take calls. An administrator can permit it.");
}

#[test]
fn a_customer_who_hangs_up_while_it_rings_ends_the_call() {
    let mut rig = waiting(None);
    rig.offer("ana");
    rig.ok(&customer(), Command::Call(CallCommand::HangUp));
    assert_eq!(*rig.last(), Fact::Call(CallFact::Ended { why: EndReason::CustomerHungUp }));
    assert_eq!(
        rig.ask(&person("ana"), Command::Call(CallCommand::Answer)),
        Err(Refusal::NoSuchCall)
    );
}

#[test]
fn a_customer_who_never_connects_is_given_up_after_thirty_seconds() {
    let mut rig = Rig::new();
    assert_eq!(rig.state().deadline().map(|due| due.reason), Some(DeadlineReason::CustomerGrace));
    rig.wait(Millis(30_000));
    assert_eq!(*rig.last(), Fact::Call(CallFact::Ended { why: EndReason::CustomerLost }));
    assert_eq!(rig.host.poll_timeout(), None);
}

#[test]
fn the_customer_is_not_told_whose_panel_rings_nor_who_let_it_ring() {
    let mut rig = waiting(None);
    rig.offer("ana");
    rig.ok(&person("ana"), Command::Call(CallCommand::Decline));
    let told = serde_json::to_string(rig.stream(Lens::Customer)).unwrap();
    assert!(!told.contains("ana") && !told.contains("rung"), "{told}");
}

#[test]
fn two_calls_never_keep_the_same_agent_free() {
    let mut floor = two_agents();
    let at = START.plus(Millis(9));
    for n in 1..=3 {
        let interaction = backline_core::id::InteractionId::from_u128(n);
        let waits = CallNote::of(0, waiting(None).state());
        floor.note(at, &CallNote { interaction, ..waits });
        offer(&mut floor, at);
    }
    let kept: Vec<_> = floor.view().offered.values().cloned().collect();
    assert_eq!(kept, [id("ben"), id("ana")]);
    assert_eq!(floor.presence(&id("ana")), Presence::Available, "kept free is not yet Busy");
}
