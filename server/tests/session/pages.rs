//! What is served beside the socket: headers, sign-in, health.

use backline_core::protocol::Page;
use backline_server::identity::password::{Busy, Password};
use futures_util::FutureExt as _;
use serde_json::json;

use super::server::Server;

///
#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let server = Server::start().await;
    for path in ["/healthz", "/readyz", "/nothing", "/assets/nothing.js", "/panel", "/socket"] {
        let answer = server.get(path, "").await;
        for header in [
            "x-content-type-options: nosniff",
            "referrer-policy: no-referrer",
            "permissions-policy: microphone=(self)",
            "cross-origin-opener-policy: same-origin",
        ] {
            assert!(answer.headers.contains(header), "{path} lacks {header}: {}", answer.headers);
        }
        // Pages of the demo show each other, and nobody else shows them.
        let is_page = path == "/panel" && answer.status == 200;
        let framed = if is_page { "frame-ancestors 'self'" } else { "frame-ancestors 'none'" };
        assert!(answer.headers.contains(framed), "{path}: {}", answer.headers);
        assert_eq!(answer.headers.contains("frame-src"), is_page, "{path}: {}", answer.headers);
        assert!(!answer.headers.contains("unsafe-inline"), "{path}");
    }
}

#[tokio::test]
async fn the_demo_answers_to_its_own_names_only() {
    let server = Server::start().await;
    let port = server.running().bound().port();
    for (host, status) in [
        (format!("localhost:{port}"), 200),
        (format!("127.0.0.1:{port}"), 200),
        (format!("evil.example:{port}"), 421),
        ("localhost".to_owned(), 421),
    ] {
        let answer = server.get("/healthz", &format!("Host: {host}\r\n")).await;
        assert_eq!(answer.status, status, "{host}");
    }
}

#[tokio::test]
async fn a_page_of_another_origin_can_neither_sign_in_nor_bring_a_caller() {
    let server = Server::start().await;
    let foreign = "Origin: https://evil.example\r\n";
    let own = format!("Origin: {}\r\n", server.origin());
    let ana = json!({ "as": "ana" });
    for path in ["/api/session/demo", "/api/session", "/api/demo/caller"] {
        assert_eq!(server.post(path, foreign, &ana).await.status, 403, "{path}");
    }
    assert_eq!(server.post("/api/session/demo", &own, &ana).await.status, 200);
    // A form of another page can send no JSON.
    let form = "Content-Type: text/plain\r\n";
    let answer = server.request("POST /api/session/demo", form, &ana.to_string()).await;
    assert_eq!(answer.status, 400);
}

#[tokio::test]
async fn a_sign_in_that_cannot_be_understood_is_told_what_to_send() {
    let server = Server::start().await;
    for body in [json!(null), json!({}), json!({ "as": 1 }), json!({ "as": "Ana Ribeiro" })] {
        let answer = server.post("/api/session/demo", "", &body).await;
        assert_eq!(answer.status, 400, "{body}");
        assert!(answer.body.contains("Send"), "{}", answer.body);
    }
    let nobody = server.post("/api/session/demo", "", &json!({ "as": "nobody" })).await;
    assert_eq!(nobody.status, 404);
    let big = json!({ "as": "x".repeat(100_000) });
    assert!(matches!(server.post("/api/session/demo", "", &big).await.status, 400 | 413));
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_get_the_same_answer_and_not_without_end() {
    let server = Server::start().await;
    let attempt = |person: &str| json!({ "tenant": "acme", "person": person, "password": "x" });
    let known = server.post("/api/session", "", &attempt("ana")).await;
    let unknown = server.post("/api/session", "", &attempt("nobody")).await;
    assert_eq!((known.status, &known.body), (401, &unknown.body));
    assert_eq!(unknown.status, 401);
    // Too long to be compared: on a slow machine ten comparisons take longer than a window lasts.
    let password = "x".repeat(300);
    let long = json!({ "tenant": "acme", "person": "ana", "password": password }).to_string();
    let headers = "Content-Type: application/json\r\nX-Forwarded-For: 203.0.113.9\r\n";
    let more = vec![("POST /api/session", headers.to_owned(), long); 10];
    let last = server.in_one_breath(&more).await.pop().unwrap();
    assert_eq!(last.status, 429);
    assert!(last.headers.contains("retry-after: 60"), "{}", last.headers);
    assert_eq!(server.post("/api/session", "", &attempt("ben")).await.status, 401);
}

///
#[tokio::test]
async fn an_address_that_was_wrong_for_many_names_has_one_attempt_for_each_and_locks_nobody_out() {
    let server = Server::start().await;
    // Too long to be compared, so that only the counting is tried.
    let password = "x".repeat(300);
    let attempt = |n: u32| {
        let body = json!({ "tenant": "acme", "person": format!("p{n}"), "password": password });
        let json = "Content-Type: application/json\r\n";
        let spoofed = format!("X-Forwarded-For: 203.0.113.{n}\r\nForwarded: for=203.0.113.{n}\r\n");
        ("POST /api/session", format!("{json}{spoofed}"), body.to_string())
    };
    let attempts: Vec<_> = (0..=120).chain([120, 120]).map(attempt).collect();
    for (n, answer) in server.in_one_breath(&attempts).await.into_iter().enumerate() {
        assert_eq!(answer.status, if n <= 120 { 401 } else { 429 }, "attempt {n}");
        assert_eq!(answer.headers.contains("retry-after: 60"), n > 120, "{}", answer.headers);
    }
}

#[tokio::test]
async fn while_a_heap_of_passwords_waits_the_next_is_told_when_to_come_back() {
    let server = Server::start().await;
    let body = json!({ "tenant": "acme", "person": "ana", "password": "x" });
    let passwords = &server.running().app().identities.local.passwords;
    let mut waiting = Vec::new();
    loop {
        let password = Password::new("x".to_owned()).unwrap();
        let mut compared = Box::pin(passwords.verify(None, password));
        match (&mut compared).now_or_never() {
            None => waiting.push(compared),
            Some(outcome) => {
                assert_eq!(outcome, Err(Busy));
                break;
            }
        }
    }
    assert_eq!(waiting.len(), 34);
    let away = server.post("/api/session", "", &body).await;
    assert_eq!(away.status, 429);
    assert!(away.headers.contains("retry-after: 2"), "{}", away.headers);
    assert!(away.body.contains("Try again."), "{}", away.body);
    drop(waiting);
    assert_eq!(server.post("/api/session", "", &body).await.status, 401);
}

#[tokio::test]
async fn a_server_that_is_to_end_is_not_ready_and_takes_no_new_call() {
    use backline_core::{id::CommandId, interaction::Refusal, protocol::ClientMessage};
    use backline_server::app::Ending;
    let server = Server::start().await;
    assert_eq!(server.get("/readyz", "").await.status, 200);
    let mut customer = super::client::Client::customer(&server).await;
    let app = server.running().app();
    app.ending.send_replace(Ending::Draining);
    app.sessions.drain();
    assert_eq!(server.get("/readyz", "").await.status, 503);
    assert_eq!(server.get("/healthz", "").await.status, 200);
    let id = CommandId::from_u128(1);
    customer.say(&ClientMessage::Call { id, name: String::new(), number: None, to: None }).await;
    assert_eq!(customer.answer(id).await, Err(Refusal::NotRecorded));
    app.ending.send_replace(Ending::Closing);
    customer.until_closed().await;
}

#[tokio::test]
async fn operators_see_what_was_counted_and_which_packets_left_on_which_edge() {
    let server = Server::start().await;
    let mut call = super::calling::answered(&server, "ana").await;
    let caller = backline_media::Clip::Caller.recording().frame(0).to_vec();
    call.voice.hears(&caller).await;
    let answer = server.operators("/metrics").await;
    assert_eq!(answer.status, 200);
    for name in [
        "backline_calls_live{tenant=\"acme\"}",
        "backline_commands_total{outcome=\"done\"}",
        "backline_facts_total",
        "backline_sockets",
        "backline_media_packets_forwarded_total",
        "backline_media_dropped_strangers_total",
    ] {
        assert!(answer.body.contains(name), "{name}: {}", answer.body);
    }
    let rows = server.operators(&format!("/debug/edges/{}", call.id)).await.body;
    let rows: Vec<serde_json::Value> = serde_json::from_str(&rows).unwrap();
    let heard = rows.iter().find(|row| {
        row["listener"] == json!({ "kind": "person", "person": "ana" })
            && row["speaker"] == json!({ "source": "party", "party": { "kind": "customer" } })
    });
    assert!(heard.unwrap()["packets"].as_u64().unwrap() > 0, "{rows:?}");
    assert_eq!(server.operators("/debug/edges/nonsense").await.status, 400);
    assert_eq!(server.get(&format!("/debug/edges/{}", call.id), "").await.status, 404);
}

///
#[tokio::test]
async fn a_request_that_does_not_come_is_not_awaited_for_long_and_a_socket_is() {
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpStream,
        time::timeout,
    };
    let server = Server::start().await;
    let mut ana = super::client::Client::person(&server, "ana", Page::Panel).await;
    let mut slow = TcpStream::connect(server.running().bound()).await.unwrap();
    slow.write_all(b"GET / HTTP/1.1\r\nHost: ").await.unwrap();
    let mut answer = Vec::new();
    // Whether it is an end or an error is the system's choice.
    let _ = timeout(super::client::PATIENCE, slow.read_to_end(&mut answer)).await.unwrap();
    assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 4"), "{answer:?}");
    let nobody = backline_core::id::InteractionId::from_u128(1);
    let refused = ana
        .ask(
            nobody,
            backline_core::interaction::Command::Call(
                backline_core::interaction::CallCommand::Mute,
            ),
        )
        .await;
    assert_eq!(refused, Err(backline_core::interaction::Refusal::NoSuchCall));
}
