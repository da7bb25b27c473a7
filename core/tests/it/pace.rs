//! What one author can make a call grow by: a burst, a steady pace, and an end of it all.

use backline_core::{
    host::{
        KNOWN,
        call::{CallInput, VISITORS_BURST, VISITORS_EVERY},
    },
    id::CommandId,
    interaction::{
        Action, CallCommand, CallFact, Command, Connection, EndReason, Fact, HelpRefusal,
        MAX_REQUESTS, Observation, Refusal, SuperviseCommand,
    },
    people::Actor,
    routing::PartyId,
    terms::Terms,
    time::Millis,
};

use crate::{
    cast::{agent_party, customer, person},
    help::{cancel, request},
    rig::{Rig, offer},
};

const MUTE: Command = Command::Call(CallCommand::Mute);
const UNMUTE: Command = Command::Call(CallCommand::Unmute);

fn join() -> Command {
    Command::Call(CallCommand::Join { offer: offer() })
}

/// Mutes and unmutes until that is too much.
fn flood(rig: &mut Rig, who: &Actor) -> u64 {
    for done in 0..10_000 {
        rig.ok(who, MUTE);
        match rig.ask(who, UNMUTE) {
            Ok(()) => {}
            Err(refusal) => {
                assert_eq!(refusal, Refusal::TooMuchAtOnce);
                assert!(refusal.is_retryable());
                return done;
            }
        }
    }
    panic!("there is no bound");
}

///
#[test]
fn what_a_customer_records_at_once_is_bounded_and_comes_back_with_time() {
    let mut rig = Rig::talking();
    let before = rig.records.len();
    flood(&mut rig, &customer());
    assert!(rig.records.len() - before <= 2 * usize::try_from(VISITORS_BURST).unwrap());
    rig.at = rig.at.plus(Millis(3 * VISITORS_EVERY.0));
    rig.ok(&customer(), UNMUTE);
}

///
#[test]
fn what_takes_a_voice_away_is_done_however_much_was_asked_before() {
    let mut rig = Rig::talking();
    flood(&mut rig, &customer());
    assert_eq!(
        rig.ask(&customer(), MUTE),
        Err(backline_core::interaction::CallRefusal::AlreadyMuted.into())
    );
    flood(&mut rig, &person("ana"));
    rig.ok(&person("ana"), Command::Call(CallCommand::Hold));
    rig.ok(&customer(), Command::Call(CallCommand::HangUp));
    assert!(rig.state().is_over());
}

///
#[test]
fn each_author_has_an_allowance_of_their_own_and_people_a_larger_one() {
    let mut rig = Rig::opened_by(&["sofia"]);
    let customers = flood(&mut rig, &customer());
    let agents = flood(&mut rig, &person("ana"));
    assert!(agents > 2 * customers, "{agents} and {customers}");
    rig.act("sofia", Action::Coach);
    let end = SuperviseCommand::EndAction { action: Action::Coach };
    rig.ok(&person("sofia"), Command::Supervise(end));
}

///
#[test]
fn after_a_crash_the_allowance_is_what_it_was() {
    let mut rig = Rig::talking();
    flood(&mut rig, &customer());
    rig.crash();
    assert_eq!(rig.ask(&customer(), UNMUTE), Err(Refusal::TooMuchAtOnce));
}

///
#[test]
fn ten_minutes_of_everything_that_a_customer_may_do_stay_within_a_thousand_facts() {
    let mut rig = Rig::talking();
    let before = rig.records.len();
    for _ in 0..600 {
        for _ in 0..100 {
            for command in [MUTE, UNMUTE, join()] {
                let _ = rig.ask(&customer(), command);
            }
        }
        rig.at = rig.at.plus(Millis(1_000));
    }
    let facts = rig.records.len() - before;
    assert!(facts <= 1_100, "{facts} facts");
}

///
#[test]
fn offers_that_are_repeated_do_not_keep_a_call_without_sound() {
    let mut rig = Rig::new();
    let Connection::Awaited { until, .. } =
        rig.state().party(&PartyId::Customer).unwrap().connection
    else {
        panic!("a customer is awaited")
    };
    while rig.at < until && !rig.state().is_over() {
        rig.ok(&customer(), join());
        rig.wait(Millis(2_000));
        if let Some(leg) = rig.engine.leg(&PartyId::Customer) {
            rig.saw(Observation::LegLost { leg });
        }
        rig.wait(Millis(2_500));
    }
    let unheard = Fact::Call(CallFact::Ended { why: EndReason::CustomerUnheard });
    assert_eq!(rig.last(), &unheard);
}

///
#[test]
fn who_was_heard_and_lost_the_connection_has_the_whole_grace_again() {
    let mut rig = Rig::talking();
    rig.wait(Millis(100_000));
    rig.break_leg(&agent_party("ana"));
    let grace = Terms::default().party_grace;
    let party = rig.state().party(&agent_party("ana")).unwrap();
    assert_eq!(party.connection.until(), Some(rig.at.plus(grace)));
}

///
#[test]
fn of_each_author_the_latest_commands_are_known_again_and_no_more() {
    let mut rig = Rig::talking();
    let all = u64::try_from(KNOWN).unwrap() + 2;
    let commands: Vec<CommandId> = (0..all)
        .map(|number| {
            rig.at = rig.at.plus(Millis(1_000));
            rig.send(&person("ana"), if number % 2 == 0 { MUTE } else { UNMUTE })
        })
        .collect();
    let before = rig.records.len();
    let (first, last) = (commands[0], commands[commands.len() - 1]);
    let send = |rig: &mut Rig, id, command| {
        rig.replies.clear();
        rig.give(CallInput::Command { who: person("ana"), id, command });
        rig.reply(id).unwrap()
    };
    assert_eq!(send(&mut rig, last, UNMUTE), Ok(()));
    assert_eq!(rig.records.len(), before, "known, so nothing was done");
    assert_eq!(send(&mut rig, first, MUTE), Ok(()));
    assert!(rig.records.len() > before, "long forgotten, so done");
}

///
#[test]
fn a_call_has_a_hundred_help_requests_and_the_next_is_refused_with_its_sentence() {
    let mut rig = Rig::talking();
    for number in 1..=MAX_REQUESTS {
        rig.at = rig.at.plus(Millis(10_000));
        rig.ok(&person("ana"), request());
        rig.ok(&person("ana"), cancel(number));
    }
    rig.at = rig.at.plus(Millis(10_000));
    let refusal = rig.ask(&person("ana"), request()).unwrap_err();
    assert_eq!(refusal, HelpRefusal::TooManyRequests.into());
    let sentence = "Help was requested 100 times on this call, which is as often as it can be.";
    assert_eq!(refusal.to_string(), sentence);
}
