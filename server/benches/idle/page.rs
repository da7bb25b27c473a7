//! Pages without browsers: they say hello, then answer pings, and note how long they are told nothing.

use std::{cell::RefCell, rc::Rc, time::Duration};

use backline_core::{
    id::TabId,
    protocol::{ClientMessage, Credential, PROTOCOL_VERSION, Page},
};
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::{net::TcpStream, time::Instant};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream,
    tungstenite::{Message, client::IntoClientRequest as _, protocol::WebSocketConfig},
};
use uuid::Uuid;

use super::server::Server;

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// How long any page was told nothing, gap by gap, until asked.
#[derive(Clone, Default)]
pub(crate) struct Gaps(Rc<RefCell<Vec<Duration>>>);

impl Gaps {
    fn add(&self, gap: Duration) {
        self.0.borrow_mut().push(gap);
    }

    /// Those since the last time.
    pub(crate) fn take(&self) -> Vec<Duration> {
        self.0.take()
    }
}

/// Opens so many workspaces, one after another, and leaves them open in tasks of this set.
pub(crate) async fn open(server: &Server, count: usize) -> Gaps {
    let gaps = Gaps::default();
    for number in 0..count {
        let socket = greeted(server, server.token(number).await).await;
        tokio::task::spawn_local(rest(socket, gaps.clone()));
    }
    gaps
}

/// A socket that has said hello and is up to date. What is looked at is the same in every version.
async fn greeted(server: &Server, token: String) -> Socket {
    let mut request = format!("ws://{}/socket", server.address).into_client_request().unwrap();
    let headers = request.headers_mut();
    headers.insert("sec-websocket-protocol", subprotocols().parse().unwrap());
    headers.insert("origin", format!("http://{}", server.address).parse().unwrap());
    let config = Some(WebSocketConfig::default().read_buffer_size(4 * 1024));
    let opened = tokio_tungstenite::connect_async_with_config(request, config, false);
    let (mut socket, _) = opened.await.unwrap();
    let hello = ClientMessage::Hello {
        version: PROTOCOL_VERSION,
        build: "bench".to_owned(),
        page: Page::Workspace,
        tab: TabId(Uuid::new_v4()),
        credential: Credential::Session(token),
        resume: Vec::new(),
        take_over: true,
        part: None,
    };
    socket.send(Message::text(serde_json::to_string(&hello).unwrap())).await.unwrap();
    loop {
        let Message::Text(text) = socket.next().await.unwrap().unwrap() else { continue };
        if text.contains("\"caught_up\"") {
            return socket;
        }
    }
}

/// Those of all versions: an older build takes its own.
fn subprotocols() -> String {
    let versions = (1..=PROTOCOL_VERSION).rev();
    versions.map(|version| format!("backline.v{version}")).collect::<Vec<_>>().join(", ")
}

/// Reads what comes; the library answers pings on the way.
async fn rest(mut socket: Socket, gaps: Gaps) {
    let mut last = Instant::now();
    while let Some(message) = socket.next().await {
        match message.unwrap() {
            Message::Text(_) => {
                let now = Instant::now();
                gaps.add(now - last);
                last = now;
            }
            Message::Close(why) => panic!("the server let a page go: {why:?}"),
            Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {}
        }
    }
}
