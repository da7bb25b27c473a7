//! Lists of help requests: what each asker finds and reads in them, however many there are.

use backline_core::{
    id::{InteractionId, TenantId},
    interaction::{Action, CallFact, Command, Fact, Interaction, SuperviseCommand},
    people::Grant,
};
use backline_server::store::Batch;
use serde_json::{Value, json};

use super::{
    api::{Asker, bearer, machine, requests},
    calling::{Call, active, answered, opened},
    help::{cancel, close, request, watched},
    reload::{one_of, reread},
    server::Server,
};

const LIST: &str = "/api/v1/help-requests";

async fn items(asker: &Asker, server: &Server, query: &str) -> Vec<Value> {
    let reply = asker.get(server, &format!("{LIST}?{query}")).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    reply.body["items"].as_array().unwrap().clone()
}

///
#[tokio::test]
async fn who_asked_does_not_learn_from_a_list_that_somebody_listens_silently() {
    let server = Server::start().await;
    let mut call = answered(&server, "ana").await;
    call.agent.ask(call.id, request("")).await.unwrap();
    let ana = bearer(&server.sign_in("ana").await);
    let before = items(&ana, &server, "").await[0]["actions_ms"].clone();
    let (mut sofia, _voice) = opened(&server, "sofia", call.id).await;
    sofia
        .ask(call.id, Command::Supervise(SuperviseCommand::TakeAction { action: Action::Monitor }))
        .await
        .unwrap();
    active(&mut sofia, call.id, "sofia", Action::Monitor).await;
    sofia
        .ask(call.id, Command::Supervise(SuperviseCommand::EndAction { action: Action::Monitor }))
        .await
        .unwrap();
    call.agent.ask(call.id, cancel(1)).await.unwrap();
    let sofia = bearer(&server.sign_in("sofia").await);
    for asker in [sofia, machine(), machine().speaking_for("sofia")] {
        let row = &items(&asker, &server, "").await[0];
        assert!(row["actions_ms"].as_u64().is_some_and(|ran| ran > 0), "{row}");
    }
    for asker in [ana, machine().speaking_for("ana")] {
        let row = &items(&asker, &server, "").await[0];
        assert_eq!((&before, &row["actions_ms"]), (&Value::Null, &Value::Null), "{row}");
    }
}

/// Writes what is on record of a call as that of so many others.
async fn copied(server: &Server, call: &Call, times: u128) {
    let store = &server.running().app().store;
    let acme = TenantId::new("acme").unwrap();
    let records = store.interaction(&acme, call.id).await.unwrap();
    for n in 1..=times {
        let (interaction, mut records) = (InteractionId::from_u128(n), records.clone());
        let Fact::Call(CallFact::Opened { id, .. }) = &mut records[0].fact else {
            panic!("{records:?}")
        };
        *id = interaction;
        let tenant = acme.clone();
        let batch = Batch::Interaction { tenant, interaction, records, sealing: true };
        store.append(batch).await.unwrap();
    }
}

///
#[tokio::test]
async fn ones_own_requests_are_found_behind_any_number_of_others_and_each_on_one_page() {
    let server = Server::start().await;
    let mut ben = answered(&server, "ben").await;
    ben.agent.ask(ben.id, request("")).await.unwrap();
    let mut ana = answered(&server, "ana").await;
    ana.agent.ask(ana.id, request("")).await.unwrap();
    copied(&server, &ana, 250).await;
    let own = items(&bearer(&server.sign_in("ben").await), &server, "limit=1").await;
    let found: Vec<_> = own.iter().map(|row| row["interaction"].clone()).collect();
    assert_eq!(found, [json!(ben.id.to_string())]);
    let (mut found, mut query) = (Vec::new(), "limit=100".to_owned());
    loop {
        let page = machine().get(&server, &format!("{LIST}?{query}")).await.body;
        let ids = page["items"].as_array().unwrap().iter();
        found.extend(ids.map(|row| row["interaction"].as_str().unwrap().to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        query = format!("limit=100&cursor={next}");
    }
    assert_eq!(found.len(), 252);
    found.sort();
    found.dedup();
    assert_eq!(found.len(), 252);
}

///
#[tokio::test]
async fn what_was_done_is_answered_as_done_also_where_its_author_sees_the_call_no_more() {
    let server = Server::start().await;
    let (mut call, _sofia) = watched(&server).await;
    reread(&server, |config| {
        let sofia = one_of(config, "sofia");
        sofia.roles.clear();
        sofia.grants = vec![Grant::Help];
    })
    .await;
    let sofia = machine().speaking_for("sofia");
    let one = |number: u32| format!("{}/{number}", requests(call.id));
    call.agent.ask(call.id, request("")).await.unwrap();
    let claim = format!("{}/claim", one(1));
    let keyed = sofia.with_key("claim it");
    assert_eq!(keyed.post(&server, &claim, &json!({})).await.status, 200);
    call.agent.ask(call.id, close(1)).await.unwrap();
    let again = keyed.post(&server, &claim, &json!({})).await;
    assert_eq!((again.status, &again.body["status"]), (200, &json!("Closed")), "who had helped");

    call.agent.ask(call.id, request("")).await.unwrap();
    let reject = format!("{}/reject", one(2));
    let keyed = sofia.with_key("reject it");
    assert_eq!(keyed.post(&server, &reject, &json!({})).await.status, 200);
    let stands = |call: &Interaction| call.help().is_some_and(|help| !help.is_live());
    if !stands(&call.agent.calls[&call.id].state) {
        call.agent.ask(call.id, cancel(2)).await.unwrap();
    }
    let again = keyed.post(&server, &reject, &json!({})).await;
    assert_eq!((again.status, &again.body), (204, &Value::Null), "who had only been asked");

    // List and request agree: what is found is read, what is not is not.
    let found = items(&sofia, &server, "").await;
    assert_eq!(found.iter().map(|row| &row["number"]).collect::<Vec<_>>(), [&json!(1)]);
    assert_eq!(sofia.get(&server, &one(1)).await.status, 200);
    for number in [2, 3] {
        let unseen = sofia.get(&server, &one(number)).await;
        assert_eq!((unseen.status, unseen.code()), (404, "no_such_call"));
    }
}
