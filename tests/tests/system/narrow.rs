//! Every page at 320 pixels, light and dark: nothing is cut off, nothing meets anything, and what is
//! pressed is big enough to be hit.

use anyhow::Result;
use backline_core::interaction::Action::{self, Monitor};
use backline_tests::{Party, SCHEMES, Scene, Voice::Sofia};

/// The page at the width of the narrowest screens, in both schemes.
pub(crate) async fn fits(who: &str, party: &Party) -> Result<()> {
    party.resize(320, 700).await?;
    for scheme in SCHEMES {
        party.prefers(scheme).await?;
        assert_eq!(party.faults().await?, Vec::<String>::new(), "{who}, {scheme}");
    }
    Ok(())
}

///
#[tokio::test]
async fn every_page_can_be_used_at_320_pixels_whatever_a_supervisor_does() -> Result<()> {
    Scene::play(async |scene| {
        let call = scene.call().await?;
        let sofia = scene.supervisor_on_call("sofia", Sofia).await?;
        fits("customer", &call.customer).await?;
        fits("agent", &call.agent).await?;
        fits("supervisor", &sofia).await?;
        for action in Action::ALL {
            sofia.takes(action).await?;
            fits(&format!("supervisor, {action:?}"), &sofia).await?;
            if action != Monitor {
                let words = if action == Action::Coach { "is coaching you" } else { "has joined" };
                call.agent.reads(words).await?;
                fits(&format!("agent, {action:?}"), &call.agent).await?;
                fits(&format!("customer, {action:?}"), &call.customer).await?;
            }
            sofia.ends(action).await?;
        }
        sofia.goto(&scene.server.at("/")).await?;
        sofia.offers("Start the story").await?;
        fits("landing page", &sofia).await
    })
    .await
}
