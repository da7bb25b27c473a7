//! When a help request calls, how, and what its popup shows.

use std::collections::BTreeSet;

use backline_core::{
    id::{InteractionId, PersonId, ReasonId, TenantId, VisitorId},
    interaction::{
        CallFact, Channel, Contact, Fact, HelpFact, Interaction, Lens, RequestFact, Stamped,
        contact::ContactField,
        help::{Brief, Severity, StageRun},
    },
    people::PersonCard,
    personal::{Personal, Subject},
    terms::{CountUp, Since, Terms},
    time::{Millis, Timestamp},
};
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{
    alert::{Alert, Away, Mark},
    due,
    settings::NOTIFIES,
    sheet::{Buttons, Sheet},
    sightings::Sightings,
};
use crate::runtime::{Attention, NotificationText, Permission};

const NOW: Timestamp = Timestamp(1_000_000);
const AT_WORK: Attention = Attention { visible: true, focused: true, touched_at: NOW };
const AWAY: Attention = Attention { visible: false, focused: false, touched_at: NOW };

fn mark(call: u128) -> Mark {
    Mark { interaction: InteractionId::from_u128(call), request: 1, stage: 1 }
}

fn alert(call: u128) -> Alert {
    Alert {
        mark: mark(call),
        since: NOW,
        severity: Severity::Assist,
        agent: "Ana Ribeiro".to_owned(),
        reason: "Policy or approval".to_owned(),
        claimable: true,
        pops_up: true,
        notifies: true,
        untouched_after: Millis::seconds(30),
    }
}

fn emergency(call: u128) -> Alert {
    Alert { severity: Severity::Emergency, ..alert(call) }
}

fn only_to_look_at(call: u128) -> Alert {
    Alert { claimable: false, ..alert(call) }
}

fn none() -> BTreeSet<Mark> {
    BTreeSet::new()
}

fn notified(alerts: &[Alert], attention: Attention, shown: &BTreeSet<Mark>) -> Vec<Mark> {
    let due = due::notifications(alerts, attention, NOW, shown);
    due.into_iter().map(|(mark, _)| mark).collect()
}

#[test]
fn a_mark_reads_back_and_nothing_else_does() {
    let written = mark(7).to_string();
    assert_eq!(written, "00000000-0000-0000-0000-000000000007/1/1");
    assert_eq!(written.parse(), Ok(mark(7)));
    let values = ["00000000-0000-0000-0000-000000000007", "1", "1"].map(str::to_owned);
    assert_eq!(Mark::read(&values), Some(mark(7)));
    for wrong in ["", "7/1/1", "00000000-0000-0000-0000-000000000007/1", &[&written, "/1"].concat()]
    {
        assert!(wrong.parse::<Mark>().is_err(), "{wrong}");
    }
}

///
#[test]
fn the_pressing_pops_up_first_and_stays_while_it_may() {
    let alerts = [emergency(2), alert(1)];
    assert_eq!(due::popup(&alerts, &[], None), Some(mark(2)));
    assert_eq!(due::popup(&alerts, &[], Some(mark(1))), Some(mark(1)));
    assert_eq!(due::behind(&alerts, &[], mark(1)), 1);
}

///
#[test]
fn a_popup_that_was_put_away_does_not_come_back_in_that_stage() {
    let away = [alert(1).away()];
    assert_eq!(due::popup(&[alert(1), alert(2)], &away, Some(mark(1))), Some(mark(2)));
    assert_eq!(due::popup(&[alert(1)], &away, None), None);
    let later = Mark { stage: 2, ..mark(1) };
    let escalated = Alert { mark: later, ..alert(1) };
    assert_eq!(due::popup(&[escalated], &away, None), Some(later));
    let again = Alert { since: Timestamp(NOW.0 + 1), ..alert(1) };
    assert_eq!(due::popup(&[again], &away, None), Some(mark(1)), "asked anew, it pops up anew");
}

#[test]
fn what_was_put_away_reads_back_and_nothing_else_does() {
    let away = alert(7).away();
    assert_eq!(away.to_string(), "00000000-0000-0000-0000-000000000007/1/1/1000000");
    assert_eq!(away.to_string().parse(), Ok(away));
    for wrong in ["", &mark(7).to_string(), "00000000-0000-0000-0000-000000000007/1/1/"] {
        assert!(wrong.parse::<Away>().is_err(), "{wrong}");
    }
}

///
#[test]
fn a_popup_goes_with_its_request_and_with_the_right_to_take_it() {
    assert_eq!(due::popup(&[], &[], Some(mark(1))), None);
    assert_eq!(due::popup(&[only_to_look_at(1)], &[], Some(mark(1))), None);
    let off = Alert { pops_up: false, ..alert(1) };
    assert_eq!(due::popup(&[off], &[], None), None);
}

///
#[test]
fn a_notification_comes_once_and_only_while_nobody_is_at_the_page() {
    assert_eq!(notified(&[alert(1)], AT_WORK, &none()), []);
    assert_eq!(notified(&[alert(1)], AWAY, &none()), [mark(1)]);
    assert_eq!(notified(&[alert(1)], AWAY, &BTreeSet::from([mark(1)])), []);
    let untouched = Attention { touched_at: Timestamp(NOW.0 - 30_000), ..AT_WORK };
    assert_eq!(notified(&[alert(1)], untouched, &none()), [mark(1)]);
}

///
#[test]
fn only_who_can_take_the_request_is_notified_and_only_where_the_tenant_wants_it() {
    assert_eq!(notified(&[only_to_look_at(1)], AWAY, &none()), []);
    assert_eq!(notified(&[Alert { notifies: false, ..alert(1) }], AWAY, &none()), []);
}

#[test]
fn a_notification_has_no_word_of_the_conversation() {
    let due = due::notifications(&[emergency(1)], AWAY, NOW, &none());
    let message = NotificationText {
        tag: "backline/00000000-0000-0000-0000-000000000001/1/1".to_owned(),
        title: "Emergency: Ana Ribeiro needs help".to_owned(),
        body: "Policy or approval".to_owned(),
    };
    assert_eq!(due, [(mark(1), message)]);
}

#[test]
fn a_request_sounds_for_who_can_take_it_unless_silenced() {
    assert_eq!(due::sound(&[alert(1)], false), Some(Severity::Assist));
    assert_eq!(due::sound(&[alert(1), emergency(2)], false), Some(Severity::Emergency));
    assert_eq!(due::sound(&[alert(1), only_to_look_at(2)], true), None);
    assert_eq!(due::sound(&[Alert { claimable: false, ..emergency(1) }], false), None);
    assert_eq!(due::sound(&[], false), None);
}

#[test]
fn the_title_calls_while_nobody_is_at_the_page() {
    let title = |alerts: &[Alert], attention| due::title(alerts, attention, NOW);
    let alerts = [alert(1), alert(2), only_to_look_at(3)];
    assert_eq!(title(&alerts, AWAY).as_deref(), Some("(2) Help requested · Backline"));
    assert_eq!(title(&[emergency(1)], AWAY).as_deref(), Some("(1) Emergency · Backline"));
    assert_eq!(title(&alerts, AT_WORK), None);
    assert_eq!(title(&[], AWAY), None);
}

#[test]
fn the_title_alternates_and_stands_for_who_wants_stillness() {
    let seconds = [0, 500, 1000, 1500, 2000].map(|at| due::alternates(Timestamp(at), false));
    assert_eq!(seconds, [true, true, false, false, true]);
    assert!(due::alternates(Timestamp(1000), true));
}

#[test]
fn a_request_is_seen_after_a_second_in_view_and_told_once() {
    let mut sightings = Sightings::default();
    let view = BTreeSet::from([mark(1), mark(2)]);
    let mut look = |at, view: &BTreeSet<Mark>| sightings.look(Timestamp(at), view);
    assert_eq!(look(0, &BTreeSet::from([mark(1)])), []);
    assert_eq!(look(999, &view), []);
    assert_eq!(look(1000, &view), [mark(1)]);
    assert_eq!(look(1500, &view), []);
    assert_eq!(look(1999, &view), [mark(2)]);
}

#[test]
fn what_leaves_the_view_or_is_left_alone_begins_again() {
    let mut sightings = Sightings::default();
    let view = BTreeSet::from([mark(1)]);
    sightings.look(Timestamp(0), &view);
    sightings.look(Timestamp(500), &none());
    assert_eq!(sightings.look(Timestamp(1200), &view), []);
    sightings.look_away();
    assert_eq!(sightings.look(Timestamp(2500), &view), []);
    assert_eq!(sightings.look(Timestamp(3500), &view), [mark(1)]);
}

#[test]
fn what_cannot_be_answered_for_a_while_is_told_again() {
    let mut sightings = Sightings::default();
    let view = BTreeSet::from([mark(1)]);
    let mut look = |at, view: &BTreeSet<Mark>| sightings.look(Timestamp(at), view);
    assert_eq!(look(0, &view), []);
    assert_eq!(look(1000, &view), [mark(1)]);
    assert_eq!(look(1500, &none()), []);
    assert_eq!(look(2000, &view), []);
    assert_eq!(look(3000, &view), [mark(1)]);
}

#[test]
fn what_a_lost_link_may_have_swallowed_is_told_again() {
    let mut sightings = Sightings::default();
    let view = BTreeSet::from([mark(1)]);
    sightings.look(Timestamp(0), &view);
    assert_eq!(sightings.look(Timestamp(1000), &view), [mark(1)]);
    sightings.forget();
    sightings.look(Timestamp(2000), &view);
    assert_eq!(sightings.look(Timestamp(3000), &view), [mark(1)]);
}

///
#[test]
fn each_permission_that_is_not_given_says_what_to_do() {
    assert!(NOTIFIES.standing(Permission::Refused).contains("Allow them"));
    assert!(NOTIFIES.standing(Permission::Framed).contains("on its own"));
    assert!(NOTIFIES.standing(Permission::Given).contains("are on"));
}

const CALLED: Timestamp = Timestamp(10_000);
const ANSWERED: Timestamp = Timestamp(20_000);
const RAISED: Timestamp = Timestamp(50_000);
const CALL: InteractionId = InteractionId::from_u128(7);
const GUEST: Subject = Subject::Customer(CALL);

/// A call under these terms, with a request that brings `brief`.
fn raised(terms: Terms, contact: Option<Contact>, brief: Brief) -> Interaction {
    let ana = PersonId::new("ana").expect("the name is well-formed");
    let policy = terms.help.reasons.iter().find(|reason| reason.id.as_str() == "policy");
    let label = policy.expect("it is a usual one").label.clone();
    let facts = [
        (
            CALLED,
            Fact::Call(CallFact::Opened {
                id: CALL,
                tenant: TenantId::new("acme").expect("the name is well-formed"),
                channel: Channel::Voice,
                visitor: VisitorId::from_u128(0),
                name: Personal::new(GUEST, "Guest".to_owned()),
                number: Some(Personal::new(GUEST, "+351 21 000".to_owned())),
                wants: None,
                contact: contact.map(|contact| Personal::new(GUEST, contact)),
                terms: Box::new(terms),
            }),
        ),
        (
            ANSWERED,
            Fact::Call(CallFact::Answered {
                agent: PersonCard::new(ana, "Ana Ribeiro", Some("2001")),
                until: Timestamp(60_000),
            }),
        ),
        (
            RAISED,
            Fact::Help(HelpFact::Request {
                request: 1,
                what: RequestFact::Requested {
                    reason: ReasonId::new("policy").expect("the name is well-formed"),
                    label,
                    comment: Personal::new(GUEST, "Refund over the limit".to_owned()),
                    severity: Severity::Assist,
                    brief,
                    earlier: Vec::new(),
                    run: StageRun {
                        stage: 1,
                        until: Timestamp(170_000),
                        timer: Some(Timestamp(60_000)),
                    },
                },
            }),
        ),
    ];
    let log = facts.map(|(at, fact)| Stamped { at, fact });
    Interaction::fold(Lens::Supervisor, &log).expect("the log begins with Opened")
}

fn sheet(call: &Interaction) -> Sheet {
    let mark = Mark { interaction: CALL, request: 1, stage: 1 };
    Sheet::of(call, mark).expect("the request is in that stage")
}

fn count(label: &str, since: Since) -> CountUp {
    CountUp { label: label.to_owned(), since }
}

fn pair(what: &str, value: &str) -> (String, String) {
    (what.to_owned(), value.to_owned())
}

///
#[test]
fn a_popup_shows_who_and_why_and_the_callers_own_name_where_there_is_no_record() {
    let sheet = sheet(&raised(Terms::default(), None, Brief::default()));
    let label = |label: &str| Some(label.to_owned());
    assert_eq!(
        sheet,
        Sheet {
            severity: Severity::Assist,
            agent: "Ana Ribeiro".to_owned(),
            reason: "Policy or approval".to_owned(),
            comment: Some("Refund over the limit".to_owned()),
            record: vec![pair("Name", "Guest"), pair("Number", "+351 21 000")],
            intent: None,
            summary: None,
            text: None,
            timers: Vec::new(),
            deadline: Some(Timestamp(60_000)),
            buttons: Buttons {
                claim: label("Claim"),
                close: label("Close"),
                reject: label("Reject"),
            },
        }
    );
}

///
#[test]
fn a_popup_shows_the_contacts_record() {
    let contact = Contact {
        name: Some("Rui Costa".to_owned()),
        number: None,
        fields: vec![ContactField { label: "Plan".to_owned(), value: "Gold".to_owned() }],
        summary: Some("Wants the money back".to_owned()),
        intent: Some("refund".to_owned()),
    };
    let sheet = sheet(&raised(Terms::default(), Some(contact), Brief::default()));
    let record = [pair("Name", "Rui Costa"), pair("Number", "+351 21 000"), pair("Plan", "Gold")];
    assert_eq!(sheet.record, record);
    assert_eq!(sheet.summary.as_deref(), Some("Wants the money back"));
    assert_eq!(sheet.intent.as_deref(), Some("refund"));
}

///
#[test]
fn a_requests_own_text_and_timers_stand_before_the_tenants() {
    let mut terms = Terms::default();
    terms.help.popup.text = "tenant".to_owned();
    terms.help.popup.timers = vec![count("Call", Since::Call), count("Answered", Since::Answer)];
    let tenants = sheet(&raised(terms.clone(), None, Brief::default()));
    assert_eq!(tenants.text.as_deref(), Some("tenant"));
    assert_eq!(tenants.timers, [("Call".to_owned(), CALLED), ("Answered".to_owned(), ANSWERED)]);
    let brief = Brief {
        text: Some(Personal::new(GUEST, "own".to_owned())),
        count_ups: Some(Personal::new(
            GUEST,
            vec![count("Queued", Since::Unix(5)), count("Raised", Since::Request)],
        )),
    };
    let own = sheet(&raised(terms, None, brief));
    assert_eq!(own.text.as_deref(), Some("own"));
    assert_eq!(own.timers, [("Queued".to_owned(), Timestamp(5000)), ("Raised".to_owned(), RAISED)]);
}

///
#[test]
fn buttons_are_there_and_are_called_as_the_tenant_says() {
    let mut terms = Terms::default();
    terms.help.popup.claim.label = "Accept".to_owned();
    terms.help.popup.close.shown = false;
    let buttons = sheet(&raised(terms.clone(), None, Brief::default())).buttons;
    assert_eq!((buttons.claim.as_deref(), buttons.close.as_deref()), (Some("Accept"), None));
    assert!(!buttons.lets_go());
    terms.help.popup.claim.shown = false;
    terms.help.popup.reject.shown = false;
    assert!(sheet(&raised(terms, None, Brief::default())).buttons.lets_go());
}

///
#[test]
fn what_a_tenant_calls_things_turns_no_words_around_it() {
    let mut terms = Terms::default();
    let (written, apart) =
        ("\u{202e}\u{5d4}\u{5d7}\u{5d6}\u{5e8}", "\u{2068}\u{5d4}\u{5d7}\u{5d6}\u{5e8}\u{2069}");
    for reason in &mut terms.help.reasons {
        reason.label = written.to_owned();
    }
    for button in
        [&mut terms.help.popup.claim, &mut terms.help.popup.close, &mut terms.help.popup.reject]
    {
        button.label = written.to_owned();
    }
    terms.help.popup.timers = vec![count(written, Since::Call)];
    let sheet = sheet(&raised(terms, None, Brief::default()));
    let label = |label: &str| Some(label.to_owned());
    let buttons = Buttons { claim: label(apart), close: label(apart), reject: label(apart) };
    assert_eq!((&*sheet.reason, sheet.buttons), (apart, buttons));
    assert_eq!(sheet.timers, [(apart.to_owned(), CALLED)]);
}

#[test]
fn a_sheet_is_of_one_stage_only() {
    let call = raised(Terms::default(), None, Brief::default());
    let later = Mark { interaction: CALL, request: 1, stage: 2 };
    assert_eq!(Sheet::of(&call, later), None);
}
