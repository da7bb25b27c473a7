//! How many connections there may be and whose they are, at a port with few places: strangers never
//! have all of them, and behind a proxy everybody has a share of their own.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use backline_core::{
    id::TenantId,
    interaction::Refusal,
    protocol::{Credential, Page, SUBPROTOCOL, ServerMessage},
};
use backline_server::{
    demo::Demo,
    http,
    peer::{Bounds, Network, Patient, Places, Proxies},
};
use tokio::net::{TcpListener, TcpSocket};
use tokio_tungstenite::{
    MaybeTlsStream,
    tungstenite::{self, client::IntoClientRequest as _},
};

use super::{
    client::{Client, Hello},
    server::Server,
};

/// A proxy's own address, and what it writes before those of whom it speaks for.
const PROXY: [u8; 4] = [127, 0, 0, 9];

/// A port of the server that has few places.
struct Narrow<'a> {
    server: &'a Server,
    at: SocketAddr,
}

impl<'a> Narrow<'a> {
    async fn open(server: &'a Server, bounds: Bounds) -> Self {
        let proxy: Network = IpAddr::from(PROXY).to_string().parse().unwrap();
        let proxies = Proxies::new(vec![proxy]);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let at = listener.local_addr().unwrap();
        let service = http::main_service(server.running().app(), &Demo::default(), proxies.clone());
        let listener = Patient::new(listener, Places::new(bounds, proxies));
        tokio::spawn(async move { axum::serve(listener, service).await });
        Self { server, at }
    }

    /// A socket from `from`, for whom a proxy speaks where one is named; or the status by which it is
    /// refused.
    async fn dial(&self, from: [u8; 4], forwarded: Option<&str>) -> Result<Client, u16> {
        // By the server's own name, which it wants to hear, and at the port with few places.
        let own = self.server.running().bound();
        let mut request = format!("ws://{own}/socket").into_client_request().unwrap();
        let headers = request.headers_mut();
        headers.insert("sec-websocket-protocol", SUBPROTOCOL.parse().unwrap());
        headers.insert("origin", self.server.origin().parse().unwrap());
        if let Some(forwarded) = forwarded {
            headers.insert("x-forwarded-for", forwarded.parse().unwrap());
        }
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(SocketAddr::from((from, 0))).unwrap();
        let stream = MaybeTlsStream::Plain(socket.connect(self.at).await.unwrap());
        match tokio_tungstenite::client_async(request, stream).await {
            Ok((socket, _)) => Ok(Client::over(socket)),
            Err(tungstenite::Error::Http(answer)) => Err(answer.status().as_u16()),
            Err(other) => panic!("{other}"),
        }
    }

    /// A customer's browser, or the sentence by which it is not let in.
    async fn stranger(&self, from: [u8; 4], forwarded: Option<&str>) -> Result<Client, String> {
        let tenant = TenantId::new("acme").unwrap();
        let mut client = self.dial(from, forwarded).await.unwrap();
        client.say(&Hello::new(Page::Call, Credential::NewVisitor(tenant)).message()).await;
        match client.next().await {
            Some(ServerMessage::Welcome { .. }) => Ok(client),
            Some(ServerMessage::Problem { sentence, fatal: true }) => Err(sentence),
            other => panic!("{other:?}"),
        }
    }

    /// Somebody who has signed in.
    async fn person(&self, (from, who): ([u8; 4], &str), forwarded: Option<&str>) -> Client {
        let token = self.server.sign_in(who).await;
        let mut client = self.dial(from, forwarded).await.unwrap();
        client.say(&Hello::new(Page::Panel, Credential::Session(token)).message()).await;
        client.until(|message| matches!(message, ServerMessage::CaughtUp { .. })).await;
        client
    }
}

/// Shows that a socket still serves.
async fn serves(client: &mut Client) {
    let nowhere = backline_core::id::InteractionId::from_u128(1);
    let mute = backline_core::interaction::CallCommand::Mute;
    let answer = client.ask(nowhere, backline_core::interaction::Command::Call(mute)).await;
    assert_eq!(answer, Err(Refusal::NoSuchCall));
}

///
#[tokio::test]
async fn whoever_signs_in_has_a_place_while_strangers_hold_all_that_they_may_have() {
    let server = Server::start().await;
    let port = Narrow::open(&server, Bounds { in_all: 8, from_one: 4 }).await;
    let mut strangers = Vec::new();
    let mut refused = Vec::new();
    for n in 0..8 {
        match port.stranger([127, 0, 0, 2 + n % 2], None).await {
            Ok(client) => strangers.push(client),
            Err(sentence) => refused.push(sentence),
        }
    }
    let told = "Too many callers are here. This page tries again by itself.";
    assert_eq!(strangers.len(), 6, "three quarters, and of each address as well");
    assert_eq!(refused, [told, told]);
    assert_eq!(port.stranger([127, 0, 0, 4], None).await.err(), Some(told.to_owned()));
    // Sockets of which nobody knows whose they are hold no place against anybody.
    let mut silent = Vec::new();
    for n in 5..9 {
        silent.push(port.dial([127, 0, 0, n], None).await);
    }
    let mut ana = port.person(([127, 0, 0, 20], "ana"), None).await;
    let mut ben = port.person(([127, 0, 0, 20], "ben"), None).await;
    for client in strangers.iter_mut().chain([&mut ana, &mut ben]) {
        serves(client).await;
    }
}

///
#[tokio::test]
async fn a_stranger_who_goes_leaves_the_place_to_another() {
    let server = Server::start().await;
    let port = Narrow::open(&server, Bounds { in_all: 4, from_one: 4 }).await;
    let at = [127, 0, 0, 2];
    let mut strangers = Vec::new();
    for _ in 0..3 {
        strangers.push(port.stranger(at, None).await.unwrap());
    }
    assert!(port.stranger(at, None).await.is_err());
    drop(strangers.pop());
    // The server learns of it by and by, and the page tries again.
    while port.stranger(at, None).await.is_err() {}
}

///
#[tokio::test]
async fn behind_a_trusted_proxy_nobody_takes_the_places_of_another_whom_it_speaks_for() {
    let server = Server::start().await;
    let port = Narrow::open(&server, Bounds { in_all: 40, from_one: 4 }).await;
    let crowd = Some("198.51.100.7");
    let mut there = Vec::new();
    for _ in 0..3 {
        there.push(port.stranger(PROXY, crowd).await.unwrap());
    }
    assert!(port.stranger(PROXY, crowd).await.is_err(), "the last place is for people");
    there.push(port.person((PROXY, "ana"), crowd).await);
    assert_eq!(port.dial(PROXY, crowd).await.err(), Some(503), "all four are in use");
    let mut other = port.stranger(PROXY, Some("203.0.113.9")).await.unwrap();
    let mut own = port.stranger([127, 0, 0, 2], crowd).await.unwrap();
    for client in there.iter_mut().chain([&mut other, &mut own]) {
        serves(client).await;
    }
}
