//! The door: which origin, which subprotocol, which first message; and what is no message at all.

use std::time::Instant;

use backline_core::{
    id::TenantId,
    protocol::{
        ClientMessage, Credential, MAX_MESSAGE_BYTES, MIN_SUPPORTED, PROTOCOL_VERSION, Page,
        SUBPROTOCOL, ServerMessage,
    },
    replica::PULSE_EVERY,
    time::Timestamp,
};
use tokio_tungstenite::tungstenite::{
    Message,
    protocol::frame::{
        Frame,
        coding::{Data, OpCode},
    },
};

use super::{
    client::{Client, Hello, dial},
    server::Server,
};

#[tokio::test]
async fn only_a_page_of_a_listed_origin_may_open_a_socket_and_the_rest_is_refused_before_it() {
    let server = Server::start().await;
    let port = server.running().bound().port();
    for good in [format!("http://localhost:{port}"), format!("http://127.0.0.1:{port}")] {
        assert!(dial(&server, Some(&good), Some(SUBPROTOCOL)).await.is_ok(), "{good}");
    }
    let bad = [
        "null".to_owned(),
        String::new(),
        "http://localhost".to_owned(),
        format!("https://localhost:{port}"),
        format!("http://LOCALHOST:{port}"),
        format!("http://localhost:{port}/"),
        format!("http://localhost:{port}.evil.example"),
        format!("http://evil.localhost:{port}"),
        format!("http://localhost.:{port}"),
        format!("http://localhost:{}", port ^ 1),
        format!("http://127.0.0.1:{port}@evil.example"),
        format!("http://[::1]:{port}"),
        "https://evil.example".to_owned(),
    ];
    for origin in &bad {
        let refused = dial(&server, Some(origin), Some(SUBPROTOCOL)).await.err();
        assert_eq!(refused.map(|(status, _)| status), Some(403), "{origin}");
    }
    let (status, body) = dial(&server, None, Some(SUBPROTOCOL)).await.err().unwrap();
    assert_eq!(status, 403);
    assert!(body.contains("Add it to origins"), "{body}");
}

#[tokio::test]
async fn a_socket_without_the_subprotocol_is_refused_and_told_which() {
    let server = Server::start().await;
    for protocol in [None, Some("backline.v0"), Some("chat")] {
        let refused = dial(&server, Some(&server.origin()), protocol).await.err();
        let told = format!("Ask for the subprotocol {SUBPROTOCOL}.");
        assert_eq!(refused, Some((400, told)), "{protocol:?}");
    }
}

/// covers: R-430
#[tokio::test]
async fn a_page_that_was_greeted_is_told_every_second_and_a_half_that_its_link_lives_and_the_time()
{
    let server = Server::start().await;
    let began = Instant::now();
    let mut ana = Client::person(&server, "ana", Page::Panel).await;
    let Some(ServerMessage::Welcome { now: greeted, .. }) = ana.told.first().cloned() else {
        panic!("{:?}", ana.told)
    };
    let told = pulses(&mut ana, 2).await;
    // However late one comes, the second is due so long after the first.
    let took = began.elapsed().as_millis();
    assert!(took >= u128::from(PULSE_EVERY.0), "two pulses in {took} ms");
    assert!(greeted <= told[0] && told[0] < told[1], "{greeted:?} {told:?}");
    let passed = u128::from(told[1].since(greeted).0);
    assert!(passed <= began.elapsed().as_millis() + 1, "{passed} ms by the server's clock");
}

/// Waits for so many pulses; what each says of the time.
async fn pulses(client: &mut Client, count: usize) -> Vec<Timestamp> {
    let mut told = Vec::new();
    while told.len() < count {
        if let Some(ServerMessage::Pulse { now, .. }) = client.next_or_pulse().await {
            told.push(now);
        }
    }
    told
}

#[tokio::test]
async fn a_socket_without_a_hello_is_sent_no_pulse() {
    let server = Server::start().await;
    let mut stranger = Client::open(&server).await;
    let mut ana = Client::person(&server, "ana", Page::Panel).await;
    pulses(&mut ana, 2).await;
    // The socket closes on this, if it has not for want of a hello on a slow machine.
    let _ = stranger.tries_to_send("").await;
    while let Some(heard) = stranger.next_or_pulse().await {
        assert!(!matches!(heard, ServerMessage::Pulse { .. }), "{heard:?}");
    }
}

#[tokio::test]
async fn the_first_message_has_to_be_a_hello() {
    let server = Server::start().await;
    let call = r#"{"type":"call","data":{"id":"00000000-0000-0000-0000-000000000001","name":"","number":null,"to":null}}"#;
    for text in [call, "{}", "", "[]", r#"{"type":"hello","data":{}}"#, r#"{"type":"bonjour"}"#] {
        let mut client = Client::open(&server).await;
        client.send(text).await;
        let problem = client.next().await;
        let Some(ServerMessage::Problem { sentence, fatal: true }) = problem else {
            panic!("{text}: {problem:?}")
        };
        assert!(sentence.ends_with("The first message has to be hello."), "{sentence}");
        client.until_closed().await;
    }
}

#[tokio::test]
async fn a_page_of_an_older_version_is_told_to_upgrade() {
    let server = Server::start().await;
    let hello = hello(&server, "ana").await.message();
    let mut old = serde_json::to_value(&hello).unwrap();
    old["data"]["version"] = 0.into();
    let mut client = Client::open(&server).await;
    client.send(&old.to_string()).await;
    assert_eq!(client.next().await, Some(ServerMessage::Upgrade { min: MIN_SUPPORTED }));
    client.until_closed().await;
}

#[tokio::test]
async fn a_page_of_a_newer_version_is_spoken_to_in_ours() {
    let server = Server::start().await;
    let hello = hello(&server, "ana").await.message();
    let mut new = serde_json::to_value(&hello).unwrap();
    new["data"]["version"] = 900.into();
    let mut client = Client::open(&server).await;
    client.send(&new.to_string()).await;
    let welcome = client.next().await;
    let Some(ServerMessage::Welcome { version, .. }) = welcome else { panic!("{welcome:?}") };
    assert_eq!(version, PROTOCOL_VERSION);
}

#[tokio::test]
async fn a_credential_that_is_none_signs_out_with_a_sentence() {
    let server = Server::start().await;
    let token = server.sign_in("ana").await;
    let visitor = Client::customer(&server).await.visitor_token();
    let nowhere = TenantId::new("nowhere").unwrap();
    let wrong = [
        (Page::Panel, Credential::Session("made.up".to_owned())),
        (Page::Panel, Credential::Session(token.replace('.', ","))),
        (Page::Panel, Credential::Session(visitor.clone())),
        (Page::Call, Credential::Session(token.clone())),
        (Page::Call, Credential::Visitor(token)),
        (Page::Panel, Credential::Visitor(visitor)),
        (Page::Call, Credential::NewVisitor(nowhere)),
    ];
    for (page, credential) in wrong {
        let mut client = Client::open(&server).await;
        client.say(&Hello::new(page, credential.clone()).message()).await;
        let message = client.next().await;
        let Some(ServerMessage::SignedOut { sentence }) = message else {
            panic!("{credential:?}: {message:?}")
        };
        assert!(sentence.ends_with("again.") || sentence.ends_with("here."), "{sentence}");
        client.until_closed().await;
    }
}

#[tokio::test]
async fn what_is_no_message_is_answered_with_a_sentence_and_the_page_goes_on() {
    let server = Server::start().await;
    let mut ana = Client::person(&server, "ana", Page::Panel).await;
    let deep = "[".repeat(20_000);
    let wrong = [
        "",
        "null",
        "{",
        "\u{0}",
        "{\"type\":\"dance\",\"data\":{}}",
        "{\"type\":\"command\",\"data\":{\"id\":1}}",
        "{\"type\":\"command\",\"data\":null}",
        &deep,
    ];
    for text in wrong {
        ana.send(text).await;
        let problem = ana.until(|m| matches!(m, ServerMessage::Problem { .. })).await;
        let ServerMessage::Problem { sentence, fatal } = problem else { unreachable!() };
        assert!(!fatal && sentence.ends_with('.'), "{sentence}");
    }
    let again = hello(&server, "ana").await;
    ana.say(&again.message()).await;
    let problem = ana.until(|m| matches!(m, ServerMessage::Problem { .. })).await;
    let ServerMessage::Problem { sentence, .. } = problem else { unreachable!() };
    assert!(sentence.contains("said hello already"), "{sentence}");
    call_of_nobody(&mut ana).await;
}

#[tokio::test]
async fn ten_of_them_in_a_row_close_the_socket() {
    let server = Server::start().await;
    let mut ana = Client::person(&server, "ana", Page::Panel).await;
    for _ in 0..9 {
        ana.send("nonsense").await;
    }
    call_of_nobody(&mut ana).await;
    for _ in 0..10 {
        ana.send("nonsense").await;
    }
    ana.until(|m| matches!(m, ServerMessage::Problem { fatal: true, .. })).await;
    ana.until_closed().await;
}

#[tokio::test]
async fn a_message_that_is_too_long_closes_the_socket_and_says_how_long_it_may_be() {
    let server = Server::start().await;
    let ana = Client::person(&server, "ana", Page::Panel).await;
    let mut ben = Client::person(&server, "ben", Page::Panel).await;
    let unknown = Client::open(&server).await;
    for mut client in [ana, unknown] {
        client.send(&" ".repeat(MAX_MESSAGE_BYTES + 1)).await;
        let fits = |m: &ServerMessage| matches!(m, ServerMessage::Problem { fatal: true, .. });
        let ServerMessage::Problem { sentence, .. } = client.until(fits).await else {
            unreachable!()
        };
        assert!(sentence.contains("65536"), "{sentence}");
        assert_eq!(client.until_closed().await, Some(1009));
    }
    ben.send_raw(Message::binary(vec![0; 10])).await;
    ben.until(|m| matches!(m, ServerMessage::Problem { fatal: true, .. })).await;
    assert_eq!(ben.until_closed().await, Some(1008));
}

#[tokio::test]
async fn what_is_no_websocket_message_closes_the_socket_as_such() {
    let server = Server::start().await;
    let known = Client::person(&server, "ana", Page::Panel).await;
    for mut client in [known, Client::open(&server).await] {
        let text = OpCode::Data(Data::Text);
        client.send_raw(Message::Frame(Frame::message(vec![0xff], text, true))).await;
        client.until(|m| matches!(m, ServerMessage::Problem { fatal: true, .. })).await;
        assert_eq!(client.until_closed().await, Some(1002));
    }
}

async fn hello(server: &Server, person: &str) -> Hello {
    Hello::new(Page::Panel, Credential::Session(server.sign_in(person).await))
}

/// Shows that the socket still serves.
async fn call_of_nobody(client: &mut Client) {
    use backline_core::id::CommandId;
    let id = CommandId::from_u128(9);
    client.say(&ClientMessage::Call { id, name: String::new(), number: None, to: None }).await;
    assert!(client.answer(id).await.is_err());
}
