//! Who is asked, who may answer, and what a claim does at once.

use backline_core::people::HelpStatus;
use backline_core::{
    interaction::{
        Action, CallCommand, Capability, Command, Fact, HelpCommand, HelpFact, HelpRefusal, Lens,
        Origin, Parting, Refusal, RequestFact, Stamped, SuperviseCommand, SuperviseFact,
        SuperviseRefusal,
        help::{HelperPresence, Listed},
    },
    people::{Grant, Presence},
    protocol::ServerMessage,
    terms::{Audience, Scope, Terms},
    time::Millis,
    view::Subscription,
};

use crate::{
    cast::{
        CALL, ELSEWHERE, acme, card, customer, floor, globex, id, machine, person, supervisor_party,
    },
    help::{
        ask_again, claim, close, happened, help, helped, only, planned, raised, reject, request,
        set_presence, stage, status,
    },
    rig::Rig,
};

/// In Progress, HelpProvidedBy and the flag in one fact; the interaction opens with it.
///
///
#[test]
fn a_claim_sets_status_helper_and_flag_in_one_fact_and_opens_the_interaction() {
    let mut rig = raised(Terms::default());
    assert!(help(&rig).needs_action());
    let before = rig.records.len();
    rig.ok(&person("sofia"), claim(1));
    let until = rig.at.plus(Millis::seconds(30));
    let wanted = [
        Fact::Help(HelpFact::Request {
            request: 1,
            what: RequestFact::Claimed { stage: 1, helper: card("sofia") },
        }),
        Fact::Supervise(SuperviseFact::SupervisorOpened {
            supervisor: card("sofia"),
            until,
            origin: Origin::Request(1),
        }),
    ];
    assert_eq!(rig.facts()[before..], [&wanted[0], &wanted[1]]);
    assert_eq!(status(&rig).label(), "In Progress");
    assert!(!help(&rig).needs_action());
    assert_eq!(help(&rig).helper(), Some(&card("sofia")));
    assert_eq!(rig.stream(Lens::Agent).last().map(|it| &it.fact), Some(&wanted[0]));
}

///
#[test]
fn actions_wait_for_the_voice_connection_that_a_claim_brings() {
    let mut rig = raised(Terms::default());
    rig.ok(&person("sofia"), claim(1));
    let take = Command::Supervise(SuperviseCommand::TakeAction { action: Action::Coach });
    assert_eq!(
        rig.ask(&person("sofia"), take),
        Err(Refusal::Supervise(SuperviseRefusal::VoiceConnectionPending))
    );
    rig.join(&person("sofia"), &supervisor_party("sofia"));
    for action in Action::ALL {
        rig.act("sofia", action);
        assert_eq!(rig.action_of("sofia"), Some(action));
        rig.ok(&person("sofia"), Command::Supervise(SuperviseCommand::EndAction { action }));
    }
}

///
#[test]
fn of_two_claims_the_first_wins_and_the_second_is_told_who() {
    let mut rig = raised(Terms::default());
    rig.ok(&person("sam"), claim(1));
    let refusal = rig.ask(&person("sofia"), claim(1)).unwrap_err();
    assert_eq!(refusal, Refusal::Help(HelpRefusal::HelpTaken { by: "Sam Lindqvist".to_owned() }));
    assert_eq!(rig.ask(&person("sofia"), reject(1)), Err(refusal));
    assert_eq!(
        rig.ask(&person("sam"), claim(1)),
        Err(Refusal::Help(HelpRefusal::HelpTaken { by: "Sam Lindqvist".to_owned() }))
    );
    assert_eq!(happened(&rig), [&RequestFact::Claimed { stage: 1, helper: card("sam") }]);
}

///
#[test]
fn the_team_is_asked_first_and_everybody_who_may_help_after_it() {
    let mut rig = raised(planned(vec![stage(Audience::Team), stage(Audience::FanOut)]));
    let asked = |rig: &Rig| {
        let names = ["ana", "ben", "sofia", "sam", "sue", "ada", "audrey", "hugo"];
        let all = names.into_iter().filter(|name| rig.state().asks(&id(name), &rig.floor));
        all.collect::<Vec<_>>()
    };
    assert_eq!(asked(&rig), ["sofia", "sam", "sue"]);
    rig.wait(Millis::seconds(60));
    assert_eq!(asked(&rig), ["sofia", "sam", "sue", "hugo"]);
    let front = &mut rig.floor.people.get_mut(&id("sue")).unwrap().grants;
    front.retain(|grant| *grant != Grant::Help);
    assert_eq!(asked(&rig), ["sofia", "sam", "hugo"], "a grant that is withdrawn counts at once");
}

///
#[test]
fn where_one_exact_agent_is_specified_nobody_else_is_asked() {
    let mut rig = raised(planned(vec![stage(only("sam"))]));
    assert_eq!(rig.ask(&person("sofia"), claim(1)), Err(Refusal::Help(HelpRefusal::NotAsked)));
    assert_eq!(rig.ask(&person("sofia"), reject(1)), Err(Refusal::Help(HelpRefusal::NotAsked)));
    rig.ok(&person("sam"), claim(1));
}

///
#[test]
fn another_team_can_be_asked() {
    let back = backline_core::id::TeamId::new("back").unwrap();
    let mut rig = Rig::talking_under(planned(vec![stage(Audience::OtherTeam(back.clone()))]));
    rig.floor.people.get_mut(&id("sue")).unwrap().supervises.push(back);
    rig.ok(&person("ana"), request());
    assert_eq!(rig.ask(&person("sofia"), claim(1)), Err(Refusal::Help(HelpRefusal::NotAsked)));
    rig.ok(&person("sue"), claim(1));
}

///
#[test]
fn only_who_is_available_may_take_it_unless_the_tenant_allows_others() {
    let mut rig = raised(Terms::default());
    set_presence(&mut rig, "sofia", Presence::Busy);
    let refusal = rig.ask(&person("sofia"), claim(1)).unwrap_err();
    assert_eq!(refusal.to_string(), "You are Busy. Become Available to answer this help request.");
    assert!(rig.state().asks(&id("sofia"), &rig.floor), "list and bell show it nevertheless");
    set_presence(&mut rig, "sofia", Presence::Offline);
    let presence = Presence::Offline;
    assert_eq!(
        rig.ask(&person("sofia"), reject(1)),
        Err(Refusal::Help(HelpRefusal::StatusNotAllowed { presence }))
    );

    let mut allowing = stage(Audience::Team);
    (allowing.allow_busy, allowing.allow_offline) = (true, true);
    for presence in [Presence::Busy, Presence::Offline] {
        let mut rig = raised(planned(vec![allowing.clone()]));
        set_presence(&mut rig, "sofia", presence);
        rig.ok(&person("sofia"), claim(1));
    }
}

///
#[test]
fn an_agent_with_the_help_grant_helps_with_notes_and_has_no_action_but_by_grant() {
    let mut rig = raised(planned(vec![stage(Audience::FanOut)]));
    rig.ok(&person("hugo"), claim(1));
    rig.join(&person("hugo"), &supervisor_party("hugo"));
    let take = |action| Command::Supervise(SuperviseCommand::TakeAction { action });
    let refused = Err(Refusal::NotPermitted { grant: Grant::Coach });
    assert_eq!(rig.ask(&person("hugo"), take(Action::Coach)), refused);
    rig.ok(
        &person("hugo"),
        Command::Supervise(SuperviseCommand::SendNote { text: "Offer the refund.".to_owned() }),
    );
    rig.floor.people.get_mut(&id("hugo")).unwrap().grants.push(Grant::Monitor);
    rig.ok(&person("hugo"), take(Action::Monitor));
}

///
#[test]
fn nobody_answers_their_own_request() {
    let mut rig = Rig::talking_under(planned(vec![stage(Audience::FanOut)]));
    rig.floor.people.get_mut(&id("ana")).unwrap().grants.push(Grant::Help);
    rig.ok(&person("ana"), request());
    assert!(!rig.state().asks(&id("ana"), &rig.floor));
    assert_eq!(rig.ask(&person("ana"), claim(1)), Err(Refusal::NotYours));
}

/// The claim counts at once; the interaction opens as soon as the other action has ended.
///
///
#[test]
fn a_supervisor_who_acts_on_another_call_claims_at_once_and_comes_when_that_has_ended() {
    let mut rig = Rig::talking();
    let elsewhere = |rig: &mut Rig, acting: bool| {
        let sofia = rig.floor.people.get_mut(&id("sofia")).unwrap();
        sofia.supervising.insert(ELSEWHERE, acting);
        rig.give(backline_core::host::call::CallInput::Tick);
    };
    elsewhere(&mut rig, true);
    rig.ok(&person("ana"), request());
    rig.ok(&person("sofia"), claim(1));
    assert_eq!(
        *rig.last(),
        Fact::Help(HelpFact::Request {
            request: 1,
            what: RequestFact::Claimed { stage: 1, helper: card("sofia") }
        })
    );
    rig.wait(Millis::seconds(300));
    assert!(rig.state().supervisor(&id("sofia")).is_none());
    assert_eq!(help(&rig).engagement().unwrap().presence, HelperPresence::There);
    elsewhere(&mut rig, false);
    let opened = |fact: &Fact| {
        matches!(
            fact,
            Fact::Supervise(SuperviseFact::SupervisorOpened { origin: Origin::Request(1), .. })
        )
    };
    assert!(opened(rig.last()), "{:?}", rig.last());
    assert_eq!(rig.facts().into_iter().filter(|fact| opened(fact)).count(), 1);
}

///
#[test]
fn a_claim_that_waits_for_another_call_can_be_given_back() {
    let mut rig = Rig::talking();
    rig.floor.people.get_mut(&id("sofia")).unwrap().supervising.insert(ELSEWHERE, true);
    rig.ok(&person("ana"), request());
    assert_eq!(
        rig.ask(&person("sofia"), Command::Supervise(SuperviseCommand::Disconnect)),
        Err(Refusal::Supervise(SuperviseRefusal::NoVoiceConnection)),
        "nothing has been taken"
    );
    rig.ok(&person("sofia"), claim(1));
    rig.ok(&person("sofia"), Command::Supervise(SuperviseCommand::Disconnect));
    let how = Parting::Disconnected;
    assert_eq!(happened(&rig).last(), Some(&&RequestFact::HelperLeft { how }));
    assert_eq!(
        rig.ask(&person("sofia"), Command::Supervise(SuperviseCommand::Disconnect)),
        Err(Refusal::Supervise(SuperviseRefusal::NoVoiceConnection))
    );
    rig.floor.people.get_mut(&id("sofia")).unwrap().supervising.clear();
    rig.wait(Millis::seconds(5));
    assert!(rig.state().supervisor(&id("sofia")).is_none(), "nothing opens for her");
    rig.ok(&person("ana"), ask_again(1));
    assert_eq!(status(&rig), HelpStatus::Requested);
}

///
#[test]
fn a_helper_who_loses_the_grant_on_the_way_has_left_and_the_request_is_asked_again() {
    let mut rig = Rig::talking();
    rig.floor.people.get_mut(&id("sofia")).unwrap().supervising.insert(ELSEWHERE, true);
    rig.ok(&person("ana"), request());
    rig.ok(&person("sofia"), claim(1));
    rig.floor.people.get_mut(&id("sofia")).unwrap().grants.clear();
    rig.give(backline_core::host::call::CallInput::Tick);
    assert_eq!(status(&rig), HelpStatus::Requested);
}

///
#[test]
fn a_supervisor_opens_a_call_of_their_own_accord_without_any_request() {
    let mut rig = Rig::opened_by(&["sofia"]);
    let origin = rig.state().supervisor(&id("sofia")).unwrap().origin;
    assert_eq!(origin, Origin::Proactive);
    rig.act("sofia", Action::Monitor);
    let refused = rig.ask(&person("hugo"), Command::Supervise(SuperviseCommand::OpenInteraction));
    assert_eq!(refused, Err(Refusal::NoSuchCall));
    let sam = &mut rig.floor.people.get_mut(&id("sam")).unwrap().grants;
    sam.retain(|grant| *grant != Grant::Proactive);
    let refusal =
        rig.ask(&person("sam"), Command::Supervise(SuperviseCommand::OpenInteraction)).unwrap_err();
    let sentence =
        "You may not open a call without a help request. An administrator can permit it.";
    assert_eq!(refusal.to_string(), sentence);
    rig.ok(&person("ana"), request());
    rig.ok(&person("sam"), claim(1));
    assert!(rig.state().supervisor(&id("sam")).is_some(), "with a request it is enough");
}

///
#[test]
fn under_the_scope_of_teams_other_teams_calls_do_not_exist_unless_one_is_asked() {
    let plan = vec![stage(Audience::FanOut)];
    let terms = Terms { supervision_scope: Scope::Team, ..planned(plan) };
    let mut rig = Rig::talking_under(terms);
    rig.floor.people.get_mut(&id("sue")).unwrap().supervises.clear();
    let open = || Command::Supervise(SuperviseCommand::OpenInteraction);
    assert_eq!(rig.ask(&person("sue"), open()), Err(Refusal::NoSuchCall));
    rig.open("sofia");
    rig.ok(&person("ana"), request());
    assert_eq!(rig.state().lens_of(&person("sue"), &rig.floor), Some(Lens::Helper));
    let before = rig.records.len();
    let refused = Err(Refusal::NotPermitted { grant: Grant::ViewInteractions });
    assert_eq!(rig.ask(&person("sue"), open()), refused, "to be asked is not to be there");
    assert_eq!(rig.records.len(), before);
    rig.ok(&person("sue"), claim(1));
    rig.join(&person("sue"), &supervisor_party("sue"));
    rig.act("sue", Action::Coach);
    rig.ok(&person("ana"), close(1));
    assert_eq!(rig.state().lens_of(&person("sue"), &rig.floor), None);
    assert!(rig.state().supervisor(&id("sue")).is_none());
}

fn capabilities(subscription: &mut Subscription, rig: &Rig) -> Vec<Capability> {
    let sent = subscription.catch_up(rig.at, &rig.floor, &rig.host);
    let mut pushed = sent.into_iter().filter_map(|message| {
        if let ServerMessage::Capabilities { capabilities, .. } = message {
            Some(capabilities)
        } else {
            None
        }
    });
    pushed.next_back().unwrap_or_default()
}

///
#[test]
fn whoever_is_asked_is_pushed_claim_and_reject_with_what_stands_against_them() {
    let mut rig = Rig::talking();
    let mut subscription = Subscription::new(person("sofia"), None);
    assert_eq!(capabilities(&mut subscription, &rig), []);
    rig.ok(&person("ana"), request());
    let both = |refusal: Option<Refusal>| {
        [claim(1), reject(1)].map(|command| Capability { command, refusal: refusal.clone() })
    };
    assert_eq!(capabilities(&mut subscription, &rig), both(None));
    set_presence(&mut rig, "sofia", Presence::Busy);
    let busy = Refusal::Help(HelpRefusal::StatusNotAllowed { presence: Presence::Busy });
    assert_eq!(capabilities(&mut subscription, &rig), both(Some(busy)));
    rig.ok(&person("sam"), claim(1));
    let sent = subscription.catch_up(rig.at, &rig.floor, &rig.host);
    let taken_back = ServerMessage::Capabilities { interaction: CALL, capabilities: Vec::new() };
    assert_eq!(sent.last(), Some(&taken_back));
}

///
#[test]
fn who_may_not_see_the_call_sees_it_while_asked_and_is_told_how_that_ended() {
    let mut rig = Rig::talking_under(planned(vec![stage(Audience::FanOut)]));
    let mut subscription = Subscription::new(person("hugo"), None);
    assert_eq!(subscription.catch_up(rig.at, &rig.floor, &rig.host), []);
    rig.ok(&person("ana"), request());
    let sent = subscription.catch_up(rig.at, &rig.floor, &rig.host);
    assert!(matches!(sent[0], ServerMessage::Restated { lens: Lens::Helper, .. }), "{sent:?}");
    rig.ok(&person("sam"), claim(1));
    rig.ok(&person("ana"), Command::Call(CallCommand::Hold));
    let sent = subscription.catch_up(rig.at, &rig.floor, &rig.host);
    let [ServerMessage::Facts { facts, .. }, ServerMessage::Withdrawn { interaction: CALL }] =
        &sent[..]
    else {
        panic!("{sent:?}")
    };
    let claimed = RequestFact::Claimed { stage: 1, helper: card("sam") };
    let told: Vec<_> = facts.iter().map(|stamped| &stamped.fact).collect();
    assert_eq!(
        told,
        [&Fact::Help(HelpFact::Request { request: 1, what: claimed })],
        "and nothing after it"
    );
    assert_eq!(subscription.catch_up(rig.at, &rig.floor, &rig.host), []);
    assert_eq!(rig.ask(&person("hugo"), claim(1)), Err(Refusal::NoSuchCall));
}

///
#[test]
fn a_helper_who_may_not_see_the_call_sees_it_until_the_help_is_over() {
    let mut rig = raised(planned(vec![stage(Audience::FanOut)]));
    rig.ok(&person("hugo"), claim(1));
    rig.join(&person("hugo"), &supervisor_party("hugo"));
    let mut subscription = Subscription::new(person("hugo"), None);
    subscription.catch_up(rig.at, &rig.floor, &rig.host);
    rig.ok(&person("ana"), close(1));
    let sent = subscription.catch_up(rig.at, &rig.floor, &rig.host);
    let over = |stamped: &Stamped| {
        matches!(
            &stamped.fact,
            Fact::Help(HelpFact::Request { what: RequestFact::Closed { .. }, .. })
        )
    };
    let ends = |message: &ServerMessage| matches!(message, ServerMessage::Facts { facts, .. } if facts.iter().any(over));
    assert!(ends(&sent[0]), "{sent:?}");
    assert_eq!(sent.last(), Some(&ServerMessage::Withdrawn { interaction: CALL }));
    assert_eq!(
        rig.ask(&person("hugo"), Command::Supervise(SuperviseCommand::OpenInteraction)),
        Err(Refusal::NoSuchCall)
    );
}

///
#[test]
fn a_machine_speaks_for_the_people_of_its_tenant_as_they_may_themselves() {
    let mut rig = Rig::talking();
    rig.ok(&machine(Some("ana")), request());
    let foreign = backline_core::people::Actor { tenant: globex(), ..machine(Some("sofia")) };
    assert_eq!(rig.ask(&foreign, claim(1)), Err(Refusal::NoSuchCall));
    assert_eq!(rig.ask(&machine(Some("audrey")), claim(1)), Err(Refusal::NoSuchCall));
    assert_eq!(rig.ask(&machine(None), claim(1)), Err(Refusal::NotYours));
    // Whether there is such a call is told to nobody who may not see it, whatever is asked.
    for unseeing in ["audrey", "nobody"] {
        let add = Command::Help(HelpCommand::AddHelper { person: id("sam") });
        for command in [Command::Call(CallCommand::HangUp), add] {
            let refused = rig.ask(&machine(Some(unseeing)), command);
            assert_eq!(refused, Err(Refusal::NoSuchCall));
        }
    }
    set_presence(&mut rig, "sofia", Presence::Busy);
    let presence = Presence::Busy;
    let refused = rig.ask(&machine(Some("sofia")), claim(1));
    assert_eq!(refused, Err(Refusal::Help(HelpRefusal::StatusNotAllowed { presence })));
    rig.ok(&machine(Some("sam")), claim(1));
    assert_eq!(rig.records.last().unwrap().by, machine(Some("sam")).identity, "by the machine");
    assert_eq!(
        rig.ask(&machine(Some("sam")), Command::Call(CallCommand::HangUp)),
        Err(Refusal::NotYours)
    );
}

///
#[test]
fn the_customer_is_told_nothing_of_a_request() {
    let mut rig = helped(Terms::default());
    rig.act("sofia", Action::Coach);
    rig.ok(
        &person("sofia"),
        Command::Supervise(SuperviseCommand::SendNote { text: "Offer it.".to_owned() }),
    );
    rig.ok(&person("ana"), close(1));
    let told = serde_json::to_string(rig.stream(Lens::Customer)).unwrap();
    for word in ["\"type\":\"help\"", "note", "claimed", "sofia", "Sofia", "Offer it"] {
        assert!(!told.contains(word), "{word}: {told}");
    }
    assert_eq!(rig.ask(&customer(), claim(1)), Err(Refusal::NotYours));
    assert_eq!(rig.state().seen_by(Lens::Customer).help(), None);
}

///
#[test]
fn in_a_list_who_asked_reads_as_the_agent_who_only_helped_as_a_helper_all_else_as_supervisors() {
    let (tenant, agent, helper) = (acme(), id("ana"), id("hugo"));
    let listed =
        Listed { tenant: &tenant, agent: &agent, helper: Some(&helper), scope: Scope::Tenant };
    for who in [person("ana"), machine(Some("ana"))] {
        assert_eq!(listed.lens(&who, &floor()), Lens::Agent);
    }
    for who in [person("hugo"), machine(Some("hugo"))] {
        assert_eq!(listed.lens(&who, &floor()), Lens::Helper);
    }
    for who in [person("sofia"), machine(None), machine(Some("sofia"))] {
        assert_eq!(listed.lens(&who, &floor()), Lens::Supervisor);
    }
}
