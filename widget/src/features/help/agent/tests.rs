//! What the help area shows for each state of a request, what the draft of one keeps, and where the
//! last note stands.

use backline_core::{
    interaction::{
        Action, Fact, Interaction, Lens, Parting, RequestFact, Stamped, StopReason, SuperviseFact,
        help::{CancelReason, CloseReason, NotClaimed, Severity, Unclaimed},
    },
    routing::Routes,
    terms::Reason,
    time::Timestamp,
};
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{
    draft::Draft,
    view::{Again, HelpStep, HelpView},
};
use crate::features::{
    fixtures::{asked, help, person, personal, reason, run, sofia, talking, timeline},
    supervise::agent::note::{LastNote, note},
};

/// Ana talks to a customer and has asked for help at second 10.
fn waiting() -> Vec<(u64, Fact)> {
    and(talking(), [(10, asked(Severity::Emergency))])
}

fn and(
    mut facts: Vec<(u64, Fact)>,
    more: impl IntoIterator<Item = (u64, Fact)>,
) -> Vec<(u64, Fact)> {
    facts.extend(more);
    facts
}

fn claimed() -> Vec<(u64, Fact)> {
    and(waiting(), [(20, help(RequestFact::Claimed { stage: 1, helper: sofia() }))])
}

fn coached() -> Vec<(u64, Fact)> {
    let (supervisor, action, edges) = (sofia(), Action::Coach, Routes::default());
    let note =
        Fact::Supervise(SuperviseFact::NoteSent { by: sofia(), text: personal("Offer half") });
    and(
        claimed(),
        [
            (30, Fact::Supervise(SuperviseFact::ActionActive { supervisor, action, edges })),
            (35, note),
        ],
    )
}

fn stopped(why: StopReason) -> Fact {
    let (supervisor, action) = (person("sofia"), Action::Coach);
    Fact::Supervise(SuperviseFact::ActionEnded { supervisor, action, why })
}

fn left(how: Parting) -> Fact {
    help(RequestFact::HelperLeft { how })
}

fn folded(facts: Vec<(u64, Fact)>) -> (Interaction, Vec<Stamped>) {
    let timeline = timeline(facts);
    let call = Interaction::fold(Lens::Agent, &timeline).expect("the log begins with Opened");
    (call, timeline)
}

fn view(facts: Vec<(u64, Fact)>) -> HelpView {
    let (call, timeline) = folded(facts);
    HelpView::of(&call, &timeline)
}

/// The button, what *Ask again* does, the news, and how the request stands.
#[track_caller]
fn check(facts: Vec<(u64, Fact)>, step: HelpStep, again: Option<Again>, said: [&str; 2]) {
    let view = view(facts);
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    assert_eq!((view.step, view.again), (step, again));
    assert_eq!([text(&view.news), text(&view.said)], said);
}

#[test]
fn without_a_request_there_is_only_the_button() {
    let mut facts = waiting();
    facts.pop();
    assert_eq!(view(facts), HelpView::default());
    assert_eq!(HelpView::default().step.label(), "Help Request");
}

#[test]
fn a_request_waits_until_it_is_on_somebodys_page_and_then_says_on_how_many() {
    check(waiting(), HelpStep::Cancel(1), None, ["", "Waiting for somebody to see it"]);
    let received = |delivered: &[&str], seen: &[&str]| {
        let people = |names: &[&str]| names.iter().map(|name| person(name)).collect();
        help(RequestFact::Received { stage: 1, delivered: people(delivered), seen: people(seen) })
    };
    let one = and(waiting(), [(11, received(&["sofia"], &[]))]);
    check(one.clone(), HelpStep::Cancel(1), None, ["", "Delivered to 1 supervisor"]);
    let three = and(one, [(12, received(&["sam", "ivo"], &["sam"]))]);
    check(three.clone(), HelpStep::Cancel(1), None, ["", "Delivered to 3 supervisors, seen by 1"]);
    let view = view(three);
    assert_eq!((view.since, view.emergency), (Some(Timestamp(10_000)), true));
}

#[test]
fn a_further_stage_says_who_is_asked() {
    let (stage, exit, next) = (1, Unclaimed::Timeout, Some(run(2)));
    let widened = and(waiting(), [(130, help(RequestFact::StageEnded { stage, exit, next }))]);
    check(
        widened,
        HelpStep::Cancel(1),
        None,
        [
            "Not taken by the supervisors of the team. Asking everybody now.",
            "Waiting for somebody to see it",
        ],
    );
}

#[test]
fn who_has_taken_it_is_named_and_listening_is_not_told() {
    let said = ["", "In Progress, help provided by Sofia Marin"];
    check(claimed(), HelpStep::Close(1), None, said);
    check(coached(), HelpStep::Close(1), None, said);
    let completed = stopped(StopReason::Completed);
    check(and(coached(), [(50, completed)]), HelpStep::Close(1), None, said);
}

#[test]
fn a_helper_whose_connection_is_lost_in_an_action_is_not_said_to_help() {
    let lost = stopped(StopReason::ConnectionLost);
    let said = ["", "In Progress. The connection of Sofia Marin was lost."];
    check(and(coached(), [(50, lost)]), HelpStep::Close(1), None, said);
}

#[test]
fn a_helper_who_left_leaves_close_and_ask_again() {
    check(
        and(claimed(), [(30, left(Parting::Disconnected))]),
        HelpStep::Close(1),
        Some(Again::Reopen(1)),
        ["", "Sofia Marin has left. Close the request or ask again."],
    );
}

#[test]
fn a_request_that_is_open_again_says_why() {
    let reopened = || help(RequestFact::Reopened { run: run(1) });
    let waiting = "Waiting for somebody to see it";
    check(
        and(claimed(), [(30, left(Parting::GraceOver)), (30, reopened())]),
        HelpStep::Cancel(1),
        None,
        ["The helper lost the connection. Your request is open again.", waiting],
    );
    check(
        and(claimed(), [(30, left(Parting::Disconnected)), (40, reopened())]),
        HelpStep::Cancel(1),
        None,
        ["Your request is open again.", waiting],
    );
    let again = view(and(claimed(), [(30, left(Parting::Disconnected)), (40, reopened())]));
    assert_eq!(again.since, Some(Timestamp(40_000)), "what counts is the waiting");
}

#[test]
fn an_end_says_how_and_only_one_without_help_offers_to_ask_again() {
    let exit = |exit| (40, help(RequestFact::StageEnded { stage: 2, exit, next: None }));
    let ended = |facts, again, said: &str| check(facts, HelpStep::Request, again, ["", said]);
    let again = Some(Again::Anew);
    ended(
        and(waiting(), [exit(Unclaimed::Timeout)]),
        again,
        "Timeout. Nobody claimed it in time. Ask again if you still need help.",
    );
    ended(
        and(waiting(), [exit(Unclaimed::NotClaimed(NotClaimed::NoAgents))]),
        again,
        "Not claimed. There was nobody to ask. Ask again if you still need help.",
    );
    ended(
        and(waiting(), [(20, help(RequestFact::Cancelled { why: CancelReason::ByAgent }))]),
        None,
        "The help request is cancelled.",
    );
    ended(
        and(claimed(), [(30, help(RequestFact::Closed { why: CloseReason::ByAgent }))]),
        None,
        "The help request is closed.",
    );
    assert!(!view(and(waiting(), [exit(Unclaimed::Timeout)])).emergency);
}

///
#[test]
fn a_note_is_a_caption_while_its_sender_coaches_and_goes_with_the_request() {
    let shown = |facts| {
        let (call, timeline) = folded(facts);
        note(&call, &timeline)
    };
    let wrote = |coaching| {
        let (from, text) = ("Sofia Marin".to_owned(), "Offer half".to_owned());
        Some(LastNote { from, text, coaching })
    };
    assert_eq!(shown(claimed()), None);
    assert_eq!(shown(coached()), wrote(true));
    let quiet = and(coached(), [(50, stopped(StopReason::Completed))]);
    assert_eq!(shown(quiet.clone()), wrote(false));
    let closed = (60, help(RequestFact::Closed { why: CloseReason::ByAgent }));
    assert_eq!(shown(and(quiet, [closed])), None);
}

fn reasons() -> Vec<Reason> {
    let one = |id, label: &str, comment: &str| Reason {
        id: reason(id),
        label: label.to_owned(),
        comment: comment.to_owned(),
        plan: Vec::new(),
    };
    vec![one("policy", "Policy", "Please approve: "), one("other", "Other", "")]
}

#[test]
fn a_draft_begins_with_the_first_reason_and_its_comment() {
    let draft = Draft::fresh(&reasons()).expect("there are reasons");
    assert_eq!(draft.reason, reason("policy"));
    assert_eq!(draft.comment, "Please approve: ");
    assert_eq!(draft.severity, Severity::Assist);
    assert_eq!(Draft::fresh(&[]), None);
}

#[test]
fn another_reason_brings_its_comment_unless_something_was_written() {
    let reasons = reasons();
    let mut draft = Draft::fresh(&reasons).expect("there are reasons");
    draft.choose(&reasons, reason("other"));
    assert_eq!(draft.comment, "");
    draft.choose(&reasons, reason("policy"));
    assert_eq!(draft.comment, "Please approve: ");
    draft.comment.push_str("900");
    draft.choose(&reasons, reason("other"));
    assert_eq!(draft.comment, "Please approve: 900");
}

#[test]
fn a_kept_draft_is_read_again_word_for_word() {
    let reasons = reasons();
    let mut draft = Draft::fresh(&reasons).expect("there are reasons");
    draft.comment = "Two\nlines".to_owned();
    draft.severity = Severity::Emergency;
    assert_eq!(Draft::read(&draft.kept(), &reasons), Some(draft.clone()));
    assert_eq!(Draft::read(&draft.kept(), &[]), None);
    assert_eq!(Draft::read("nonsense", &reasons), None);
}
