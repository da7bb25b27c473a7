//! Who can really be heard: no page draws a voice that cannot come.

use anyhow::Result;
use backline_tests::{Microphone, Scene, Voice};

///
#[tokio::test]
async fn whoever_has_no_microphone_is_drawn_as_heard_on_no_page() -> Result<()> {
    Scene::play(async |scene| {
        let agent = scene.agent("ana").await?;
        let browser = scene.driver.open(Microphone::Refused).await?;
        let customer = browser.page();
        customer.goto(&scene.server.at("/call?raw=1&name=Carla")).await?;
        agent.is_available().await?;
        customer.click("Call").await?;
        agent.click("Answer").await?;
        agent.reads("The customer's microphone is not working.").await?;
        customer.reads("Your microphone is not working. Nobody hears you.").await?;
        let sofia = scene.supervisor_on_call("sofia", Voice::Sofia).await?;
        sofia.reads("The customer's microphone is not working.").await?;
        sofia.reads("Customer not heard").await
    })
    .await
}

///
#[tokio::test]
async fn a_network_without_udp_is_named_and_the_call_waits_again() -> Result<()> {
    Scene::play(async |scene| {
        let customer = scene.customer("Carla").await?;
        let browser = scene.driver.open(Microphone::Unreachable).await?;
        let agent = browser.page();
        agent.goto(&scene.server.at("/panel?raw=1&as=ana")).await?;
        agent.reads("Available").await?;
        customer.click("Call").await?;
        agent.click("Answer").await?;
        agent.reads("Your network lets no sound through. Have UDP to 127.0.0.1, port ").await?;
        agent.reads("You are Busy until you choose Available.").await?;
        customer.reads("Waiting for somebody to answer.").await
    })
    .await
}
