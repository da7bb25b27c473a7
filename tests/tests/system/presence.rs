//! Who is there: a page that its browser has frozen, and a call that rang in vain.

use anyhow::Result;
use backline_tests::{
    Party, Scene,
    Voice::{Customer, Sofia},
    voices,
};
use serde_json::{Value, json};
use thirtyfour::By;

/// Freezes or thaws a page, as browsers do with one that nobody looks at.
pub(crate) async fn becomes(party: &Party, state: &str) -> Result<()> {
    let state = json!({ "state": state });
    party.driver().cdp().send_raw("Page.setWebLifecycleState", state).await?;
    Ok(())
}

/// A frozen page's pings are answered by its browser all the same.
///
///
#[tokio::test]
async fn a_page_that_its_browser_has_frozen_is_not_rung_and_is_back_with_the_presence_it_had()
-> Result<()> {
    Scene::play(async |scene| {
        let agent = scene.agent_as_shipped("ana");
        let (customer, agent) = tokio::try_join!(scene.customer("Carla"), agent)?;
        agent.is_available().await?;
        let sofia = scene.supervisor("sofia", Sofia).await?;
        sofia.reads("Available 1").await?;
        becomes(&agent, "frozen").await?;
        sofia.reads("Unreachable 1").await?;
        customer.click("Call").await?;
        customer.reads("Waiting for somebody to answer.").await?;
        sofia.reads("Waiting 1, longest 0:").await?;
        sofia.driver().find(By::Css(".person")).await?.click().await?;
        sofia.reads("Was Available").await?;
        let rung = |told: Vec<String>| told.iter().any(|text| text.contains("agent_rung"));
        assert!(!rung(sofia.texts().await?), "a page that does not run was rung");
        becomes(&agent, "active").await?;
        agent.acknowledged("Answer", "answered").await?;
        customer.is_connected().await?;
        assert!(rung(sofia.texts().await?));
        Ok(())
    })
    .await
}

/// Counts how often the browser stops a voice.
const STOPS: &str = "void (window.stops = 0, document.querySelectorAll('audio').forEach(
    (voice) => voice.addEventListener('pause', () => { stops += 1; })))";

/// Chromium stops every voice of a page that it freezes, and plays none again when the page is thawed.
///
///
#[tokio::test]
async fn a_page_that_was_frozen_in_mid_call_hears_again() -> Result<()> {
    Scene::play(async |scene| {
        let agent = scene.agent_as_shipped("ana");
        let (customer, agent) = tokio::try_join!(scene.customer("Carla"), agent)?;
        let call = scene.connect(customer, agent).await?;
        call.agent.value::<Value>(STOPS, Value::Null).await?;
        becomes(&call.agent, "frozen").await?;
        call.customer.reads("cannot hear").await?;
        becomes(&call.agent, "active").await?;
        call.customer.unreads("cannot hear").await?;
        call.agent.until("a voice that was stopped", "stops > 0", Value::Null).await?;
        let plays = "[...document.querySelectorAll('audio')].every(({ paused }) => !paused)";
        call.agent.until("every voice again", plays, Value::Null).await?;
        call.agent.comes_to_hear(&voices([Customer])).await
    })
    .await
}

/// Notes, where another tab can read it, that the page has caught up while nobody could see it. And
/// from when nobody can, no timer of the page's own rings at all, which is worse than what any browser
/// does.
const HIDDEN: &str = "
    const Opens = window.WebSocket;
    window.WebSocket = class extends Opens {
        constructor(...given) {
            super(...given);
            this.addEventListener('message', ({ data }) => {
                if (document.hidden && data.includes('\"caught_up\"')) localStorage.hiddenly = 'back';
            });
        }
    };
    const { setTimeout } = window;
    window.setTimeout = (rings, ...given) =>
        setTimeout(() => { if (!document.hidden) rings(); }, ...given);";

///
#[tokio::test]
async fn pages_that_nobody_sees_come_back_to_a_server_that_was_away_and_need_no_timer_for_it()
-> Result<()> {
    Scene::play(async |scene| {
        let agent = scene.agent_as_shipped("ana");
        let sofia = scene.supervisor_as_shipped("sofia", Sofia);
        let (agent, sofia) = tokio::try_join!(agent, sofia)?;
        for party in [&agent, &sofia] {
            party.doubles(HIDDEN).await?;
            party.reload().await?;
        }
        agent.is_available().await?;
        sofia.reads("Available 1").await?;
        for party in [&agent, &sofia] {
            // In front of it, something of the same origin.
            party.browser().new_tab().await?;
            party.goto(&scene.server.at("/healthz")).await?;
        }
        scene.server.crash_and_restart().await?;
        for party in [&agent, &sofia] {
            party.until("a page that is back", "localStorage.hiddenly", Value::Null).await?;
        }
        Ok(())
    })
    .await
}

///
#[tokio::test]
async fn whoever_misses_a_call_reads_so_in_place_and_is_back_by_one_click() -> Result<()> {
    Scene::play_with("[terms]\nring_for = \"15s\"\n", async |scene| {
        let (customer, agent) = tokio::try_join!(scene.customer("Carla"), scene.agent("ana"))?;
        agent.is_available().await?;
        customer.click("Call").await?;
        agent.offers("Answer").await?;
        agent.reads("You missed a call from Carla. You are Busy, and no call rings here.").await?;
        let sofia = scene.supervisor("sofia", Sofia).await?;
        sofia.reads("Busy 1").await?;
        agent.click("Become Available").await?;
        agent.unreads("You missed a call from").await?;
        agent.acknowledged("Answer", "answered").await?;
        customer.is_connected().await
    })
    .await
}
