//! Taken back before anybody took it.

use std::time::Instant;

use anyhow::Result;
use backline_tests::{Scene, Voice::Sofia};
use serde_json::Value;

use super::{CANCEL, COMMENT, REASON};

///
#[tokio::test]
async fn a_request_that_is_cancelled_says_so_for_ten_seconds_with_nothing_to_press() -> Result<()> {
    Scene::play(async |scene| {
        let call = scene.call().await?;
        let sofia = scene.supervisor("sofia", Sofia).await?;
        call.agent.asks_for_help(REASON, COMMENT).await?;
        sofia.is_asked(COMMENT).await?;

        // The way back leaves everything as it is, and the focus where it was.
        call.agent.click("Cancel").await?;
        call.agent.has_dialog(CANCEL).await?;
        call.agent.click("Keep").await?;
        call.agent.has_no_dialog().await?;
        call.agent.has_focus_on("Cancel").await?;
        sofia.is_asked(COMMENT).await?;

        call.agent.says_yes_to("Cancel", CANCEL).await?;
        call.agent.announces("The help request is cancelled.").await?;
        call.agent.has_focus_on("Help Request").await?;
        let gone = Instant::now();
        sofia.announces("Ana Ribeiro cancelled").await?;
        sofia.is_asked("Ana Ribeiro cancelled").await?;
        sofia.withholds("Confirm").await?;
        sofia.withholds("Reject").await?;
        sofia.reads("No help requests").await?;
        sofia.until("an empty list", "!ear.rows('.queue').some(Boolean)", Value::Null).await?;
        let stood = gone.elapsed().as_secs();
        assert!((8..=13).contains(&stood), "the farewell stood for {stood} s");
        call.agent.offers("Help Request").await
    })
    .await
}
