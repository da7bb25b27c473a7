//! Two supervisors and one request: one rejects, the other takes it; both press at once, and one
//! has it.

use anyhow::Result;
use backline_tests::{
    Party, Scene,
    Voice::{Sam, Sofia},
    now,
};
use serde_json::Value;

use super::{CLOSE, COMMENT, REASON};

/// What the page says by itself, beside nothing in particular.
const NOTICE: &str = "document.querySelector('.notice').textContent";

/// Finds Confirm: whoever presses later finds the button all the same.
async fn is_about_to_press(page: &Party) -> Result<()> {
    let reach = "(() => { [window.reached] = ear.buttons('Confirm', 'At once'); })()";
    page.value::<Value>(reach, Value::Null).await.map(drop)
}

/// Presses Confirm at that instant: the same machine has the same clock.
async fn presses_at(page: &Party, at: u64) -> Result<()> {
    let press = "new Promise((done) =>
        setTimeout(() => done(window.reached.click()), it - Date.now()))";
    page.value::<Value>(press, at.into()).await.map(drop)
}

///
#[tokio::test]
async fn one_rejects_and_the_other_takes_it_and_of_two_at_once_one_has_it() -> Result<()> {
    Scene::play(async |scene| {
        let call = scene.call().await?;
        let (sofia, sam) =
            tokio::try_join!(scene.supervisor("sofia", Sofia), scene.supervisor("sam", Sam))?;
        call.agent.asks_for_help(REASON, COMMENT).await?;
        sofia.click_near("Reject", COMMENT).await?;
        sofia.withholds("Confirm").await?;
        sofia.reads("You have rejected this help request.").await?;
        // The agent is not told that somebody does not want to.
        assert!(!call.agent.is_reading("reject").await?);
        sam.confirms(COMMENT).await?;
        call.agent.announces("In Progress, help provided by Sam Lindqvist").await?;
        sofia.announces("Sam Lindqvist took it").await?;
        sofia.reads("No help requests").await?;
        call.agent.says_yes_to("Close", CLOSE).await?;
        sam.acknowledged("Disconnect", "supervisor_left").await?;

        call.agent.asks_for_help(REASON, "At once").await?;
        tokio::try_join!(sofia.is_asked("At once"), sam.is_asked("At once"))?;
        tokio::try_join!(is_about_to_press(&sofia), is_about_to_press(&sam))?;
        let at = now().0 + 500;
        tokio::try_join!(presses_at(&sofia, at), presses_at(&sam, at))?;
        call.agent.announces("In Progress, help provided by").await?;
        let (winner, loser, name) = if call.agent.is_reading("help provided by Sofia Marin").await?
        {
            (&sofia, &sam, "Sofia Marin")
        } else {
            (&sam, &sofia, "Sam Lindqvist")
        };
        loser.reads(&format!("{name} took it")).await?;
        loser.announces(name).await?;
        // The place says it, and no other.
        assert_eq!(loser.value::<String>(NOTICE, Value::Null).await?, "");
        loser.withholds("Confirm").await?;
        winner.reads(&format!("HelpProvidedBy {name}")).await?;
        winner.offers("Coach").await
    })
    .await
}
