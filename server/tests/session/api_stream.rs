//! What happens to help requests, as it happens: who listens, and from where they go on.

use backline_core::{
    interaction::{CallCommand, Command},
    people::Grant,
    protocol::Page,
};
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
    help::{cancel, request, watched},
    reload::{one_of, reread},
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
        let (listener, listens) = Self::try_open(server, token, headers).await;
        assert!(listens);
        listener
    }

    /// Also whether it is listened to.
    async fn try_open(server: &Server, token: &str, headers: &str) -> (Self, bool) {
        let address = server.running().bound();
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = format!(
            "GET /api/v1/help-requests/events HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n{headers}\r\n"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut listener = Self { lines: BufReader::new(stream) };
        let listens = listener.line().await.unwrap().contains("200 OK");
        while !listener.line().await.unwrap().trim().is_empty() {}
        (listener, listens)
    }

    /// Leaves; ready when the server has let go of the stream, too.
    async fn close(mut self) {
        self.lines.get_mut().shutdown().await.unwrap();
        while self.line().await.is_some() {}
    }

    /// Until the stream has ended; nothing is told before that.
    async fn ends_in_silence(&mut self) {
        while let Some(line) = self.line().await {
            assert!(!line.starts_with("data: "), "{line}");
        }
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
    let mut sofia = Client::person(&server, "sofia", Page::Workspace).await;
    sofia.available().await;
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
    call.agent.ask(call.id, Command::Call(CallCommand::HangUp)).await.unwrap();
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
    Listener::open(&server, MACHINE, "").await;
    open.pop().unwrap().close().await;
    assert!(Listener::try_open(&server, &sofia, "").await.1, "a place is free again");
}

///
#[tokio::test]
async fn an_agent_who_may_see_the_calls_hears_of_the_own_request_what_the_own_page_shows() {
    let server = Server::start().await;
    reread(&server, |config| one_of(config, "ana").grants.push(Grant::ViewInteractions)).await;
    let (mut call, _sofia) = watched(&server).await;
    let mut sam = Client::person(&server, "sam", Page::Workspace).await;
    sam.available().await;
    call.agent.ask(call.id, request("")).await.unwrap();
    let reject = format!("{}/1/reject", requests(call.id));
    let rejected = machine().speaking_for("sofia").post(&server, &reject, &json!({})).await;
    assert_eq!(rejected.status, 200, "{rejected:?}");
    call.agent.ask(call.id, cancel(1)).await.unwrap();
    let ana = server.sign_in("ana").await;
    for (token, expected) in [
        (MACHINE, ["requested", "rejected", "cancelled"].as_slice()),
        (&ana, &["requested", "cancelled"]),
    ] {
        let mut listener = Listener::open(&server, token, "Last-Event-ID: 0\r\n").await;
        for event in expected {
            assert_eq!(listener.next().await.event, *event);
        }
    }
}

#[tokio::test]
async fn a_stream_ends_with_its_token_before_anything_else_is_told_and_with_the_server() {
    let mut server = Server::start().await;
    let (mut call, _sofia) = watched(&server).await;
    let mut withdrawn = Listener::open(&server, MACHINE, "").await;
    reread(&server, |config| config.tenants[0].tokens.clear()).await;
    call.agent.ask(call.id, request("secret")).await.unwrap();
    withdrawn.ends_in_silence().await;
    let reply = machine().get(&server, "/api/v1/help-requests").await;
    assert_eq!((reply.status, reply.code()), (401, "unknown_token"));
    let mut open = Listener::open(&server, OTHER, "").await;
    timeout(PATIENCE, server.restart()).await.expect("nobody who listens holds it up");
    open.ends_in_silence().await;
}

#[tokio::test]
async fn places_and_keys_of_another_tenant_are_nobodys_here() {
    let server = Server::start().await;
    let (gils, anas) = (answered(&server, "gil").await, answered(&server, "ana").await);
    let same = "order 66";
    for (asker, agent, call) in [(machine(), "ana", anas.id), (bearer(OTHER), "gil", gils.id)] {
        let body = json!({ "reason": "other", "on_behalf_of": agent });
        let raised = asker.with_key(same).post(&server, &requests(call), &body).await;
        assert_eq!((raised.status, &raised.body["number"]), (201, &json!(1)), "{raised:?}");
    }
    let cancel = format!("{}/1/cancel", requests(anas.id));
    let cancelled = machine().speaking_for("ana").post(&server, &cancel, &json!({})).await;
    assert_eq!(cancelled.status, 200, "{cancelled:?}");
    let again = json!({ "reason": "other", "on_behalf_of": "ana" });
    assert_eq!(machine().post(&server, &requests(anas.id), &again).await.status, 201);
    let list = "/api/v1/help-requests?limit=1";
    let page = machine().get(&server, list).await.body;
    let foreign = format!("{list}&cursor={}", page["next"].as_str().unwrap());
    let theirs = bearer(OTHER).get(&server, &foreign).await;
    let agents: Vec<_> = theirs.body["items"].as_array().unwrap().iter().collect();
    assert_eq!(agents.iter().map(|row| &row["agent"]).collect::<Vec<_>>(), [&json!("gil")]);
    // Acme has three events, globex one: the third place is none of its own.
    let mut globex = Listener::open(&server, OTHER, "Last-Event-ID: 3\r\n").await;
    let cancel = format!("{}/1/cancel", requests(gils.id));
    bearer(OTHER).speaking_for("gil").post(&server, &cancel, &json!({})).await;
    let next = globex.next().await;
    assert_eq!((next.id, next.event.as_str()), (2, "cancelled"));
}
