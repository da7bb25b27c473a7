//! The exits without a claim, each with what the agent reads: a person who is offline, a countdown,
//! nobody there until the end, nobody who may, nobody who wants to.

use anyhow::Result;
use backline_tests::{Call, Scene, Voice::Sofia};

/// A reason for each exit. Sam is never there.
const POLICIES: &str = r#"
[help]
[[help.reason]]
id = "countdown"
label = "Countdown"
comment = "Order number: "
[[help.reason.stage]]
audience = "team"
'Show Timer' = true
'Auto-action timeout' = "10s"

[[help.reason]]
id = "specific"
label = "Sam alone"
[[help.reason.stage]]
'Assistance of specific agent' = true
'Agent ID' = "sam"
'Allow Offline agents to claim' = true
wait = "2s"

[[help.reason]]
id = "own"
label = "Sofia alone"
[[help.reason.stage]]
'Assistance of specific agent' = true
'Agent ID' = "sofia"

[[help.reason]]
id = "nobody"
label = "Nobody may"
[[help.reason.stage]]
audience = "empty"

[[help.reason]]
id = "wait"
label = "Waits"
[[help.reason.stage]]
audience = "team"
wait = "4s"
[[help.reason.stage]]
audience = "fan_out"
wait = "4s"

[help.popup]
'Display "Notify Agent" popup' = true

[[team]]
id = "front"
members = ["ana"]
supervisors = ["sofia", "sam"]

[[team]]
id = "empty"
members = []
supervisors = []
"#;

/// The agent asks for that reason, reads how it ended, and may ask again.
async fn ends(call: &Call, reason: &str, said: &str) -> Result<()> {
    call.agent.submits(reason, "").await?;
    is_unclaimed(call, said).await
}

async fn is_unclaimed(call: &Call, said: &str) -> Result<()> {
    call.agent.announces(&format!("{said} Ask again if you still need help.")).await?;
    call.agent.offers("Ask again").await?;
    call.agent.offers("Help Request").await
}

/// covers: R-004, R-144, R-146, R-147, R-148, R-149, R-150, R-151, R-154, R-155, R-157, R-171, R-172, R-174
#[tokio::test]
async fn every_exit_without_a_claim_is_told_to_the_agent_who_may_ask_again() -> Result<()> {
    Scene::play_with(POLICIES, async |scene| {
        let call = scene.call().await?;
        ends(&call, "Sam alone", "Not claimed. Nobody was available.").await?;
        call.agent.click("Help Request").await?;
        call.agent.has_dialog("Ask for help").await?;
        call.agent.holds("Comment", "Order number: ").await?;
        call.agent.click("Back").await?;
        call.agent.has_no_dialog().await?;

        // With nobody signed in the next stage is asked all the same, and comes to nothing.
        call.agent.submits("Waits", "Is anybody there").await?;
        is_unclaimed(&call, "Not claimed. Nobody was available.").await?;
        call.agent.has_announced("Asking everybody now.").await?;

        let sofia = scene.supervisor("sofia", Sofia).await?;
        sofia.reads("Active calls").await?;
        // What was asked before stands in the dialog.
        call.agent.click("Ask again").await?;
        call.agent.holds("Comment", "Is anybody there").await?;
        call.agent.click("Submit").await?;
        sofia.has_had_dialog(&["Ana Ribeiro requests help", "Is anybody there"]).await?;
        is_unclaimed(&call, "Timeout. Nobody claimed it in time.").await?;
        sofia.has_no_dialog().await?;
        sofia.announces("Nobody took it in time (Ana Ribeiro)").await?;

        ends(&call, "Nobody may", "Not claimed. There was nobody to ask.").await?;

        call.agent.submits("Countdown", "").await?;
        let countdown = ["Ana Ribeiro requests help", "Countdown", "Time left to answer"];
        sofia.has_had_dialog(&countdown).await?;
        is_unclaimed(&call, "Timer action. The countdown ran out.").await?;
        sofia.has_no_dialog().await?;

        call.agent.asks_for_help("Sofia alone", "").await?;
        sofia.has_dialog("Ana Ribeiro requests help").await?;
        sofia.click("Reject").await?;
        sofia.has_no_dialog().await?;
        is_unclaimed(&call, "Not claimed. The request was rejected.").await
    })
    .await
}
