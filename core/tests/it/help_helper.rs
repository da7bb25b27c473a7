//! What becomes of a request when its helper leaves, is lost or comes back, and of what the helper
//! does when the agent says that the help is over.

use backline_core::people::HelpStatus;
use backline_core::{
    interaction::{
        Action, Command, Fact, HelpCommand, HelpFact, HelpRefusal, HelpRequest, Interaction, Lens,
        Observation, Origin, Parting, Refusal, RequestFact, StopReason, SuperviseCommand,
        SuperviseFact,
        help::{CloseReason, StageRun},
    },
    people::Grant,
    protocol::ServerMessage,
    routing::PartyId,
    terms::{AfterHelper, Audience, Terms},
    time::Millis,
    view::Subscription,
};

use crate::{
    cast::{CALL, agent_party, customer, id, person, supervisor_party},
    help::{
        ask_again, claim, close, happened, help, helped, planned, raised, reject, stage, status,
        withdraw,
    },
    rig::{Rig, Works},
};

fn left(how: Parting) -> RequestFact {
    RequestFact::HelperLeft { how }
}

fn after_disconnect(then: AfterHelper) -> Terms {
    let mut terms = Terms::default();
    terms.help.after_disconnect = then;
    terms
}

///
#[test]
fn a_helper_who_disconnects_has_left_and_the_agent_decides() {
    let mut rig = helped(Terms::default());
    let taken = Err(Refusal::Help(HelpRefusal::HelpTaken { by: "Sofia Marin".to_owned() }));
    assert_eq!(rig.ask(&person("ana"), ask_again(1)), taken);
    rig.ok(&person("sofia"), Command::Supervise(SuperviseCommand::Disconnect));
    assert_eq!(happened(&rig).last(), Some(&&left(Parting::Disconnected)));
    let told = rig.stream(Lens::Agent).last().map(|it| it.fact.clone());
    assert_eq!(
        told,
        Some(Fact::Help(HelpFact::Request { request: 1, what: left(Parting::Disconnected) }))
    );
    assert_eq!(status(&rig), HelpStatus::InProgress, "it is kept");
    rig.ok(&person("ana"), ask_again(1));
    let until = rig.at.plus(Millis::seconds(120));
    let run = StageRun { stage: 1, until, timer: None };
    assert_eq!(happened(&rig).last(), Some(&&RequestFact::Reopened { run }));
    let it = help(&rig);
    assert_eq!((it.number, it.needs_action(), it.helper()), (1, true, None));
    rig.ok(&person("sam"), claim(1));
}

///
#[test]
fn a_request_that_is_asked_again_waits_from_then_on() {
    let mut rig = helped(Terms::default());
    let raised = rig.at;
    rig.wait(Millis(7_000));
    rig.ok(&person("sofia"), Command::Supervise(SuperviseCommand::Disconnect));
    rig.ok(&person("ana"), ask_again(1));
    let again = |help: &HelpRequest| (help.raised_at, help.asked_at);
    assert_eq!(again(help(&rig)), (raised, rig.at));
    let asked_at = rig.at;
    rig.wait(Millis(3_000));
    rig.ok(&person("sam"), claim(1));
    for lens in [Lens::Server, Lens::Supervisor, Lens::Agent] {
        let seen = rig.state().seen_by(lens);
        let told = Interaction::fold(lens, &seen.restate()).unwrap();
        assert_eq!(told.help().map(again), Some((raised, asked_at)), "{lens:?}");
        assert_eq!(told, seen, "{lens:?}");
    }
}

///
#[test]
fn a_request_whose_helper_has_left_can_be_closed() {
    let mut rig = helped(Terms::default());
    rig.ok(&person("sofia"), Command::Supervise(SuperviseCommand::Disconnect));
    rig.ok(&person("ana"), close(1));
    assert_eq!(status(&rig), HelpStatus::Closed);
}

///
#[test]
fn a_helper_who_comes_back_is_there_again_and_the_agent_is_told() {
    let mut rig = helped(Terms::default());
    rig.ok(&person("sofia"), Command::Supervise(SuperviseCommand::Disconnect));
    rig.open("sofia");
    assert_eq!(happened(&rig).last(), Some(&&RequestFact::HelperReturned));
    let seen = rig.state().seen_by(Lens::Agent);
    assert_eq!(seen.helps(&id("sofia")).map(|help| help.number), Some(1));
    let taken = Err(Refusal::Help(HelpRefusal::HelpTaken { by: "Sofia Marin".to_owned() }));
    assert_eq!(rig.ask(&person("ana"), ask_again(1)), taken);
}

///
#[test]
fn the_tenant_may_reopen_or_close_when_a_helper_disconnects() {
    let mut rig = helped(after_disconnect(AfterHelper::Reopen));
    rig.ok(&person("sofia"), Command::Supervise(SuperviseCommand::Disconnect));
    assert_eq!(status(&rig), HelpStatus::Requested);
    let mut rig = helped(after_disconnect(AfterHelper::Close));
    rig.ok(&person("sofia"), Command::Supervise(SuperviseCommand::Disconnect));
    let closed = RequestFact::Closed { why: CloseReason::HelperGone };
    assert_eq!(happened(&rig)[1..], [&left(Parting::Disconnected), &closed]);
}

///
#[test]
fn a_lost_helper_has_half_a_minute_and_then_everybody_is_asked_again() {
    let mut rig = helped(planned(vec![stage(Audience::Team)]));
    rig.act("sofia", Action::Coach);
    rig.break_leg(&supervisor_party("sofia"));
    rig.wait(Millis(29_999));
    assert_eq!(status(&rig), HelpStatus::InProgress);
    rig.wait(Millis(1));
    let until = rig.at.plus(Millis::seconds(60));
    let reopened = RequestFact::Reopened { run: StageRun { stage: 1, until, timer: None } };
    assert_eq!(happened(&rig)[1..], [&left(Parting::GraceOver), &reopened]);
    rig.ok(&person("sofia"), claim(1));
}

///
#[test]
fn a_lost_helper_who_comes_back_in_time_goes_on_without_an_action() {
    let mut rig = helped(Terms::default());
    rig.act("sofia", Action::Coach);
    rig.saw(Observation::SocketClosed { party: supervisor_party("sofia") });
    rig.wait(Millis(25_000));
    rig.join(&person("sofia"), &supervisor_party("sofia"));
    rig.wait(Millis(60_000));
    assert_eq!((status(&rig), rig.action_of("sofia")), (HelpStatus::InProgress, None));
    assert_eq!(happened(&rig).len(), 1);
}

///
#[test]
fn a_helper_who_never_comes_is_given_up_after_the_same_grace() {
    let mut rig = raised(Terms::default());
    rig.ok(&person("sofia"), claim(1));
    rig.wait(Millis(30_000));
    assert_eq!(happened(&rig)[1], &left(Parting::GraceOver));
    assert_eq!(status(&rig), HelpStatus::Requested);
}

/// Whoever has the call open already and is not connected has no less time, and works for the
/// request from then on.
///
///
#[test]
fn a_claim_on_a_call_that_one_has_open_gives_a_helpers_time_and_origin() {
    let ways: [fn(&mut Rig); 2] = [
        |rig| rig.ok(&person("sofia"), Command::Supervise(SuperviseCommand::OpenInteraction)),
        |rig| {
            rig.open("sofia");
            rig.break_leg(&supervisor_party("sofia"));
        },
    ];
    for way in ways {
        let mut rig = Rig::talking();
        way(&mut rig);
        rig.wait(Millis(9_000));
        rig.ok(&person("ana"), crate::help::request());
        rig.ok(&person("sofia"), claim(1));
        rig.wait(Millis(29_999));
        assert_eq!(status(&rig), HelpStatus::InProgress);
        assert_eq!(rig.state().supervisor(&id("sofia")).unwrap().origin, Origin::Request(1));
        rig.wait(Millis(1));
        assert_eq!(happened(&rig)[1], &left(Parting::GraceOver));
    }
    let mut rig = Rig::opened_by(&["sofia"]);
    rig.act("sofia", Action::Monitor);
    rig.ok(&person("ana"), crate::help::request());
    rig.ok(&person("sofia"), claim(1));
    assert_eq!(rig.action_of("sofia"), Some(Action::Monitor), "who is connected stays so");
    assert_eq!(rig.state().supervisor(&id("sofia")).unwrap().origin, Origin::Request(1));
}

///
#[test]
fn a_helper_who_opens_another_call_has_left_this_one() {
    let mut rig = helped(Terms::default());
    rig.saw(Observation::Moved { supervisor: id("sofia") });
    assert_eq!(happened(&rig).last(), Some(&&left(Parting::Moved)));
}

///
#[test]
fn a_helper_stays_without_seeing_calls_and_leaves_with_the_grant_to_help() {
    let mut rig = helped(Terms::default());
    withdraw(&mut rig, "sofia", Grant::ViewInteractions);
    assert!(rig.state().supervisor(&id("sofia")).is_some());
    withdraw(&mut rig, "sofia", Grant::Help);
    assert!(rig.state().supervisor(&id("sofia")).is_none());
    assert_eq!(happened(&rig)[1], &left(Parting::GrantWithdrawn));
    assert_eq!(status(&rig), HelpStatus::Requested);
}

///
#[test]
fn a_helper_without_the_grant_is_off_the_call_even_one_who_may_see_it() {
    let mut rig = helped(Terms::default());
    rig.act("sofia", Action::Coach);
    withdraw(&mut rig, "sofia", Grant::Help);
    assert_eq!(rig.action_of("sofia"), None);
    assert!(!rig.heard().0.iter().any(|edge| edge.touches(&supervisor_party("sofia"))));
    assert_eq!(happened(&rig)[1], &left(Parting::GrantWithdrawn));
    assert_eq!(status(&rig), HelpStatus::Requested);
}

///
#[test]
fn a_helper_who_has_left_or_is_only_listed_sees_the_call_with_the_grant_alone() {
    let ways: [fn(&mut Rig); 2] = [
        |rig| {
            rig.ok(&person("ana"), crate::help::request());
            rig.ok(&person("hugo"), claim(1));
            rig.ok(&person("hugo"), Command::Supervise(SuperviseCommand::Disconnect));
        },
        |rig| {
            let listed = HelpCommand::AddHelper { person: id("hugo") };
            rig.ok(&person("ada"), Command::Help(listed));
        },
    ];
    for way in ways {
        let mut rig = Rig::talking_under(planned(vec![stage(Audience::FanOut)]));
        way(&mut rig);
        let mut subscription = Subscription::new(person("hugo"), None);
        assert!(!subscription.catch_up(rig.at, &rig.floor, &rig.host).is_empty());
        withdraw(&mut rig, "hugo", Grant::Help);
        assert_eq!(rig.state().lens_of(&person("hugo"), &rig.floor), None);
        let sent = subscription.catch_up(rig.at, &rig.floor, &rig.host);
        assert_eq!(sent, [ServerMessage::Withdrawn { interaction: CALL }]);
    }
}

///
#[test]
fn closing_ends_what_the_helper_does_unheard_by_the_customer_and_leaves_the_connection_idle() {
    for action in [Action::Monitor, Action::Coach] {
        let mut rig = helped(Terms::default());
        rig.act("sofia", action);
        let before = rig.records.len();
        rig.ok(&person("ana"), close(1));
        let why = StopReason::HelpClosed;
        let ended =
            Fact::Supervise(SuperviseFact::ActionEnded { supervisor: id("sofia"), action, why });
        let closed = RequestFact::Closed { why: CloseReason::ByAgent };
        let closed = Fact::Help(HelpFact::Request { request: 1, what: closed });
        assert_eq!(rig.facts()[before..before + 2], [&ended, &closed]);
        assert!(rig.state().supervisor(&id("sofia")).is_some(), "connected and idle");
        assert!(!rig.heard().0.iter().any(|edge| edge.touches(&supervisor_party("sofia"))));
        rig.act("sofia", Action::Monitor);
    }
}

///
#[test]
fn closing_leaves_a_barge_in_to_its_supervisor_and_what_comes_after_needs_a_grant() {
    let mut rig = helped(Terms { allow_switch: true, ..Terms::default() });
    withdraw(&mut rig, "sofia", Grant::Proactive);
    rig.act("sofia", Action::BargeIn);
    rig.ok(&person("ana"), close(1));
    assert_eq!(rig.action_of("sofia"), Some(Action::BargeIn));
    assert!(rig.hears(&PartyId::Customer, &supervisor_party("sofia")));
    for action in [Action::Monitor, Action::Coach] {
        let refused =
            rig.ask(&person("sofia"), Command::Supervise(SuperviseCommand::SwitchTo { action }));
        assert_eq!(refused, Err(Refusal::NotPermitted { grant: Grant::Proactive }));
    }
    rig.ok(
        &person("sofia"),
        Command::Supervise(SuperviseCommand::EndAction { action: Action::BargeIn }),
    );
    let refused = rig.ask(
        &person("sofia"),
        Command::Supervise(SuperviseCommand::TakeAction { action: Action::Monitor }),
    );
    assert_eq!(refused, Err(Refusal::NotPermitted { grant: Grant::Proactive }));
}

///
#[test]
fn closing_ends_an_action_that_the_media_plane_has_not_confirmed_yet() {
    for action in Action::ALL {
        let mut rig = helped(Terms::default());
        rig.media = Works::Silent;
        rig.send(&person("sofia"), Command::Supervise(SuperviseCommand::TakeAction { action }));
        rig.send(&person("ana"), close(1));
        rig.media = Works::Prompt;
        while !rig.held_orders.is_empty() {
            rig.obey_held();
        }
        let why = StopReason::HelpClosed;
        let ended =
            Fact::Supervise(SuperviseFact::ActionEnded { supervisor: id("sofia"), action, why });
        assert!(rig.facts().contains(&&ended), "{action:?}");
        assert_eq!((rig.action_of("sofia"), status(&rig)), (None, HelpStatus::Closed));
        assert!(!rig.heard().0.iter().any(|edge| edge.touches(&supervisor_party("sofia"))));
    }
}

///
#[test]
fn a_helper_who_may_see_no_calls_barges_in_to_the_end_and_is_then_off_the_call() {
    let mut rig = Rig::talking_under(planned(vec![stage(Audience::FanOut)]));
    rig.floor.people.get_mut(&id("hugo")).unwrap().grants.push(Grant::BargeIn);
    rig.ok(&person("ana"), crate::help::request());
    rig.ok(&person("hugo"), claim(1));
    rig.join(&person("hugo"), &supervisor_party("hugo"));
    rig.act("hugo", Action::BargeIn);
    rig.ok(&person("ana"), close(1));
    rig.wait(Millis(5_000));
    assert_eq!(rig.action_of("hugo"), Some(Action::BargeIn));
    rig.ok(
        &person("hugo"),
        Command::Supervise(SuperviseCommand::EndAction { action: Action::BargeIn }),
    );
    assert!(rig.state().supervisors().next().is_none());
    assert_eq!(rig.state().lens_of(&person("hugo"), &rig.floor), None);
}

///
#[test]
fn after_a_restart_the_helper_has_the_helpers_grace() {
    let mut rig = helped(Terms::default());
    rig.act("sofia", Action::BargeIn);
    rig.crash();
    rig.join(&customer(), &PartyId::Customer);
    rig.join(&person("ana"), &agent_party("ana"));
    assert_eq!((status(&rig), rig.action_of("sofia")), (HelpStatus::InProgress, None));
    rig.wait(Millis(29_999));
    assert_eq!(status(&rig), HelpStatus::InProgress);
    rig.wait(Millis(1));
    assert_eq!(status(&rig), HelpStatus::Requested, "asked again, not lost");
}

///
#[test]
fn who_had_rejected_is_asked_again_when_the_request_begins_anew() {
    let mut rig = raised(Terms::default());
    rig.ok(&person("sam"), reject(1));
    rig.ok(&person("sofia"), claim(1));
    rig.join(&person("sofia"), &supervisor_party("sofia"));
    rig.ok(&person("sofia"), Command::Supervise(SuperviseCommand::Disconnect));
    rig.ok(&person("ana"), ask_again(1));
    assert!(rig.state().asks(&id("sam"), &rig.floor));
}

///
#[test]
fn one_owns_a_request_and_others_may_monitor_meanwhile_unseen_by_the_agent() {
    let mut rig = helped(Terms::default());
    for name in ["sam", "sue"] {
        rig.open(name);
        rig.act(name, Action::Monitor);
    }
    rig.act("sofia", Action::Coach);
    assert_eq!(help(&rig).helper().map(|card| card.person.clone()), Some(id("sofia")));
    let told = serde_json::to_string(rig.stream(Lens::Agent)).unwrap();
    assert!(!told.contains("sam") && !told.contains("sue"), "{told}");
}
