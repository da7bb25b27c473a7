//! The four exits of a stage, what stands between them in a tie, and what follows.

use backline_core::people::HelpStatus;
use backline_core::{
    host::call::CallInput,
    interaction::{
        DeadlineReason, Fact, HelpFact, HelpRefusal, Refusal, RequestFact,
        help::{HelpState, NotClaimed, StageRun, Unclaimed},
    },
    people::Presence,
    terms::{Audience, HelpTerms, RejectPolicy, StageTerms, Terms, WaitPolicy},
    time::{Millis, Timestamp},
};

use crate::{
    cast::{card, id, person},
    help::{
        cancel, claim, exits, happened, help, only, planned, raised, receipt, reject, request,
        request_for, set_presence, stage, status,
    },
    rig::Rig,
};

const REJECTED: Unclaimed = Unclaimed::NotClaimed(NotClaimed::Rejected);
const NO_AGENTS: Unclaimed = Unclaimed::NotClaimed(NotClaimed::NoAgents);
const NOT_AVAILABLE: Unclaimed = Unclaimed::NotClaimed(NotClaimed::NotAvailable);

const SUPERVISORS: [&str; 3] = ["sofia", "sam", "sue"];

fn waiting(wait: WaitPolicy, plan: Vec<StageTerms>) -> Terms {
    Terms { help: HelpTerms { plan, wait, ..HelpTerms::default() }, ..Terms::default() }
}

/// Ana asks while every supervisor is in this status.
fn raised_among(presence: Presence, terms: Terms) -> Rig {
    let mut rig = Rig::talking_under(terms);
    SUPERVISORS.iter().for_each(|name| set_presence(&mut rig, name, presence));
    rig.ok(&person("ana"), request());
    rig
}

fn team_with_timer(timer: u64) -> StageTerms {
    StageTerms { timer: Some(Millis::seconds(timer)), ..stage(Audience::Team) }
}

///
#[test]
fn the_exits_and_reasons_have_their_literal_names() {
    let named = [NOT_AVAILABLE, NO_AGENTS, REJECTED].map(|exit| match exit {
        Unclaimed::NotClaimed(reason) => (exit.status().label(), reason.code()),
        Unclaimed::TimerAction | Unclaimed::Timeout => ("", ""),
    });
    let reasons = ["NOT_AVAILABLE", "NO_AGENTS", "REJECTED"];
    assert_eq!(named, reasons.map(|reason| ("Not claimed", reason)));
    assert_eq!(Unclaimed::TimerAction.status().label(), "Timer action");
    assert_eq!(Unclaimed::Timeout.status().label(), "Timeout");
    let said = serde_json::to_string(&NOT_AVAILABLE).unwrap();
    assert_eq!(said, "{\"exit\":\"not_claimed\",\"reason\":\"NOT_AVAILABLE\"}");
}

///
#[test]
fn one_rejection_ends_the_stage_where_the_tenant_says_so() {
    let mut terms = planned(vec![stage(Audience::Team)]);
    terms.help.reject_policy = RejectPolicy::First;
    let mut rig = raised(terms);
    rig.ok(&person("sofia"), reject(1));
    let ended = RequestFact::StageEnded { stage: 1, exit: REJECTED, next: None };
    assert_eq!(happened(&rig), [&RequestFact::Rejected { by: card("sofia") }, &ended]);
    assert_eq!(status(&rig).label(), "Not claimed");
    assert_eq!(rig.ask(&person("sam"), claim(1)), Err(Refusal::Help(HelpRefusal::HelpEnded)));
}

///
#[test]
fn otherwise_the_stage_ends_when_everybody_who_is_asked_has_rejected() {
    let mut rig = raised(planned(vec![stage(Audience::Team)]));
    rig.ok(&person("sofia"), reject(1));
    for again in [reject(1), claim(1)] {
        let refusal = rig.ask(&person("sofia"), again).unwrap_err();
        assert_eq!(refusal.to_string(), "You have rejected this help request.");
    }
    rig.ok(&person("sam"), reject(1));
    assert_eq!(exits(&rig), []);
    rig.ok(&person("sue"), reject(1));
    assert_eq!(exits(&rig), [(1, REJECTED)]);
}

///
#[test]
fn a_specific_agent_who_rejects_ends_the_stage() {
    let mut rig = raised(planned(vec![stage(only("sam"))]));
    rig.ok(&person("sam"), reject(1));
    assert_eq!(exits(&rig), [(1, REJECTED)]);
}

///
#[test]
fn a_stage_without_anybody_eligible_ends_at_once_and_the_next_begins() {
    let rig = raised(planned(vec![stage(only("audrey")), stage(Audience::Team)]));
    let until = rig.at.plus(Millis::seconds(60));
    let next = Some(StageRun { stage: 2, until, timer: None });
    assert_eq!(happened(&rig), [&RequestFact::StageEnded { stage: 1, exit: NO_AGENTS, next }]);
    assert_eq!(help(&rig).run().map(|run| run.stage), Some(2));
    let rig = raised(planned(vec![stage(only("nobody"))]));
    assert_eq!((exits(&rig), status(&rig)), (vec![(1, NO_AGENTS)], HelpStatus::NotClaimed));
    let rig = raised(planned(vec![stage(only("ana"))]));
    assert_eq!(exits(&rig), [(1, NO_AGENTS)], "nobody helps themselves");
}

///
#[test]
fn nobody_in_an_allowed_status_ends_it_at_once_where_the_tenant_does_not_wait() {
    let terms = || waiting(WaitPolicy::Never, vec![stage(Audience::Team)]);
    let rig = raised_among(Presence::Busy, terms());
    assert_eq!(exits(&rig), [(1, NOT_AVAILABLE)]);
    let mut rig = raised(terms());
    for name in SUPERVISORS {
        assert_eq!(exits(&rig), []);
        set_presence(&mut rig, name, Presence::Offline);
    }
    assert_eq!(exits(&rig), [(1, NOT_AVAILABLE)], "the last one to leave ends it");
}

/// A page that is loaded anew says nothing for a moment, and ends no stage by that.
///
///
#[test]
fn a_supervisor_of_whom_nothing_is_known_is_asked_on_until_they_are_offline() {
    let mut rig = raised(waiting(WaitPolicy::Never, vec![stage(only("sofia"))]));
    rig.floor.people.get_mut(&id("sofia")).unwrap().stale_since = Some(Timestamp(0));
    rig.give(CallInput::Tick);
    assert_eq!(exits(&rig), []);
    assert!(help(&rig).run().unwrap().delivered.is_empty(), "that it is nowhere is to be seen");
    receipt(&mut rig, "sofia", (1, 1), false);
    assert!(help(&rig).run().unwrap().delivered.contains(&id("sofia")));
    set_presence(&mut rig, "sofia", Presence::Offline);
    assert_eq!(exits(&rig), [(1, NOT_AVAILABLE)]);
}

/// Who has rejected answers no more: what is left to wait for are people who are busy.
///
///
#[test]
fn where_the_tenant_does_not_wait_who_has_rejected_does_not_count_as_available() {
    let mut rig = raised(waiting(WaitPolicy::Never, vec![stage(Audience::Team)]));
    for name in ["sam", "sue"] {
        set_presence(&mut rig, name, Presence::Busy);
    }
    assert_eq!(exits(&rig), []);
    rig.ok(&person("sofia"), reject(1));
    assert_eq!(exits(&rig), [(1, NOT_AVAILABLE)]);
}

///
#[test]
fn otherwise_whoever_becomes_available_before_the_timeout_is_asked() {
    let terms = || waiting(WaitPolicy::UntilTimeout, vec![stage(Audience::Team)]);
    let mut rig = raised_among(Presence::Offline, terms());
    rig.wait(Millis(59_999));
    assert_eq!(exits(&rig), []);
    set_presence(&mut rig, "sofia", Presence::Available);
    rig.ok(&person("sofia"), claim(1));

    let mut rig = raised_among(Presence::Offline, terms());
    rig.wait(Millis(60_000));
    assert_eq!(exits(&rig), [(1, NOT_AVAILABLE)]);
}

///
#[test]
fn a_stage_that_allows_others_waits_for_its_timeout_even_when_nobody_is_online() {
    for busy in [true, false] {
        let mut allowing = stage(Audience::Team);
        (allowing.allow_busy, allowing.allow_offline) = (busy, !busy);
        let away = if busy { Presence::Offline } else { Presence::Busy };
        let mut rig = raised_among(away, waiting(WaitPolicy::Never, vec![allowing]));
        rig.wait(Millis(59_999));
        assert_eq!(exits(&rig), []);
        rig.wait(Millis(1));
        assert_eq!(exits(&rig), [(1, NOT_AVAILABLE)], "nobody was ever shown it");
    }
}

///
#[test]
fn a_request_that_was_shown_to_somebody_who_could_take_it_ends_as_timeout() {
    let mut rig = raised(planned(vec![stage(Audience::Team)]));
    receipt(&mut rig, "sofia", (1, 1), false);
    rig.wait(Millis(59_999));
    assert_eq!(exits(&rig), []);
    rig.wait(Millis(1));
    assert_eq!(exits(&rig), [(1, Unclaimed::Timeout)]);
    let HelpState::Unclaimed { at, exit: Unclaimed::Timeout } = help(&rig).state else {
        panic!("{:?}", help(&rig).state)
    };
    assert_eq!(at, rig.at);

    let mut rig = raised(planned(vec![stage(Audience::Team)]));
    set_presence(&mut rig, "sofia", Presence::Busy);
    for name in ["sofia", "hugo", "audrey"] {
        receipt(&mut rig, name, (1, 1), true);
    }
    rig.wait(Millis(60_000));
    assert_eq!(exits(&rig), [(1, NOT_AVAILABLE)], "pages of others do not count");
}

///
#[test]
fn the_timer_ends_a_stage_only_where_it_is_shown_and_first_in_a_tie() {
    let mut rig = raised(planned(vec![team_with_timer(10)]));
    receipt(&mut rig, "sofia", (1, 1), true);
    let due = rig.state().deadline().unwrap();
    assert_eq!((due.at, due.reason), (rig.at.plus(Millis(10_000)), DeadlineReason::HelpTimer));
    rig.wait(Millis(9_999));
    assert_eq!(exits(&rig), []);
    rig.wait(Millis(1));
    assert_eq!(exits(&rig), [(1, Unclaimed::TimerAction)]);
    assert_eq!(rig.ask(&person("sofia"), claim(1)), Err(Refusal::Help(HelpRefusal::HelpEnded)));

    let mut rig = raised(planned(vec![team_with_timer(60)]));
    receipt(&mut rig, "sofia", (1, 1), true);
    rig.wait(Millis(60_000));
    assert_eq!(exits(&rig), [(1, Unclaimed::TimerAction)], "Timer action before Timeout");

    let mut rig = raised(planned(vec![team_with_timer(90)]));
    receipt(&mut rig, "sofia", (1, 1), true);
    rig.wait(Millis(60_000));
    assert_eq!(exits(&rig), [(1, Unclaimed::Timeout)], "a timer that is later never fires");
}

///
#[test]
fn each_stage_has_its_own_exit_and_the_last_one_ends_the_request() {
    let plan = vec![stage(only("sam")), team_with_timer(10), stage(Audience::FanOut)];
    let mut rig = raised(planned(plan));
    rig.ok(&person("sam"), reject(1));
    rig.wait(Millis(10_000));
    receipt(&mut rig, "hugo", (1, 3), false);
    rig.wait(Millis(60_000));
    let all = [(1, REJECTED), (2, Unclaimed::TimerAction), (3, Unclaimed::Timeout)];
    assert_eq!(exits(&rig), all);
    rig.ok(&person("ana"), request());
    assert_eq!((help(&rig).number, help(&rig).run().unwrap().stage), (2, 1));
}

///
#[test]
fn who_has_rejected_is_not_asked_again_by_a_later_stage() {
    let mut rig = raised(planned(vec![stage(Audience::Team), stage(Audience::FanOut)]));
    rig.ok(&person("sofia"), reject(1));
    rig.wait(Millis(60_000));
    assert!(!rig.state().asks(&id("sofia"), &rig.floor));
    assert!(rig.state().asks(&id("sam"), &rig.floor));
    assert_eq!(
        rig.ask(&person("sofia"), claim(1)),
        Err(Refusal::Help(HelpRefusal::AlreadyRejected))
    );
    for name in ["sam", "sue", "hugo"] {
        rig.ok(&person(name), reject(1));
    }
    assert_eq!(exits(&rig).last(), Some(&(2, REJECTED)), "without waiting for sofia");
}

///
#[test]
fn a_stage_that_is_left_without_audience_by_rejections_ends_at_once_as_rejected() {
    let plan = vec![stage(only("sam")), stage(only("sam")), stage(only("sofia"))];
    let mut rig = raised(planned(plan));
    rig.ok(&person("sam"), reject(1));
    assert_eq!(exits(&rig), [(1, REJECTED), (2, REJECTED)]);
    rig.ok(&person("sofia"), claim(1));
    assert_eq!(
        happened(&rig).last(),
        Some(&&RequestFact::Claimed { stage: 3, helper: card("sofia") })
    );
}

///
#[test]
fn a_reason_can_have_a_plan_of_its_own() {
    let mut terms = planned(vec![stage(Audience::Team)]);
    let own = StageTerms { wait: Millis::seconds(5), ..stage(only("sue")) };
    terms.help.reasons[0].plan = vec![own];
    let reason = terms.help.reasons[0].id.as_str().to_owned();
    let mut rig = Rig::talking_under(terms);
    rig.ok(&person("ana"), request_for(&reason, ""));
    assert_eq!(rig.ask(&person("sofia"), claim(1)), Err(Refusal::Help(HelpRefusal::NotAsked)));
    rig.wait(Millis(5_000));
    assert_eq!(exits(&rig), [(1, NOT_AVAILABLE)]);
}

/// Deadlines are data of the server's: they outlive it.
///
///
#[test]
fn a_restart_moves_no_deadline_of_a_stage() {
    let mut rig = raised(planned(vec![stage(Audience::Team)]));
    let until = help(&rig).run().unwrap().until;
    rig.wait(Millis(20_000));
    rig.crash();
    assert_eq!(help(&rig).run().unwrap().until, until);
    rig.at = until.plus(Millis(5));
    rig.host = backline_core::host::CallHost::replay(&rig.records).unwrap();
    rig.give(CallInput::Tick);
    let ended = |fact: &&Fact| {
        matches!(
            fact,
            Fact::Help(HelpFact::Request {
                what: RequestFact::StageEnded { .. } | RequestFact::Cancelled { .. },
                ..
            })
        )
    };
    assert!(rig.facts().iter().any(ended), "what fell due meanwhile is done at once");
}

///
#[test]
fn a_request_can_be_cancelled_in_a_later_stage_too() {
    let mut rig = raised(planned(vec![stage(Audience::Team), stage(Audience::FanOut)]));
    rig.wait(Millis(60_000));
    rig.ok(&person("ana"), cancel(1));
    assert_eq!(status(&rig), HelpStatus::Cancelled);
    rig.wait(Millis(20_000));
    assert_eq!(exits(&rig).len(), 1, "nothing falls due any more");
}
