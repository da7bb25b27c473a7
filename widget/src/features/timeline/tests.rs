//! What each viewer reads of one timeline, and the clocks along it.

use backline_core::{
    interaction::{
        Action, CallFact, EndReason, Fact, Lens, Origin, Parting, RequestFact, StopReason,
        SuperviseFact,
        help::{CloseReason, NotClaimed, Severity, Unclaimed},
    },
    people::PersonCard,
    routing::{Edge, PartyId, Routes},
    time::{Millis, Timestamp},
};
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{Lap, laps, rows};
use crate::features::fixtures::{
    LATER, asked, help, person, personal, run, sofia, talking, timeline,
};

fn coached() -> Vec<(u64, Fact)> {
    let party = PartyId::Person(person("sofia"));
    let agent = PartyId::Person(person("ana"));
    let edges: Routes =
        [Edge::between(party, agent.clone()), Edge::between(PartyId::Customer, agent)]
            .into_iter()
            .collect();
    let (stage, delivered, seen) = (1, vec![person("sofia"), person("sam")], vec![person("sofia")]);
    let mut facts = talking();
    facts.extend([
        (10, asked(Severity::Assist)),
        (11, help(RequestFact::Received { stage, delivered, seen: Vec::new() })),
        (13, help(RequestFact::Received { stage, delivered: Vec::new(), seen })),
        (20, help(RequestFact::Claimed { stage, helper: sofia() })),
        (
            30,
            Fact::Supervise(SuperviseFact::ActionActive {
                supervisor: sofia(),
                action: Action::Coach,
                edges,
            }),
        ),
        (
            35,
            Fact::Supervise(SuperviseFact::NoteSent {
                by: sofia(),
                text: personal("Offer <b>half</b>"),
            }),
        ),
        (
            50,
            Fact::Supervise(SuperviseFact::ActionEnded {
                supervisor: person("sofia"),
                action: Action::Coach,
                why: StopReason::Completed,
            }),
        ),
        (55, help(RequestFact::HelperLeft { how: Parting::Disconnected })),
        (60, help(RequestFact::Closed { why: CloseReason::ByAgent })),
        (90, Fact::Call(CallFact::Ended { why: EndReason::CustomerHungUp })),
    ]);
    facts
}

fn told(facts: Vec<(u64, Fact)>, lens: Lens, me: &str) -> Vec<String> {
    rows(&timeline(facts), lens, Some(&person(me))).into_iter().map(|row| row.said).collect()
}

#[test]
fn the_agent_reads_what_became_of_the_request() {
    assert_eq!(
        told(coached(), Lens::Agent, "ana"),
        [
            "Carla called.",
            "You answered.",
            "You asked for help: Policy or approval.",
            "Delivered to 2 supervisors.",
            "Delivered to 2 supervisors, seen by 1.",
            "Sofia Marin claimed the request.",
            "Sofia Marin began to coach.",
            "Sofia Marin sent a note.",
            "Sofia Marin stopped coaching.",
            "Sofia Marin left the request.",
            "You closed the request.",
            "The customer hung up.",
        ]
    );
}

#[test]
fn the_supervisor_reads_the_same_timeline_from_the_other_side() {
    let mut facts = talking();
    facts.extend([
        (10, asked(Severity::Emergency)),
        (12, help(RequestFact::Rejected { by: PersonCard::new(person("sam"), "", None) })),
        (20, help(RequestFact::Claimed { stage: 1, helper: sofia() })),
        (
            20,
            Fact::Supervise(SuperviseFact::SupervisorOpened {
                supervisor: sofia(),
                until: LATER,
                origin: Origin::Request(1),
            }),
        ),
        (
            40,
            Fact::Supervise(SuperviseFact::SupervisorLeft {
                supervisor: person("sofia"),
                why: Parting::GraceOver,
            }),
        ),
    ]);
    assert_eq!(
        told(facts, Lens::Supervisor, "sofia"),
        [
            "Carla called.",
            "Ana Ribeiro answered.",
            "Ana Ribeiro asked for help. Emergency: Policy or approval.",
            "Somebody rejected the request.",
            "You claimed the request.",
            "You opened the interaction to help.",
            "You did not come back after a loss.",
        ]
    );
}

#[test]
fn a_stage_that_ends_says_by_which_exit_and_who_is_asked_then() {
    let mut facts = talking();
    let rejected = Unclaimed::NotClaimed(NotClaimed::Rejected);
    facts.extend([
        (10, asked(Severity::Assist)),
        (20, help(RequestFact::StageEnded { stage: 1, exit: rejected, next: Some(run(2)) })),
        (30, help(RequestFact::StageEnded { stage: 2, exit: Unclaimed::Timeout, next: None })),
    ]);
    assert_eq!(
        told(facts, Lens::Agent, "ana")[3..],
        [
            "Not claimed. The request was rejected. It went to everybody.",
            "Timeout. Nobody claimed it in time.",
        ]
    );
}

#[test]
fn what_was_written_and_who_heard_whom_stand_at_their_facts() {
    let rows = rows(&timeline(coached()), Lens::Agent, Some(&person("ana")));
    let written: Vec<_> = rows.iter().filter_map(|row| row.written.as_deref()).collect();
    assert_eq!(written, ["Refund of 900", "Offer <b>half</b>"]);
    let drawn: Vec<_> =
        rows.iter().filter_map(|row| row.picture.as_ref().map(|it| it.words())).collect();
    assert_eq!(drawn, ["You hear Carla and Sofia."]);
    let away = rows.iter().filter_map(|row| row.picture.as_ref()).flat_map(|it| &it.points);
    assert!(away.clone().count() == 3 && away.clone().all(|point| !point.away));
}

#[test]
fn three_clocks_run_until_each_has_ended() {
    let lap = |name: &str, seconds| Lap { name: name.to_owned(), ran: Millis::seconds(seconds) };
    let whole = timeline(coached());
    assert_eq!(
        laps(&whole, LATER),
        [lap("Waited", 10), lap("Help", 40), lap("Coach by Sofia Marin", 20)]
    );
    assert_eq!(laps(&whole[..3], Timestamp(14_000)), [lap("Waited", 4)]);
    assert_eq!(laps(&whole[..2], LATER), []);
}
