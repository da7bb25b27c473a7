//! The log tells ids only: a whole call is logged as finely as the server can, and read.

use std::{
    io, panic,
    sync::{Arc, Mutex},
};

use backline_core::{
    id::PersonId,
    interaction::{Action, CallCommand, Command, Contact, ContactCommand, SuperviseCommand},
    protocol::{ClientMessage, Page},
};
use backline_server::{config::LogFormat, log};
use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

use super::{
    calling::{answered, opened},
    client::Client,
    help::{claim, request},
    server::Server,
};

/// Keeps what is logged.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut kept = self.0.lock().map_err(|_| io::ErrorKind::Other)?;
        kept.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'w> MakeWriter<'w> for Lines {
    type Writer = Self;

    fn make_writer(&'w self) -> Self {
        self.clone()
    }
}

///
#[tokio::test]
async fn no_line_tells_a_name_a_number_a_session_description_or_a_token() {
    let lines = Lines::default();
    let everything = log::to(lines.clone(), LogFormat::Json, EnvFilter::new("trace"));
    tracing::subscriber::set_global_default(everything).unwrap();
    // For a moment, so that other tests fail in words.
    let usual = panic::take_hook();
    log::take_panics();
    let canary = tokio::spawn(async {
        let whose = "Canary Panic".to_owned();
        panic!("about {whose}")
    });
    canary.await.unwrap_err();
    panic::set_hook(usual);
    let server = Server::start().await;
    let token = server.sign_in("sofia").await;
    let mut call = answered(&server, "ana").await;
    let (mut sofia, _voice) = opened(&server, "sofia", call.id).await;
    sofia
        .ask(call.id, Command::Supervise(SuperviseCommand::TakeAction { action: Action::Coach }))
        .await
        .unwrap();
    call.agent.ask(call.id, request("Canary comment")).await.unwrap();
    sofia.available().await;
    sofia.ask(call.id, claim(1)).await.unwrap();
    sofia
        .ask(
            call.id,
            Command::Supervise(SuperviseCommand::SendNote { text: "Canary note".to_owned() }),
        )
        .await
        .unwrap();
    let contact = Contact { name: Some("Canary Vance".to_owned()), ..Contact::default() };
    let mut ada = Client::person(&server, "ada", Page::Workspace).await;
    ada.ask(call.id, Command::Contact(ContactCommand::Note { contact })).await.unwrap();
    sofia.send("{\"type\":\"command\",\"data\":\"Canary Jones\"}").await;
    let mut customer = Client::customer(&server).await;
    let visitor = customer.visitor_token();
    let id = backline_core::id::CommandId::from_u128(1);
    let (name, number) = ("Canary Jones".to_owned(), Some("+1 202 555 0101".to_owned()));
    let to = Some(PersonId::new("ben").unwrap());
    customer.say(&ClientMessage::Call { id, name, number, to }).await;
    customer.answer(id).await.unwrap();
    let _ben = Client::person(&server, "ben", Page::Panel).await;
    call.agent.ask(call.id, Command::Call(CallCommand::HangUp)).await.unwrap();
    drop(server);
    let logged = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert!(logged.contains(&call.id.to_string()), "something is logged: {logged}");
    let is_object = |line: &str| serde_json::from_str::<serde_json::Value>(line).is_ok();
    let fault = logged.lines().find(|line| line.contains("a fault of the program")).unwrap();
    assert!(fault.contains("log.rs") && logged.lines().all(is_object), "{fault}");
    let secrets =
        ["Canary", "Jones", "555 01", "Ribeiro", "Marin", "2001", "v=0", "a=ice", "ice-ufrag"];
    for secret in secrets.into_iter().chain([token.as_str(), visitor.as_str()]) {
        assert!(!logged.contains(secret), "{secret} is in the log: {logged}");
    }
}
