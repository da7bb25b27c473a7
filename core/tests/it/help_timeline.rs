//! What is told of a request afterwards: the timeline, its three clocks, an agent's earlier ones.

use backline_core::people::{Earlier, HelpStatus};
use backline_core::{
    floor::{CallNote, Floor, FloorFact, FloorObservation, StampedFloor},
    interaction::{Action, CallCommand, Command, Fact, Lens, SuperviseCommand},
    protocol::ServerMessage,
    terms::{Audience, Terms},
    time::{Millis, Timestamp},
    view::Subscription,
    view::timeline::{self, Clocks},
};

use crate::{
    cast::{acme, card, id, person, supervisor_party},
    help::{ask_again, cancel, claim, close, planned, raised, reject, request, stage},
    rig::Rig,
};

/// Help from the first word to the last: two seconds of waiting, ten of help, four of coaching.
fn told() -> Rig {
    let mut rig = raised(planned(vec![stage(Audience::Team)]));
    rig.wait(Millis(1_000));
    rig.ok(&person("sam"), reject(1));
    rig.wait(Millis(1_000));
    rig.ok(&person("sofia"), claim(1));
    rig.join(&person("sofia"), &supervisor_party("sofia"));
    rig.wait(Millis(3_000));
    rig.act("sofia", Action::Coach);
    rig.wait(Millis(4_000));
    rig.ok(
        &person("sofia"),
        Command::Supervise(SuperviseCommand::SendNote { text: "Offer it.".to_owned() }),
    );
    rig.ok(
        &person("sofia"),
        Command::Supervise(SuperviseCommand::EndAction { action: Action::Coach }),
    );
    rig.act("sofia", Action::Monitor);
    rig.wait(Millis(3_000));
    rig.ok(&person("ana"), close(1));
    rig.wait(Millis(60_000));
    rig
}

#[test]
fn of_a_very_long_story_a_page_that_comes_late_is_told_the_latest() {
    let mut rig = raised(planned(vec![stage(Audience::Team)]));
    for _ in 0..300 {
        rig.ok(&person("ana"), Command::Call(CallCommand::Hold));
        rig.ok(&person("ana"), Command::Call(CallCommand::Resume));
        // As fast as a person may.
        rig.wait(Millis(2_000));
    }
    let stream = rig.stream(Lens::Supervisor);
    let whole: Vec<_> = stream.iter().filter(|it| it.fact.is_told()).cloned().collect();
    assert!(whole.len() > timeline::MOST_TOLD);
    assert_eq!(timeline::of(stream), whole[whole.len() - timeline::MOST_TOLD..]);
}

///
#[test]
fn three_clocks_are_read_off_the_timeline() {
    let rig = told();
    let timeline = timeline::of(rig.stream(Lens::Supervisor));
    let sofia = || id("sofia");
    let actions =
        vec![(sofia(), Action::Coach, Millis(4_000)), (sofia(), Action::Monitor, Millis(3_000))];
    let wanted = Clocks { wait: Millis(2_000), engagement: Millis(10_000), actions };
    assert_eq!(timeline::clocks(&timeline, 1, rig.at), wanted);
    assert_eq!(timeline::clocks(&timeline, 2, rig.at).wait, Millis(0));
}

///
#[test]
fn a_request_that_is_asked_again_counts_both_waits_and_both_engagements() {
    let mut rig = raised(planned(vec![stage(Audience::Team)]));
    rig.wait(Millis(2_000));
    rig.ok(&person("sofia"), claim(1));
    rig.wait(Millis(3_000));
    rig.ok(&person("sofia"), Command::Supervise(SuperviseCommand::Disconnect));
    rig.ok(&person("ana"), ask_again(1));
    rig.wait(Millis(4_000));
    rig.ok(&person("sam"), claim(1));
    rig.wait(Millis(5_000));
    let timeline = timeline::of(rig.stream(Lens::Supervisor));
    let clocks = timeline::clocks(&timeline, 1, rig.at);
    assert_eq!((clocks.wait, clocks.engagement), (Millis(6_000), Millis(8_000)));
}

/// The kind of a fact, as it stands on the wire.
fn word(fact: &Fact) -> String {
    let fact = serde_json::to_value(fact).unwrap();
    let about_request = fact["data"]["data"]["what"]["type"].as_str();
    about_request.or_else(|| fact["data"]["type"].as_str()).unwrap().to_owned()
}

///
#[test]
fn everything_about_a_request_is_told_in_order_with_its_instant() {
    let rig = told();
    let timeline = timeline::of(rig.stream(Lens::Supervisor));
    let words: Vec<_> = timeline.iter().map(|stamped| word(&stamped.fact)).collect();
    let wanted = [
        "opened",
        "answered",
        "requested",
        "rejected",
        "claimed",
        "supervisor_opened",
        "action_active",
        "note_sent",
        "action_ended",
        "action_active",
        "action_ended",
        "closed",
    ];
    assert_eq!(words, wanted);
    assert!(timeline.is_sorted_by_key(|stamped| stamped.at));
}

///
#[test]
fn each_reads_the_timeline_that_is_theirs() {
    let rig = told();
    let of = |lens| serde_json::to_string(&timeline::of(rig.stream(lens))).unwrap();
    let agent = of(Lens::Agent);
    assert!(agent.contains("\"action\":\"coach\"") && agent.contains("note_sent"), "{agent}");
    assert!(!agent.contains("\"action\":\"monitor\"") && !agent.contains("rejected"), "{agent}");
    let customer = of(Lens::Customer);
    assert!(
        !customer.contains("\"coach\"") && !customer.contains("\"type\":\"help\""),
        "{customer}"
    );
}

///
#[test]
fn a_page_that_comes_late_is_told_the_whole_timeline() {
    let rig = told();
    for (who, lens) in [("sue", Lens::Supervisor), ("ana", Lens::Agent)] {
        let sent = Subscription::new(person(who), None).catch_up(rig.at, &rig.floor, &rig.host);
        let ServerMessage::Restated { timeline, .. } = &sent[0] else { panic!("{sent:?}") };
        assert_eq!(*timeline, timeline::of(rig.stream(lens)), "{who}");
    }
}

///
#[test]
fn a_request_brings_what_the_agent_asked_for_in_the_day_before() {
    let mut floor = Floor::empty(acme());
    let mut rig = raised(Terms::default());
    let raised_at = rig.at;
    let tell = |floor: &mut Floor, rig: &mut Rig| {
        floor.note(rig.at, &CallNote::of(rig.host.next_number() - 1, rig.host.state()));
        rig.floor.requests = floor.view().requests.clone();
    };
    tell(&mut floor, &mut rig);
    rig.ok(&person("ana"), cancel(1));
    tell(&mut floor, &mut rig);
    rig.wait(Millis(5_000));
    rig.ok(&person("ana"), request());
    let label = "Something else".to_owned();
    let earlier = vec![Earlier { at: raised_at, label, status: HelpStatus::Cancelled }];
    assert_eq!(rig.state().help().unwrap().earlier, earlier);
    let day = Timestamp(raised_at.0 + 24 * 3_600_000 + 1);
    let old = Earlier { status: HelpStatus::Closed, ..earlier[0].clone() };
    floor.remember(day, &id("ben"), old);
    assert!(floor.view().earlier(&id("ben")).is_empty(), "what is older is not told");
}

///
#[test]
fn the_tenants_choices_are_a_fact_once_and_hold_for_calls_that_open_after_it() {
    let mut floor = Floor::empty(acme());
    let terms = Box::new(Terms { live_updates: false, ..Terms::default() });
    let read = FloorObservation::TermsRead(terms.clone());
    let facts = floor.observe(Timestamp(1), &read);
    assert_eq!(facts, [FloorFact::TermsConfigured { terms: terms.clone() }]);
    for fact in facts {
        floor.apply(&StampedFloor { at: Timestamp(1), fact });
    }
    assert_eq!(floor.terms(), Some(&*terms));
    assert_eq!(floor.observe(Timestamp(2), &read), [], "read again unchanged");
    let mut again = Floor::empty(acme());
    floor.restate().iter().for_each(|fact| {
        again.apply(fact);
    });
    assert_eq!(again.terms(), Some(&*terms));
    let rig = raised(Terms::default());
    assert!(rig.state().terms().live_updates, "a running call keeps what it opened with");
    assert_eq!(rig.state().agent(), Some(&card("ana")));
}
