//! What an agent has written survives a reload and a refusal.

use anyhow::Result;
use backline_core::{
    interaction::{HelpCommand, HelpRefusal, Refusal},
    protocol::Page,
};
use backline_tests::{Reply, Scene, Wire, help, request};
use serde_json::{Value, json};

use super::{COMMENT, REASON};

///
#[tokio::test]
async fn a_draft_survives_a_reload_and_a_refused_submit_whose_sentence_stands_in_the_dialog()
-> Result<()> {
    Scene::play(async |scene| {
        let call = scene.call().await?;
        let agent = &call.agent;
        agent.click("Help Request").await?;
        agent.has_dialog("Ask for help").await?;
        agent.chooses("Reason", REASON).await?;
        agent.types("Comment", COMMENT).await?;
        agent.ticks("Emergency").await?;
        agent.reload().await?;
        agent.is_heard_from().await?;
        agent.click("Help Request").await?;
        agent.has_dialog("Ask for help").await?;
        agent.holds("Comment", COMMENT).await?;
        let chosen = "ear.fields('Reason')[0].selectedOptions[0].label";
        assert_eq!(agent.value::<String>(chosen, Value::Null).await?, REASON);
        assert!(agent.value::<bool>("ear.fields('Emergency')[0].checked", Value::Null).await?);

        // Too long: the counter shows it, the sentence says it, nothing is cut off.
        let long = "x".repeat(501);
        agent.pastes("Comment", &long).await?;
        agent.reads("501 of 500").await?;
        agent.withholds("Submit").await?;
        agent.announces(&Refusal::TextTooLong { limit: 500 }.to_string()).await?;
        agent.pastes("Comment", COMMENT).await?;

        // Another page of hers was faster: the server refuses, and the draft stays.
        let before: Value = agent.value("ear.sockets.length", Value::Null).await?;
        let mut elsewhere = Wire::person(&scene.server, "ana", Page::Workspace).await?;
        let faster = elsewhere.ask(call.id, request("technical", "")).await?;
        assert_eq!(faster, Reply::Done(Some(call.id)));
        agent.announces(&Refusal::Help(HelpRefusal::HelpAlreadyRequested).to_string()).await?;
        agent.withholds("Submit").await?;
        agent.holds("Comment", COMMENT).await?;
        let cancelled = elsewhere.ask(call.id, help(HelpCommand::Cancel { request: 1 })).await?;
        assert_eq!(cancelled, Reply::Done(Some(call.id)));
        agent.click("Submit").await?;
        agent.has_no_dialog().await?;
        agent.offers("Cancel").await?;
        let after: Value = agent.value("ear.sockets.length", Value::Null).await?;
        assert_eq!(after, before, "one socket all along");
        let kept = "Object.values(sessionStorage).filter((kept) => kept.includes(it)).length";
        let kept: u64 = agent.value(kept, json!(COMMENT)).await?;
        assert_eq!(kept, 0, "what was sent is not kept");
        Ok(())
    })
    .await
}
