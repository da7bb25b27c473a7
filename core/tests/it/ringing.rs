//! How a call finds an agent: who rings, for how long, and what the customer is told.

use backline_core::{
    floor::{CallNote, Floor, FloorCommand, FloorObservation, FloorRefusal, StampedFloor},
    id::InteractionId,
    interaction::{
        CallCommand, CallFact, CallRefusal, Command, DeadlineReason, EndReason, Fact, Lens,
        Observation, Refusal, Stage,
    },
    people::{Presence, Role},
    routing::PartyId,
    terms::{NoAnswer, Terms},
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

/// What is due on the floor is recorded.
fn settle(floor: &mut Floor, at: Timestamp) {
    for fact in floor.lapse(at) {
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

/// Nobody else is rung at what may be an empty desk, and who comes back reads what they missed.
///
///
#[test]
fn who_lets_a_call_ring_in_vain_is_busy_for_it_until_they_say_otherwise() {
    let (mut rig, mut floor) = (waiting(Some("ana")), two_agents());
    meet(&mut rig, &mut floor);
    rig.floor.offered.clear();
    rig.wait(Millis(20_000));
    let missed_at = rig.at;
    meet(&mut rig, &mut floor);
    settle(&mut floor, rig.at);
    assert_eq!(floor.presence(&id("ana")), Presence::Busy);
    let missed = floor.view().people.get(&id("ana")).unwrap().missed.clone().unwrap();
    assert_eq!((missed.interaction, missed.at), (rig.state().id(), missed_at));
    assert_eq!(missed.caller.text(), rig.state().customer().name.text());

    // The same call, when she may be asked again, and another: neither rings.
    rig.wait(Millis(60_000));
    let mut other = CallNote::of(0, waiting(Some("ana")).state());
    other.interaction = InteractionId::from_u128(9);
    floor.note(rig.at, &other);
    meet(&mut rig, &mut floor);
    settle(&mut floor, rig.at);
    assert_eq!((rings(&rig), floor.offered(other.interaction)), (None, None));

    let back = FloorCommand::SetPresence { presence: Presence::Available };
    for fact in floor.decide(&person("ana"), &back).unwrap() {
        floor.apply(&StampedFloor { at: rig.at, fact });
    }
    meet(&mut rig, &mut floor);
    settle(&mut floor, rig.at);
    assert_eq!(rings(&rig), Some("ana"), "back by one click, whatever is told again");
    assert_eq!(floor.view().people.get(&id("ana")).unwrap().missed, None);
}

/// Whose network let no sound through is rung by nobody until a check has passed, whatever they say.
///
///
#[test]
fn an_agent_whose_sound_did_not_come_up_is_not_rung_until_a_check_has_passed() {
    let terms = Terms { on_no_answer: NoAnswer::Available, ..Terms::default() };
    let mut rig = Rig::with(terms, Some("ana"));
    rig.join(&customer(), &PartyId::Customer);
    let mut floor = two_agents();
    meet(&mut rig, &mut floor);
    rig.ok(&person("ana"), Command::Call(CallCommand::Answer));
    meet(&mut rig, &mut floor);
    rig.floor.offered.clear();
    rig.wait(Millis::seconds(30));
    assert!(matches!(rig.state().stage(), Stage::Waiting));
    meet(&mut rig, &mut floor);
    settle(&mut floor, rig.at);
    let seen = |floor: &Floor| floor.view().people.get(&id("ana")).unwrap().clone();
    assert_eq!(seen(&floor).presence, Presence::Busy);
    assert!(seen(&floor).missed.is_some_and(|missed| missed.unheard));

    let at = rig.at;
    let set = |presence| FloorCommand::SetPresence { presence };
    let ana = person("ana");
    let chooses = |floor: &mut Floor, presence| {
        for fact in floor.decide(&ana, &set(presence)).unwrap() {
            floor.apply(&StampedFloor { at, fact });
        }
    };
    let available = set(Presence::Available);
    // Neither by a word, nor by another one in between, nor by signing in, nor by a restart.
    for other in [Presence::Busy, Presence::Offline] {
        chooses(&mut floor, other);
        assert_eq!(seen(&floor).presence, other);
        assert_eq!(floor.decide(&ana, &available), Err(FloorRefusal::SoundUnheard));
        let mut again = Floor::empty(floor.tenant().clone());
        floor.restate().iter().for_each(|fact| drop(again.apply(fact)));
        assert_eq!(again.members(), floor.members());
        assert_eq!(floor.observe(at, &FloorObservation::SignedIn(id("ana"))), []);
    }
    for fact in floor.observe(at, &FloorObservation::SoundChecked(id("ana"))) {
        floor.apply(&StampedFloor { at, fact });
    }
    assert_eq!((seen(&floor).presence, seen(&floor).missed), (Presence::Available, None));
    assert_eq!(floor.observe(at, &FloorObservation::SoundChecked(id("ana"))), []);
    rig.wait(Millis::seconds(60));
    meet(&mut rig, &mut floor);
    settle(&mut floor, rig.at);
    meet(&mut rig, &mut floor);
    assert_eq!(rings(&rig), Some("ana"));
}

///
#[test]
fn a_tenant_can_leave_available_who_lets_a_call_ring() {
    let terms = Terms { on_no_answer: NoAnswer::Available, ..Terms::default() };
    let mut rig = Rig::with(terms, None);
    rig.join(&customer(), &PartyId::Customer);
    let mut floor = two_agents();
    meet(&mut rig, &mut floor);
    rig.floor.offered.clear();
    rig.wait(Millis(20_000));
    meet(&mut rig, &mut floor);
    settle(&mut floor, rig.at);
    assert_eq!(floor.presence(&id("ben")), Presence::Available);
}

///
#[test]
fn who_declines_or_is_not_reached_has_missed_nothing() {
    for reached in [true, false] {
        let (mut rig, mut floor) = (waiting(None), two_agents());
        meet(&mut rig, &mut floor);
        if reached {
            rig.ok(&person("ben"), Command::Call(CallCommand::Decline));
        } else {
            rig.saw(Observation::RingUnheard { agent: id("ben") });
            let passed = Fact::Call(CallFact::AgentNotReached { agent: id("ben") });
            assert_eq!(*rig.last(), passed);
        }
        meet(&mut rig, &mut floor);
        settle(&mut floor, rig.at);
        assert_eq!(floor.presence(&id("ben")), Presence::Available);
        assert_eq!(rings(&rig), Some("ana"), "the next one is rung at once");
    }
}

///
#[test]
fn a_ring_that_another_agent_does_not_hear_goes_on_where_it_is() {
    let mut rig = waiting(None);
    rig.offer("ana");
    rig.saw(Observation::RingUnheard { agent: id("ben") });
    assert_eq!(rings(&rig), Some("ana"));
}

/// Neither a ring nor a wait is for somebody who is not there; whoever comes back is served again.
///
///
#[test]
fn a_customer_whose_page_is_gone_is_marked_at_once_and_nobody_is_rung() {
    for ringing in [false, true] {
        let mut rig = waiting(None);
        if ringing {
            rig.offer("ana");
        }
        rig.saw(Observation::SocketClosed { party: PartyId::Customer });
        assert!(rig.state().is_lost(&PartyId::Customer));
        rig.offer("ana");
        assert_eq!((rings(&rig), rig.state().seeks()), (None, None));
        rig.join(&customer(), &PartyId::Customer);
        assert_eq!(rings(&rig), Some("ana"));
        rig.saw(Observation::SocketClosed { party: PartyId::Customer });
        rig.wait(rig.state().terms().party_grace);
        assert_eq!(*rig.last(), Fact::Call(CallFact::Ended { why: EndReason::CustomerLost }));
    }
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

///
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
        let interaction = InteractionId::from_u128(n);
        let waits = CallNote::of(0, waiting(None).state());
        floor.note(at, &CallNote { interaction, ..waits });
        offer(&mut floor, at);
    }
    let kept: Vec<_> = floor.view().offered.values().cloned().collect();
    assert_eq!(kept, [id("ben"), id("ana")]);
    assert_eq!(floor.presence(&id("ana")), Presence::Available, "kept free is not yet Busy");
}
