//! The Notify Agent popup: the contact, a text with Markdown, the answers under the tenant's own
//! names; gone from every screen with the request.

use anyhow::Result;
use backline_tests::{
    Scene,
    Voice::{Sam, Sofia},
};
use serde_json::Value;

use super::{CANCEL, COMMENT, REASON};

const POLICIES: &str = r##"
[help]
confirm_label = "Claim"
[[help.stage]]
audience = "team"
'Show Timer' = true
'Auto-action timeout' = "1m"

[help.popup]
'Display "Notify Agent" popup' = true
Text = """
Ask **three** questions:

- who
- [why](https://example.com/why)
"""
Claim = { label = "Take it" }
Close = { label = "Later" }
Reject = { label = "Not me" }

[[help.popup.'Additional timers']]
Label = "On the call"
since = "answer"

[[help.popup.'Additional timers']]
Label = "Open for"
'Unix Timestamp' = 1767225600
"##;

/// covers: R-142, R-143, R-164, R-165, R-166, R-167, R-168, R-169, R-173
#[tokio::test]
async fn the_popup_shows_the_call_and_goes_from_every_screen_when_somebody_takes_it() -> Result<()>
{
    Scene::play_with(POLICIES, async |scene| {
        let call = scene.call().await?;
        let (sofia, sam) =
            tokio::try_join!(scene.supervisor("sofia", Sofia), scene.supervisor("sam", Sam))?;
        call.agent.asks_for_help(REASON, COMMENT).await?;
        for page in [&sofia, &sam] {
            page.has_dialog("Ana Ribeiro requests help").await?;
            let read = [REASON, COMMENT, "Name Carla", "+1 202 555 0142", "Time left to answer"];
            for text in read.into_iter().chain(["On the call", "Open for", "three questions"]) {
                page.reads(text).await?;
            }
            for button in ["Take it", "Later", "Not me"] {
                page.offers(button).await?;
            }
            page.withholds("Claim").await?;
        }
        let drawn = "[...ear.dialog().querySelectorAll('strong, li, a[href]')]
            .map((it) => `${it.localName} ${it.innerText.trim()}`).sort()";
        let drawn: Vec<String> = sofia.value(drawn, Value::Null).await?;
        assert_eq!(drawn, ["a why", "li who", "li why", "strong three"]);

        // Put away, it is still in the list, where it is called as the tenant says.
        sofia.click("Later").await?;
        sofia.has_no_dialog().await?;
        sofia.is_asked(COMMENT).await?;
        sofia.offers("Claim").await?;
        sofia.reload().await?;
        sofia.is_asked(COMMENT).await?;
        sofia.has_no_dialog().await?;

        sam.click("Take it").await?;
        sam.has_no_dialog().await?;
        call.agent.announces("In Progress, help provided by Sam Lindqvist").await?;
        sam.reads("HelpProvidedBy Sam Lindqvist").await?;
        sofia.announces("Sam Lindqvist took it").await?;

        call.agent.says_yes_to("Close", super::CLOSE).await?;
        call.agent.asks_for_help(REASON, "Again").await?;
        // Another request: that its predecessor's popup was put away does not count for it.
        sofia.has_dialog("Ana Ribeiro requests help").await?;
        call.agent.says_yes_to("Cancel", CANCEL).await?;
        sofia.has_no_dialog().await
    })
    .await
}
