//! What a stranger can make grow, and what that costs others: connections, sign-ins that have ended,
//! a tenant that ends by a fault.

use backline_core::{
    floor::FloorFact,
    id::{CommandId, InteractionId, PersonId, TabId, TenantId},
    interaction::{Action, Command, Refusal, SuperviseCommand},
    people::{Actor, Presence},
    protocol::{ClientMessage, Credential, FloorRecord, Page, ServerMessage, SignIn},
    time::Timestamp,
};
use backline_server::{
    identity::password::Password,
    session::port::{ConnectedPage, ConnectionId, Greeting, PageLink, SharedMessage},
};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};
use uuid::Uuid;

use super::{
    api::machine,
    calling::{answered, opened, person},
    client::{Client, Hello, PATIENCE, dial},
    fault::{RECOVERY_HANGS, faulty},
    reload::{configure, is_gone, one_of, reread},
    server::Server,
};

/// Breaks whoever tells it something.
#[derive(Debug)]
struct Breaks;

impl PageLink for Breaks {
    fn tell(&self, _: &SharedMessage) {
        panic!("a fault that the test brings about")
    }

    fn displaced(&self) {}
}

fn acme() -> TenantId {
    TenantId::new("acme").unwrap()
}

/// The tenant's task panics.
async fn break_acme(server: &Server) {
    let tenant = server.running().app().sessions.tenant(&acme()).unwrap().clone();
    let page = ConnectedPage {
        connection: ConnectionId(u64::MAX),
        who: Actor::person(acme(), PersonId::new("ada").unwrap()),
        kind: Page::Workspace,
        rung_by_name: false,
        tab: TabId(Uuid::new_v4()),
        heard: std::sync::Arc::default(),
        sign_in: SignIn::ENDLESS.into(),
        link: Box::new(Breaks),
        voice: None,
    };
    assert!(tenant.open(page, Greeting::default()).await.is_err());
}

/// covers: R-486
#[tokio::test]
async fn a_tenant_that_ends_by_a_fault_goes_on_from_the_record_and_no_other_notices() {
    let server = Server::start().await;
    let mut call = answered(&server, "ana").await;
    let (mut sofia, _voice) = opened(&server, "sofia", call.id).await;
    let coach = Command::Supervise(SuperviseCommand::TakeAction { action: Action::Coach });
    sofia.ask(call.id, coach).await.unwrap();
    let globex = TenantId::new("globex").unwrap();
    let visitor = Hello::new(Page::Call, Credential::NewVisitor(globex));
    let mut other = Client::greeted(&server, &visitor).await;

    break_acme(&server).await;
    assert_eq!(call.agent.until_closed().await, Some(1012), "pages come back by themselves");
    sofia.until_closed().await;
    let (mut ana, mut sofia) = loop {
        if let (Some(ana), Some(sofia)) =
            (back(&server, "ana", Page::Panel).await, back(&server, "sofia", Page::Workspace).await)
        {
            break (ana, sofia);
        }
    };
    assert!(sofia.calls[&call.id].state.supervisor(&person("sofia")).is_some());
    assert_eq!(
        sofia.calls[&call.id].state.supervisor(&person("sofia")).unwrap().stance.active(),
        None,
        "an action never resumes by itself"
    );
    let end = Command::Call(backline_core::interaction::CallCommand::HangUp);
    ana.ask(call.id, end).await.unwrap();
    sofia.until_state(call.id, |call| call.is_over()).await;
    other.answer_to_a_call().await;
}

/// covers: R-486
#[tokio::test]
async fn what_is_configured_while_a_tenant_begins_again_holds_afterwards_and_so_does_the_end() {
    let server = Server::start().await;
    let app = server.running().app();
    break_acme(&server).await;
    configure(&server, |read| {
        one_of(read, "sofia").roles.clear();
        read.tenants[0].terms.version = 7;
    });
    app.sessions.drain();
    let sofia = loop {
        if let Some(sofia) = back(&server, "sofia", Page::Workspace).await {
            break sofia;
        }
    };
    assert!(sofia.seen().grants.is_empty(), "{:?}", sofia.seen());
    let terms = |record: FloorRecord| match record.fact {
        FloorFact::TermsConfigured { terms } => Some(terms.version),
        _ => None,
    };
    let log = app.store.recover(&acme(), Timestamp::default()).await.unwrap().floor;
    assert_eq!(log.into_iter().filter_map(terms).last(), Some(7));
    let mut customer = Client::customer(&server).await;
    let id = CommandId::from_u128(1);
    customer.say(&ClientMessage::Call { id, name: String::new(), number: None, to: None }).await;
    assert_eq!(customer.answer(id).await, Err(Refusal::NotRecorded), "no new calls");
}

/// In the half second between a tenant's end and its next beginning, and before the record is read.
///
/// covers: R-486
#[tokio::test]
async fn who_asks_while_a_tenant_begins_again_is_answered_by_the_next_task() {
    let (server, switch) = faulty().await;
    let mut ana = Client::person(&server, "ana", Page::Panel).await;
    ana.available().await;
    ana.chooses(Presence::Offline).await;
    drop(ana);
    while !is_gone(&server, "ana").await {
        tokio::task::yield_now().await;
    }
    switch.set(RECOVERY_HANGS);
    break_acme(&server).await;
    let refused = server.signs_in("ana").await;
    assert_eq!(refused.status, 503, "{refused:?}");
    assert!(refused.body.contains("Try again."), "{refused:?}");
    switch.hangs().await;

    let machine = machine();
    let (page, list, caller, ()) = tokio::join!(
        Client::person(&server, "ana", Page::Panel),
        machine.get(&server, "/api/v1/help-requests"),
        Client::customer(&server),
        // Each of them waits by then, or comes in time all the same.
        async { switch.release() },
    );
    assert_eq!(list.status, 200, "{list:?}");
    let (mut ana, mut caller) = (page, caller);
    ana.available().await;
    caller.answer_to_a_call().await;
}

/// The page of somebody, once it is let in.
async fn back(server: &Server, name: &str, page: Page) -> Option<Client> {
    let token = server.sign_in(name).await;
    let mut client = Client::open(server).await;
    client.say(&Hello::new(page, Credential::Session(token)).message()).await;
    while let Some(message) = client.next().await {
        if matches!(message, ServerMessage::CaughtUp { .. }) {
            return Some(client);
        }
    }
    None
}

/// covers: R-487
#[tokio::test]
async fn an_open_page_hears_of_a_sign_out_of_a_new_password_and_of_being_removed() {
    let server = Server::start().await;
    let [mut ana, mut ben, mut sofia, mut sam] = [
        Client::person(&server, "ana", Page::Panel).await,
        Client::person(&server, "ben", Page::Panel).await,
        Client::person(&server, "sofia", Page::Workspace).await,
        Client::person(&server, "sam", Page::Workspace).await,
    ];
    let token = server.sign_in("ana").await;
    let bearer = format!("Authorization: Bearer {token}\r\n");
    assert_eq!(server.request("DELETE /api/session", &bearer, "").await.status, 204);
    assert_eq!(server.request("DELETE /api/session", &bearer, "").await.status, 401);
    hears_of_the_end(&mut ana).await;
    reread(&server, |config| {
        let hash = Password::new("another".to_owned()).unwrap().hash().unwrap();
        one_of(config, "ben").password = Some(hash);
        config.tenants[0].people.retain(|somebody| somebody.card.person != person("sofia"));
    })
    .await;
    hears_of_the_end(&mut ben).await;
    hears_of_the_end(&mut sofia).await;
    sam.answer_to_a_call().await;

    let mut again = Client::open(&server).await;
    again.say(&Hello::new(Page::Panel, Credential::Session(token)).message()).await;
    hears_of_the_end(&mut again).await;
    Client::person(&server, "ana", Page::Panel).await;
}

async fn hears_of_the_end(client: &mut Client) {
    let told = client.until(|m| matches!(m, ServerMessage::SignedOut { .. })).await;
    let sentence = "This sign-in has ended. Sign in again.".to_owned();
    assert_eq!(told, ServerMessage::SignedOut { sentence });
    client.until_closed().await;
}

/// covers: R-440
#[tokio::test]
async fn a_proxy_that_is_trusted_tells_where_from_and_another_is_not_believed() {
    for (trusted, statuses) in [("127.0.0.1", [429, 401]), ("10.0.0.7", [429, 429])] {
        let server = Server::serve(&format!(
            r#"
            listen = "127.0.0.1:0"
            trusted_proxies = ["{trusted}"]
            media = {{ loopback_only = true, workers = 1 }}
            [[tenant]]
            id = "initech"
            [[tenant.person]]
            id = "ada"
            roles = ["agent"]
            "#
        ))
        .await;
        // Too long to be compared, so that only the counting is tried.
        let password = "x".repeat(300);
        let wrong = json!({ "tenant": "initech", "person": "ada", "password": password });
        let from = async |hops: &str| {
            let header = format!("X-Forwarded-For: {hops}\r\n");
            server.post("/api/session", &header, &wrong).await.status
        };
        for _ in 0..10 {
            assert_eq!(from("203.0.113.9, 198.51.100.1").await, 401);
        }
        assert_eq!([from("198.51.100.1").await, from("203.0.113.9").await], statuses);
    }
}

/// covers: R-484
#[tokio::test]
async fn connections_that_say_nothing_make_way_for_whoever_asks_on_both_ports() {
    let server = Server::start().await;
    let operators = server.running().metrics_at();
    // As many as operators have places, and more.
    let mut idle = Vec::new();
    for _ in 0..80 {
        idle.push(TcpStream::connect(operators).await.unwrap());
    }
    assert_eq!(server.operators("/metrics").await.status, 200);
    assert!(is_closed(&mut idle[0]).await, "the oldest has made way");
    assert_eq!(server.get("/healthz", "").await.status, 200);
}

/// Whether the server closes it, before patience for a request is over or because of that.
async fn is_closed(stream: &mut TcpStream) -> bool {
    let mut bytes = [0; 1];
    matches!(timeout(PATIENCE, stream.read(&mut bytes)).await, Ok(Ok(0) | Err(_)))
}

/// covers: R-460
#[tokio::test]
async fn a_second_request_that_comes_letter_by_letter_is_given_up_like_a_first_one() {
    let server = Server::start().await;
    let at = server.running().bound();
    let mut stream = TcpStream::connect(at).await.unwrap();
    let whole = format!("GET /healthz HTTP/1.1\r\nHost: {at}\r\n\r\n");
    stream.write_all(whole.as_bytes()).await.unwrap();
    let mut bytes = [0; 2048];
    let read = timeout(PATIENCE, stream.read(&mut bytes)).await.unwrap().unwrap();
    assert!(bytes[..read].starts_with(b"HTTP/1.1 200"));
    stream.write_all(b"GET /heal").await.unwrap();
    assert!(is_closed(&mut stream).await);
    // What has become a socket is not given up.
    let mut page = dial(&server, Some(&server.origin()), Some("backline.v2")).await.unwrap();
    page.say(&Hello::new(Page::Call, Credential::NewVisitor(acme())).message()).await;
    page.until(|m| matches!(m, ServerMessage::CaughtUp { .. })).await;
}

impl Client {
    /// Shows that the page is served: what is no call is refused.
    async fn answer_to_a_call(&mut self) {
        let nothing = Command::Call(backline_core::interaction::CallCommand::Mute);
        let refused = self.ask(InteractionId::from_u128(1), nothing).await;
        assert!(refused.is_err());
    }
}
