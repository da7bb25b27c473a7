//! The agent's page, without a browser: it keeps what it is told, and asks.

use std::{collections::BTreeMap, time::Instant};

use backline_core::{
    id::{CommandId, InteractionId},
    interaction::{CallCommand, Command, HelpCommand, Interaction, Stage, Stamped},
    protocol::{ClientMessage, Credential, Page as Kind, ServerMessage, decode_server},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use uuid::Uuid;

use super::{
    child::Server,
    server::{AGENT, token},
    socket::{Socket, greeted, say, text},
};

pub(crate) struct Page {
    socket: Socket,
    calls: BTreeMap<InteractionId, Held>,
}

/// What the page holds of a call.
pub(crate) struct Held {
    pub(crate) state: Interaction,
    pub(crate) facts: Vec<Stamped>,
}

impl Page {
    pub(crate) async fn open(server: &Server, person: &str, page: Kind) -> Self {
        let credential = Credential::Session(token(server, person));
        let socket = greeted(&server.address, page, credential).await;
        Self { socket, calls: BTreeMap::new() }
    }

    /// Has the scripted caller call, and answers.
    pub(crate) async fn is_called(&mut self, server: &Server) -> InteractionId {
        let body = format!("{{\"to\":\"{AGENT}\"}}");
        let answer = post(&server.address, "/api/demo/caller", &body).await;
        let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
        let call = answer["interaction"].as_str().unwrap().parse().unwrap();
        self.until(call, |held| matches!(held.state.stage(), Stage::Ringing { .. })).await;
        self.command(call, Command::Call(CallCommand::Answer)).await;
        self.until(call, |held| held.state.talk().is_some()).await;
        call
    }

    /// Sends a command about help; the instant before it.
    pub(crate) async fn asks(&mut self, call: InteractionId, command: HelpCommand) -> Instant {
        let at = Instant::now();
        self.command(call, Command::Help(command)).await;
        at
    }

    async fn command(&mut self, interaction: InteractionId, command: Command) {
        let id = CommandId(Uuid::new_v4());
        say(&mut self.socket, &ClientMessage::Command { id, interaction, command }).await;
    }

    /// Reads until what is held of a call fits.
    pub(crate) async fn until(&mut self, call: InteractionId, fits: impl Fn(&Held) -> bool) {
        while !self.calls.get(&call).is_some_and(&fits) {
            let message = text(&mut self.socket).await;
            self.take_in(decode_server(&message).unwrap());
        }
    }

    fn take_in(&mut self, message: ServerMessage) {
        if let ServerMessage::Refused { sentence, .. } = &message {
            panic!("{sentence}");
        }
        if let ServerMessage::Restated { interaction, lens, facts, .. } = &message {
            let state = Interaction::fold(*lens, facts).unwrap();
            self.calls.insert(*interaction, Held { state, facts: Vec::new() });
        }
        if let ServerMessage::Facts { interaction, facts, .. } = message
            && let Some(held) = self.calls.get_mut(&interaction)
        {
            for fact in facts {
                held.state.apply(&fact);
                held.facts.push(fact);
            }
        }
    }
}

/// Asks the demo for something; the answer's body.
async fn post(address: &str, path: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let length = body.len();
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer.split_once("\r\n\r\n").unwrap().1.to_owned()
}
