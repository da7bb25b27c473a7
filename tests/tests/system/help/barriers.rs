//! No state of a request keeps anybody out, or is cut off at 320 pixels: on the panel and in the
//! workspace, light and dark.

use anyhow::Result;
use backline_core::interaction::Action::Coach;
use backline_tests::{
    Party, Scene,
    Voice::{Sam, Sofia},
};

use super::{CLOSE, COMMENT, REASON};
use crate::{barriers::Barriers, narrow::fits};

const POLICIES: &str = r#"
[[help.stage]]
audience = "team"
'Show Timer' = true
'Auto-action timeout' = "2m"

[help.popup]
'Display "Notify Agent" popup' = true
Text = "Ask **why**, then [look it up](https://example.com/rule): `once`"
"#;

/// Looks at a page as it stands, wide and narrow.
async fn look(barriers: &mut Barriers, where_: &str, party: &Party) -> Result<()> {
    barriers.look(where_, party).await?;
    fits(where_, party).await?;
    party.prefers("light").await?;
    party.resize(1280, 900).await
}

async fn is_waited_for(barriers: &mut Barriers, agent: &Party, sofia: &Party) -> Result<()> {
    agent.click("Help Request").await?;
    agent.has_dialog("Ask for help").await?;
    look(barriers, "/panel, asking", agent).await?;
    agent.chooses("Reason", REASON).await?;
    agent.types("Comment", COMMENT).await?;
    agent.ticks("Emergency").await?;
    agent.click("Submit").await?;
    agent.reads("Delivered to 1 supervisor").await?;
    look(barriers, "/panel, waiting", agent).await?;

    sofia.has_dialog("Emergency: Ana Ribeiro needs help").await?;
    look(barriers, "/workspace, popup", sofia).await?;
    sofia.click("Close").await?;
    sofia.has_no_dialog().await?;
    sofia.is_asked("Emergency").await?;
    look(barriers, "/workspace, an Emergency", sofia).await?;
    sofia.click_near("Ana Ribeiro", REASON).await?;
    sofia.reads("Earlier requests today").await?;
    look(barriers, "/workspace, context", sofia).await
}

async fn is_coached(barriers: &mut Barriers, agent: &Party, sofia: &Party) -> Result<()> {
    sofia.confirms(COMMENT).await?;
    agent.reads("In Progress, help provided by Sofia Marin").await?;
    look(barriers, "/panel, in progress", agent).await?;
    sofia.offers("Coach").await?;
    look(barriers, "/workspace, in progress", sofia).await?;
    sofia.takes(Coach).await?;
    sofia.types("Coaching note", "Offer half of it").await?;
    sofia.click("Send").await?;
    agent.reads("Offer half of it").await?;
    look(barriers, "/panel, coached with a note", agent).await?;
    look(barriers, "/workspace, coaching with a note", sofia).await?;
    sofia.acknowledged("Disconnect", "supervisor_left").await?;
    agent.reads("Sofia Marin has left.").await?;
    look(barriers, "/panel, left by the helper", agent).await?;
    agent.click("Close").await?;
    agent.has_dialog(CLOSE).await?;
    look(barriers, "/panel, about to close", agent).await?;
    agent.click("Yes").await?;
    agent.has_no_dialog().await?;
    agent.reads("The help request is closed.").await?;
    look(barriers, "/panel, closed", agent).await
}

/// covers: R-458
#[tokio::test]
async fn no_state_of_a_request_has_a_barrier_or_is_cut_off_at_320_pixels() -> Result<()> {
    Scene::play_with(POLICIES, async |scene| {
        let mut barriers = Barriers::default();
        let call = scene.call().await?;
        let sofia = scene.supervisor("sofia", Sofia).await?;
        sofia.reads("No requests. New ones appear here.").await?;
        is_waited_for(&mut barriers, &call.agent, &sofia).await?;
        is_coached(&mut barriers, &call.agent, &sofia).await?;

        call.agent.asks_for_help(REASON, COMMENT).await?;
        let sam = scene.supervisor("sam", Sam).await?;
        sam.has_dialog("Ana Ribeiro requests help").await?;
        sam.click("Close").await?;
        sam.is_asked("Assist").await?;
        look(&mut barriers, "/workspace, an Assist", &sam).await?;
        barriers.are_none();
        Ok(())
    })
    .await
}
