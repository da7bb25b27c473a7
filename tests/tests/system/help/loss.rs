//! Browsers and the server die: the agent is never left with a request that nobody sees.

use anyhow::Result;
use backline_core::interaction::Action::{Coach, Monitor};
use backline_tests::{
    Scene,
    Voice::{Agent, Customer, Sam, Sofia},
    all_come_to_hear, voices,
};

use super::{CLOSE, COMMENT, REASON};

const SHORT: &str = "[terms]\nsupervisor_grace = \"1s\"\n[help]\nhelper_grace = \"15s\"\n";

///
#[tokio::test]
async fn when_the_coachs_browser_dies_the_agent_is_told_and_somebody_else_can_take_it() -> Result<()>
{
    Scene::play_with(SHORT, async |scene| {
        let call = scene.call().await?;
        let (sofia, sam) =
            tokio::try_join!(scene.supervisor_alone("sofia", Sofia), scene.supervisor("sam", Sam))?;
        call.agent.asks_for_help(REASON, COMMENT).await?;
        sofia.confirms(COMMENT).await?;
        sofia.offers("Coach").await?;
        sofia.takes(Coach).await?;
        call.agent.reads("is coaching you").await?;
        sam.reads("No help requests").await?;

        sofia.browser().kill()?;
        call.agent.unreads("is coaching you").await?;
        call.agent.announces("The helper lost the connection. Your request is open again.").await?;
        call.agent.offers("Cancel").await?;
        sam.is_asked(COMMENT).await?;
        sam.confirms(COMMENT).await?;
        call.agent.announces("In Progress, help provided by Sam Lindqvist").await?;
        sam.offers("Monitor").await?;
        sam.takes(Monitor).await?;
        sam.comes_to_hear(&voices([Agent, Customer])).await
    })
    .await
}

///
#[tokio::test]
async fn after_a_crash_of_the_server_both_screens_show_the_request_as_it_was() -> Result<()> {
    Scene::play(async |scene| {
        let call = scene.call().await?;
        let sofia = scene.supervisor("sofia", Sofia).await?;
        call.agent.asks_for_help(REASON, COMMENT).await?;
        sofia.is_asked(COMMENT).await?;

        scene.server.crash_and_restart().await?;
        let both = [(&call.customer, voices([Agent])), (&call.agent, voices([Customer]))];
        all_come_to_hear(both.clone()).await?;
        call.agent.reads("Delivered to 1 supervisor").await?;
        call.agent.offers("Cancel").await?;
        sofia.is_asked(COMMENT).await?;
        sofia.reads("1 help request").await?;

        sofia.confirms(COMMENT).await?;
        sofia.offers("Coach").await?;
        sofia.takes(Coach).await?;
        call.agent.reads("is coaching you").await?;
        scene.server.crash_and_restart().await?;
        call.agent.unreads("is coaching you").await?;
        call.agent.reads("In Progress, help provided by Sofia Marin").await?;
        all_come_to_hear(both).await?;
        sofia.comes_back_idle().await?;
        sofia.click("Context").await?;
        sofia.reads("Status In Progress").await?;
        sofia.reads("HelpProvidedBy Sofia Marin").await?;
        sofia.takes(Coach).await?;
        call.agent.says_yes_to("Close", CLOSE).await?;
        call.agent.unreads("is coaching you").await?;
        sofia.reads("Ana Ribeiro closed the request.").await
    })
    .await
}
