//! A page without a page: says what the test wants, and keeps what it was told like a page would.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use backline_core::{
    floor::FloorCommand,
    id::{CommandId, InteractionId, PersonId, TabId, TenantId},
    interaction::{Command, Interaction, Lens, Refusal, Stamped},
    people::{PersonView, Presence},
    protocol::{
        ClientMessage, Credential, Cursor, PROTOCOL_VERSION, Page, SUBPROTOCOL, ServerMessage, You,
        decode_server,
    },
};
use futures_util::{
    SinkExt as _, StreamExt as _,
    stream::{SplitSink, SplitStream},
};
use tokio::{
    net::{TcpSocket, TcpStream},
    sync::{mpsc, watch},
    time::timeout,
};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream,
    tungstenite::{self, Message, client::IntoClientRequest as _},
};
use uuid::Uuid;

use super::server::Server;

/// Nothing on loopback takes this long, however busy the machine is.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// Nor is anything that is waited for further apart, what scripted people do included.
const AT_MOST: Duration = Duration::from_secs(120);

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

pub(crate) struct Client {
    says: SplitSink<Socket, Message>,
    hears: mpsc::UnboundedReceiver<Message>,
    /// Whether the socket is read at the moment.
    reads: watch::Sender<bool>,
    /// Whether it is read only while something is waited for, and pings go without an answer.
    on_demand: bool,
    /// Whether it says to each pulse that its program runs.
    runs: bool,
    /// Every message so far, without the pulses.
    pub(crate) told: Vec<ServerMessage>,
    /// What they say, kept as a page would.
    pub(crate) calls: BTreeMap<InteractionId, Held>,
    closed_with: Option<u16>,
}

pub(crate) struct Held {
    pub(crate) lens: Lens,
    pub(crate) next: u64,
    pub(crate) state: Interaction,
    pub(crate) facts: Vec<Stamped>,
}

/// What a page says first.
pub(crate) struct Hello {
    pub(crate) page: Page,
    pub(crate) tab: TabId,
    pub(crate) credential: Credential,
    pub(crate) resume: Vec<Cursor>,
    pub(crate) take_over: bool,
    pub(crate) part: Option<InteractionId>,
}

impl Hello {
    pub(crate) fn new(page: Page, credential: Credential) -> Self {
        let tab = TabId(Uuid::new_v4());
        Self { page, tab, credential, resume: Vec::new(), take_over: true, part: None }
    }

    pub(crate) fn message(&self) -> ClientMessage {
        ClientMessage::Hello {
            version: PROTOCOL_VERSION,
            build: "test".to_owned(),
            page: self.page,
            tab: self.tab,
            credential: self.credential.clone(),
            resume: self.resume.clone(),
            take_over: self.take_over,
            part: self.part,
        }
    }
}

/// Opens a socket whose reader has next to no room.
pub(crate) async fn dial_narrow(server: &Server) -> Client {
    let address = server.running().bound();
    let mut request = format!("ws://{address}/socket").into_client_request().unwrap();
    let headers = request.headers_mut();
    headers.insert("sec-websocket-protocol", SUBPROTOCOL.parse().unwrap());
    headers.insert("origin", server.origin().parse().unwrap());
    let narrow = TcpSocket::new_v4().unwrap();
    narrow.set_recv_buffer_size(4096).unwrap();
    let stream = MaybeTlsStream::Plain(narrow.connect(address).await.unwrap());
    let (socket, _) = tokio_tungstenite::client_async(request, stream).await.unwrap();
    let mut client = Client::over(socket);
    client.falls_silent();
    client
}

/// Opens a socket with these headers, or says how it was refused.
pub(crate) async fn dial(
    server: &Server,
    origin: Option<&str>,
    protocol: Option<&str>,
) -> Result<Client, (u16, String)> {
    let address = format!("ws://{}/socket", server.running().bound());
    let mut request = address.into_client_request().unwrap();
    let headers = request.headers_mut();
    if let Some(protocol) = protocol {
        headers.insert("sec-websocket-protocol", protocol.parse().unwrap());
    }
    if let Some(origin) = origin {
        headers.insert("origin", origin.parse().unwrap());
    }
    match tokio_tungstenite::connect_async(request).await {
        Ok((socket, _)) => Ok(Client::over(socket)),
        Err(tungstenite::Error::Http(answer)) => {
            let body = answer.body().clone().unwrap_or_default();
            Err((answer.status().as_u16(), String::from_utf8(body).unwrap()))
        }
        Err(other) => panic!("{other}"),
    }
}

impl Client {
    /// Reads by itself, as a browser does: whoever says nothing for a while has answered pings.
    pub(crate) fn over(socket: Socket) -> Self {
        let (says, stream) = socket.split();
        let (heard, hears) = mpsc::unbounded_channel();
        let (reads, is_read) = watch::channel(true);
        tokio::spawn(read(stream, heard, is_read));
        let (told, calls) = (Vec::new(), BTreeMap::new());
        let (on_demand, runs) = (false, false);
        Self { says, hears, reads, on_demand, runs, told, calls, closed_with: None }
    }

    /// From here on it reads, and answers pings, only while something is waited for.
    pub(crate) fn falls_silent(&mut self) {
        self.on_demand = true;
        self.reads.send_replace(false);
    }

    /// From here on it says, as a page's program does, that it runs, whenever it is read; or, as one
    /// that a browser has frozen, nothing any more.
    pub(crate) async fn runs(&mut self, runs: bool) {
        self.runs = runs;
        if runs {
            self.say(&ClientMessage::Alive {}).await;
        }
    }

    pub(crate) async fn open(server: &Server) -> Self {
        dial(server, Some(&server.origin()), Some(SUBPROTOCOL)).await.unwrap()
    }

    /// A page that has said hello and is up to date.
    pub(crate) async fn greeted(server: &Server, hello: &Hello) -> Self {
        let mut client = Self::open(server).await;
        client.say(&hello.message()).await;
        client.until(|m| matches!(m, ServerMessage::CaughtUp { .. })).await;
        client
    }

    pub(crate) async fn person(server: &Server, person: &str, page: Page) -> Self {
        let token = server.sign_in(person).await;
        Self::greeted(server, &Hello::new(page, Credential::Session(token))).await
    }

    pub(crate) async fn customer(server: &Server) -> Self {
        let tenant = TenantId::new("acme").unwrap();
        Self::greeted(server, &Hello::new(Page::Call, Credential::NewVisitor(tenant))).await
    }

    pub(crate) async fn say(&mut self, message: &ClientMessage) {
        self.send(&serde_json::to_string(message).unwrap()).await;
    }

    pub(crate) async fn send(&mut self, text: &str) {
        self.says.send(Message::text(text)).await.unwrap();
    }

    pub(crate) async fn send_raw(&mut self, message: Message) {
        self.says.send(message).await.unwrap();
    }

    /// Whether the server takes this: it does until it has closed the socket. Nothing when nobody
    /// knows yet.
    pub(crate) async fn tries_to_send(&mut self, text: &str) -> Option<bool> {
        let sending = self.says.send(Message::text(text));
        timeout(Duration::from_millis(200), sending).await.ok().map(|sent| sent.is_ok())
    }

    /// The token by which a customer's browser is known again.
    pub(crate) fn visitor_token(&self) -> String {
        let token = self.told.iter().rev().find_map(|message| match message {
            ServerMessage::Welcome { you: You::Visitor { token, .. }, .. } => Some(token.clone()),
            _ => None,
        });
        token.unwrap()
    }

    /// What a page that reconnects says that it holds.
    pub(crate) fn cursors(&self) -> Vec<Cursor> {
        let cursor = |(interaction, held): (&InteractionId, &Held)| Cursor {
            interaction: *interaction,
            lens: held.lens,
            next: held.next,
        };
        self.calls.iter().map(cursor).collect()
    }

    /// The next message that says something; `None` when the socket is closed.
    pub(crate) async fn next(&mut self) -> Option<ServerMessage> {
        let began = Instant::now();
        loop {
            assert!(began.elapsed() < AT_MOST, "only pulses come after {:?}", self.told.last());
            let message = self.next_or_pulse().await?;
            if !matches!(message, ServerMessage::Pulse { .. }) {
                self.take_in(&message);
                self.told.push(message.clone());
                return Some(message);
            }
            if self.runs {
                self.say(&ClientMessage::Alive {}).await;
            }
        }
    }

    /// The next message, a pulse too.
    pub(crate) async fn next_or_pulse(&mut self) -> Option<ServerMessage> {
        self.reads.send_replace(true);
        let message = self.next_that_counts().await;
        self.reads.send_replace(!self.on_demand);
        message
    }

    async fn next_that_counts(&mut self) -> Option<ServerMessage> {
        loop {
            match timeout(PATIENCE, self.hears.recv()).await.expect("something comes")? {
                Message::Text(text) => return Some(decode_server(&text).unwrap()),
                Message::Close(why) => {
                    self.closed_with = why.map(|why| why.code.into());
                    return None;
                }
                _ => {}
            }
        }
    }

    /// Reads until a message fits.
    pub(crate) async fn until(&mut self, fits: impl Fn(&ServerMessage) -> bool) -> ServerMessage {
        loop {
            let message = self.next().await;
            let message = message.unwrap_or_else(|| panic!("closed after {:?}", self.told));
            if fits(&message) {
                return message;
            }
        }
    }

    /// Reads until the state of an interaction fits.
    pub(crate) async fn until_state(
        &mut self,
        interaction: InteractionId,
        fits: impl Fn(&Interaction) -> bool,
    ) {
        while !self.calls.get(&interaction).is_some_and(|held| fits(&held.state)) {
            assert!(self.next().await.is_some(), "closed after {:?}", self.told);
        }
    }

    /// Reads until the socket closes: the code that it closed with.
    pub(crate) async fn until_closed(&mut self) -> Option<u16> {
        while self.next().await.is_some() {}
        self.closed_with
    }

    /// Reads until the floor shows this page's person so.
    pub(crate) async fn until_seen(&mut self, fits: impl Fn(&PersonView) -> bool) {
        let shows = |message: &ServerMessage| match message {
            ServerMessage::Welcome { you: You::Person { view, .. }, .. }
            | ServerMessage::You { you: You::Person { view, .. } } => fits(view),
            _ => false,
        };
        self.until(shows).await;
    }

    /// As whom the server sees this page's person, by the last word about it.
    pub(crate) fn seen(&self) -> &PersonView {
        let seen = self.told.iter().rev().find_map(|message| match message {
            ServerMessage::Welcome { you: You::Person { view, .. }, .. }
            | ServerMessage::You { you: You::Person { view, .. } } => Some(&**view),
            _ => None,
        });
        seen.unwrap()
    }

    /// Chooses a presence, and waits until that is done.
    pub(crate) async fn chooses(&mut self, presence: Presence) {
        let id = CommandId(Uuid::new_v4());
        let command = FloorCommand::SetPresence { presence };
        self.say(&ClientMessage::Floor { id, command }).await;
        self.answer(id).await.unwrap();
    }

    /// Reads until the floor shows this page's person as Available.
    pub(crate) async fn available(&mut self) {
        let shows = |message: &ServerMessage| match message {
            ServerMessage::Welcome { you: You::Person { view, .. }, .. }
            | ServerMessage::You { you: You::Person { view, .. } } => {
                view.presence == Presence::Available
            }
            _ => false,
        };
        if !self.told.iter().any(shows) {
            self.until(shows).await;
        }
    }

    /// Asks and waits for the answer.
    pub(crate) async fn ask(
        &mut self,
        interaction: InteractionId,
        command: Command,
    ) -> Result<(), Refusal> {
        self.ask_as(CommandId(Uuid::new_v4()), interaction, command).await
    }

    pub(crate) async fn ask_as(
        &mut self,
        id: CommandId,
        interaction: InteractionId,
        command: Command,
    ) -> Result<(), Refusal> {
        self.say(&ClientMessage::Command { id, interaction, command }).await;
        self.answer(id).await
    }

    pub(crate) async fn answer(&mut self, wanted: CommandId) -> Result<(), Refusal> {
        let answers = |message: &ServerMessage| match message {
            ServerMessage::Done { id, .. } | ServerMessage::Refused { id, .. } => *id == wanted,
            _ => false,
        };
        match self.until(answers).await {
            ServerMessage::Refused { refusal, sentence, .. } => {
                assert_eq!(refusal.to_string(), sentence);
                Err(refusal)
            }
            _ => Ok(()),
        }
    }

    /// Calls as a customer.
    pub(crate) async fn call(&mut self, to: Option<&str>) -> InteractionId {
        let id = CommandId(Uuid::new_v4());
        let to = to.map(|to| PersonId::new(to).unwrap());
        self.say(&ClientMessage::Call { id, name: "Nora".to_owned(), number: None, to }).await;
        let done = self.until(|m| matches!(m, ServerMessage::Done { id: it, .. } if *it == id));
        match done.await {
            ServerMessage::Done { interaction, .. } => interaction.unwrap(),
            _ => unreachable!(),
        }
    }

    fn take_in(&mut self, message: &ServerMessage) {
        match message {
            ServerMessage::Restated { interaction, lens, next, facts, .. } => {
                let state = Interaction::fold(*lens, facts).unwrap();
                let held = Held { lens: *lens, next: *next, state, facts: Vec::new() };
                self.calls.insert(*interaction, held);
            }
            ServerMessage::Facts { interaction, first, facts } => {
                // A page that resumes holds what this test did not keep.
                let Some(held) = self.calls.get_mut(interaction) else { return };
                assert_eq!(*first, held.next, "no gap and no repetition");
                for fact in facts {
                    held.state.apply(fact);
                    held.next += 1;
                    held.facts.push(fact.clone());
                }
            }
            ServerMessage::Withdrawn { interaction } => {
                self.calls.remove(interaction);
            }
            _ => {}
        }
    }
}

/// Passes on what comes while it is read, until the socket or the client is gone.
async fn read(
    mut stream: SplitStream<Socket>,
    heard: mpsc::UnboundedSender<Message>,
    mut reads: watch::Receiver<bool>,
) {
    while reads.wait_for(|reads| *reads).await.is_ok() {
        tokio::select! {
            message = stream.next() => match message {
                Some(Ok(message)) => drop(heard.send(message)),
                Some(Err(_)) | None => return,
            },
            changed = reads.changed() => if changed.is_err() { return },
        }
    }
}
