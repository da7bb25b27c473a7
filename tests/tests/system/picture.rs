//! The pictures of the README, taken while Sofia coaches Ana; and the words that stand on them.

use std::{env, fs, path::Path};

use anyhow::Result;
use backline_core::interaction::Action::Coach;
use backline_tests::{Party, Scene, Voice::Sofia};

#[tokio::test]
async fn panel_and_workspace_say_during_coaching_who_hears_whom() -> Result<()> {
    Scene::play(async |scene| {
        let call = scene.call().await?;
        let sofia = scene.supervisor_on_call("sofia", Sofia).await?;
        sofia.takes(Coach).await?;

        for text in ["Ana Ribeiro", "Carla", "Coaching", "Sofia Marin", "3001"] {
            call.agent.reads(text).await?;
        }
        call.agent.reads("Sofia Marin is coaching you. The customer cannot hear Sofia.").await?;
        for text in ["Sofia Marin", "Ana Ribeiro", "Carla", "Only Ana hears you."] {
            sofia.reads(text).await?;
        }
        sofia.offers("End Coaching").await?;

        call.agent.resize(400, 860).await?;
        sofia.resize(1280, 800).await?;
        take(&call.agent, "panel").await?;
        take(&sofia, "workspace").await
    })
    .await
}

/// Takes a picture, and keeps it when pictures are wanted.
async fn take(party: &Party, name: &str) -> Result<()> {
    let picture = party.driver().screenshot_as_png().await?;
    assert!(picture.starts_with(b"\x89PNG") && picture.len() > 10_000, "an empty picture");
    if env::var_os("BACKLINE_PICTURES").is_some() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/pictures");
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(format!("{name}-coaching.png")), picture)?;
    }
    Ok(())
}
