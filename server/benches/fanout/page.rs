//! The agent's page, without a browser: it keeps what it is told, and asks.

use std::{collections::BTreeMap, time::Instant};

use backline_core::{
    id::{CommandId, InteractionId, TabId},
    interaction::{CallCommand, Command, HelpCommand, Interaction, Stage, Stamped},
    protocol::{
        ClientMessage, Credential, PROTOCOL_VERSION, Page as Kind, SUBPROTOCOL, ServerMessage,
        decode_server,
    },
};
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream,
    tungstenite::{Message, Utf8Bytes, client::IntoClientRequest as _, protocol::WebSocketConfig},
};
use uuid::Uuid;

use super::server::{AGENT, Server};

pub(crate) type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

pub(crate) struct Page {
    socket: Socket,
    calls: BTreeMap<InteractionId, Held>,
}

/// What the page holds of a call.
pub(crate) struct Held {
    pub(crate) state: Interaction,
    pub(crate) facts: Vec<Stamped>,
}

/// A socket that has said hello and is up to date.
pub(crate) async fn greeted(server: &Server, person: &str, page: Kind) -> Socket {
    let mut request = format!("ws://{}/socket", server.address).into_client_request().unwrap();
    let headers = request.headers_mut();
    headers.insert("sec-websocket-protocol", SUBPROTOCOL.parse().unwrap());
    headers.insert("origin", format!("http://{}", server.address).parse().unwrap());
    let config = Some(WebSocketConfig::default().read_buffer_size(4 * 1024));
    let opened = tokio_tungstenite::connect_async_with_config(request, config, false);
    let (mut socket, _) = opened.await.unwrap();
    let hello = ClientMessage::Hello {
        version: PROTOCOL_VERSION,
        build: "bench".to_owned(),
        page,
        tab: TabId(Uuid::new_v4()),
        credential: Credential::Session(server.token(person)),
        resume: Vec::new(),
        take_over: true,
        part: None,
    };
    say(&mut socket, &hello).await;
    while !text(&mut socket).await.contains("\"caught_up\"") {}
    socket
}

async fn say(socket: &mut Socket, message: &ClientMessage) {
    socket.send(Message::text(serde_json::to_string(message).unwrap())).await.unwrap();
}

/// The next text; what keeps a socket alive is answered on the way.
pub(crate) async fn text(socket: &mut Socket) -> Utf8Bytes {
    loop {
        match socket.next().await.expect("the server lets nobody go").unwrap() {
            Message::Text(text) => return text,
            Message::Close(why) => panic!("the server let a page go: {why:?}"),
            Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {}
        }
    }
}

impl Page {
    pub(crate) async fn open(server: &Server, person: &str, page: Kind) -> Self {
        Self { socket: greeted(server, person, page).await, calls: BTreeMap::new() }
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
