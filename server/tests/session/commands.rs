//! Each command by each role, in a state in which somebody may do it; and another tenant.

use backline_core::{
    floor::{FloorCommand, FloorRefusal},
    id::{CommandId, InteractionId},
    interaction::{CallCommand, Command, Lens, Refusal, Stage, SuperviseCommand},
    people::Presence,
    protocol::{ClientMessage, Credential, Cursor, Page, ServerMessage},
};
use uuid::Uuid;

use super::{
    calling::{active, connected},
    client::{Client, Hello},
    server::Server,
    table::{At, Who, before, expected, rings},
    voice::Voice,
};

/// Those whose columns of the table are tried. To everybody else the call does not exist.
const PARTIES: [Who; 5] =
    [Who::Customer, Who::Agent, Who::ActingSupervisor, Who::IdleSupervisor, Who::Admin];

/// Everybody who could say something, on one call.
struct Scene {
    /// In the order of [`PARTIES`].
    parties: [Client; 5],
    strangers: Vec<(&'static str, Client)>,
    call: InteractionId,
    voices: Vec<Voice>,
}

impl Scene {
    async fn new(server: &Server) -> Self {
        let ana = Client::person(server, "ana", Page::Panel).await;
        let customer = Client::customer(server).await;
        let mut sofia = Client::person(server, "sofia", Page::Workspace).await;
        let mut sam = Client::person(server, "sam", Page::Workspace).await;
        sofia.available().await;
        sam.available().await;
        let ada = Client::person(server, "ada", Page::Workspace).await;
        let mut strangers = vec![("another customer", Client::customer(server).await)];
        for (name, page) in [
            ("ben", Page::Panel),
            ("audrey", Page::Workspace),
            ("gil", Page::Panel),
            ("gwen", Page::Workspace),
        ] {
            strangers.push((name, Client::person(server, name, page).await));
        }
        let call = InteractionId(Uuid::new_v4());
        Self { parties: [customer, ana, sofia, sam, ada], strangers, call, voices: Vec::new() }
    }

    /// A new call, in a state in which somebody may say `command`.
    async fn ready_for(&mut self, server: &Server, command: &Command) {
        let [customer, ana, sofia, ..] = &mut self.parties;
        self.voices.clear();
        if customer.calls.contains_key(&self.call) {
            // A call that has ended already refuses, which is as well.
            let _ = customer.ask(self.call, Command::Call(CallCommand::HangUp)).await;
            // One browser may not call as often as there are commands.
            *customer = Client::customer(server).await;
        }
        let id = customer.call(Some("ana")).await;
        self.call = id;
        self.voices.push(Voice::join(customer, id, b"customer").await);
        ana.until_state(id, |call| matches!(call.stage(), Stage::Ringing { .. })).await;
        if rings(command) {
            return;
        }
        ana.ask(id, Command::Call(CallCommand::Answer)).await.unwrap();
        self.voices.push(Voice::join(ana, id, b"agent").await);
        ana.until_state(id, |call| {
            call.agents_party().is_some_and(|(_, own)| own.connection.is_up())
        })
        .await;
        sofia.ask(id, Command::Supervise(SuperviseCommand::OpenInteraction)).await.unwrap();
        self.voices.push(Voice::join(sofia, id, b"supervisor").await);
        connected(sofia, id, "sofia").await;
        for (who, step) in before(command) {
            let client = &mut self.parties[place(who)];
            client.ask(id, step.clone()).await.unwrap();
            if let Command::Supervise(SuperviseCommand::TakeAction { action }) = step {
                active(client, id, "sofia", action).await;
            }
        }
        let sam = &mut self.parties[place(Who::IdleSupervisor)];
        sam.until_state(id, |call| call.talk().is_some()).await;
    }
}

fn place(who: Who) -> usize {
    PARTIES.iter().position(|it| *it == who).unwrap()
}

#[tokio::test]
async fn each_command_is_allowed_or_refused_for_each_role_as_the_table_says() {
    let server = Server::start().await;
    let mut scene = Scene::new(&server).await;
    for command in Command::examples().unwrap() {
        let expected = PARTIES.map(|who| expected(&command, At::Ready, who));
        scene.ready_for(&server, &command).await;
        for (stranger, client) in &mut scene.strangers {
            let outcome = client.ask(scene.call, command.clone()).await;
            assert_eq!(outcome, Err(Refusal::NoSuchCall), "{command:?} by {stranger}");
        }
        // First those who are refused: nothing has changed for the others then.
        for (place, wanted) in expected.iter().enumerate().filter(|(_, wanted)| wanted.is_err()) {
            let outcome = scene.parties[place].ask(scene.call, command.clone()).await;
            assert_eq!(outcome, *wanted, "{command:?} by {:?}", PARTIES[place]);
        }
        let allowed: Vec<usize> = expected
            .iter()
            .enumerate()
            .filter(|(_, w)| w.is_ok())
            .map(|(place, _)| place)
            .collect();
        for (n, place) in allowed.into_iter().enumerate() {
            if n > 0 {
                scene.ready_for(&server, &command).await;
            }
            let outcome = scene.parties[place].ask(scene.call, command.clone()).await;
            assert_eq!(outcome, Ok(()), "{command:?} by {:?}", PARTIES[place]);
        }
    }
}

#[tokio::test]
async fn only_a_customer_calls_and_only_a_person_of_the_tenant_has_a_presence() {
    let server = Server::start().await;
    let mut ana = Client::person(&server, "ana", Page::Panel).await;
    let mut customer = Client::customer(&server).await;
    let id = CommandId::from_u128(1);
    ana.say(&ClientMessage::Call { id, name: String::new(), number: None, to: None }).await;
    assert_eq!(ana.answer(id).await, Err(Refusal::NotYours));
    let command = FloorCommand::SetPresence { presence: Presence::Busy };
    let ask = ClientMessage::Floor { id: CommandId::from_u128(2), command };
    customer.say(&ask).await;
    let refused = customer.until(|m| matches!(m, ServerMessage::FloorRefused { .. })).await;
    let ServerMessage::FloorRefused { refusal, sentence, .. } = refused else { unreachable!() };
    assert_eq!(refusal, FloorRefusal::NotOnTheFloor);
    assert_eq!(sentence, refusal.to_string());
    ana.say(&ask).await;
    let busy = |m: &ServerMessage| {
        let ServerMessage::You { you } = m else { return false };
        let backline_core::protocol::You::Person { view, .. } = you else { return false };
        view.presence == Presence::Busy
    };
    ana.until(busy).await;
}

#[tokio::test]
async fn another_tenants_call_is_answered_like_one_that_does_not_exist_letter_by_letter() {
    let server = Server::start().await;
    let call = super::calling::answered(&server, "ana").await;
    let nothing = InteractionId(Uuid::new_v4());
    let token = server.sign_in("gwen").await;
    let mut hello = Hello::new(Page::Workspace, Credential::Session(token));
    let cursor = |interaction| Cursor { interaction, lens: Lens::Supervisor, next: 2 };
    hello.resume = vec![cursor(call.id), cursor(nothing)];
    let mut gwen = Client::greeted(&server, &hello).await;
    for command in Command::examples().unwrap() {
        let id = CommandId(Uuid::new_v4());
        let mut answers = Vec::new();
        for interaction in [call.id, nothing] {
            gwen.say(&ClientMessage::Command { id, interaction, command: command.clone() }).await;
            let answer = gwen.until(|m| matches!(m, ServerMessage::Refused { .. })).await;
            answers.push(serde_json::to_string(&answer).unwrap());
        }
        assert_eq!(answers[0], answers[1], "{command:?}");
    }
    let told = serde_json::to_string(&gwen.told).unwrap();
    assert!(!told.contains(&call.id.to_string()) && !told.contains("acme"), "{told}");
}
