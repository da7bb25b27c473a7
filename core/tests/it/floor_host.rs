//! The host of a floor: what it writes, when it answers, and what a failed write leaves.

use backline_core::{
    floor::{CallNote, FloorCommand, FloorFact, FloorObservation, FloorRefusal},
    host::{
        FloorHost,
        floor::{FloorInput, FloorOutput, RETRY_AFTER, SEGMENT},
    },
    id::{CommandId, InteractionId},
    interaction::{CallCommand, Command, Seek},
    people::{Actor, PersonCard, Presence, Profile, Role},
    protocol::FloorRecord,
    terms::{MicrophoneUse, Scope, Terms},
    time::{Millis, Timestamp},
};

use crate::{
    cast::{CALL, ELSEWHERE, acme, globex, id, person, profile},
    rig::{Rig, START},
};

/// A host and what it has said.
struct Driven {
    host: FloorHost,
    at: Timestamp,
    log: Vec<FloorRecord>,
    segments: usize,
    replies: Vec<(CommandId, Result<(), FloorRefusal>)>,
    changes: usize,
}

impl Driven {
    fn over(log: &[FloorRecord]) -> Self {
        let host = FloorHost::replay(acme(), log);
        let (log, replies) = (Vec::new(), Vec::new());
        Self { host, at: START, log, segments: 0, replies, changes: 0 }
    }

    /// Ana and Sofia are configured, and Ana has a page.
    fn working() -> Self {
        let mut driven = Self::over(&[]);
        let people = vec![profile("ana", Role::Agent), profile("sofia", Role::AwaManager)];
        driven.give(FloorInput::Observed(FloorObservation::Configured(people)));
        driven.give(FloorInput::Observed(FloorObservation::PageOpened(id("ana"))));
        driven
    }

    /// Gives an input, and writes whatever is to be written.
    fn give(&mut self, input: FloorInput) {
        self.host.handle(self.at, input);
        while let Some(ticket) = self.outputs() {
            self.host.handle(self.at, FloorInput::Stored { ticket });
        }
    }

    /// Gives an input; the write that it leads to hangs.
    fn give_only(&mut self, input: FloorInput) -> Option<u64> {
        self.host.handle(self.at, input);
        self.outputs()
    }

    fn outputs(&mut self) -> Option<u64> {
        let mut under_way = None;
        while let Some(output) = self.host.poll_output() {
            match output {
                FloorOutput::Store { ticket, records, new_segment } => {
                    self.segments += usize::from(new_segment);
                    self.log.extend(records);
                    under_way = Some(ticket);
                }
                FloorOutput::Reply { id, result, .. } => self.replies.push((id, result)),
                FloorOutput::Changed(_) => self.changes += 1,
            }
        }
        under_way
    }
}

fn set(who: Actor, n: u128, presence: Presence) -> FloorInput {
    let command = FloorCommand::SetPresence { presence };
    FloorInput::Command { who, id: CommandId::from_u128(n), command }
}

#[test]
fn a_segment_that_could_not_be_written_is_begun_again() {
    let mut driven = Driven::over(&[]);
    let people = vec![profile("ana", Role::Agent)];
    let configured = FloorInput::Observed(FloorObservation::Configured(people));
    let ticket = driven.give_only(configured).unwrap();
    assert_eq!(driven.segments, 1, "a log begins with a segment");
    driven.give(FloorInput::StoreFailed { ticket });
    assert!(!driven.host.is_settled());
    driven.at = driven.at.plus(RETRY_AFTER);
    driven.give(FloorInput::Tick);
    assert_eq!(driven.segments, 2, "the segment was forgotten");
    assert!(driven.host.is_settled());
}

///
#[test]
fn a_grant_that_is_withdrawn_holds_at_once_and_one_that_is_given_when_it_is_stored() {
    let mut driven = Driven::working();
    // Another write hangs.
    let hangs = driven.give_only(set(person("ana"), 1, Presence::Busy)).unwrap();
    let (changes, before) = (driven.changes, driven.host.view().clone());
    let people = vec![profile("ana", Role::AwaManager), profile("sofia", Role::Agent)];
    driven.give_only(FloorInput::Observed(FloorObservation::Configured(people.clone())));
    assert_eq!(driven.changes, changes + 1, "it is published");
    assert_eq!(*driven.host.view(), before, "nothing of it is on record");
    let grants =
        |driven: &Driven, name| driven.host.shown().people.get(&id(name)).unwrap().grants.clone();
    let had = |name: &str| before.people.get(&id(name)).unwrap().grants.clone();
    let fewer = |name: &str, of: usize| {
        had(name).into_iter().filter(|grant| people[of].grants.contains(grant)).collect::<Vec<_>>()
    };
    assert_ne!(grants(&driven, "sofia"), had("sofia"));
    assert_eq!(grants(&driven, "sofia"), fewer("sofia", 1));
    assert_eq!(grants(&driven, "ana"), fewer("ana", 0), "what is given has to be stored");
    driven.give(FloorInput::StoreFailed { ticket: hangs });
    assert_eq!(grants(&driven, "sofia"), fewer("sofia", 1), "a failed write gives nothing back");
    driven.at = driven.at.plus(RETRY_AFTER);
    driven.give(FloorInput::Tick);
    assert_eq!(grants(&driven, "ana"), people[0].grants);
    assert_eq!(*driven.host.shown(), *driven.host.view());
}

///
#[test]
fn whom_nobody_rings_any_more_has_no_microphone_open_before_that_is_stored() {
    let mut driven = Driven::working();
    let microphone =
        |driven: &Driven| driven.host.shown().people.get(&id("ana")).unwrap().microphone;
    assert_eq!(microphone(&driven), Some(MicrophoneUse::Warm));
    let people = vec![profile("ana", Role::AwaManager), profile("sofia", Role::Agent)];
    let hangs = driven.give_only(FloorInput::Observed(FloorObservation::Configured(people)));
    assert_eq!(microphone(&driven), None);
    driven.give(FloorInput::Stored { ticket: hangs.unwrap() });
    assert_eq!(microphone(&driven), None);
}

///
#[test]
fn who_is_not_configured_any_more_may_do_nothing_before_that_is_stored() {
    let mut driven = Driven::working();
    let people = vec![profile("ana", Role::Agent)];
    let hangs = driven.give_only(FloorInput::Observed(FloorObservation::Configured(people)));
    assert!(driven.host.view().people.get(&id("sofia")).is_some());
    assert!(driven.host.shown().people.get(&id("sofia")).unwrap().grants.is_empty());
    driven.give(FloorInput::Stored { ticket: hangs.unwrap() });
    assert!(driven.host.shown().people.get(&id("sofia")).is_none());
}

#[test]
fn each_start_begins_a_segment_that_tells_everything_and_numbers_go_on() {
    let first = Driven::working();
    let mut again = Driven::over(&first.log);
    again.give(FloorInput::Tick);
    assert_eq!(again.segments, 1);
    assert_eq!(again.log[0].number, first.log.last().unwrap().number + 1);
    let told = FloorHost::replay(acme(), &again.log);
    assert_eq!(told.floor(), first.host.floor());
    assert!(again.host.is_settled());
}

#[test]
fn a_segment_ends_after_ten_thousand_facts() {
    let mut driven = Driven::working();
    driven.segments = 0;
    let mut n = 0;
    while n < 2 * SEGMENT as u128 {
        for presence in [Presence::Busy, Presence::Available] {
            n += 1;
            driven.give(set(person("ana"), n, presence));
        }
    }
    assert_eq!(driven.segments, 2, "one for each ten thousand");
}

#[test]
fn what_could_not_be_written_is_refused_to_who_asked_and_tried_again_for_the_rest() {
    let mut driven = Driven::working();
    let ticket = driven.give_only(set(person("ana"), 1, Presence::Busy)).unwrap();
    assert_eq!(driven.replies, [], "nothing is answered before it is durable");
    driven.give(FloorInput::StoreFailed { ticket });
    let refused = (CommandId::from_u128(1), Err(FloorRefusal::NotRecorded));
    assert_eq!(driven.replies, [refused]);
    assert_eq!(driven.host.floor().presence(&id("ana")), Presence::Available);
    let closed = FloorInput::Observed(FloorObservation::LastPageClosed(id("ana")));
    assert_eq!(driven.give_only(closed), None, "a failed write is not repeated at once");
    driven.at = driven.at.plus(RETRY_AFTER);
    assert_eq!(driven.host.poll_timeout(), Some(driven.at));
    let ticket = driven.give_only(FloorInput::Tick).unwrap();
    driven.give(FloorInput::StoreFailed { ticket });
    driven.at = driven.at.plus(RETRY_AFTER);
    let again = driven.give_only(FloorInput::Tick).unwrap();
    driven.give(FloorInput::Stored { ticket: again });
    let lost = driven.log.last().map(|record| &record.fact);
    assert!(matches!(lost, Some(FloorFact::LinkLost { .. })), "nobody else will say so: {lost:?}");
}

#[test]
fn a_command_that_comes_twice_is_answered_twice_and_done_once() {
    let mut driven = Driven::working();
    driven.give(set(person("ana"), 1, Presence::Busy));
    driven.give(set(person("ana"), 2, Presence::Available));
    let before = driven.log.len();
    driven.give(set(person("ana"), 1, Presence::Busy));
    assert_eq!(driven.log.len(), before);
    assert_eq!(driven.host.floor().presence(&id("ana")), Presence::Available);
    driven.give(set(person("ana"), 1, Presence::Offline));
    driven.give(set(person("sofia"), 1, Presence::Busy));
    driven.give(set(Actor::person(globex(), id("ana")), 1, Presence::Busy));
    let [_, _, again, reused, sofias, strangers] = &driven.replies[..] else {
        panic!("{:?}", driven.replies)
    };
    assert_eq!((&again.1, &sofias.1), (&Ok(()), &Ok(())));
    assert_eq!(reused.1, Err(FloorRefusal::CommandReused));
    assert_eq!(strangers.1, Err(FloorRefusal::NotOnTheFloor));
}

#[test]
fn a_command_is_known_again_after_a_start_and_after_a_segment() {
    let mut first = Driven::working();
    first.give(set(person("ana"), 1, Presence::Busy));
    first.give(set(person("ana"), 2, Presence::Available));
    let mut again = Driven::over(&first.log);
    again.give(FloorInput::Tick);
    let mut third = Driven::over(&again.log);
    third.give(set(person("ana"), 1, Presence::Busy));
    third.give(set(person("ana"), 2, Presence::Busy));
    let [(_, done), (_, reused)] = &third.replies[..] else { panic!("{:?}", third.replies) };
    assert_eq!((done, reused), (&Ok(()), &Err(FloorRefusal::CommandReused)));
    assert_eq!(third.host.floor().presence(&id("ana")), Presence::Available);
}

#[test]
fn a_floor_with_more_people_than_a_segment_has_facts_comes_to_rest() {
    let mut driven = Driven::over(&[]);
    let named = |n: usize| {
        let card = PersonCard::new(id(&format!("agent-{n}")), "An agent", None);
        Profile { card, ..profile("ana", Role::Agent) }
    };
    let people = (0..SEGMENT).map(named).collect();
    driven.give(FloorInput::Observed(FloorObservation::Configured(people)));
    let mut again = Driven::over(&driven.log);
    again.give(FloorInput::Tick);
    assert_eq!((again.segments, again.host.is_settled()), (1, true));
}

#[test]
fn an_agent_who_is_rung_while_a_reservation_is_written_is_not_kept_free() {
    let mut driven = Driven::working();
    let waits = CallNote::of(0, Rig::new().state());
    let seek = Some(Seek { wants: None, passed: [].into() });
    let ticket = driven.give_only(FloorInput::Call(CallNote { seek, ..waits })).unwrap();
    let elsewhere = CallNote { interaction: ELSEWHERE, ..CallNote::of(1, Rig::talking().state()) };
    driven.give_only(FloorInput::Call(elsewhere));
    driven.give(FloorInput::Stored { ticket });
    assert_eq!(driven.host.floor().presence(&id("ana")), Presence::Busy);
    assert_eq!(driven.host.floor().offered(CALL), None);
}

#[test]
fn an_agent_of_a_call_that_cannot_go_on_is_free_again() {
    let mut driven = Driven::working();
    let rig = Rig::talking();
    let note = CallNote::of(rig.host.next_number() - 1, rig.state());
    driven.give(FloorInput::Call(note.clone()));
    assert_eq!(driven.host.floor().presence(&id("ana")), Presence::Busy);
    let told = driven.changes;
    driven.give(FloorInput::CallGone(CALL));
    assert_eq!(
        (driven.host.floor().presence(&id("ana")), driven.changes),
        (Presence::Available, told + 1)
    );
    driven.give(FloorInput::Call(note));
    assert_eq!(driven.changes, told + 1, "late notes of it change nothing");
}

#[test]
fn a_note_that_changes_nothing_that_others_see_publishes_nothing() {
    let mut driven = Driven::working();
    let mut rig = Rig::talking();
    let note = |rig: &Rig| CallNote::of(rig.host.next_number() - 1, rig.state());
    driven.give(FloorInput::Call(note(&rig)));
    let told = driven.changes;
    rig.ok(&person("ana"), Command::Call(CallCommand::Mute));
    driven.give(FloorInput::Call(note(&rig)));
    assert_eq!(driven.changes, told);
}

#[test]
fn waiting_calls_are_given_agents_in_the_order_in_which_they_came_in() {
    let mut driven = Driven::working();
    let waits = |n: u128, ago: u64| {
        let seek = Seek { wants: None, passed: [].into() };
        let interaction = InteractionId::from_u128(n);
        let opened_at = Timestamp(START.0 - ago);
        let note = CallNote::of(0, Rig::new().state());
        FloorInput::Call(CallNote { interaction, opened_at, seek: Some(seek), ..note })
    };
    let ticket = driven.give_only(set(person("ana"), 1, Presence::Busy)).unwrap();
    driven.give(FloorInput::Stored { ticket });
    driven.give(waits(1, 10));
    driven.give(waits(2, 20));
    assert_eq!(driven.host.view().offered.len(), 0, "nobody is Available");
    driven.at = driven.at.plus(Millis(1));
    driven.give(set(person("ana"), 2, Presence::Available));
    assert_eq!(driven.host.floor().offered(InteractionId::from_u128(2)), Some(&id("ana")));
    assert_eq!(driven.host.floor().offered(InteractionId::from_u128(1)), None);
}

/// Whose agents a workspace shows is different with the reading, though nobody is.
#[test]
fn whose_calls_supervisors_may_see_is_a_change_when_it_is_read() {
    let mut driven = Driven::working();
    let read = |supervision_scope| {
        let terms = Terms { supervision_scope, ..Terms::default() };
        FloorInput::Observed(FloorObservation::TermsRead(Box::new(terms)))
    };
    driven.give(read(Scope::Tenant));
    let mut changes = driven.changes;
    for scope in [Scope::Team, Scope::Tenant] {
        driven.give(read(scope));
        changes += 1;
        assert_eq!((driven.host.floor().scope(), driven.changes), (scope, changes));
        driven.give(read(scope));
        assert_eq!(driven.changes, changes, "once");
    }
}
