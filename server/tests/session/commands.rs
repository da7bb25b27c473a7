//! Each command by each role, in a state in which somebody may do it; and another tenant.

use backline_core::{
    floor::{FloorCommand, FloorRefusal, Presence},
    id::{CommandId, InteractionId},
    interaction::{Action, Command, CommandName, Lens, Refusal, Stage},
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
fn table(name: CommandName) -> [Outcome; 5] {
    let no = || Err(Refusal::NotYours);
    let apart = || Err(Refusal::NoVoiceConnection);
    let none = || Err(Refusal::NoSuchCall);
    let switch = || Err(Refusal::SwitchNotEnabled);
    let push = || Err(Refusal::PushToSendOff);
    match name {
        CommandName::Answer | CommandName::Decline => [no(), Ok(()), no(), no(), none()],
        CommandName::Join => [Ok(()), Ok(()), Ok(()), apart(), none()],
        CommandName::Mute | CommandName::Unmute | CommandName::PressKey | CommandName::HangUp => {
            [Ok(()), Ok(()), no(), no(), none()]
        }
        CommandName::Hold | CommandName::Resume => [no(), Ok(()), no(), no(), none()],
        CommandName::OpenInteraction => [no(), no(), Err(Refusal::AlreadyOpen), Ok(()), none()],
        CommandName::TakeAction | CommandName::EndAction | CommandName::Disconnect => {
            [no(), no(), Ok(()), apart(), none()]
        }
        CommandName::SwitchTo => [no(), no(), switch(), switch(), none()],
        CommandName::SendNote => [no(), no(), Ok(()), Err(Refusal::NoteNeedsCoaching), none()],
        CommandName::PressSend | CommandName::ReleaseSend => [no(), no(), push(), push(), none()],
        CommandName::RequestHelp
        | CommandName::CancelHelp
        | CommandName::CloseHelp
        | CommandName::AskAgain => [no(), Ok(()), no(), no(), none()],
        CommandName::ClaimHelp | CommandName::RejectHelp => [no(), no(), Ok(()), Ok(()), none()],
        CommandName::AddHelper | CommandName::RemoveHelper | CommandName::NoteContact => {
            [no(), no(), no(), no(), Ok(())]
        }
    }
}

fn command(name: CommandName) -> Command {
    name.example().unwrap()
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

    /// A new call, in a state in which somebody may say `name`.
    async fn ready_for(&mut self, name: CommandName) {
        let [customer, ana, sofia, sam, ada] = &mut self.parties;
        self.voices.clear();
        if customer.calls.contains_key(&self.call) {
            // A call that has ended already refuses, which is as well.
            let _ = customer.ask(self.call, Command::HangUp).await;
        }
        let id = customer.call(Some("ana")).await;
        self.call = id;
        self.voices.push(Voice::join(customer, id, b"customer").await);
        ana.until_state(id, |call| matches!(call.stage(), Stage::Ringing { .. })).await;
        if matches!(name, CommandName::Answer | CommandName::Decline) {
            return;
        }
        ana.ask(id, Command::Answer).await.unwrap();
        self.voices.push(Voice::join(ana, id, b"agent").await);
        ana.until_state(id, |call| call.talk().is_some_and(|t| t.connection.is_up())).await;
        sofia.ask(id, Command::OpenInteraction).await.unwrap();
        self.voices.push(Voice::join(sofia, id, b"supervisor").await);
        connected(sofia, id, "sofia").await;
        match name {
            CommandName::Unmute => {
                ana.ask(id, Command::Mute).await.unwrap();
                customer.ask(id, Command::Mute).await.unwrap();
            }
            CommandName::Resume => ana.ask(id, Command::Hold).await.unwrap(),
            CommandName::EndAction => {
                sofia.ask(id, command(CommandName::TakeAction)).await.unwrap();
                active(sofia, id, "sofia", Action::Monitor).await;
            }
            CommandName::SendNote => {
                let coach = Command::TakeAction { action: Action::Coach };
                sofia.ask(id, coach).await.unwrap();
                active(sofia, id, "sofia", Action::Coach).await;
            }
            CommandName::CancelHelp | CommandName::ClaimHelp | CommandName::RejectHelp => {
                ana.ask(id, command(CommandName::RequestHelp)).await.unwrap();
            }
            CommandName::CloseHelp | CommandName::AskAgain => {
                ana.ask(id, command(CommandName::RequestHelp)).await.unwrap();
                sam.ask(id, command(CommandName::ClaimHelp)).await.unwrap();
                if name == CommandName::AskAgain {
                    sam.ask(id, Command::Disconnect).await.unwrap();
                }
            }
            CommandName::RemoveHelper => {
                ada.ask(id, command(CommandName::AddHelper)).await.unwrap();
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
    for name in CommandName::ALL {
        let expected = table(name);
        scene.ready_for(name).await;
        for (stranger, client) in &mut scene.strangers {
            let outcome = client.ask(scene.call, command(name)).await;
            assert_eq!(outcome, Err(Refusal::NoSuchCall), "{name:?} by {stranger}");
        }
        // First those who are refused: nothing has changed for the others then.
        for (place, wanted) in expected.iter().enumerate().filter(|(_, wanted)| wanted.is_err()) {
            let outcome = scene.parties[place].ask(scene.call, command(name)).await;
            assert_eq!(outcome, *wanted, "{name:?} by {place}");
        }
        let allowed: Vec<usize> = expected
            .iter()
            .enumerate()
            .filter(|(_, w)| w.is_ok())
            .map(|(place, _)| place)
            .collect();
        for (n, place) in allowed.into_iter().enumerate() {
            if n > 0 {
                scene.ready_for(name).await;
            }
            let outcome = scene.parties[place].ask(scene.call, command(name)).await;
            assert_eq!(outcome, Ok(()), "{name:?} by {place}");
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
    for name in CommandName::ALL {
        let id = CommandId(Uuid::new_v4());
        let mut answers = Vec::new();
        for interaction in [call.id, nothing] {
            gwen.say(&ClientMessage::Command { id, interaction, command: command(name) }).await;
            let answer = gwen.until(|m| matches!(m, ServerMessage::Refused { .. })).await;
            answers.push(serde_json::to_string(&answer).unwrap());
        }
        assert_eq!(answers[0], answers[1], "{name:?}");
    }
    let told = serde_json::to_string(&gwen.told).unwrap();
    assert!(!told.contains(&call.id.to_string()) && !told.contains("acme"), "{told}");
}
