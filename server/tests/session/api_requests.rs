//! Help requests by a machine: raised, claimed, closed and found again, each exactly once.

use backline_core::{
    interaction::{CallCommand, Command, HelpCommand},
    protocol::Page,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    api::{Asker, MACHINE, bearer, machine, requests},
    calling::{Call, answered},
    client::Client,
    fault::{WHOLE_LOGS_REFUSED, faulty},
    server::Server,
};

/// What a machine sends for ana.
fn technical() -> Value {
    json!({ "reason": "technical", "comment": "The router does not answer.", "on_behalf_of": "ana" })
}

/// Ana talks, Sofia can be asked.
async fn scene(server: &Server) -> (Call, Client) {
    let call = answered(server, "ana").await;
    let mut sofia = Client::person(server, "sofia", Page::Workspace).await;
    sofia.available().await;
    (call, sofia)
}

async fn raised(server: &Server, call: &Call) -> String {
    let reply = machine().post(server, &requests(call.id), &technical()).await;
    assert_eq!(reply.status, 201, "{reply:?}");
    format!("{}/{}", requests(call.id), reply.body["number"])
}

///
#[tokio::test]
async fn a_machine_asks_for_an_agent_claims_for_a_supervisor_and_the_agent_closes() {
    let server = Server::start().await;
    let (mut call, _sofia) = scene(&server).await;
    let reply = machine().post(&server, &requests(call.id), &technical()).await;
    assert_eq!(reply.status, 201, "{reply:?}");
    let place = format!("{}/1", requests(call.id));
    assert!(reply.headers.contains(&format!("location: {place}")), "{reply:?}");
    let asked = &reply.body;
    assert_eq!(asked["agent"], json!({ "id": "ana", "name": "Ana Ribeiro" }));
    assert_eq!(asked["comment"], "The router does not answer.");
    assert_eq!(
        (&asked["status"], &asked["state"], &asked["help_requested"], &asked["reason"]),
        (&json!("Requested"), &json!("NEEDS_ACTION"), &json!(true), &json!("technical"))
    );
    call.agent.until_state(call.id, |it| it.help().is_some_and(|help| help.needs_action())).await;

    let claim = format!("{place}/claim");
    let reply = machine().post(&server, &claim, &json!({ "on_behalf_of": "sofia" })).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    let taken = &reply.body;
    assert_eq!(taken["HelpProvidedBy"], json!({ "id": "sofia", "name": "Sofia Marin" }));
    assert_eq!(
        (&taken["addClaimedBy"], &taken["status"], &taken["state"], &taken["help_requested"]),
        (&json!("sofia"), &json!("In Progress"), &Value::Null, &json!(false))
    );
    assert_eq!(taken["exits"][0]["exit"], "Claimed");
    assert_eq!(taken["exits"][0]["addClaimedBy"], "sofia");

    let late = machine().speaking_for("sam").post(&server, &claim, &json!({})).await;
    assert_eq!((late.status, late.code()), (409, "help_taken"));
    assert_eq!(late.detail(), "Sofia Marin has taken this help request.");

    let close = HelpCommand::Close { request: 1 };
    call.agent.ask(call.id, Command::Help(close)).await.unwrap();
    let closed = machine().get(&server, &place).await;
    assert_eq!(
        (&closed.body["status"], &closed.body["ended_because"]),
        (&json!("Closed"), &json!("by_agent"))
    );
    assert!(closed.body["ended_at"].is_u64());
}

#[tokio::test]
async fn the_same_key_has_one_effect_also_after_a_restart_and_with_another_body_none() {
    let mut server = Server::start().await;
    let (call, sofia) = scene(&server).await;
    let asker = machine().with_key("order 66");
    let at = requests(call.id);
    let first = asker.post(&server, &at, &technical()).await;
    let second = asker.post(&server, &at, &technical()).await;
    assert_eq!((first.status, second.status), (201, 201));
    assert_eq!(first.body["number"], second.body["number"]);
    let mut other = technical();
    other["reason"] = json!("policy");
    let reused = asker.post(&server, &at, &other).await;
    assert_eq!((reused.status, reused.code()), (422, "command_reused"));
    drop(sofia);
    server.restart().await;
    let third = asker.post(&server, &at, &technical()).await;
    assert_eq!((third.status, &third.body["number"]), (201, &json!(1)), "{third:?}");
    let again = machine().post(&server, &at, &technical()).await;
    assert_eq!((again.status, again.code()), (409, "help_already_requested"));
    let rows = machine().get(&server, "/api/v1/help-requests").await;
    assert_eq!(rows.body["items"].as_array().unwrap().len(), 1, "{rows:?}");
}

#[tokio::test]
async fn a_call_that_is_over_is_still_read_and_what_was_done_on_it_is_done() {
    let server = Server::start().await;
    let (mut call, _sofia) = scene(&server).await;
    let place = raised(&server, &call).await;
    let cancel = format!("{place}/cancel");
    let asker = machine().speaking_for("ana").with_key("cancel it");
    assert_eq!(asker.post(&server, &cancel, &json!({})).await.status, 200);
    call.agent.ask(call.id, Command::Call(CallCommand::HangUp)).await.unwrap();
    // Its task lives on for a while; the record answers the same before and after.
    let reply = asker.post(&server, &cancel, &json!({})).await;
    assert_eq!((reply.status, &reply.body["status"]), (200, &json!("Cancelled")), "{reply:?}");
    let other = machine().speaking_for("ana").post(&server, &cancel, &json!({})).await;
    assert_eq!((other.status, other.code()), (409, "call_ended"));
    let late = machine().post(&server, &requests(call.id), &technical()).await;
    assert_eq!((late.status, late.code()), (409, "call_ended"));
    assert_eq!(machine().get(&server, &place).await.body["ended_because"], "by_agent");
}

///
#[tokio::test]
async fn the_list_is_filtered_by_state_agent_supervisor_reason_and_time_and_comes_in_pages() {
    let server = Server::start().await;
    let (call, _sofia) = scene(&server).await;
    let ben = answered(&server, "ben").await;
    let first = raised(&server, &call).await;
    let cancel = format!("{first}/cancel");
    assert_eq!(machine().speaking_for("ana").post(&server, &cancel, &json!({})).await.status, 200);
    let second = raised(&server, &call).await;
    let claim = format!("{second}/claim");
    assert_eq!(machine().speaking_for("sofia").post(&server, &claim, &json!({})).await.status, 200);
    let of_ben = json!({ "reason": "policy", "severity": "emergency", "on_behalf_of": "ben" });
    let of_ben = machine().post(&server, &requests(ben.id), &of_ben).await;
    let then = of_ben.body["raised_at"].as_u64().unwrap();
    let list = async |query: &str| {
        let reply = machine().get(&server, &format!("/api/v1/help-requests?{query}")).await;
        assert_eq!(reply.status, 200, "{reply:?}");
        let items = reply.body["items"].as_array().unwrap().clone();
        let named: Vec<String> = items
            .iter()
            .map(|item| {
                format!("{} {} {}", item["agent"], item["number"], item["status"]).replace('"', "")
            })
            .collect();
        (named, reply.body["next"].clone())
    };
    let (all, next) = list("").await;
    assert_eq!(all, ["ben 1 Requested", "ana 2 In Progress", "ana 1 Cancelled"]);
    assert_eq!(next, Value::Null);
    for (query, expected) in [
        ("state=NEEDS_ACTION", &all[..1]),
        ("state=in_progress,cancelled", &all[1..]),
        ("agent=ana", &all[1..]),
        ("supervisor=sofia", &all[1..2]),
        ("reason=policy", &all[..1]),
        ("agent=nobody", &all[..0]),
        (format!("from={then}").as_str(), &all[..1]),
        (format!("to={then}").as_str(), &all[1..]),
    ] {
        assert_eq!(list(query).await.0, expected, "{query}");
    }
    let (page, next) = list("limit=2").await;
    assert_eq!(page, all[..2]);
    let (page, next) = list(&format!("limit=2&cursor={}", next.as_str().unwrap())).await;
    assert_eq!((page.as_slice(), next), (&all[2..], Value::Null));
    for wrong in ["state=done", "limit=0", "limit=9999", "cursor=x", "colour=red", "from=soon"] {
        let reply = machine().get(&server, &format!("/api/v1/help-requests?{wrong}")).await;
        assert_eq!((reply.status, reply.code()), (400, "unreadable"), "{wrong}");
    }
}

///
#[tokio::test]
async fn who_helps_and_a_number_of_no_request_are_answered_without_reading_the_whole_call() {
    let (server, switch) = faulty().await;
    let mut call = answered(&server, "ana").await;
    let id = call.id;
    let helpers = format!("/api/v1/interactions/{id}/helpers");
    machine().post(&server, &helpers, &json!({ "person": "sam" })).await;
    switch.set(WHOLE_LOGS_REFUSED);
    for over in [false, true] {
        let listed = machine().get(&server, &helpers).await;
        let claimed = if over { json!([]) } else { json!(["sam"]) };
        let ids = listed.body["claimed_by"].as_array().unwrap().iter().map(|it| it["id"].clone());
        assert_eq!((listed.status, ids.collect::<Value>()), (200, claimed), "{listed:?}");
        for who in [machine(), machine().speaking_for("ana"), machine().speaking_for("sofia")] {
            let none = who.get(&server, &format!("{}/7", requests(id))).await;
            assert_eq!((none.status, none.code()), (404, "no_such_request"), "{none:?}");
        }
        let stranger = machine().speaking_for("ben").get(&server, &helpers).await;
        assert_eq!((stranger.status, stranger.code()), (404, "no_such_call"), "{stranger:?}");
        if !over {
            call.agent.ask(id, Command::Call(CallCommand::HangUp)).await.unwrap();
        }
    }
}

///
#[tokio::test]
async fn helpers_are_put_on_the_list_and_taken_off_by_a_machine_or_an_administrator() {
    let server = Server::start().await;
    let (mut call, _sofia) = scene(&server).await;
    let helpers = format!("/api/v1/interactions/{}/helpers", call.id);
    let ada = bearer(&server.sign_in("ada").await);
    let sam = json!({ "person": "sam" });
    for (asker, gone) in [(machine(), ada.clone()), (ada, machine())] {
        let added = asker.post(&server, &helpers, &sam).await;
        assert_eq!(added.status, 200, "{added:?}");
        assert_eq!(added.body["claimed_by"], json!([{ "id": "sam", "name": "Sam Lindqvist" }]));
        let twice = asker.post(&server, &helpers, &sam).await;
        assert_eq!((twice.status, twice.code()), (409, "helper_listed"));
        assert_eq!(gone.get(&server, &helpers).await.body, added.body);
        let one = format!("{helpers}/sam");
        let removed = gone.ask(&server, ("DELETE", &one), "").await;
        assert_eq!((removed.status, &removed.body["claimed_by"]), (200, &json!([])));
        let twice = gone.ask(&server, ("DELETE", &one), "").await;
        assert_eq!((twice.status, twice.code()), (404, "helper_not_listed"));
    }
    let agent = machine().post(&server, &helpers, &json!({ "person": "ben" })).await;
    assert_eq!((agent.status, agent.code()), (422, "not_a_helper"));
    let contact = format!("/api/v1/interactions/{}/contact", call.id);
    let known = json!({ "name": "Nora Quist", "fields": [{ "label": "Plan", "value": "Gold" }] });
    let noted = machine().ask(&server, ("PUT", &contact), &known.to_string()).await;
    assert_eq!(noted.status, 204, "{noted:?}");
    call.agent
        .until_state(call.id, |it| {
            it.contact().is_some_and(|contact| contact.name.as_deref() == Some("Nora Quist"))
        })
        .await;
}

#[tokio::test]
async fn what_cannot_be_is_refused_in_the_cores_own_sentence_and_nothing_changes() {
    let server = Server::start().await;
    let (call, _sofia) = scene(&server).await;
    let at = requests(call.id);
    let with = |field: &str, value: Value| {
        let mut body = technical();
        body[field] = value;
        body
    };
    let timer = |label: &str| json!({ "label": label, "unix_timestamp": 1_700_000_000 });
    let limit = "The text is too long. At most 500 characters are allowed.";
    for (body, status, code, detail) in [
        (with("comment", "x".repeat(501).into()), 422, "text_too_long", limit),
        (with("comment", "x".repeat(60_000).into()), 422, "text_too_long", limit),
        (
            with("comment", "x".repeat(100_000).into()),
            413,
            "too_large",
            "The body is too large. At most 64 KiB are allowed.",
        ),
        (
            with("timers", json!([{ "label": "Queue", "unix_timestamp": 1_700_000_000_000_u64 }])),
            422,
            "not_seconds",
            "1700000000000 looks like milliseconds. Write seconds: 1700000000.",
        ),
        (
            with("timers", json!([timer("a"), timer("b"), timer("c")])),
            422,
            "too_many_fields",
            "There are too many entries. At most 2 are allowed.",
        ),
        (
            with("timers", json!([timer(&"x".repeat(201))])),
            422,
            "text_too_long",
            "The text is too long. At most 200 characters are allowed.",
        ),
        (
            with("reason", "weather".into()),
            422,
            "unknown_reason",
            "This reason does not exist. Choose another one.",
        ),
        (
            with("on_behalf_of", "sofia".into()),
            403,
            "not_yours",
            "This is not yours to do on this call.",
        ),
        (with("on_behalf_of", "ben".into()), 404, "no_such_call", "There is no such call."),
        (with("on_behalf_of", "nobody".into()), 404, "no_such_call", "There is no such call."),
        (
            with("on_behalf_of", Value::Null),
            403,
            "not_yours",
            "This is not yours to do on this call.",
        ),
    ] {
        let reply = machine().post(&server, &at, &body).await;
        assert_eq!((reply.status, reply.code(), reply.detail()), (status, code, detail));
        assert_eq!(reply.body["type"], format!("urn:backline:problem:{code}"));
    }
    for body in ["", "[]", "{", "{\"reason\":1}", "{\"reason\":\"technical\",\"colour\":1}"] {
        let reply = machine().ask(&server, ("POST", &at), body).await;
        assert_eq!((reply.status, reply.code()), (400, "unreadable"), "{body}");
    }
    let keyless = Asker { key: Some(String::new()), ..machine() };
    assert_eq!(keyless.post(&server, &at, &technical()).await.status, 400);
    let two = machine().speaking_for("ben").post(&server, &at, &technical()).await;
    assert_eq!((two.status, two.code()), (400, "unreadable"));
    let nobody = machine().speaking_for("No Body!").post(&server, &at, &technical()).await;
    assert_eq!((nobody.status, nobody.code()), (400, "unreadable"));
    for number in ["1", "0", "x", "99999999999"] {
        let place = format!("{at}/{number}");
        let reply = machine().get(&server, &place).await;
        assert_eq!((reply.status, reply.code()), (404, "no_such_request"), "{number}");
        let cancel = format!("{place}/cancel");
        let reply = machine().speaking_for("ana").post(&server, &cancel, &json!({})).await;
        assert_eq!((reply.status, reply.code()), (404, "no_such_request"), "{number}");
    }
    let rows = machine().get(&server, "/api/v1/help-requests").await;
    assert_eq!(rows.body["items"], json!([]));
}

#[tokio::test]
async fn a_token_that_asks_too_much_waits_and_others_do_not() {
    let server = Server::start().await;
    let unknown = format!("/api/v1/interactions/{}/helpers", Uuid::new_v4());
    let headers = format!("Authorization: Bearer {MACHINE}\r\n");
    let one = (&*format!("GET {unknown}"), headers, String::new());
    let replies = server.in_one_breath(&vec![one; 601]).await;
    let (refused, answered) = replies.split_last().unwrap();
    assert!(answered.iter().all(|reply| reply.status == 404));
    assert_eq!(refused.status, 429);
    let seconds = refused.headers.split("retry-after: ").nth(1).unwrap();
    let seconds: u64 = seconds.lines().next().unwrap().parse().unwrap();
    assert!((1..=60).contains(&seconds), "{refused:?}");
    let reply = machine().get(&server, &unknown).await;
    assert_eq!(reply.status, 429);
    let other = bearer(super::api::OTHER).get(&server, &unknown).await;
    assert_eq!(other.status, 404);
}
