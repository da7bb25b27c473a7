//! A page's socket, without a browser.

use backline_core::{
    id::TabId,
    protocol::{ClientMessage, Credential, PROTOCOL_VERSION, Page},
};
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream,
    tungstenite::{Message, Utf8Bytes, client::IntoClientRequest as _, protocol::WebSocketConfig},
};
use uuid::Uuid;

pub(crate) type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// One that has said hello and is up to date. What is looked at is the same in every version.
pub(crate) async fn greeted(address: &str, page: Page, credential: Credential) -> Socket {
    let mut request = format!("ws://{address}/socket").into_client_request().unwrap();
    let headers = request.headers_mut();
    headers.insert("sec-websocket-protocol", subprotocols().parse().unwrap());
    headers.insert("origin", format!("http://{address}").parse().unwrap());
    let config = Some(WebSocketConfig::default().read_buffer_size(4 * 1024));
    let opened = tokio_tungstenite::connect_async_with_config(request, config, false);
    let (mut socket, _) = opened.await.unwrap();
    let hello = ClientMessage::Hello {
        version: PROTOCOL_VERSION,
        build: "bench".to_owned(),
        page,
        tab: TabId(Uuid::new_v4()),
        credential,
        resume: Vec::new(),
        take_over: true,
        part: None,
    };
    say(&mut socket, &hello).await;
    while !text(&mut socket).await.contains("\"caught_up\"") {}
    socket
}

/// Those of all versions: an older build takes its own.
fn subprotocols() -> String {
    let versions = (1..=PROTOCOL_VERSION).rev();
    versions.map(|version| format!("backline.v{version}")).collect::<Vec<_>>().join(", ")
}

pub(crate) async fn say(socket: &mut Socket, message: &ClientMessage) {
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
