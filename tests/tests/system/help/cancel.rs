//! Taken back before anybody took it.

use anyhow::Result;
use backline_core::{replica::FAREWELL_FOR, time::Millis};
use backline_tests::{Scene, Voice::Sofia, now};
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

        let before = now();
        call.agent.says_yes_to("Cancel", CANCEL).await?;
        call.agent.announces("The help request is cancelled.").await?;
        call.agent.has_focus_on("Help Request").await?;
        sofia.announces("Ana Ribeiro cancelled").await?;
        sofia.was_told("Ana Ribeiro cancelled").await?;
        sofia.withholds("Confirm").await?;
        sofia.withholds("Reject").await?;
        sofia.reads("No help requests").await?;
        sofia.until("an empty list", "!ear.rows('.queue').some(Boolean)", Value::Null).await?;
        // The page reckons the server's clock from its own; a second covers what it errs by.
        let stood = now().since(before);
        let least = Millis(FAREWELL_FOR.0 - 1_000);
        assert!(stood >= least, "the farewell stood for {stood:?}");
        call.agent.offers("Help Request").await
    })
    .await
}
