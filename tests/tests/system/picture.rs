//! The pictures of the README, taken while Ana asks for help and Sofia coaches her; and the words
//! that stand on them.

use std::{env, fs, path::Path};

use anyhow::Result;
use backline_core::interaction::Action::Coach;
use backline_tests::{Party, Scene, Voice::Sofia};
use serde_json::Value;

use crate::help::NOBODY_LEAVES;

#[tokio::test]
async fn panel_and_workspace_say_during_coaching_who_hears_whom() -> Result<()> {
    Scene::play(async |scene| {
        let call = scene.call().await?;
        let sofia = scene.supervisor_on_call("sofia", Sofia).await?;
        call.agent.resize(400, 880).await?;
        sofia.resize(1280, 800).await?;
        let before = controls(&call.agent).await?;
        sofia.takes(Coach).await?;

        for text in ["Ana Ribeiro", "Carla", "Coaching", "Sofia Marin", "3001"] {
            call.agent.reads(text).await?;
        }
        call.agent.reads("Sofia Marin is coaching you. The customer cannot hear Sofia.").await?;
        for text in ["Sofia Marin", "Ana Ribeiro", "Carla", "Only Ana hears you."] {
            sofia.reads(text).await?;
        }
        sofia.offers("End Coaching").await?;

        assert_eq!(controls(&call.agent).await?, before, "the banner moves the controls");
        take(&call.agent, "panel-coaching").await?;
        take(&sofia, "workspace-coaching").await
    })
    .await
}

#[tokio::test]
async fn a_request_is_waited_for_read_and_helped_with_voice_and_note() -> Result<()> {
    Scene::play_with(NOBODY_LEAVES, async |scene| {
        let call = scene.call().await?;
        let sofia = scene.supervisor("sofia", Sofia).await?;
        call.agent.resize(400, 880).await?;
        sofia.resize(1280, 880).await?;
        call.agent.asks_for_help("Policy or approval", "Wants 900 back, my limit is 500").await?;
        call.agent.reads("Delivered to 1 supervisor, seen by 1").await?;
        take(&call.agent, "help-raised").await?;

        sofia.click_near("Ana Ribeiro", "Policy or approval").await?;
        for text in ["Ana Ribeiro asks for help", "1 help request", "Earlier requests today"] {
            sofia.reads(text).await?;
        }
        take(&sofia, "help-context").await?;

        sofia.confirms("my limit").await?;
        sofia.offers("Coach").await?;
        sofia.takes(Coach).await?;
        sofia.types("Coaching note", "Offer half now, the rest as a voucher").await?;
        sofia.click("Send").await?;
        for text in ["Sofia Marin is coaching you.", "Offer half now", "In Progress, help provided"]
        {
            call.agent.reads(text).await?;
        }
        sofia.click("Context").await?;
        sofia.reads("HelpProvidedBy Sofia Marin").await?;
        take(&call.agent, "help-coached").await
    })
    .await
}

/// Where the agent's controls are.
async fn controls(agent: &Party) -> Result<Vec<(String, i32, i32)>> {
    let places = "[...document.querySelectorAll('button')].filter((b) => b.checkVisibility())
        .map((b) => [b.innerText.trim(), b.getBoundingClientRect()])
        .map(([name, { x, y }]) => [name, Math.round(x), Math.round(y)])";
    let places: Vec<(String, i32, i32)> = agent.value(places, Value::Null).await?;
    assert!(places.iter().any(|(name, ..)| name == "Hang up"), "{places:?}");
    Ok(places)
}

/// Takes a picture, and keeps it when pictures are wanted.
pub(crate) async fn take(party: &Party, name: &str) -> Result<()> {
    let picture = party.driver().screenshot_as_png().await?;
    assert!(picture.starts_with(b"\x89PNG") && picture.len() > 10_000, "an empty picture");
    if env::var_os("BACKLINE_PICTURES").is_some() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/pictures");
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(format!("{name}.png")), picture)?;
    }
    Ok(())
}
