//! A link that is lost while sound goes on: what a person does at their own end holds at once.

use anyhow::Result;
use backline_tests::{
    Party, Scene,
    Voice::{Agent, Customer},
    all_come_to_hear, voices,
};

const MAY_BE_HEARD: &str = "You may still be heard. Mute and Hang up work.";

///
#[tokio::test]
async fn an_agent_whose_link_is_lost_while_sound_goes_on_mutes_and_hangs_up_by_themselves()
-> Result<()> {
    Scene::play(async |scene| {
        let path = "/panel?raw=1&as=ana";
        let agent = Party::open_over_line(&scene.driver, &scene.server, Agent, path);
        let (customer, agent) = tokio::try_join!(scene.customer("Carla"), agent)?;
        let call = scene.connect(customer, agent).await?;
        let line = call.agent.line().expect("the agent is on a line");
        let heard = [(&call.customer, voices([Agent])), (&call.agent, voices([Customer]))];
        let silent = [(&call.customer, voices([])), (&call.agent, voices([Customer]))];

        line.cut_pages();
        call.agent.reads(MAY_BE_HEARD).await?;
        all_come_to_hear(heard.clone()).await?;
        call.agent.click("Mute").await?;
        call.agent.reads("Your microphone is silent.").await?;
        all_come_to_hear(silent.clone()).await?;
        call.agent.click("Unmute").await?;
        call.agent.reads(MAY_BE_HEARD).await?;
        all_come_to_hear(heard.clone()).await?;
        call.agent.click("Mute").await?;

        line.mend();
        call.agent.unreads("Reconnecting").await?;
        call.agent.reads("You are muted. Nobody hears you.").await?;
        all_come_to_hear(silent).await?;
        call.agent.click("Unmute").await?;
        all_come_to_hear(heard.clone()).await?;

        line.cut_pages();
        call.agent.reads(MAY_BE_HEARD).await?;
        call.agent.click("Mute").await?;
        call.agent.reads("Your microphone is silent.").await?;
        line.mend();
        // Loaded before the server is told, the page goes on with what its person wanted.
        call.agent.reload().await?;
        call.agent.reads("You are muted. Nobody hears you.").await?;
        all_come_to_hear([(&call.customer, voices([])), (&call.agent, voices([Customer]))]).await?;
        call.agent.click("Unmute").await?;
        all_come_to_hear(heard).await?;

        line.cut_pages();
        call.agent.reads(MAY_BE_HEARD).await?;
        call.agent.click("Hang up").await?;
        call.agent.reads("You have hung up. The call ends when the server is back.").await?;
        call.customer.comes_to_hear(&voices([])).await?;
        line.mend();
        call.customer.reads("Call ended.").await
    })
    .await
}
