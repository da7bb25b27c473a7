//! What happens to help requests, as it happens: who listens, and from where they go on.

use std::time::Duration;

use backline_core::{interaction::Command, protocol::Page};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpStream,
    time::timeout,
};

use super::{
    api::{MACHINE, OTHER, bearer, description, machine, requests},
    api_schema,
    calling::answered,
    client::{Client, PATIENCE},
    server::Server,
};

/// A stream that is listened to.
struct Listener {
    lines: BufReader<TcpStream>,
}

/// An event, taken apart.
#[derive(Debug, Clone, PartialEq)]
struct Heard {
    id: u64,
    event: String,
    data: Value,
}

impl Listener {
    async fn open(server: &Server, token: &str, headers: &str) -> Self {
        let address = server.running().bound();
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = format!(
            "GET /api/v1/help-requests/events HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n{headers}\r\n"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut listener = Self { lines: BufReader::new(stream) };
        assert!(listener.line().await.unwrap().contains("200 OK"));
        while !listener.line().await.unwrap().trim().is_empty() {}
        listener
    }

    /// The next line; nothing when the stream has ended.
    async fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        let read =
            timeout(PATIENCE, self.lines.read_line(&mut line)).await.expect("something comes");
        (read.unwrap() > 0).then_some(line)
    }

    async fn next(&mut self) -> Heard {
        let (mut id, mut event) = (0, String::new());
        loop {
            let line = self.line().await.expect("the stream goes on");
            let line = line.trim_end();
            if let Some(text) = line.strip_prefix("id: ") {
                id = text.parse().unwrap();
            } else if let Some(text) = line.strip_prefix("event: ") {
                event = text.to_owned();
            } else if let Some(text) = line.strip_prefix("data: ") {
                return Heard { id, event, data: serde_json::from_str(text).unwrap() };
            }
        }
    }
}

#[tokio::test]
async fn each_fact_about_help_is_one_event_and_a_listener_goes_on_where_it_left_off() {
    let mut server = Server::start().await;
    let mut call = answered(&server, "ana").await;
    let sofia = Client::person(&server, "sofia", Page::Workspace).await;
    let mut live = Listener::open(&server, MACHINE, "").await;
    let at = requests(call.id);
    let body = json!({ "reason": "technical", "comment": "secret words", "on_behalf_of": "ana" });
    assert_eq!(machine().post(&server, &at, &body).await.status, 201);
    let claim = format!("{at}/1/claim");
    assert_eq!(machine().speaking_for("sofia").post(&server, &claim, &json!({})).await.status, 200);
    let close = format!("{at}/1/close");
    assert_eq!(machine().speaking_for("ana").post(&server, &close, &json!({})).await.status, 200);
    let mut heard = Vec::new();
    for _ in 0..3 {
        heard.push(live.next().await);
    }
    let told: Vec<_> = heard
        .iter()
        .map(|it| (it.id, it.event.as_str(), it.data["help_requested"].as_bool().unwrap()))
        .collect();
    assert_eq!(told, [(1, "requested", true), (2, "claimed", false), (3, "closed", false)]);
    assert_eq!(heard[1].data["addClaimedBy"], "sofia");
    assert_eq!(heard[1].data["exit"], "Claimed");
    assert_eq!(heard[2].data["because"], "by_agent");
    let api = description(&server).await;
    let schema = json!({ "$ref": "#/components/schemas/HelpEvent" });
    for event in &heard {
        assert_eq!(api_schema::misfits(api, &schema, &event.data), Vec::<String>::new());
        assert!(!event.data.to_string().contains("secret"));
    }
    let mut again = Listener::open(&server, MACHINE, "Last-Event-ID: 1\r\n").await;
    assert_eq!([again.next().await, again.next().await], heard[1..]);
    call.agent.ask(call.id, Command::HangUp).await.unwrap();
    drop((live, again, sofia));
    server.restart().await;
    let mut back = Listener::open(&server, MACHINE, "Last-Event-ID: 0\r\n").await;
    for event in &heard {
        assert_eq!(back.next().await, *event, "after a restart as before");
    }
}

#[tokio::test]
async fn nothing_of_another_tenant_is_heard_and_its_numbers_tell_nothing() {
    let server = Server::start().await;
    let gils = answered(&server, "gil").await;
    let anas = answered(&server, "ana").await;
    let mut globex = Listener::open(&server, OTHER, "").await;
    for (asker, agent, call) in [(machine(), "ana", anas.id), (bearer(OTHER), "gil", gils.id)] {
        let body = json!({ "reason": "other", "on_behalf_of": agent });
        assert_eq!(asker.post(&server, &requests(call), &body).await.status, 201);
    }
    let first = globex.next().await;
    assert_eq!((first.id, &first.data["agent"]), (1, &json!("gil")));
}

#[tokio::test]
async fn only_who_may_see_the_calls_listens_and_only_so_often_at_once() {
    let server = Server::start().await;
    let at = "/api/v1/help-requests/events";
    let ana = bearer(&server.sign_in("ana").await);
    let refused = ana.get(&server, at).await;
    assert_eq!((refused.status, refused.code()), (403, "not_permitted"));
    assert_eq!(
        refused.detail(),
        "You may not see the active calls. An administrator can permit it."
    );
    assert_eq!(machine().speaking_for("ben").get(&server, at).await.status, 403);
    let wrong = machine().get(&server, &format!("{at}?after=x")).await;
    assert_eq!((wrong.status, wrong.code()), (400, "unreadable"));
    let sofia = server.sign_in("sofia").await;
    let mut open = Vec::new();
    for _ in 0..8 {
        open.push(Listener::open(&server, &sofia, "").await);
    }
    let refused = bearer(&sofia).get(&server, at).await;
    assert_eq!((refused.status, refused.code()), (429, "too_many_streams"));
    let one_more = Listener::open(&server, MACHINE, "").await;
    drop((open, one_more));
    let freed = async {
        while server.running().app().api_streams.take("acme/Person(PersonId(sofia))").is_none() {
            tokio::task::yield_now().await;
        }
    };
    timeout(Duration::from_secs(20), freed).await.unwrap();
}
