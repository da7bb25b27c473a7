//! The whole of it without a mouse: asked, taken, coached, noted, ended, closed; and the focus comes
//! back from each dialog.

use anyhow::{Result, bail};
use backline_tests::{Party, Scene, Voice::Sofia};
use serde_json::{Value, json};
use thirtyfour::Key;

use super::{CLOSE, COMMENT, REASON};
use crate::keyboard::tab_to;

/// Goes from control to control with the tabulator until the field of that label.
async fn tab_into(party: &Party, label: &str) -> Result<()> {
    for _ in 0..80 {
        let is_there = "ear.fields(it).includes(document.activeElement)";
        if party.value::<bool>(is_there, json!(label)).await? {
            return Ok(());
        }
        party.keys(Key::Tab).await?;
    }
    bail!("{label:?} cannot be reached by tabulator")
}

#[tokio::test]
async fn help_is_asked_given_and_closed_by_keyboard_alone() -> Result<()> {
    Scene::play(async |scene| {
        let call = scene.call().await?;
        let agent = &call.agent;
        let sofia = scene.supervisor("sofia", Sofia).await?;
        sofia.reads("No requests. New ones appear here.").await?;

        tab_to(agent, "Help Request").await?;
        agent.has_dialog("Ask for help").await?;
        agent.keys(Key::Escape).await?;
        agent.has_no_dialog().await?;
        agent.has_focus_on("Help Request").await?;
        agent.keys(Key::Enter).await?;
        agent.has_dialog("Ask for help").await?;
        tab_into(agent, "Reason").await?;
        agent.keys("Policy").await?;
        tab_into(agent, "Comment").await?;
        agent.keys(COMMENT).await?;
        tab_to(agent, "Submit").await?;
        agent.has_no_dialog().await?;
        agent.has_focus_on("Cancel").await?;

        sofia.is_asked(REASON).await?;
        sofia.is_asked(COMMENT).await?;
        tab_to(&sofia, "Confirm").await?;
        agent.reads("In Progress, help provided by Sofia Marin").await?;
        agent.has_focus_on("Close").await?;
        sofia.is_connected().await?;
        let kept = "document.activeElement !== document.body";
        sofia.until("the focus is somewhere", kept, Value::Null).await?;
        tab_to(&sofia, "Coach").await?;
        agent.reads("is coaching you").await?;
        tab_into(&sofia, "Coaching note").await?;
        sofia.keys("Offer half of it").await?;
        tab_to(&sofia, "Send").await?;
        agent.reads("Offer half of it").await?;
        tab_to(&sofia, "End Coaching").await?;
        agent.unreads("is coaching you").await?;
        tab_to(&sofia, "Disconnect").await?;
        agent.reads("Sofia Marin has left.").await?;

        tab_to(agent, "Close").await?;
        agent.has_dialog(CLOSE).await?;
        agent.keys(Key::Escape).await?;
        agent.has_no_dialog().await?;
        agent.has_focus_on("Close").await?;
        agent.keys(Key::Enter).await?;
        agent.has_dialog(CLOSE).await?;
        tab_to(agent, "Yes").await?;
        agent.has_no_dialog().await?;
        agent.has_focus_on("Help Request").await?;
        agent.announces("The help request is closed.").await
    })
    .await
}

///
#[tokio::test]
async fn who_writes_what_help_is_needed_for_can_mute_and_hang_up_by_mouse_and_keyboard()
-> Result<()> {
    Scene::play(async |scene| {
        let call = scene.call().await?;
        let agent = &call.agent;
        agent.click("Help Request").await?;
        agent.has_dialog("Ask for help").await?;
        agent.acknowledged("Mute", "muted").await?;
        agent.has_dialog("Ask for help").await?;
        tab_to(agent, "Unmute").await?;
        agent.offers("Mute").await?;
        tab_to(agent, "Hang up").await?;
        agent.reads("Call ended. You hung up.").await
    })
    .await
}
