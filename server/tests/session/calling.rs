//! A call from the first ring to the last word, and the three actions on it.

use backline_core::{
    id::{InteractionId, PersonId},
    interaction::{
        Action, CallCommand, Command, EndReason, Fact, Refusal, Stage, Stance, StopReason,
        SuperviseCommand, SuperviseFact,
    },
    protocol::Page,
    routing::{PartyId, Speaker},
};

use super::{client::Client, server::Server, voice::Voice};

/// An agent in a call with the scripted caller.
pub(crate) struct Call {
    pub(crate) id: InteractionId,
    pub(crate) agent: Client,
    pub(crate) voice: Voice,
}

pub(crate) fn person(id: &str) -> PersonId {
    PersonId::new(id).unwrap()
}

/// The scripted caller calls, `agent` is rung, answers and speaks.
pub(crate) async fn answered(server: &Server, name: &str) -> Call {
    let mut agent = Client::person(server, name, Page::Panel).await;
    let id = server.bring_caller(Some(name)).await;
    agent.until_state(id, |call| matches!(call.stage(), Stage::Ringing { .. })).await;
    agent.ask(id, Command::Call(CallCommand::Answer)).await.unwrap();
    let voice = Voice::join(&mut agent, id, b"agent").await;
    agent
        .until_state(id, |call| call.agents_party().is_some_and(|(_, own)| own.connection.is_up()))
        .await;
    Call { id, agent, voice }
}

/// A supervisor who has opened the call and is connected.
pub(crate) async fn opened(server: &Server, name: &str, id: InteractionId) -> (Client, Voice) {
    let mut client = Client::person(server, name, Page::Workspace).await;
    client.ask(id, Command::Supervise(SuperviseCommand::OpenInteraction)).await.unwrap();
    let voice = Voice::join(&mut client, id, b"supervisor").await;
    connected(&mut client, id, name).await;
    (client, voice)
}

pub(crate) async fn connected(client: &mut Client, id: InteractionId, name: &str) {
    let me = person(name);
    client.until_state(id, |call| call.supervisor(&me).is_some_and(|s| s.connection.is_up())).await;
}

pub(crate) async fn active(client: &mut Client, id: InteractionId, name: &str, action: Action) {
    let me = person(name);
    client
        .until_state(id, |call| {
            call.supervisor(&me).and_then(|s| s.stance.active()) == Some(action)
        })
        .await;
}

/// How many packets of `speaker` have left for ana.
pub(crate) async fn left(server: &Server, call: InteractionId, speaker: &PartyId) -> u64 {
    let departures = server.running().app().media.departures(call).await;
    let wanted = |speaks: &Speaker, listener: &PartyId| {
        speaks.party() == Some(speaker) && *listener == PartyId::Person(person("ana"))
    };
    departures.iter().filter(|d| wanted(&d.speaker, &d.listener)).map(|d| d.packets).sum()
}

/// Nothing of a supervisor leaves for ana from here on, while ten packets of the customer do.
pub(crate) async fn is_silent(server: &Server, call: &mut Call, supervisor: &str) {
    let supervisor = PartyId::Person(person(supervisor));
    let before = left(server, call.id, &supervisor).await;
    let customers = left(server, call.id, &PartyId::Customer).await;
    while left(server, call.id, &PartyId::Customer).await < customers + 10 {
        call.voice.hears_next().await;
    }
    assert_eq!(left(server, call.id, &supervisor).await, before, "a supervisor is heard");
}

/// A supervisor who sees the call, and has no part in it.
pub(crate) async fn watching(server: &Server, id: InteractionId) -> Client {
    let mut sam = Client::person(server, "sam", Page::Workspace).await;
    sam.until_state(id, |call| call.supervisors().next().is_some()).await;
    sam
}

/// Why the action has ended, as a supervisor is told who watches.
pub(crate) async fn stopped(watching: &mut Client, id: InteractionId) -> StopReason {
    loop {
        let why = watching.calls[&id].facts.iter().find_map(|stamped| match stamped.fact {
            Fact::Supervise(SuperviseFact::ActionEnded { why, .. }) => Some(why),
            _ => None,
        });
        match why {
            Some(why) => return why,
            None => assert!(watching.next().await.is_some(), "the socket is closed"),
        }
    }
}

#[tokio::test]
async fn a_customer_calls_the_agent_is_rung_and_they_talk_until_one_hangs_up() {
    let server = Server::start().await;
    let mut ana = Client::person(&server, "ana", Page::Panel).await;
    let mut customer = Client::customer(&server).await;
    let id = customer.call(None).await;
    let mut customers = Voice::join(&mut customer, id, b"customer").await;
    ana.until_state(id, |call| matches!(call.stage(), Stage::Ringing { .. })).await;
    assert_eq!(ana.calls[&id].state.customer().name.text(), "Nora");
    ana.ask(id, Command::Call(CallCommand::Answer)).await.unwrap();
    let mut anas = Voice::join(&mut ana, id, b"agent").await;
    anas.hears(b"customer").await;
    customers.hears(b"agent").await;
    ana.ask(id, Command::Call(CallCommand::HangUp)).await.unwrap();
    let ended = |call: &backline_core::interaction::Interaction| {
        matches!(call.stage(), Stage::Ended { why: EndReason::AgentHungUp, .. })
    };
    customer.until_state(id, ended).await;
    assert_eq!(customer.ask(id, Command::Call(CallCommand::HangUp)).await, Err(Refusal::CallEnded));
}

#[tokio::test]
async fn a_supervisor_opens_and_each_action_is_active_only_when_its_edges_are_enforced() {
    let server = Server::start().await;
    let mut call = answered(&server, "ana").await;
    let (mut sofia, mut voice) = opened(&server, "sofia", call.id).await;
    for action in Action::ALL {
        sofia
            .ask(call.id, Command::Supervise(SuperviseCommand::TakeAction { action }))
            .await
            .unwrap();
        active(&mut sofia, call.id, "sofia", action).await;
        voice.hears(b"agent").await;
        let again = Command::Supervise(SuperviseCommand::TakeAction { action: Action::Monitor });
        let refused = sofia.ask(call.id, again).await.unwrap_err();
        assert_eq!(refused.to_string(), "An action must be completed before attempting a new one.");
        sofia
            .ask(call.id, Command::Supervise(SuperviseCommand::EndAction { action }))
            .await
            .unwrap();
    }
    sofia.ask(call.id, Command::Supervise(SuperviseCommand::Disconnect)).await.unwrap();
    // Coaching and barging in reached the agent's screen; monitoring and opening did not.
    call.agent.ask(call.id, Command::Call(CallCommand::HangUp)).await.unwrap();
    let shown: Vec<Action> = call.agent.calls[&call.id]
        .facts
        .iter()
        .filter_map(|stamped| match &stamped.fact {
            Fact::Supervise(SuperviseFact::ActionActive { action, .. }) => Some(*action),
            Fact::Supervise(SuperviseFact::SupervisorOpened { .. })
            | Fact::Supervise(SuperviseFact::ActionRequested { .. }) => panic!("{stamped:?}"),
            _ => None,
        })
        .collect();
    assert_eq!(shown, [Action::Coach, Action::BargeIn]);
}

#[tokio::test]
async fn an_action_ends_with_the_supervisors_socket_and_for_no_want_of_datagrams() {
    let server = Server::start().await;
    let mut call = answered(&server, "ana").await;
    let (mut sofia, _voice) = opened(&server, "sofia", call.id).await;
    sofia
        .ask(call.id, Command::Supervise(SuperviseCommand::TakeAction { action: Action::BargeIn }))
        .await
        .unwrap();
    call.agent.until_state(call.id, |call| call.supervisors().count() == 1).await;
    call.voice.hears(b"supervisor").await;
    let mut sam = watching(&server, call.id).await;
    drop(sofia);
    call.agent.until_state(call.id, |call| call.supervisors().next().is_none()).await;
    assert_eq!(stopped(&mut sam, call.id).await, StopReason::ConnectionLost);
    // The voice goes on for as long as the browser lives, but reaches nobody.
    is_silent(&server, &mut call, "sofia").await;
    let (sofia, _voice) = opened_again(&server, call.id).await;
    let stance = sofia.calls[&call.id].state.supervisor(&person("sofia")).unwrap().stance;
    assert_eq!(*stance, Stance::Idle, "an action never resumes by itself");
}

async fn opened_again(server: &Server, id: InteractionId) -> (Client, Voice) {
    let mut sofia = Client::person(server, "sofia", Page::Workspace).await;
    let voice = Voice::join(&mut sofia, id, b"supervisor").await;
    connected(&mut sofia, id, "sofia").await;
    (sofia, voice)
}

#[tokio::test]
async fn opening_another_call_moves_an_idle_supervisor_and_is_refused_while_an_action_runs() {
    let server = Server::start().await;
    let first = answered(&server, "ana").await;
    let second = answered(&server, "ben").await;
    let (mut sofia, _voice) = opened(&server, "sofia", first.id).await;
    sofia
        .ask(first.id, Command::Supervise(SuperviseCommand::TakeAction { action: Action::Monitor }))
        .await
        .unwrap();
    let refused = sofia.ask(second.id, Command::Supervise(SuperviseCommand::OpenInteraction)).await;
    assert_eq!(refused, Err(Refusal::ActionMustBeCompleted));
    sofia
        .ask(first.id, Command::Supervise(SuperviseCommand::EndAction { action: Action::Monitor }))
        .await
        .unwrap();
    sofia.ask(second.id, Command::Supervise(SuperviseCommand::OpenInteraction)).await.unwrap();
    sofia.until_state(first.id, |call| call.supervisors().next().is_none()).await;
    assert_eq!(sofia.calls[&second.id].state.supervisors().count(), 1);
}

#[tokio::test]
async fn two_calls_opened_in_one_breath_leave_the_supervisor_on_one() {
    use backline_core::{id::CommandId, protocol::ClientMessage};
    let server = Server::start().await;
    let first = answered(&server, "ana").await;
    let second = answered(&server, "ben").await;
    let mut sofia = Client::person(&server, "sofia", Page::Workspace).await;
    let ids = [CommandId::from_u128(1), CommandId::from_u128(2)];
    for (id, interaction) in ids.into_iter().zip([first.id, second.id]) {
        let command = Command::Supervise(SuperviseCommand::OpenInteraction);
        sofia.say(&ClientMessage::Command { id, interaction, command }).await;
    }
    for id in ids {
        sofia.answer(id).await.unwrap();
    }
    sofia.until_state(first.id, |call| call.supervisors().next().is_none()).await;
    assert_eq!(sofia.calls[&second.id].state.supervisors().count(), 1);
}

#[tokio::test]
async fn an_agent_who_declines_is_not_rung_again_at_once_and_the_next_one_is() {
    let server = Server::start().await;
    let mut ana = Client::person(&server, "ana", Page::Panel).await;
    let id = server.bring_caller(None).await;
    ana.until_state(id, |call| matches!(call.stage(), Stage::Ringing { .. })).await;
    let mut ben = Client::person(&server, "ben", Page::Panel).await;
    ana.ask(id, Command::Call(CallCommand::Decline)).await.unwrap();
    ben.until_state(id, |call| matches!(call.stage(), Stage::Ringing { .. })).await;
    ben.ask(id, Command::Call(CallCommand::Answer)).await.unwrap();
    assert_eq!(ana.ask(id, Command::Call(CallCommand::Answer)).await, Err(Refusal::NoSuchCall));
}
