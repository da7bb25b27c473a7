//! What an audit says: nothing against a log that the core wrote, and of each kind of forgery what
//! it is.

use std::collections::BTreeSet;

use backline_core::{
    audit::{CallAudit, Contradiction, Finding, KeptAs, floor, interaction, kept},
    floor::FloorFact,
    id::{InteractionId, LegId},
    interaction::{
        Action, CallCommand, CallFact, Command, Fact, HelpCommand, HelpFact, RequestFact,
        SuperviseCommand, SuperviseFact, call::CallContradiction, help::HelpContradiction,
        supervise::SuperviseContradiction,
    },
    people::{Identity, Presence},
    protocol::{FloorRecord, Record},
    routing::{Edge, PartyId},
    terms::Terms,
    time::{Millis, Timestamp},
};

use crate::{
    cast::{CALL, acme, card, globex, id, person, profile, supervisor_party},
    help::{ask_again, claim, close, receipt, reject, request},
    rig::Rig,
};

/// Sofia monitors and coaches with a note, sam barges in, a crash; then it is over.
fn supervised() -> Vec<Record> {
    let mut rig = Rig::opened_by(&["sofia", "sam"]);
    rig.at = rig.at.plus(Millis(500));
    rig.act("sofia", Action::Monitor);
    let end = SuperviseCommand::EndAction { action: Action::Monitor };
    rig.ok(&person("sofia"), Command::Supervise(end));
    rig.act("sofia", Action::Coach);
    let note = SuperviseCommand::SendNote { text: "Offer a visit.".to_owned() };
    rig.ok(&person("sofia"), Command::Supervise(note));
    rig.act("sam", Action::BargeIn);
    rig.ok(&person("sam"), Command::Supervise(SuperviseCommand::Disconnect));
    rig.crash();
    rig.ok(&person("ana"), Command::Call(CallCommand::HangUp));
    rig.records
}

/// Help is asked for twice: rejected by sofia, taken by sam, who leaves; asked for again, taken by
/// sofia and closed; asked for again until every stage is over.
fn helped() -> Vec<Record> {
    let mut rig = Rig::talking_under(Terms::default());
    rig.ok(&person("ana"), request());
    receipt(&mut rig, "sofia", (1, 1), true);
    rig.wait(Millis(300));
    rig.ok(&person("sofia"), reject(1));
    rig.ok(&person("sam"), claim(1));
    rig.join(&person("sam"), &supervisor_party("sam"));
    rig.act("sam", Action::Coach);
    rig.ok(&person("sam"), Command::Supervise(SuperviseCommand::Disconnect));
    rig.ok(&person("ana"), ask_again(1));
    rig.ok(&person("sofia"), claim(1));
    rig.ok(&person("ana"), close(1));
    let add = HelpCommand::AddHelper { person: id("sue") };
    rig.ok(&person("ada"), Command::Help(add));
    rig.ok(&person("ana"), request());
    rig.wait(Millis::seconds(1_000));
    rig.ok(&person("ana"), Command::Call(CallCommand::HangUp));
    rig.records
}

fn place(log: &[Record], what: impl Fn(&Fact) -> bool) -> usize {
    log.iter().position(|record| what(&record.fact)).expect("it is in the log")
}

fn asked(log: &[Record], what: impl Fn(&RequestFact) -> bool) -> usize {
    place(log, |fact| matches!(fact, Fact::Help(HelpFact::Request { what: it, .. }) if what(it)))
}

fn acts(log: &[Record], what: impl Fn(&SuperviseFact) -> bool) -> usize {
    place(log, |fact| matches!(fact, Fact::Supervise(it) if what(it)))
}

/// Numbers and instants as a log has them.
fn in_order(log: &mut [Record]) {
    let mut at = Timestamp::default();
    for (number, record) in (0..).zip(log) {
        record.number = number;
        at = at.max(record.at);
        record.at = at;
    }
}

/// What is said of a log, when it is changed like this.
fn said(mut log: Vec<Record>, forge: impl FnOnce(&mut Vec<Record>)) -> Vec<Contradiction> {
    assert_eq!(interaction(&log), [], "it is good before");
    forge(&mut log);
    in_order(&mut log);
    interaction(&log).into_iter().map(|finding| finding.what).collect()
}

#[track_caller]
fn finds(
    log: Vec<Record>,
    expected: impl Into<Contradiction>,
    forge: impl FnOnce(&mut Vec<Record>),
) {
    let (expected, said) = (expected.into(), said(log, forge));
    assert!(said.contains(&expected), "{expected:?} was not found: {said:#?}");
}

/// Tells a fact twice.
fn again(log: &mut Vec<Record>, at: usize) {
    log.insert(at + 1, log[at].clone());
}

#[test]
fn nothing_speaks_against_a_log_that_the_core_wrote() {
    for log in [supervised(), helped()] {
        assert_eq!(interaction(&log), []);
        let tenant = &acme();
        assert_eq!(kept(&log, KeptAs { tenant, interaction: CALL, sealed: true }), []);
        let mut audit = CallAudit::default();
        assert!(log.iter().all(|record| audit.take(record).is_empty()));
        assert!(audit.state().unwrap().is_over());
    }
}

#[test]
fn a_log_begins_once_under_its_own_name_and_ends_once() {
    let log = supervised();
    let (tenant, stranger) = (&acme(), &globex());
    let one = |place, what| [Finding { place, what }];
    let name = KeptAs { tenant: stranger, interaction: CALL, sealed: true };
    assert_eq!(kept(&log, name), one(Some(0), Contradiction::OpensAnother));
    let interaction = InteractionId::from_u128(99);
    let name = KeptAs { tenant, interaction, sealed: true };
    assert_eq!(kept(&log, name), one(Some(0), Contradiction::OpensAnother));
    let cut = &log[..log.len() - 1];
    let name = KeptAs { tenant, interaction: CALL, sealed: true };
    assert_eq!(kept(cut, name), one(None, Contradiction::SealedBeforeItsEnd));
    finds(supervised(), Contradiction::NotOpened, |log| drop(log.remove(0)));
    finds(supervised(), CallContradiction::OpenedAgain, |log| again(log, 0));
    finds(supervised(), Contradiction::AfterTheEnd, |log| again(log, log.len() - 1));
}

#[test]
fn numbers_have_no_gap_and_instants_do_not_run_backwards() {
    let mut log = supervised();
    log.remove(4);
    let first = interaction(&log).remove(0);
    assert_eq!(first, Finding { place: Some(4), what: Contradiction::Numbered(5) });
    assert_eq!(first.to_string(), "fact 4: it calls itself 5.");
    let mut log = supervised();
    let last = log.len() - 1;
    log[last].at = Timestamp(0);
    let earlier = Finding { place: Some(last as u64), what: Contradiction::Earlier };
    assert_eq!(interaction(&log), [earlier]);
}

#[test]
fn an_edge_that_the_rules_do_not_allow_is_found_wherever_it_is_recorded() {
    let edge = Edge::between(supervisor_party("sofia"), PartyId::Customer);
    finds(supervised(), Contradiction::Forbidden(edge.clone()), |log| {
        let coaching =
            acts(log, |it| matches!(it, SuperviseFact::ActionActive { action: Action::Coach, .. }));
        let Fact::Supervise(SuperviseFact::ActionActive { edges, .. }) = &mut log[coaching].fact
        else {
            unreachable!()
        };
        edges.0.insert(edge.clone());
    });
    let sentence = Contradiction::Forbidden(edge.clone()).to_string();
    assert_eq!(sentence, "it lets the customer hear sofia, which the rules do not allow");
    finds(supervised(), Contradiction::Forbidden(edge.clone()), |log| {
        let coaching = acts(log, |it| matches!(it, SuperviseFact::NoteSent { .. }));
        let mut record = log[coaching].clone();
        let edges = [edge.clone()].into_iter().collect();
        record.fact = Fact::Call(CallFact::HearingEnforced { edges });
        log.insert(coaching, record);
    });
}

#[test]
fn actions_begin_with_a_command_and_end_in_order() {
    let requested =
        |log: &[Record]| acts(log, |it| matches!(it, SuperviseFact::ActionRequested { .. }));
    let active = |log: &[Record]| acts(log, |it| matches!(it, SuperviseFact::ActionActive { .. }));
    finds(supervised(), SuperviseContradiction::NotIdle, |log| again(log, requested(log)));
    finds(supervised(), SuperviseContradiction::NotCommanded, |log| {
        let at = requested(log);
        log[at].cause = None;
    });
    for other in [
        Identity::Server,
        Identity::Person(id("sam")),
        Identity::Integration { name: "crm".parse().unwrap(), on_behalf_of: None },
    ] {
        finds(supervised(), SuperviseContradiction::NotByThemselves, |log| {
            let at = requested(log);
            log[at].by = other;
        });
    }
    finds(supervised(), SuperviseContradiction::NotRequested, |log| again(log, active(log)));
    finds(supervised(), SuperviseContradiction::NotRunning, |log| {
        again(log, acts(log, |it| matches!(it, SuperviseFact::ActionEnded { .. })));
    });
    finds(supervised(), SuperviseContradiction::NotThere, |log| {
        again(log, acts(log, |it| matches!(it, SuperviseFact::SupervisorLeft { .. })));
    });
}

#[test]
fn connections_come_up_that_were_begun_and_before_anybody_acts_over_them() {
    let connected = |log: &[Record]| {
        place(log, |fact| matches!(fact, Fact::Call(CallFact::LegConnected { .. })))
    };
    finds(supervised(), CallContradiction::NoSuchConnection, |log| {
        let at = connected(log);
        let Fact::Call(CallFact::LegConnected { leg, .. }) = &mut log[at].fact else {
            unreachable!()
        };
        *leg = LegId::from_u128(4_711);
    });
    finds(supervised(), CallContradiction::ActsBeforeConnected, |log| {
        let sofia = supervisor_party("sofia");
        let up = place(
            log,
            |fact| matches!(fact, Fact::Call(CallFact::LegConnected { party, .. }) if *party == sofia),
        );
        let requested = acts(log, |it| matches!(it, SuperviseFact::ActionRequested { .. }));
        let record = log[up].clone();
        log.insert(requested + 1, record);
    });
}

#[test]
fn notes_and_send_come_from_those_who_coach_or_help() {
    let note = |log: &[Record]| acts(log, |it| matches!(it, SuperviseFact::NoteSent { .. }));
    finds(supervised(), SuperviseContradiction::NotTheirNote, |log| {
        let early = log[note(log)].clone();
        log.insert(1, early);
    });
    for pressed in [true, false] {
        finds(supervised(), SuperviseContradiction::SendUnchanged, |log| {
            let at = note(log);
            let mut record = log[at].clone();
            let supervisor = if pressed { id("sam") } else { id("sofia") };
            record.fact = Fact::Supervise(if pressed {
                SuperviseFact::SendPressed { supervisor }
            } else {
                SuperviseFact::SendReleased { supervisor }
            });
            log.insert(at, record);
        });
    }
}

#[test]
fn help_is_requested_once_at_a_time_on_a_call_that_was_answered() {
    let requested = |log: &[Record]| asked(log, |it| matches!(it, RequestFact::Requested { .. }));
    finds(helped(), HelpContradiction::NotAnswered, |log| {
        let early = log[requested(log)].clone();
        log.insert(1, early);
    });
    finds(helped(), HelpContradiction::RequestUnderWay, |log| again(log, requested(log)));
    finds(helped(), HelpContradiction::NotTheNextRequest, |log| {
        let at = requested(log);
        let Fact::Help(HelpFact::Request { request, .. }) = &mut log[at].fact else {
            unreachable!()
        };
        *request = 2;
    });
    finds(helped(), HelpContradiction::NotTheFirstStage, |log| {
        let at = requested(log);
        let Fact::Help(HelpFact::Request { what: RequestFact::Requested { run, .. }, .. }) =
            &mut log[at].fact
        else {
            unreachable!()
        };
        run.stage = 2;
    });
    finds(helped(), HelpContradiction::NoSuchRequest, |log| drop(log.remove(requested(log))));
    finds(helped(), Contradiction::HelpOutlivesCall, |log| {
        let at = requested(log);
        let end = log.last().unwrap().clone();
        log.truncate(at + 1);
        log.push(end);
    });
}

#[test]
fn a_request_goes_through_its_stages_in_order_and_is_taken_once() {
    let claimed = |log: &[Record]| asked(log, |it| matches!(it, RequestFact::Claimed { .. }));
    let closed = |log: &[Record]| asked(log, |it| matches!(it, RequestFact::Closed { .. }));
    finds(helped(), HelpContradiction::TakenTwice, |log| again(log, claimed(log)));
    finds(helped(), HelpContradiction::NotThatStage, |log| {
        let at = claimed(log);
        let Fact::Help(HelpFact::Request { what: RequestFact::Claimed { stage, .. }, .. }) =
            &mut log[at].fact
        else {
            unreachable!()
        };
        *stage = 2;
    });
    finds(helped(), HelpContradiction::TakenByRejecter, |log| {
        let at = claimed(log);
        let Fact::Help(HelpFact::Request { what: RequestFact::Claimed { helper, .. }, .. }) =
            &mut log[at].fact
        else {
            unreachable!()
        };
        *helper = card("sofia");
    });
    finds(helped(), HelpContradiction::RejectedTwice, |log| {
        again(log, asked(log, |it| matches!(it, RequestFact::Rejected { .. })));
    });
    finds(helped(), HelpContradiction::StageSkipped, |log| {
        let at = asked(log, |it| matches!(it, RequestFact::StageEnded { .. }));
        let Fact::Help(HelpFact::Request { what: RequestFact::StageEnded { next, .. }, .. }) =
            &mut log[at].fact
        else {
            unreachable!()
        };
        next.as_mut().unwrap().stage = 7;
    });
    finds(helped(), HelpContradiction::NobodyAsked, |log| {
        let (rejected, at) =
            (asked(log, |it| matches!(it, RequestFact::Rejected { .. })), claimed(log));
        let late = log[rejected].clone();
        log.insert(at + 1, late);
    });
    finds(helped(), HelpContradiction::NotTaken, |log| again(log, closed(log)));
    finds(helped(), SuperviseContradiction::NotTheHelper, |log| drop(log.remove(claimed(log))));
}

#[test]
fn helpers_leave_return_and_are_listed_in_order() {
    let left = |log: &[Record]| asked(log, |it| matches!(it, RequestFact::HelperLeft { .. }));
    finds(helped(), HelpContradiction::LeftTwice, |log| again(log, left(log)));
    finds(helped(), HelpContradiction::NotLeft, |log| {
        let at = left(log);
        let mut record = log[at].clone();
        record.fact =
            Fact::Help(HelpFact::Request { request: 1, what: RequestFact::HelperReturned });
        log.insert(at, record);
    });
    let added =
        |log: &[Record]| place(log, |it| matches!(it, Fact::Help(HelpFact::HelperAdded { .. })));
    finds(helped(), HelpContradiction::ListedAlready, |log| again(log, added(log)));
    finds(helped(), HelpContradiction::NotListed, |log| {
        let at = added(log);
        log[at].fact = Fact::Help(HelpFact::HelperRemoved { helper: id("sue") });
    });
}

#[test]
fn a_floor_speaks_of_its_own_people_in_each_of_its_segments() {
    let people = |names: &[&str]| FloorFact::PeopleConfigured {
        people: names
            .iter()
            .map(|name| profile(name, backline_core::people::Role::Agent))
            .collect(),
    };
    let present = |name: &str| {
        let (person, presence) = (id(name), Presence::Available);
        FloorFact::PresenceSet { person, presence }
    };
    let log: Vec<FloorRecord> = (0..)
        .zip([people(&["ana", "ben"]), present("ana"), people(&["ana"]), present("ana")])
        .map(|(number, fact)| FloorRecord {
            number,
            at: Timestamp(number),
            by: Identity::Server,
            cause: None,
            fact,
        })
        .collect();
    let segments = BTreeSet::from([0, 2]);
    assert_eq!(floor(&acme(), &log, &segments), []);
    let mut forged = log;
    forged[3].fact = present("ben");
    forged[3].at = Timestamp(1);
    forged[1].number = 9;
    let finding = |place, what| Finding { place: Some(place), what };
    let expected = [
        finding(1, Contradiction::Numbered(9)),
        finding(3, Contradiction::Earlier),
        finding(3, Contradiction::Unconfigured(id("ben"))),
    ];
    assert_eq!(floor(&acme(), &forged, &segments), expected);
}
