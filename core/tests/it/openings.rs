//! Calls are known by the commands that asked for them, also when they are over, in a bounded number.

use backline_core::{
    host::{CALLS_WITHIN, MOST_CALLS, OPENINGS_REMEMBERED, OpenedCalls, Repeat},
    id::{CommandId, InteractionId},
    interaction::{CallCommand, CallFact, CallRefusal, Command, Fact, Refusal},
    protocol::{Cause, Record, fingerprint},
    terms::Terms,
    time::{Millis, Timestamp},
};

use crate::{
    cast::{customer, person},
    rig::{START, opening},
};

/// The wish for any call: what is asked is not what this is about.
const WISH: Command = Command::Call(CallCommand::Answer);

/// The first record of call `n`, asked for by command `n`.
fn opened(n: u128) -> Record {
    let mut first = opening(START, &Terms::default(), None);
    let Fact::Call(CallFact::Opened { id, .. }) = &mut first.fact else { panic!("{first:?}") };
    *id = InteractionId::from_u128(n);
    let command = CommandId::from_u128(n);
    Record { cause: Some(Cause { command, fingerprint: fingerprint(&WISH) }), ..first }
}

#[test]
fn a_call_is_known_by_its_wish_and_a_used_id_with_another_body_is_told_apart() {
    let mut calls = OpenedCalls::default();
    calls.note(&opened(7));
    let (id, call) = (CommandId::from_u128(7), InteractionId::from_u128(7));
    assert_eq!(calls.repeat(&customer(), id, &WISH), Some((call, Repeat::Done)));
    let other = Command::Call(CallCommand::Decline);
    assert_eq!(calls.repeat(&customer(), id, &other), Some((call, Repeat::Reused)));
    assert_eq!(calls.repeat(&customer(), CommandId::from_u128(8), &WISH), None);
    assert_eq!(calls.repeat(&person("ana"), id, &WISH), None, "an id is its author's");
}

///
#[test]
fn a_browser_opens_so_many_calls_within_ten_minutes_and_then_one_as_each_of_them_is_past() {
    let mut calls = OpenedCalls::default();
    let at = |n: usize| START.plus(Millis::seconds(n as u64));
    for n in 0..MOST_CALLS {
        assert_eq!(calls.admit(&customer(), at(n)), Ok(()));
        calls.note(&Record { at: at(n), ..opened(n as u128) });
    }
    let refused = Err(Refusal::Call(CallRefusal::TooManyCalls));
    assert_eq!(calls.admit(&customer(), at(MOST_CALLS)), refused);
    assert_eq!(calls.admit(&person("ana"), at(MOST_CALLS)), Ok(()), "nobody else's");
    let past = START.plus(CALLS_WITHIN);
    assert_eq!(calls.admit(&customer(), Timestamp(past.0 - 1)), refused);
    assert_eq!(calls.admit(&customer(), past), Ok(()));
    calls.note(&Record { at: past, ..opened(MOST_CALLS as u128) });
    assert_eq!(calls.admit(&customer(), past), refused);
}

///
#[test]
fn the_latest_calls_stay_known_and_no_more_than_those_are_kept() {
    let mut calls = OpenedCalls::default();
    let most = OPENINGS_REMEMBERED as u128;
    (0..=most).for_each(|n| calls.note(&opened(n)));
    calls.note(&opening(START, &Terms::default(), None));
    let known = |n| calls.repeat(&customer(), CommandId::from_u128(n), &WISH).is_some();
    assert_eq!([0, 1, most].map(known), [false, true, true]);
}
