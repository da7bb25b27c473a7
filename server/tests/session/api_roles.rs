//! Each route of the API by each kind of token; and every id of one tenant used from another.

use backline_core::{
    interaction::{Command, HelpCommand, help::NewBrief, help::Severity},
    protocol::Page,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    api::{Asker, MACHINE, OTHER, bearer, description, machine},
    calling::{Call, answered, person},
    client::Client,
    server::Server,
};

/// Who asks, in the order of the table's columns.
const ASKERS: [&str; 9] = [
    "nobody",
    "the agent",
    "a supervisor who is asked",
    "another agent",
    "an administrator",
    "a machine",
    "a machine for the agent",
    "a machine for the supervisor",
    "another tenant's machine",
];

/// A route, what is sent there, and the status for each asker. A route that is missing here fails
/// the test below.
struct Row {
    method: &'static str,
    path: &'static str,
    body: Value,
    statuses: [u16; 9],
}

fn row(method: &'static str, path: &'static str, body: Value, statuses: [u16; 9]) -> Row {
    Row { method, path, body, statuses }
}

const ONE: &str = "/api/v1/interactions/{interaction}/help-requests/{number}";

fn table() -> Vec<Row> {
    let nothing = || json!({});
    let on = |rest: &str| -> &'static str { format!("{ONE}/{rest}").leak() };
    let helpers = "/api/v1/interactions/{interaction}/helpers";
    let list = "/api/v1/help-requests";
    let asked = json!({ "reason": "other" });
    vec![
        row("GET", ONE, nothing(), [401, 200, 200, 404, 404, 200, 200, 200, 404]),
        row("GET", list, nothing(), [401, 200, 200, 200, 200, 200, 200, 200, 200]),
        row(
            "GET",
            "/api/v1/help-requests/events?after=x",
            nothing(),
            // Who may listen is refused by the place that is none, everybody else before that.
            [401, 403, 400, 403, 403, 400, 403, 400, 400],
        ),
        row("GET", helpers, nothing(), [401, 200, 200, 404, 200, 200, 200, 200, 404]),
        row("GET", "/api/v1/openapi.json", nothing(), [200; 9]),
        row(
            "POST",
            "/api/v1/interactions/{interaction}/help-requests",
            asked,
            // Help is requested already, so the agent is refused by that rule.
            [401, 409, 403, 404, 404, 403, 409, 403, 404],
        ),
        row("POST", on("cancel"), nothing(), [401, 200, 403, 404, 404, 403, 200, 403, 404]),
        row("POST", on("claim"), nothing(), [401, 403, 200, 404, 404, 403, 403, 200, 404]),
        row("POST", on("reject"), nothing(), [401, 403, 200, 404, 404, 403, 403, 200, 404]),
        row("POST", on("close"), nothing(), [401, 409, 403, 404, 404, 403, 409, 403, 404]),
        row("POST", on("ask-again"), nothing(), [401, 409, 403, 404, 404, 403, 409, 403, 404]),
        row(
            "POST",
            helpers,
            json!({ "person": "sam" }),
            [401, 403, 403, 404, 200, 200, 403, 403, 404],
        ),
        row(
            "DELETE",
            "/api/v1/interactions/{interaction}/helpers/{person}",
            nothing(),
            // Nobody is on the list: who may change it is told so.
            [401, 403, 403, 404, 404, 404, 403, 403, 404],
        ),
        row(
            "PUT",
            "/api/v1/interactions/{interaction}/contact",
            json!({ "name": "Nora" }),
            [401, 403, 403, 404, 204, 204, 403, 403, 404],
        ),
    ]
}

struct Scene {
    call: Call,
    _sofia: Client,
    askers: Vec<Asker>,
    asked: u32,
}

impl Scene {
    async fn new(server: &Server) -> Self {
        let mut askers = vec![Asker::default()];
        for name in ["ana", "sofia", "ben", "ada"] {
            askers.push(bearer(&server.sign_in(name).await));
        }
        askers.extend([
            machine(),
            machine().speaking_for("ana"),
            machine().speaking_for("sofia"),
            bearer(OTHER),
        ]);
        let call = answered(server, "ana").await;
        let mut sofia = Client::person(server, "sofia", Page::Workspace).await;
        sofia.available().await;
        let mut scene = Self { call, _sofia: sofia, askers, asked: 0 };
        scene.ask_for_help().await;
        scene
    }

    /// One request is live, untouched, and nobody is on the list.
    async fn ask_for_help(&mut self) {
        let id = self.call.id;
        let (live, claimed) = {
            let state = &self.call.agent.calls[&id].state;
            let help = state.help();
            (help.is_some_and(|help| help.is_live()), help.is_some_and(|it| it.helper().is_some()))
        };
        if live {
            let request = self.asked;
            let end = if claimed {
                HelpCommand::Close { request }
            } else {
                HelpCommand::Cancel { request }
            };
            self.call.agent.ask(id, Command::Help(end)).await.unwrap();
        }
        let ask = HelpCommand::Request {
            reason: "other".parse().unwrap(),
            comment: String::new(),
            severity: Severity::Assist,
            brief: NewBrief::default(),
        };
        self.call.agent.ask(id, Command::Help(ask)).await.unwrap();
        self.asked += 1;
    }

    fn path(&self, pattern: &str) -> String {
        pattern
            .replace("{interaction}", &self.call.id.to_string())
            .replace("{number}", &self.asked.to_string())
            .replace("{person}", "sam")
    }

    /// Takes sam off the list again, if he is on it.
    async fn tidy(&self, server: &Server) {
        let one = self.path("/api/v1/interactions/{interaction}/helpers/{person}");
        let _ = machine().ask(server, ("DELETE", &one), "").await;
    }
}

#[tokio::test]
async fn each_route_answers_each_kind_of_token_as_the_table_says() {
    let server = Server::start().await;
    let mut scene = Scene::new(&server).await;
    for Row { method, path, body, statuses } in table() {
        for (place, (asker, status)) in scene.askers.clone().iter().zip(statuses).enumerate() {
            let at = scene.path(path);
            let body = if method == "GET" { String::new() } else { body.to_string() };
            let reply = asker.ask(&server, (method, &at), &body).await;
            let who = ASKERS[place];
            assert_eq!(reply.status, status, "{method} {path} by {who}: {reply:?}");
            if status == 404 && who != "an administrator" && who != "a machine" {
                assert_eq!(reply.code(), "no_such_call", "{method} {path} by {who}");
            }
            if method != "GET" && status < 300 {
                scene.tidy(&server).await;
                scene
                    .call
                    .agent
                    .until_state(scene.call.id, |call| {
                        // What the machine did has reached the agent's page, if it reaches it at all.
                        call.help().is_some_and(|help| help.number == scene.asked)
                    })
                    .await;
                settle(&mut scene, path).await;
            }
        }
    }
}

/// After what was allowed, a fresh request.
async fn settle(scene: &mut Scene, path: &str) {
    let asked = scene.asked;
    let id = scene.call.id;
    let sofia = person("sofia");
    if path.ends_with("/cancel") {
        scene.call.agent.until_state(id, |it| it.help().is_some_and(|help| !help.is_live())).await;
    } else if path.ends_with("/claim") {
        scene
            .call
            .agent
            .until_state(id, |it| it.helps(&sofia).is_some_and(|help| help.number == asked))
            .await;
    }
    scene.ask_for_help().await;
}

#[tokio::test]
async fn the_table_has_every_route_that_is_described_and_others_are_refused() {
    let server = Server::start().await;
    let api = description(&server).await;
    let rows = table();
    for (path, item) in api["paths"].as_object().unwrap() {
        let plain = path.replace("{interaction}", &Uuid::new_v4().to_string());
        let plain = plain.replace("{number}", "1").replace("{person}", "sam");
        for method in ["GET", "POST", "PUT", "DELETE", "PATCH"] {
            let described = item.get(method.to_lowercase()).is_some();
            let listed = rows.iter().any(|row| {
                row.method == method && row.path.split('?').next() == Some(path.as_str())
            });
            assert_eq!(described, listed, "{method} {path}");
            if !described {
                let reply = machine().ask_plainly(&server, (method, &plain), "{}").await;
                assert_eq!(
                    (reply.status, reply.code()),
                    (405, "method_not_allowed"),
                    "{method} {path}"
                );
            }
        }
    }
    for nowhere in ["/api/v1/nowhere", "/api/v1/", "/api/v1"] {
        let reply = machine().ask_plainly(&server, ("GET", nowhere), "").await;
        assert_eq!((reply.status, reply.code()), (404, "no_such_address"), "{nowhere}");
    }
}

#[tokio::test]
async fn every_id_of_another_tenant_is_answered_like_one_that_does_not_exist_letter_by_letter() {
    let server = Server::start().await;
    let scene = Scene::new(&server).await;
    let gwen = bearer(&server.sign_in("gwen").await);
    let askers = [
        bearer(OTHER),
        bearer(OTHER).speaking_for("gwen"),
        bearer(OTHER).speaking_for("ana"),
        gwen,
    ];
    let nothing = Uuid::new_v4().to_string();
    for Row { method, path, body, .. } in table() {
        if !path.contains("{interaction}") {
            continue;
        }
        let there = scene.path(path);
        let nowhere = there.replace(&scene.call.id.to_string(), &nothing);
        let no_id = there.replace(&scene.call.id.to_string(), "no-id");
        let no_text = there.replace(&scene.call.id.to_string(), "%FF");
        for asker in &askers {
            let body = if method == "GET" { String::new() } else { body.to_string() };
            let mut replies = Vec::new();
            for at in [&there, &nowhere, &no_id, &no_text] {
                let reply = asker.ask(&server, (method, at), &body).await;
                replies.push((reply.status, reply.body));
            }
            assert_eq!(replies[0], replies[1], "{method} {path}");
            assert_eq!(replies[0], replies[2], "{method} {path}");
            assert_eq!(replies[0], replies[3], "{method} {path}");
            assert_eq!(replies[0].0, 404, "{method} {path}");
        }
    }
    let list = bearer(OTHER).get(&server, "/api/v1/help-requests").await;
    assert_eq!(list.body["items"], json!([]));
    let own = machine().get(&server, "/api/v1/help-requests").await;
    assert_eq!(own.body["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn what_is_no_token_and_whom_one_may_not_speak_for_is_refused() {
    let server = Server::start().await;
    let at = "/api/v1/help-requests";
    let visitor = Client::customer(&server).await.visitor_token();
    let changed = MACHINE.replace('m', "n");
    for token in ["", "x", "made.up", &visitor, &changed, &"x".repeat(4000)] {
        let reply = bearer(token).get(&server, at).await;
        assert_eq!((reply.status, reply.code()), (401, "unknown_token"), "{token}");
        assert!(reply.headers.contains("www-authenticate: bearer"), "{reply:?}");
    }
    let ada = bearer(&server.sign_in("ada").await);
    let reply = ada.speaking_for("ana").get(&server, at).await;
    assert_eq!((reply.status, reply.code()), (403, "speaks_for_itself"));
    let reply = machine().get(&server, at).await;
    assert!(reply.headers.contains("cache-control: no-store"), "{reply:?}");
    assert!(reply.headers.contains("x-content-type-options: nosniff"), "{reply:?}");
}
