//! A supervisor on a call and off it: who may open one, what that brings, what ends it.

use backline_core::{
    interaction::{
        Action, CallRefusal, Command, Fact, Observation, Parting, Refusal, Stance, StopReason,
        SuperviseCommand, SuperviseFact, SuperviseRefusal,
    },
    people::Grant,
    protocol::ServerMessage,
    routing::PartyId,
    view::Subscription,
};

use crate::{
    cast::{ELSEWHERE, customer, id, person, supervisor_party},
    help::withdraw,
    rig::Rig,
};

fn take(action: Action) -> Command {
    Command::Supervise(SuperviseCommand::TakeAction { action })
}

///
#[test]
fn opening_brings_a_connection_that_hears_nobody_and_is_heard_by_nobody() {
    let rig = Rig::opened_by(&["sofia"]);
    assert!(!rig.heard().0.iter().any(|edge| edge.touches(&supervisor_party("sofia"))));
    assert_eq!(*rig.state().supervisor(&id("sofia")).unwrap().stance, Stance::Idle);
}

///
#[test]
fn opening_without_having_been_asked_needs_the_grant_for_it() {
    let mut rig = Rig::talking();
    let view = rig.floor.people.get_mut(&id("sofia")).unwrap();
    view.grants.retain(|grant| *grant != Grant::Proactive);
    let refusal = rig
        .ask(&person("sofia"), Command::Supervise(SuperviseCommand::OpenInteraction))
        .unwrap_err();
    assert_eq!(refusal, Refusal::NotPermitted { grant: Grant::Proactive });
}

#[test]
fn who_may_not_see_calls_any_more_is_taken_off_the_call() {
    let mut rig = Rig::opened_by(&["sofia"]);
    rig.act("sofia", Action::BargeIn);
    rig.floor.people.get_mut(&id("sofia")).unwrap().grants.clear();
    rig.give(backline_core::host::call::CallInput::Tick);
    let why = Parting::GrantWithdrawn;
    assert_eq!(
        *rig.last(),
        Fact::Supervise(SuperviseFact::SupervisorLeft { supervisor: id("sofia"), why })
    );
    assert_eq!(rig.engine.leg(&supervisor_party("sofia")), None, "the connection is taken down");
}

///
#[test]
fn disconnect_leaves_at_any_time_whatever_runs() {
    for action in [None, Some(Action::Monitor), Some(Action::Coach), Some(Action::BargeIn)] {
        let mut rig = Rig::opened_by(&["sofia"]);
        if let Some(action) = action {
            rig.act("sofia", action);
        }
        rig.ok(&person("sofia"), Command::Supervise(SuperviseCommand::Disconnect));
        assert!(rig.state().supervisors().next().is_none());
        assert_eq!(rig.engine.leg(&supervisor_party("sofia")), None);
        assert_eq!(rig.state().routes(), *rig.heard());
    }
    let mut rig = Rig::talking();
    rig.ok(&person("sofia"), Command::Supervise(SuperviseCommand::OpenInteraction));
    rig.ok(&person("sofia"), Command::Supervise(SuperviseCommand::Disconnect));
}

///
#[test]
fn opening_is_a_fact_of_its_own_and_pushes_the_controls_with_their_refusals() {
    let mut rig = Rig::talking();
    let mut subscription = Subscription::new(person("sofia"), None);
    let sent = subscription.catch_up(rig.at, &rig.floor, &rig.host);
    assert!(!sent.iter().any(|message| matches!(message, ServerMessage::Capabilities { .. })));
    rig.ok(&person("sofia"), Command::Supervise(SuperviseCommand::OpenInteraction));
    assert!(matches!(rig.last(), Fact::Supervise(SuperviseFact::SupervisorOpened { .. })));
    let sent = subscription.catch_up(rig.at, &rig.floor, &rig.host);
    let Some(ServerMessage::Capabilities { capabilities, .. }) = sent.last() else {
        panic!("{sent:?}")
    };
    let against = |command: &Command| {
        let found = capabilities.iter().find(|capability| capability.command == *command);
        found.unwrap().refusal.clone()
    };
    assert_eq!(
        against(&take(Action::Monitor)),
        Some(Refusal::Supervise(SuperviseRefusal::VoiceConnectionPending))
    );
    assert_eq!(against(&Command::Supervise(SuperviseCommand::Disconnect)), None);
    assert_eq!(subscription.catch_up(rig.at, &rig.floor, &rig.host), [], "said once");
}

///
#[test]
fn what_runs_of_somebodys_own_accord_ends_with_the_permission_to_open_calls() {
    let mut rig = Rig::opened_by(&["sofia"]);
    rig.act("sofia", Action::Coach);
    withdraw(&mut rig, "sofia", Grant::Proactive);
    let why = StopReason::GrantWithdrawn;
    let ended = Fact::Supervise(SuperviseFact::ActionEnded {
        supervisor: id("sofia"),
        action: Action::Coach,
        why,
    });
    assert!(rig.facts().contains(&&ended));
    assert!(!rig.heard().0.iter().any(|edge| edge.touches(&supervisor_party("sofia"))));
    assert!(rig.state().supervisor(&id("sofia")).is_some(), "connected and idle");
}

#[test]
fn opening_another_interaction_is_refused_while_an_action_runs_elsewhere() {
    let mut rig = Rig::talking();
    let supervising = &mut rig.floor.people.get_mut(&id("sofia")).unwrap().supervising;
    supervising.insert(ELSEWHERE, true);
    let refusal = rig
        .ask(&person("sofia"), Command::Supervise(SuperviseCommand::OpenInteraction))
        .unwrap_err();
    let sentence = "An action must be completed before attempting a new one.";
    assert_eq!(refusal.to_string(), sentence);
    rig.floor.people.get_mut(&id("sofia")).unwrap().supervising.insert(ELSEWHERE, false);
    rig.ok(&person("sofia"), Command::Supervise(SuperviseCommand::OpenInteraction));
}

#[test]
fn opening_another_interaction_takes_an_idle_supervisor_off_this_one() {
    let mut rig = Rig::opened_by(&["sofia"]);
    rig.saw(Observation::Moved { supervisor: id("sofia") });
    let why = Parting::Moved;
    assert_eq!(
        *rig.last(),
        Fact::Supervise(SuperviseFact::SupervisorLeft { supervisor: id("sofia"), why })
    );
    assert_eq!(rig.engine.leg(&supervisor_party("sofia")), None);
    let number = rig.host.next_number();
    rig.saw(Observation::Moved { supervisor: id("sofia") });
    assert_eq!(rig.host.next_number(), number, "twice is once");
}

#[test]
fn a_call_that_nobody_has_answered_cannot_be_opened() {
    let mut rig = Rig::new();
    rig.join(&customer(), &PartyId::Customer);
    let refusal = rig.ask(&person("sofia"), Command::Supervise(SuperviseCommand::OpenInteraction));
    assert_eq!(refusal, Err(Refusal::Call(CallRefusal::NotAnswered)));
}
