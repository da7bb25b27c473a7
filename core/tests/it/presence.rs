//! What a call, a page and a configuration do to somebody's presence, and what they do not.

use std::collections::BTreeSet;

use backline_core::{
    floor::{
        CallNote, Floor, FloorCommand, FloorFact, FloorObservation, LINK_GRACE, RESERVED_FOR,
        StampedFloor, ViewChange,
    },
    id::InteractionId,
    interaction::{Action, CallCommand, Command, Seek, SuperviseCommand},
    people::{Actor, Presence, Role},
    routing::PartyId,
    terms::{MicrophoneUse, Terms},
    time::{Millis, Timestamp},
};

use crate::{
    cast::{CALL, acme, agent_party, customer, id, person, profile},
    rig::{Rig, START},
};

fn configured() -> Floor {
    let mut floor = Floor::empty(acme());
    let people = vec![
        profile("ana", Role::Agent),
        profile("ben", Role::Agent),
        profile("sofia", Role::AwaManager),
    ];
    see(&mut floor, START, &FloorObservation::Configured(people));
    for name in ["ana", "sofia"] {
        see(&mut floor, START, &FloorObservation::PageOpened(id(name)));
    }
    floor
}

fn see(floor: &mut Floor, at: Timestamp, seen: &FloorObservation) -> Vec<FloorFact> {
    let facts = floor.observe(at, seen);
    take(floor, at, &facts);
    facts
}

fn take(floor: &mut Floor, at: Timestamp, facts: &[FloorFact]) {
    for fact in facts {
        floor.apply(&StampedFloor { at, fact: fact.clone() });
    }
}

fn set(floor: &mut Floor, at: Timestamp, name: &str, presence: Presence) {
    let facts = floor.decide(&person(name), &FloorCommand::SetPresence { presence }).unwrap();
    take(floor, at, &facts);
}

fn tell(floor: &mut Floor, rig: &Rig) {
    floor.note(rig.at, &CallNote::of(rig.host.next_number() - 1, rig.host.state()));
}

/// A call waits for somebody who has not passed; what the floor does about it.
fn seeks(floor: &mut Floor, n: u128, passed: &[&str]) -> Option<FloorFact> {
    let passed = passed.iter().map(|name| id(name)).collect();
    let seek = Some(Seek { wants: None, passed });
    let interaction = InteractionId::from_u128(n);
    let mut waits = CallNote { seek, ..CallNote::of(0, Rig::new().state()) };
    waits.interaction = interaction;
    floor.note(START, &waits);
    let fact = floor.offer(START);
    take(floor, START, fact.as_slice());
    fact
}

#[test]
fn opening_a_page_signs_in_as_available_and_leaves_a_chosen_presence_alone() {
    let mut floor = configured();
    assert_eq!(floor.presence(&id("ana")), Presence::Available);
    assert_eq!(floor.presence(&id("ben")), Presence::Offline);
    set(&mut floor, START, "ana", Presence::Busy);
    assert_eq!(see(&mut floor, START, &FloorObservation::PageOpened(id("ana"))), []);
    assert_eq!(floor.presence(&id("ana")), Presence::Busy);
}

#[test]
fn an_agent_is_busy_from_the_first_ring_to_the_end_and_available_again_after() {
    let mut floor = configured();
    let mut rig = Rig::new();
    rig.join(&customer(), &PartyId::Customer);
    tell(&mut floor, &rig);
    assert_eq!(floor.presence(&id("ana")), Presence::Available);
    rig.offer("ana");
    tell(&mut floor, &rig);
    assert_eq!(floor.presence(&id("ana")), Presence::Busy);
    rig.ok(&person("ana"), Command::Call(CallCommand::Answer));
    rig.join(&person("ana"), &agent_party("ana"));
    tell(&mut floor, &rig);
    assert_eq!(floor.presence(&id("ana")), Presence::Busy);
    rig.ok(&customer(), Command::Call(CallCommand::HangUp));
    tell(&mut floor, &rig);
    assert_eq!(floor.presence(&id("ana")), Presence::Available);
}

/// What a panel is told to do with the microphone.
fn microphone(floor: &Floor, name: &str) -> Option<MicrophoneUse> {
    floor.view().people.get(&id(name)).and_then(|person| person.microphone)
}

///
#[test]
fn a_panel_has_the_microphone_while_its_person_chooses_to_be_rung_on_calls_and_between_them() {
    let warm = Some(MicrophoneUse::Warm);
    let mut floor = configured();
    let all = ["ana", "ben", "sofia"].map(|name| microphone(&floor, name));
    assert_eq!(all, [warm, None, None], "one has no page, and one takes no calls");
    let mut rig = Rig::new();
    rig.join(&customer(), &PartyId::Customer);
    rig.offer("ana");
    tell(&mut floor, &rig);
    assert_eq!((floor.presence(&id("ana")), microphone(&floor, "ana")), (Presence::Busy, warm));

    // What is chosen on a call holds after it, and is known at once.
    let busy = FloorFact::PresenceSet { person: id("ana"), presence: Presence::Busy };
    let change = floor.apply(&StampedFloor { at: START, fact: busy });
    assert_eq!(change.people, [id("ana")].into());
    assert_eq!(microphone(&floor, "ana"), None);
    rig.ok(&customer(), Command::Call(CallCommand::HangUp));
    tell(&mut floor, &rig);
    assert_eq!(microphone(&floor, "ana"), None);
    for presence in [Presence::Available, Presence::Offline, Presence::Available] {
        set(&mut floor, START, "ana", presence);
        assert_eq!(microphone(&floor, "ana"), warm.filter(|_| presence == Presence::Available));
    }
    see(&mut floor, START, &FloorObservation::LastPageClosed(id("ana")));
    let late = START.plus(LINK_GRACE);
    let gone = floor.lapse(late);
    take(&mut floor, late, &gone);
    assert_eq!(microphone(&floor, "ana"), None, "gone");
}

///
#[test]
fn another_use_of_the_microphone_is_news_to_those_whom_it_concerns_and_once() {
    let mut floor = configured();
    let ana = || [id("ana")].into();
    for (microphone, told) in [
        (MicrophoneUse::Warm, BTreeSet::new()),
        (MicrophoneUse::OnCall, ana()),
        (MicrophoneUse::OnCall, BTreeSet::new()),
        (MicrophoneUse::Warm, ana()),
    ] {
        let terms = Box::new(Terms { microphone, ..Terms::default() });
        let fact = FloorFact::TermsConfigured { terms };
        let change = floor.apply(&StampedFloor { at: START, fact });
        assert_eq!(change, ViewChange { people: told, ..ViewChange::default() }, "{microphone:?}");
        assert_eq!(self::microphone(&floor, "ana"), Some(microphone));
    }
}

#[test]
fn an_agent_who_chose_busy_before_the_call_is_busy_after_it() {
    let mut floor = configured();
    set(&mut floor, START, "ana", Presence::Busy);
    let mut rig = Rig::talking();
    tell(&mut floor, &rig);
    rig.ok(&person("ana"), Command::Call(CallCommand::HangUp));
    tell(&mut floor, &rig);
    assert_eq!(floor.presence(&id("ana")), Presence::Busy);
}

#[test]
fn supervising_a_call_never_changes_a_supervisors_presence() {
    for chosen in [Presence::Available, Presence::Busy] {
        let mut floor = configured();
        set(&mut floor, START, "sofia", chosen);
        let mut rig = Rig::opened_by(&["sofia"]);
        tell(&mut floor, &rig);
        for action in Action::ALL {
            rig.act("sofia", action);
            tell(&mut floor, &rig);
            assert_eq!(floor.presence(&id("sofia")), chosen, "{action:?}");
            rig.ok(&person("sofia"), Command::Supervise(SuperviseCommand::EndAction { action }));
        }
        rig.ok(&customer(), Command::Call(CallCommand::HangUp));
        tell(&mut floor, &rig);
        assert_eq!(floor.presence(&id("sofia")), chosen);
    }
}

#[test]
fn news_that_come_twice_or_late_change_nothing() {
    let mut floor = configured();
    let mut rig = Rig::talking();
    let early = CallNote::of(rig.host.next_number() - 1, rig.host.state());
    rig.ok(&customer(), Command::Call(CallCommand::HangUp));
    tell(&mut floor, &rig);
    let settled = floor.presence(&id("ana"));
    tell(&mut floor, &rig);
    floor.note(rig.at, &early);
    assert_eq!(floor.presence(&id("ana")), settled, "a call that is over does not come back");
}

///
#[test]
fn a_reload_changes_nobodys_presence() {
    for chosen in [Presence::Available, Presence::Busy, Presence::Offline] {
        let mut floor = configured();
        set(&mut floor, START, "ana", chosen);
        see(&mut floor, START, &FloorObservation::LastPageClosed(id("ana")));
        let back = Timestamp(START.0 + LINK_GRACE.0 - 1);
        assert_eq!(floor.lapse(back), []);
        see(&mut floor, back, &FloorObservation::PageOpened(id("ana")));
        assert_eq!(floor.presence(&id("ana")), chosen);
        assert_eq!(floor.deadline(), None);
    }
}

///
#[test]
fn who_does_not_come_back_within_the_grace_is_offline() {
    let mut floor = configured();
    see(&mut floor, START, &FloorObservation::LastPageClosed(id("ana")));
    let due = START.plus(LINK_GRACE);
    assert_eq!(floor.deadline(), Some(due));
    let facts = floor.lapse(due);
    take(&mut floor, due, &facts);
    assert_eq!(floor.presence(&id("ana")), Presence::Offline);
    assert_eq!(floor.deadline(), None);
}

/// Every way in which a page can go and come again, and how long it stays away.
///
///
#[test]
fn what_somebody_chose_lasts_however_long_their_link_was_lost() {
    for chosen in [Presence::Available, Presence::Busy, Presence::Offline] {
        let mut floor = configured();
        set(&mut floor, START, "ana", chosen);
        let gone = START.plus(LINK_GRACE);
        see(&mut floor, START, &FloorObservation::LastPageClosed(id("ana")));
        let facts = floor.lapse(gone);
        take(&mut floor, gone, &facts);
        assert_eq!(floor.presence(&id("ana")), Presence::Offline, "nobody is there");
        let later = gone.plus(Millis::seconds(3600));
        let mut again = Floor::empty(acme());
        floor.restate().iter().for_each(|fact| {
            again.apply(fact);
        });
        assert_eq!(again, floor, "so, too, after a start");
        see(&mut again, later, &FloorObservation::PageOpened(id("ana")));
        assert_eq!(again.presence(&id("ana")), chosen);
        see(&mut again, later, &FloorObservation::PageOpened(id("ana")));
        assert_eq!(again.presence(&id("ana")), chosen, "a second tab");
    }
}

///
#[test]
fn signing_in_afresh_makes_available_and_one_more_page_does_not() {
    for chosen in [Presence::Busy, Presence::Offline] {
        let mut floor = configured();
        set(&mut floor, START, "ana", chosen);
        assert_eq!(see(&mut floor, START, &FloorObservation::SignedIn(id("ana"))), []);
        assert_eq!(floor.presence(&id("ana")), chosen, "she has a page open");
        see(&mut floor, START, &FloorObservation::LastPageClosed(id("ana")));
        see(&mut floor, START, &FloorObservation::SignedIn(id("ana")));
        assert_eq!(seeks(&mut floor, 1, &[]), None, "no page of hers is there yet");
        see(&mut floor, START, &FloorObservation::PageOpened(id("ana")));
        assert_eq!(floor.presence(&id("ana")), Presence::Available);
    }
}

///
#[test]
fn who_says_nothing_is_seen_to_and_is_not_rung_until_they_say_something() {
    let mut floor = configured();
    let silent = START.plus(Millis::seconds(5));
    see(&mut floor, silent, &FloorObservation::LastPageClosed(id("ana")));
    let seen = |floor: &Floor| {
        let view = &floor.view().people.get(&id("ana")).unwrap();
        (view.presence, view.stale_since)
    };
    assert_eq!(seen(&floor), (Presence::Available, Some(silent)));
    assert_eq!(seeks(&mut floor, 1, &[]), None);
    let gone = silent.plus(LINK_GRACE);
    let facts = floor.lapse(gone);
    take(&mut floor, gone, &facts);
    assert_eq!(seen(&floor), (Presence::Offline, None));
    assert_eq!(floor.offer(gone), None);
    see(&mut floor, gone, &FloorObservation::PageOpened(id("ana")));
    assert_eq!(seen(&floor), (Presence::Available, None));
    assert!(floor.offer(gone).is_some());
}

///
#[test]
fn a_call_that_asks_for_nobody_passes_one_who_is_rung_by_name_only() {
    let mut floor = configured();
    floor.rings_by_name(&id("ana"), true);
    assert_eq!(seeks(&mut floor, 1, &[]), None);
    let mut named = CallNote::of(0, Rig::new().state());
    named.seek = Some(Seek { wants: Some(id("ana")), passed: [].into() });
    named.interaction = InteractionId::from_u128(2);
    floor.note(START, &named);
    let interaction = named.interaction;
    assert!(
        matches!(floor.offer(START), Some(FloorFact::Reserved { interaction: it, .. }) if it == interaction)
    );
    floor.rings_by_name(&id("ana"), false);
    let first = InteractionId::from_u128(1);
    assert!(
        matches!(floor.offer(START), Some(FloorFact::Reserved { interaction: it, .. }) if it == first)
    );
}

#[test]
fn a_reservation_lapses_by_itself_when_the_call_does_not_ring() {
    let mut floor = configured();
    assert!(seeks(&mut floor, 7, &[]).is_some());
    assert_eq!(floor.offered(CALL), Some(&id("ana")));
    assert_eq!(seeks(&mut floor, 7, &[]), None, "asked twice, kept once");
    let due = START.plus(RESERVED_FOR);
    assert_eq!(floor.deadline(), Some(due));
    let facts = floor.lapse(due);
    assert_eq!(facts, [FloorFact::ReservationLapsed { agent: id("ana") }]);
    take(&mut floor, due, &facts);
    assert_eq!(floor.offered(CALL), None);
}

#[test]
fn whoever_is_busy_offline_reserved_or_has_passed_is_not_kept_free() {
    let mut floor = configured();
    assert_eq!(seeks(&mut floor, 1, &["ana"]), None, "ana has passed");
    set(&mut floor, START, "ana", Presence::Busy);
    assert_eq!(seeks(&mut floor, 1, &[]), None, "ana is busy, ben offline");
    set(&mut floor, START, "ana", Presence::Available);
    see(&mut floor, START, &FloorObservation::LastPageClosed(id("ana")));
    assert_eq!(seeks(&mut floor, 1, &[]), None, "ana may be gone");
    see(&mut floor, START, &FloorObservation::PageOpened(id("ana")));
    assert!(seeks(&mut floor, 1, &[]).is_some());
    assert_eq!(seeks(&mut floor, 2, &[]), None, "ana is kept for another");
}

#[test]
fn a_floor_is_rebuilt_from_its_restatement() {
    let mut floor = configured();
    set(&mut floor, START.plus(Millis(5)), "ana", Presence::Busy);
    see(&mut floor, START.plus(Millis(6)), &FloorObservation::LastPageClosed(id("sofia")));
    let mut again = Floor::empty(acme());
    floor.restate().iter().for_each(|fact| {
        again.apply(fact);
    });
    assert_eq!(again, floor);
}

#[test]
fn a_configuration_that_is_read_again_unchanged_says_nothing() {
    let mut floor = configured();
    let people = floor.members().values().map(|member| member.profile.clone()).collect();
    assert_eq!(see(&mut floor, START, &FloorObservation::Configured(people)), []);
}

#[test]
fn the_server_itself_has_no_presence() {
    let floor = configured();
    let command = FloorCommand::SetPresence { presence: Presence::Busy };
    assert!(floor.decide(&Actor::server(acme()), &command).is_err());
}
