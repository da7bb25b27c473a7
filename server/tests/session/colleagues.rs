//! The demo's scripted colleagues: one person alone can be the agent, or the supervisor.

use backline_core::people::HelpStatus;
use backline_core::{
    id::InteractionId,
    interaction::{
        Action, Command, EndReason, Fact, HelpCommand, HelpFact, Interaction, RequestFact, Stage,
        SuperviseCommand, SuperviseFact, help::HelperPresence,
    },
    protocol::Page,
};
use backline_media::Clip;
use serde_json::{Value, json};

use super::{
    calling::{active, answered, connected, person},
    client::Client,
    help::{claim, request, stands},
    server::Server,
    voice::Voice,
};

async fn switch(server: &Server, who: &str, on: bool) {
    let asked = json!({ "person": who, "on": on });
    let answer = server.post("/api/demo/colleagues", "", &asked).await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

/// What the page at `/` is told about one of them.
async fn standing(server: &Server, who: &str) -> (bool, String) {
    let answer = server.get("/api/demo/colleagues", "").await;
    let told: Value = serde_json::from_str(&answer.body).unwrap();
    let all = told["colleagues"].as_array().unwrap();
    let one = all.iter().find(|one| one["person"] == who).unwrap();
    (one["on"].as_bool().unwrap(), one["state"].as_str().unwrap().to_owned())
}

async fn bring_one_who_needs_help(server: &Server) -> Result<InteractionId, String> {
    let answer = server.post("/api/demo/caller", "", &json!({ "needs_help": true })).await;
    let told: Value = serde_json::from_str(&answer.body).unwrap();
    if answer.status == 409 {
        return Err(told["sentence"].as_str().unwrap().to_owned());
    }
    Ok(told["interaction"].as_str().unwrap().parse().unwrap())
}

#[tokio::test]
async fn ben_takes_a_call_asks_for_help_is_coached_closes_and_hangs_up() {
    let server = Server::start().await;
    let refused = bring_one_who_needs_help(&server).await;
    assert_eq!(refused, Err("Ben is not switched on. Switch Ben on first.".to_owned()));
    switch(&server, "ben", true).await;
    assert_eq!(standing(&server, "ben").await, (true, "waiting".to_owned()));
    let mut sofia = Client::person(&server, "sofia", Page::Workspace).await;
    sofia.available().await;
    let id = bring_one_who_needs_help(&server).await.unwrap();
    let refused = bring_one_who_needs_help(&server).await;
    assert_eq!(refused, Err("Ben is on a call. Wait until it has ended.".to_owned()));

    sofia.until_state(id, |call| stands(call, 1, HelpStatus::Requested)).await;
    let call = &sofia.calls[&id].state;
    let help = call.help().unwrap();
    assert_eq!(help.label, "Technical problem");
    assert!(!help.comment.text().is_empty());
    let contact = call.contact().unwrap();
    assert_eq!(contact.name.as_deref(), Some(call.customer().name.text()));
    assert!(contact.fields.len() > 2 && contact.summary.is_some() && contact.intent.is_some());
    sofia.ask(id, claim(1)).await.unwrap();
    let mut voice = Voice::join(&mut sofia, id, b"supervisor").await;
    connected(&mut sofia, id, "sofia").await;
    sofia
        .ask(id, Command::Supervise(SuperviseCommand::TakeAction { action: Action::BargeIn }))
        .await
        .unwrap();
    active(&mut sofia, id, "sofia", Action::BargeIn).await;
    let bens = Clip::Agent.recording();
    let words: Vec<_> = (0..bens.len() as u64).map(|place| bens.frame(place).to_vec()).collect();
    voice.hears_one_of(&words).await;
    sofia
        .ask(id, Command::Supervise(SuperviseCommand::EndAction { action: Action::BargeIn }))
        .await
        .unwrap();
    sofia.until_state(id, |call| stands(call, 1, HelpStatus::Closed)).await;
    let ended = |call: &Interaction| {
        matches!(call.stage(), Stage::Ended { why: EndReason::AgentHungUp, .. })
    };
    sofia.until_state(id, ended).await;
}

#[tokio::test]
async fn sam_takes_the_request_that_a_person_makes_coaches_writes_and_leaves() {
    let server = Server::start().await;
    switch(&server, "sam", true).await;
    let mut call = answered(&server, "ana").await;
    let (id, ana) = (call.id, &mut call.agent);
    ana.ask(id, request("What now?")).await.unwrap();
    let seen = |call: &Interaction| {
        let run = call.help().and_then(|help| help.run());
        run.is_some_and(|run| run.seen.contains(&person("sam")))
    };
    ana.until_state(id, seen).await;
    ana.until_state(id, |call| stands(call, 1, HelpStatus::InProgress)).await;
    call.voice.hears(&Clip::Coach.recording().frame(40)).await;
    let left = |call: &Interaction| {
        let work = call.help().and_then(|help| help.engagement());
        work.is_some_and(|work| matches!(work.presence, HelperPresence::Left { .. }))
    };
    ana.until_state(id, left).await;
    let told = ana.calls[&id].facts.iter().filter_map(|stamped| match &stamped.fact {
        Fact::Supervise(SuperviseFact::ActionActive { action: Action::Coach, .. }) => {
            Some("coaches")
        }
        Fact::Supervise(SuperviseFact::NoteSent { .. }) => Some("writes"),
        Fact::Supervise(SuperviseFact::ActionEnded { .. }) => Some("ends"),
        Fact::Help(HelpFact::Request { what: RequestFact::HelperLeft { .. }, .. }) => {
            Some("leaves")
        }
        _ => None,
    });
    assert_eq!(told.collect::<Vec<_>>(), ["coaches", "writes", "ends", "leaves"]);

    // While somebody is signed in as sam, the script is not.
    let mut sam = Client::person(&server, "sam", Page::Workspace).await;
    sam.available().await;
    assert_eq!(standing(&server, "sam").await, (true, "aside".to_owned()));
    ana.ask(id, Command::Help(HelpCommand::AskAgain { request: 1 })).await.unwrap();
    sam.until_state(id, |call| stands(call, 1, HelpStatus::Requested)).await;
    sam.ask(id, claim(1)).await.unwrap();
    drop(sam);
    ana.ask(id, Command::Help(HelpCommand::Close { request: 1 })).await.unwrap();
    ana.ask(id, request("And now?")).await.unwrap();
    ana.until_state(id, |call| stands(call, 2, HelpStatus::InProgress)).await;
    switch(&server, "sam", false).await;
    ana.until_state(id, left).await;
    assert_eq!(standing(&server, "sam").await.1, "off");
}

#[tokio::test]
async fn a_request_that_ben_makes_is_left_to_people_and_ben_steps_aside_for_one() {
    let server = Server::start().await;
    switch(&server, "sam", true).await;
    switch(&server, "ben", true).await;
    let mut sofia = Client::person(&server, "sofia", Page::Workspace).await;
    sofia.available().await;
    let id = bring_one_who_needs_help(&server).await.unwrap();
    sofia.until_state(id, |call| stands(call, 1, HelpStatus::Requested)).await;
    // Sam takes the later one of a person, and would have taken this one before it.
    let mut call = answered(&server, "ana").await;
    call.agent.ask(call.id, request("")).await.unwrap();
    call.agent.until_state(call.id, |call| stands(call, 1, HelpStatus::InProgress)).await;
    assert!(stands(&sofia.calls[&id].state, 1, HelpStatus::Requested));
    let _ben = Client::person(&server, "ben", Page::Panel).await;
    let cancelled = |call: &Interaction| call.is_over() && stands(call, 1, HelpStatus::Cancelled);
    sofia.until_state(id, cancelled).await;
    let claimed = |stamped: &backline_core::interaction::Stamped| {
        matches!(
            &stamped.fact,
            Fact::Help(HelpFact::Request { what: RequestFact::Claimed { .. }, .. })
        )
    };
    assert!(!sofia.calls[&id].facts.iter().any(claimed));
    let refused = bring_one_who_needs_help(&server).await;
    assert_eq!(refused, Err("Somebody is signed in as Ben. Sign out there first.".to_owned()));
}

#[tokio::test]
async fn a_switch_is_for_the_two_and_for_pages_of_the_server() {
    let server = Server::start().await;
    let ask = |person: &str| json!({ "person": person, "on": true });
    assert_eq!(server.post("/api/demo/colleagues", "", &ask("ana")).await.status, 404);
    assert_eq!(server.post("/api/demo/colleagues", "", &json!({})).await.status, 400);
    let foreign = "Origin: https://elsewhere.example\r\n";
    assert_eq!(server.post("/api/demo/colleagues", foreign, &ask("ben")).await.status, 403);
    assert_eq!(standing(&server, "ben").await, (false, "off".to_owned()));
}
