//! An agent asks for help, cancels the request, says that the help is over, and asks once more.

use backline_core::people::HelpStatus;
use backline_core::{
    interaction::{
        CallCommand, Command, Fact, HelpCommand, HelpFact, HelpRefusal, Lens, Refusal, RequestFact,
        help::{
            Brief, CancelReason, CloseReason, HelpState, MAX_COMMENT_CHARS, NewBrief, Severity,
            StageRun,
        },
    },
    personal::{Personal, Subject},
    protocol::fingerprint,
    routing::PartyId,
    terms::{Audience, CountUp, HelpTerms, Reason, Since, Terms},
    time::Millis,
};

use crate::{
    cast::{CALL, agent_party, customer, id, person, supervisor_party},
    help::{
        ask_again, cancel, claim, close, happened, help, helped, planned, raised, reject, request,
        request_for, stage, status,
    },
    rig::{Rig, START},
};

///
#[test]
fn help_is_requested_on_an_answered_call_only() {
    let mut rig = Rig::new();
    rig.join(&customer(), &PartyId::Customer);
    rig.offer("ana");
    let refusal = rig.ask(&person("ana"), request()).unwrap_err();
    assert_eq!(refusal.to_string(), "Nobody has answered this call yet.");
    rig.ok(&person("ana"), Command::Call(CallCommand::Answer));
    rig.ok(&person("ana"), request());
    rig.ok(&customer(), Command::Call(CallCommand::HangUp));
    assert_eq!(rig.ask(&person("ana"), request()), Err(Refusal::CallEnded));
}

///
#[test]
fn what_is_submitted_is_a_fact_with_reason_comment_and_deadline() {
    let rig = raised(Terms::default());
    let about = Subject::Customer(CALL);
    let requested = Fact::Help(HelpFact::Request {
        request: 1,
        what: RequestFact::Requested {
            reason: backline_core::id::ReasonId::new("other").unwrap(),
            label: "Something else".to_owned(),
            comment: Personal::new(about, "Wants to cancel.".to_owned()),
            severity: Severity::Assist,
            brief: Brief::default(),
            earlier: Vec::new(),
            run: StageRun { stage: 1, until: START.plus(Millis::seconds(120)), timer: None },
        },
    });
    assert_eq!(*rig.last(), requested);
    assert!(help(&rig).needs_action(), "NEEDS_ACTION");
    let told = rig.stream(Lens::Supervisor).last().map(|stamped| &stamped.fact);
    assert_eq!(told, Some(&requested), "the supervisor has it before answering");
}

///
#[test]
fn the_reasons_are_the_tenants_own_and_another_is_refused() {
    let vip = Reason {
        id: backline_core::id::ReasonId::new("vip").unwrap(),
        label: "Important customer".to_owned(),
        comment: "Name the contract.".to_owned(),
        plan: Vec::new(),
    };
    let help_terms = HelpTerms { reasons: vec![vip], ..HelpTerms::default() };
    let mut rig = Rig::talking_under(Terms { help: help_terms, ..Terms::default() });
    let refusal = rig.ask(&person("ana"), request_for("other", "")).unwrap_err();
    assert_eq!(refusal.to_string(), "This reason does not exist. Choose another one.");
    rig.ok(&person("ana"), request_for("vip", ""));
    assert_eq!(help(&rig).label, "Important customer");
}

///
#[test]
fn a_comment_may_be_empty_and_not_too_long() {
    let mut rig = Rig::talking();
    let long = "x".repeat(100_000);
    let refusal = rig.ask(&person("ana"), request_for("other", &long)).unwrap_err();
    assert_eq!(refusal.to_string(), "The text is too long. At most 500 characters are allowed.");
    let fits = "ö".repeat(MAX_COMMENT_CHARS);
    rig.ok(&person("ana"), request_for("other", &format!("  {fits}\u{7} \n")));
    assert_eq!(help(&rig).comment.text(), fits, "what no screen can show is left out");
    rig.ok(&person("ana"), cancel(1));
    rig.ok(&person("ana"), request_for("other", ""));
    assert_eq!(help(&rig).comment.text(), "");
}

///
#[test]
fn without_live_updates_no_help_can_be_requested() {
    let mut rig = Rig::talking_under(Terms { live_updates: false, ..Terms::default() });
    assert_eq!(rig.ask(&person("ana"), request()), Err(Refusal::Help(HelpRefusal::LiveUpdatesOff)));
    let sentence =
        "Live updates are off, so help cannot be requested. An administrator can turn them on.";
    assert_eq!(Refusal::Help(HelpRefusal::LiveUpdatesOff).to_string(), sentence);
}

///
#[test]
fn before_anybody_has_taken_it_the_agent_cancels_and_those_who_were_asked_are_told() {
    let mut rig = raised(Terms::default());
    assert_eq!(rig.ask(&person("ana"), close(1)), Err(Refusal::Help(HelpRefusal::HelpNotTaken)));
    rig.ok(&person("ana"), cancel(1));
    let cancelled = Fact::Help(HelpFact::Request {
        request: 1,
        what: RequestFact::Cancelled { why: CancelReason::ByAgent },
    });
    assert_eq!(*rig.last(), cancelled);
    assert_eq!(rig.stream(Lens::Supervisor).last().map(|it| &it.fact), Some(&cancelled));
    assert_eq!((status(&rig), help(&rig).needs_action()), (HelpStatus::Cancelled, false));
    let refusal = rig.ask(&person("ana"), cancel(1)).unwrap_err();
    assert_eq!(refusal.to_string(), "Ana Ribeiro has cancelled this help request.");
}

/// Commit order decides; the loser is told who and what.
///
///
#[test]
fn a_cancel_that_races_a_claim_wins_or_is_told_who_was_faster() {
    let mut rig = raised(Terms::default());
    rig.ok(&person("ana"), cancel(1));
    let refusal = rig.ask(&person("sofia"), claim(1)).unwrap_err();
    assert_eq!(refusal, Refusal::Help(HelpRefusal::HelpCancelled { by: "Ana Ribeiro".to_owned() }));
    assert_eq!(refusal.to_string(), "Ana Ribeiro has cancelled this help request.");

    let mut rig = raised(Terms::default());
    rig.ok(&person("sofia"), claim(1));
    let refusal = rig.ask(&person("ana"), cancel(1)).unwrap_err();
    assert_eq!(refusal, Refusal::Help(HelpRefusal::HelpTaken { by: "Sofia Marin".to_owned() }));
    assert_eq!(refusal.to_string(), "Sofia Marin has taken this help request.");
    assert_eq!(status(&rig), HelpStatus::InProgress);
}

///
#[test]
fn once_taken_it_is_closed_by_the_agent_whatever_the_helper_does() {
    let mut rig = helped(Terms::default());
    rig.ok(&person("ana"), close(1));
    let closed = Fact::Help(HelpFact::Request {
        request: 1,
        what: RequestFact::Closed { why: CloseReason::ByAgent },
    });
    assert_eq!(*rig.last(), closed);
    let HelpState::Closed { at, why, helper } = &help(&rig).state else { panic!("closed") };
    assert_eq!((*at, *why), (rig.at, CloseReason::ByAgent));
    assert_eq!(helper.person, id("sofia"), "who provided it stays on record");
    assert_eq!(rig.ask(&person("ana"), close(1)), Err(Refusal::Help(HelpRefusal::HelpEnded)));
}

///
#[test]
fn one_request_is_live_at_most_and_a_new_one_follows_the_old() {
    let mut rig = raised(Terms::default());
    let refusal = rig.ask(&person("ana"), request()).unwrap_err();
    assert_eq!(refusal.to_string(), "Help has already been requested on this call.");
    rig.ok(&person("sofia"), claim(1));
    assert_eq!(
        rig.ask(&person("ana"), request()),
        Err(Refusal::Help(HelpRefusal::HelpAlreadyRequested))
    );
    rig.ok(&person("ana"), close(1));
    rig.ok(&person("ana"), request());
    assert_eq!((help(&rig).number, status(&rig)), (2, HelpStatus::Requested));
    for old in [cancel(1), close(1), ask_again(1)] {
        assert_eq!(rig.ask(&person("ana"), old), Err(Refusal::Help(HelpRefusal::HelpEnded)));
    }
    for old in [claim(1), reject(1)] {
        assert_eq!(rig.ask(&person("sam"), old), Err(Refusal::Help(HelpRefusal::HelpEnded)));
    }
    for none in [cancel(0), cancel(3), claim(3)] {
        let who = if none == claim(3) { "sam" } else { "ana" };
        assert_eq!(rig.ask(&person(who), none), Err(Refusal::Help(HelpRefusal::NoSuchRequest)));
    }
}

///
#[test]
fn a_request_sent_twice_by_a_page_is_one_request() {
    let mut rig = Rig::talking();
    let sent = rig.send(&person("ana"), request());
    let facts = rig.records.len();
    let who = person("ana");
    rig.give(backline_core::host::call::CallInput::Command { who, id: sent, command: request() });
    assert_eq!((rig.records.len(), help(&rig).number), (facts, 1));
}

/// The agent's browser is not the call.
///
///
#[test]
fn a_request_outlives_the_agents_browser_and_ends_with_the_call() {
    let mut rig = raised(planned(vec![stage(Audience::Team)]));
    rig.break_leg(&agent_party("ana"));
    rig.wait(Millis::seconds(10));
    assert_eq!(status(&rig), HelpStatus::Requested);
    rig.join(&person("ana"), &agent_party("ana"));
    assert_eq!(status(&rig), HelpStatus::Requested);
    rig.ok(&customer(), Command::Call(CallCommand::HangUp));
    let why = CancelReason::CallEnded;
    assert_eq!(happened(&rig), [&RequestFact::Cancelled { why }]);

    let mut rig = helped(Terms::default());
    rig.ok(&person("ana"), Command::Call(CallCommand::HangUp));
    let last = happened(&rig).pop();
    assert_eq!(last, Some(&RequestFact::Closed { why: CloseReason::CallEnded }));
    assert_eq!(rig.ask(&person("sofia"), claim(1)), Err(Refusal::CallEnded));
}

///
#[test]
fn a_request_can_be_made_on_a_held_call_and_by_an_agent_who_is_muted() {
    let mut rig = Rig::talking();
    rig.ok(&person("ana"), Command::Call(CallCommand::Hold));
    rig.ok(&person("ana"), Command::Call(CallCommand::Mute));
    rig.ok(&person("ana"), request());
    rig.ok(&person("sofia"), claim(1));
    rig.join(&person("sofia"), &supervisor_party("sofia"));
    assert_eq!(status(&rig), HelpStatus::InProgress);
}

///
#[test]
fn a_request_brings_two_timers_at_most_and_a_text_of_its_own_both_about_the_customer() {
    let mut rig = Rig::talking();
    let timer =
        |label: &str| CountUp { label: label.to_owned(), since: Since::Unix(4_000_000_000) };
    let asked = |timers: &[CountUp]| {
        let brief = NewBrief { text: "**Third call**".to_owned(), timers: timers.to_vec() };
        Command::Help(HelpCommand::Request {
            reason: backline_core::id::ReasonId::new("other").unwrap(),
            comment: String::new(),
            severity: Severity::Emergency,
            brief,
        })
    };
    let [long, a, b, c] = [&"l".repeat(201), " a", "b", "c"].map(timer);
    let refused = rig.ask(&person("ana"), asked(&[a.clone(), b.clone(), c])).unwrap_err();
    assert_eq!(refused.to_string(), "There are too many entries. At most 2 are allowed.");
    let refused = rig.ask(&person("ana"), asked(&[long]));
    assert_eq!(refused, Err(Refusal::TextTooLong { limit: 200 }));
    let millis = CountUp { label: String::new(), since: Since::Unix(1_700_000_000_000) };
    let refused = rig.ask(&person("ana"), asked(&[millis])).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "1700000000000 looks like milliseconds. Write seconds: 1700000000."
    );
    rig.ok(&person("ana"), asked(&[a, b]));
    let about = Subject::Customer(CALL);
    let brief = Brief {
        text: Some(Personal::new(about.clone(), "**Third call**".to_owned())),
        // One that is ahead is kept: it shows 0.
        count_ups: Some(Personal::new(about, vec![timer("a"), timer("b")])),
    };
    assert_eq!(help(&rig).brief, brief);
    assert_eq!(help(&rig).severity, Severity::Emergency);
}

#[test]
fn what_a_label_says_is_in_no_digest_of_the_command() {
    let with = |label: &str| {
        let timers = vec![CountUp { label: label.to_owned(), since: Since::Unix(7) }];
        let brief = NewBrief { text: String::new(), timers };
        fingerprint(&Command::Help(HelpCommand::Request {
            reason: backline_core::id::ReasonId::new("other").unwrap(),
            comment: String::new(),
            severity: Severity::Assist,
            brief,
        }))
    };
    assert_eq!(with("Carla"), with("Rocio"));
    assert_ne!(with("Carla"), with("Carla Dias"));
}
