//! A page without a page: the protocol over a raw socket, for what no honest page would send.

use std::{
    collections::VecDeque,
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};
use backline_core::{
    id::{CommandId, InteractionId, PersonId, TabId, TenantId},
    interaction::{Command, Refusal},
    people::Presence,
    protocol::{
        ClientMessage, Credential, Cursor, PROTOCOL_VERSION, Page, SUBPROTOCOL, ServerMessage, You,
        decode_server,
    },
};
use futures_util::{SinkExt, StreamExt};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};
use tokio::{net::TcpStream, time};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream,
    tungstenite::{Message, client::IntoClientRequest, http::HeaderValue},
};
use uuid::Uuid;

use super::{PATIENCE, server::Server};

/// How long an answer may take, however busy the machine is.
const BOUND: Duration = PATIENCE;

/// A socket to the server.
#[derive(Debug)]
pub struct Wire {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    unread: VecDeque<ServerMessage>,
}

/// What became of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// It is done, on that interaction if on one.
    Done(Option<InteractionId>),
    /// It is not, by that rule.
    Refused(Refusal, String),
}

#[derive(Deserialize)]
struct Called {
    interaction: InteractionId,
}

#[derive(Deserialize)]
struct Session {
    token: String,
}

impl Wire {
    /// Opens a socket as the server's own pages do, without saying hello.
    ///
    /// # Errors
    /// When the server refuses it.
    pub async fn dial(server: &Server) -> Result<Self> {
        Self::dial_from(server, Some(&server.origin())).await
    }

    /// Opens a socket in the name of a page of `origin`.
    ///
    /// # Errors
    /// When the server refuses it.
    pub async fn dial_from(server: &Server, origin: Option<&str>) -> Result<Self> {
        Self::dial_at(SocketAddr::from((Ipv4Addr::LOCALHOST, server.http())), origin).await
    }

    async fn dial_at(http: SocketAddr, origin: Option<&str>) -> Result<Self> {
        let mut request = format!("ws://{http}/socket").into_client_request()?;
        let headers = request.headers_mut();
        headers.insert("Sec-WebSocket-Protocol", HeaderValue::from_static(SUBPROTOCOL));
        if let Some(origin) = origin {
            headers.insert("Origin", HeaderValue::from_str(origin)?);
        }
        let (socket, _) = tokio_tungstenite::connect_async(request).await?;
        Ok(Self { socket, unread: VecDeque::new() })
    }

    /// A person of the demo at one of their pages, signed in and caught up.
    ///
    /// # Errors
    /// When the server does not welcome them.
    pub async fn person(server: &Server, who: &str, page: Page) -> Result<Self> {
        let token = sign_in(server, who).await?;
        Self::greeted(server, page, Credential::Session(token), Vec::new()).await
    }

    /// The same, once it is on record that they are Available.
    ///
    /// # Errors
    /// When the server does not welcome them, or they do not become Available.
    pub async fn person_available(server: &Server, who: &str, page: Page) -> Result<Self> {
        let credential = Credential::Session(sign_in(server, who).await?);
        let mut wire = Self::hello(server, page, credential, Vec::new()).await?;
        let shows = |message: &ServerMessage| {
            matches!(message,
                ServerMessage::Welcome { you: You::Person { view, .. }, .. }
                | ServerMessage::You { you: You::Person { view, .. } }
                    if view.presence == Presence::Available)
        };
        wire.expect(|message| shows(message).then_some(())).await?;
        Ok(wire)
    }

    /// A customer's browser that is new, at a page of that tenant.
    ///
    /// # Errors
    /// When the server does not welcome it.
    pub async fn customer(server: &Server, tenant: &str) -> Result<Self> {
        let proof = Credential::NewVisitor(TenantId::new(tenant)?);
        Self::greeted(server, Page::Call, proof, Vec::new()).await
    }

    /// The same at a server that runs already, with its pages at `http`.
    ///
    /// # Errors
    /// When nobody answers there, or the browser is not welcome.
    pub async fn customer_at(http: SocketAddr, tenant: &str) -> Result<Self> {
        let origin = format!("http://localhost:{}", http.port());
        let wire = Self::dial_at(http, Some(&origin)).await?;
        let proof = Credential::NewVisitor(TenantId::new(tenant)?);
        wire.introduced(Page::Call, proof, Vec::new()).await?.welcomed().await
    }

    /// A page of that kind, with that proof, holding what `resume` says, caught up.
    ///
    /// # Errors
    /// When the server does not welcome it.
    pub async fn greeted(
        server: &Server,
        page: Page,
        credential: Credential,
        resume: Vec<Cursor>,
    ) -> Result<Self> {
        Self::hello(server, page, credential, resume).await?.welcomed().await
    }

    async fn welcomed(mut self) -> Result<Self> {
        self.expect(|message| matches!(message, ServerMessage::Welcome { .. }).then_some(()))
            .await?;
        Ok(self)
    }

    async fn hello(
        server: &Server,
        page: Page,
        credential: Credential,
        resume: Vec<Cursor>,
    ) -> Result<Self> {
        Self::dial(server).await?.introduced(page, credential, resume).await
    }

    async fn introduced(
        mut self,
        page: Page,
        credential: Credential,
        resume: Vec<Cursor>,
    ) -> Result<Self> {
        self.say(&ClientMessage::Hello {
            version: PROTOCOL_VERSION,
            build: "tests".to_owned(),
            page,
            tab: TabId(Uuid::new_v4()),
            credential,
            resume,
            take_over: true,
            part: None,
        })
        .await?;
        Ok(self)
    }

    /// Sends a message.
    ///
    /// # Errors
    /// When the socket is closed.
    pub async fn say(&mut self, message: &ClientMessage) -> Result<()> {
        self.send(Message::text(serde_json::to_string(message)?)).await
    }

    /// Sends whatever this is.
    ///
    /// # Errors
    /// When the socket is closed.
    pub async fn send(&mut self, message: Message) -> Result<()> {
        Ok(self.socket.send(message).await?)
    }

    /// Asks something of an interaction, under a fresh id, and waits for what becomes of it.
    ///
    /// # Errors
    /// When no answer comes.
    pub async fn ask(&mut self, interaction: InteractionId, command: Command) -> Result<Reply> {
        self.ask_as(CommandId(Uuid::new_v4()), interaction, command).await
    }

    /// The same under a given id.
    ///
    /// # Errors
    /// When no answer comes.
    pub async fn ask_as(
        &mut self,
        id: CommandId,
        interaction: InteractionId,
        command: Command,
    ) -> Result<Reply> {
        self.say(&ClientMessage::Command { id, interaction, command }).await?;
        self.reply(id).await
    }

    /// Calls as a customer, and waits until the call exists.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn call(&mut self, name: &str, to: Option<&str>) -> Result<InteractionId> {
        let id = CommandId(Uuid::new_v4());
        let to = to.map(PersonId::new).transpose()?;
        self.say(&ClientMessage::Call { id, name: name.to_owned(), number: None, to }).await?;
        match self.reply(id).await? {
            Reply::Done(interaction) => interaction.context("a call without an interaction"),
            Reply::Refused(_, sentence) => bail!("the call was refused: {sentence}"),
        }
    }

    async fn reply(&mut self, wanted: CommandId) -> Result<Reply> {
        self.expect(|message| Reply::to(wanted, message)).await
    }

    /// Waits for the first message, sent since the last that was waited for, that `wanted` picks
    /// something out of. Those before it are passed over.
    ///
    /// # Errors
    /// When none comes in time or the socket closes.
    pub async fn expect<T>(&mut self, wanted: impl Fn(&ServerMessage) -> Option<T>) -> Result<T> {
        let mut passed = Vec::new();
        let deadline = time::Instant::now() + BOUND;
        loop {
            let message = match self.unread.pop_front() {
                Some(message) => message,
                None => match time::timeout_at(deadline, self.read()).await {
                    Ok(Ok(message)) => message,
                    Ok(Err(error)) => return Err(error.context(format!("after {passed:?}"))),
                    Err(_) => bail!("what was waited for did not come, but: {passed:?}"),
                },
            };
            match wanted(&message) {
                Some(found) => return Ok(found),
                None => passed.push(message),
            }
        }
    }

    /// Waits until the server has closed the socket.
    ///
    /// # Errors
    /// When it stays open.
    pub async fn is_closed(&mut self) -> Result<()> {
        let drain = async { while self.read().await.is_ok() {} };
        time::timeout(BOUND, drain).await.context("the socket stays open")
    }

    async fn read(&mut self) -> Result<ServerMessage> {
        loop {
            let message = self.socket.next().await.context("the socket has closed")??;
            match message {
                Message::Text(text) => {
                    let read = decode_server(&text);
                    let message = read.map_err(|why| anyhow::anyhow!("{why}: {text}"))?;
                    // A pulse comes by the clock and answers nothing.
                    if !matches!(message, ServerMessage::Pulse { .. }) {
                        return Ok(message);
                    }
                }
                Message::Close(why) => bail!("the server closed the socket: {why:?}"),
                Message::Binary(_) => bail!("the server sent bytes"),
                Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {}
            }
        }
    }
}

impl Reply {
    /// What `message` says of the command `wanted`, if it is about that.
    pub(crate) fn to(wanted: CommandId, message: &ServerMessage) -> Option<Self> {
        if let ServerMessage::Done { id, interaction } = message
            && *id == wanted
        {
            return Some(Self::Done(*interaction));
        }
        if let ServerMessage::Refused { id, refusal, sentence } = message
            && *id == wanted
        {
            return Some(Self::Refused(refusal.clone(), sentence.clone()));
        }
        None
    }
}

/// Signs a person of the demo in, and gives the token that says so.
///
/// # Errors
/// When the server refuses.
pub async fn sign_in(server: &Server, who: &str) -> Result<String> {
    let session: Session = post(server, "/api/session/demo", &json!({ "as": who })).await?;
    Ok(session.token)
}

/// Has the demo's scripted caller ring an agent.
///
/// # Errors
/// When the server refuses.
pub async fn bring_caller(server: &Server, to: &str) -> Result<InteractionId> {
    let called: Called = post(server, "/api/demo/caller", &json!({ "to": to })).await?;
    Ok(called.interaction)
}

async fn post<T: DeserializeOwned>(server: &Server, path: &str, body: &Value) -> Result<T> {
    let address = format!("http://127.0.0.1:{}{path}", server.http());
    let request = reqwest::Client::new().post(address).header("Origin", server.origin()).json(body);
    let answer = request.send().await?;
    let status = answer.status();
    let text = answer.text().await?;
    ensure!(status.is_success(), "{path} {body}: {status} {text}");
    Ok(serde_json::from_str(&text)?)
}
