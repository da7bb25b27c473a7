//! Each command by each role, in a state in which somebody may do it; and another tenant.

use backline_core::{
    floor::{FloorCommand, FloorRefusal},
    id::{CommandId, InteractionId},
    interaction::{
        Action, CallCommand, Command, ContactCommand, HelpCommand, Lens, Refusal, Stage,
        SuperviseCommand, SuperviseRefusal,
    },
    people::Presence,
    protocol::{ClientMessage, Credential, Cursor, Page, ServerMessage},
};
use uuid::Uuid;

use super::{
    calling::{active, connected},
    client::{Client, Hello},
    server::Server,
    voice::Voice,
};

/// What becomes of a command.
type Outcome = Result<(), Refusal>;

/// By the customer, the agent, the supervisor who has it open, another supervisor, and an
/// administrator, who has no part in it. To everybody else the call does not exist. A command that
/// is missing here does not compile.
fn table(command: &Command) -> [Outcome; 5] {
    let no = || Err(Refusal::NotYours);
    let apart = || Err(Refusal::Supervise(SuperviseRefusal::NoVoiceConnection));
    let none = || Err(Refusal::NoSuchCall);
    let switch = || Err(Refusal::Supervise(SuperviseRefusal::SwitchNotEnabled));
    let push = || Err(Refusal::Supervise(SuperviseRefusal::PushToSendOff));
    match command {
        Command::Call(CallCommand::Answer) | Command::Call(CallCommand::Decline) => {
            [no(), Ok(()), no(), no(), none()]
        }
        Command::Call(CallCommand::Join { .. }) => [Ok(()), Ok(()), Ok(()), apart(), none()],
        Command::Call(CallCommand::Mute)
        | Command::Call(CallCommand::Unmute)
        | Command::Call(CallCommand::PressKey { .. })
        | Command::Call(CallCommand::HangUp) => [Ok(()), Ok(()), no(), no(), none()],
        Command::Call(CallCommand::Hold) | Command::Call(CallCommand::Resume) => {
            [no(), Ok(()), no(), no(), none()]
        }
        Command::Supervise(SuperviseCommand::OpenInteraction) => {
            [no(), no(), Err(Refusal::Supervise(SuperviseRefusal::AlreadyOpen)), Ok(()), none()]
        }
        Command::Supervise(SuperviseCommand::TakeAction { .. })
        | Command::Supervise(SuperviseCommand::EndAction { .. })
        | Command::Supervise(SuperviseCommand::Disconnect) => [no(), no(), Ok(()), apart(), none()],
        Command::Supervise(SuperviseCommand::SwitchTo { .. }) => {
            [no(), no(), switch(), switch(), none()]
        }
        Command::Supervise(SuperviseCommand::SendNote { .. }) => [
            no(),
            no(),
            Ok(()),
            Err(Refusal::Supervise(SuperviseRefusal::NoteNeedsCoaching)),
            none(),
        ],
        Command::Supervise(SuperviseCommand::PressSend)
        | Command::Supervise(SuperviseCommand::ReleaseSend) => [no(), no(), push(), push(), none()],
        Command::Help(HelpCommand::Request { .. })
        | Command::Help(HelpCommand::Cancel { .. })
        | Command::Help(HelpCommand::Close { .. })
        | Command::Help(HelpCommand::AskAgain { .. }) => [no(), Ok(()), no(), no(), none()],
        Command::Help(HelpCommand::Claim { .. }) | Command::Help(HelpCommand::Reject { .. }) => {
            [no(), no(), Ok(()), Ok(()), none()]
        }
        Command::Help(HelpCommand::AddHelper { .. })
        | Command::Help(HelpCommand::RemoveHelper { .. })
        | Command::Contact(ContactCommand::Note { .. }) => [no(), no(), no(), no(), Ok(())],
    }
}

/// The one example that `wanted` picks.
fn example(wanted: impl Fn(&Command) -> bool) -> Command {
    Command::examples().unwrap().into_iter().find(wanted).unwrap()
}

fn request_help() -> Command {
    example(|it| matches!(it, Command::Help(HelpCommand::Request { .. })))
}

/// Everybody who could say something, on one call.
struct Scene {
    /// In the order of the table.
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
    async fn ready_for(&mut self, command: &Command) {
        let [customer, ana, sofia, sam, ada] = &mut self.parties;
        self.voices.clear();
        if customer.calls.contains_key(&self.call) {
            // A call that has ended already refuses, which is as well.
            let _ = customer.ask(self.call, Command::Call(CallCommand::HangUp)).await;
        }
        let id = customer.call(Some("ana")).await;
        self.call = id;
        self.voices.push(Voice::join(customer, id, b"customer").await);
        ana.until_state(id, |call| matches!(call.stage(), Stage::Ringing { .. })).await;
        if matches!(
            command,
            Command::Call(CallCommand::Answer) | Command::Call(CallCommand::Decline)
        ) {
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
        match command {
            Command::Call(CallCommand::Unmute) => {
                ana.ask(id, Command::Call(CallCommand::Mute)).await.unwrap();
                customer.ask(id, Command::Call(CallCommand::Mute)).await.unwrap();
            }
            Command::Call(CallCommand::Resume) => {
                ana.ask(id, Command::Call(CallCommand::Hold)).await.unwrap()
            }
            Command::Supervise(SuperviseCommand::EndAction { .. }) => {
                sofia
                    .ask(
                        id,
                        Command::Supervise(SuperviseCommand::TakeAction {
                            action: Action::Monitor,
                        }),
                    )
                    .await
                    .unwrap();
                active(sofia, id, "sofia", Action::Monitor).await;
            }
            Command::Supervise(SuperviseCommand::SendNote { .. }) => {
                let coach =
                    Command::Supervise(SuperviseCommand::TakeAction { action: Action::Coach });
                sofia.ask(id, coach).await.unwrap();
                active(sofia, id, "sofia", Action::Coach).await;
            }
            Command::Help(HelpCommand::Cancel { .. })
            | Command::Help(HelpCommand::Claim { .. })
            | Command::Help(HelpCommand::Reject { .. }) => {
                ana.ask(id, request_help()).await.unwrap();
            }
            Command::Help(HelpCommand::Close { .. })
            | Command::Help(HelpCommand::AskAgain { .. }) => {
                ana.ask(id, request_help()).await.unwrap();
                sam.ask(id, Command::Help(HelpCommand::Claim { request: 1 })).await.unwrap();
                if matches!(command, Command::Help(HelpCommand::AskAgain { .. })) {
                    sam.ask(id, Command::Supervise(SuperviseCommand::Disconnect)).await.unwrap();
                }
            }
            Command::Help(HelpCommand::RemoveHelper { .. }) => {
                ada.ask(
                    id,
                    example(|it| matches!(it, Command::Help(HelpCommand::AddHelper { .. }))),
                )
                .await
                .unwrap();
            }
            _ => {}
        }
        sam.until_state(id, |call| call.talk().is_some()).await;
    }
}

#[tokio::test]
async fn each_command_is_allowed_or_refused_for_each_role_as_the_table_says() {
    let server = Server::start().await;
    let mut scene = Scene::new(&server).await;
    for command in Command::examples().unwrap() {
        let expected = table(&command);
        scene.ready_for(&command).await;
        for (stranger, client) in &mut scene.strangers {
            let outcome = client.ask(scene.call, command.clone()).await;
            assert_eq!(outcome, Err(Refusal::NoSuchCall), "{command:?} by {stranger}");
        }
        // First those who are refused: nothing has changed for the others then.
        for (place, wanted) in expected.iter().enumerate().filter(|(_, wanted)| wanted.is_err()) {
            let outcome = scene.parties[place].ask(scene.call, command.clone()).await;
            assert_eq!(outcome, *wanted, "{command:?} by {place}");
        }
        let allowed: Vec<usize> = expected
            .iter()
            .enumerate()
            .filter(|(_, w)| w.is_ok())
            .map(|(place, _)| place)
            .collect();
        for (n, place) in allowed.into_iter().enumerate() {
            if n > 0 {
                scene.ready_for(&command).await;
            }
            let outcome = scene.parties[place].ask(scene.call, command.clone()).await;
            assert_eq!(outcome, Ok(()), "{command:?} by {place}");
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
