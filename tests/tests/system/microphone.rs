//! The microphone between calls: open where the tenant keeps it warm and somebody can ring the panel,
//! sent to nobody, and closed otherwise.

use anyhow::Result;
use backline_tests::{Call, Party, Scene, Voice::Agent, voices};
use serde_json::Value;

use crate::{heard::HEADSET, presence::becomes};

/// Keeps every track that the browser gives of the microphone.
pub(crate) const CAPTURES: &str = "
    window.tracks = [];
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (...given) => {
        const stream = await ask(...given);
        tracks.push(...stream.getTracks());
        return stream;
    };
    window.captures = () => tracks.map(({ readyState }) => readyState).join();";

/// Agent Ana at a panel whose captures are kept.
async fn ana(scene: &Scene) -> Result<Party> {
    let agent = scene.agent("ana").await?;
    agent.doubles(CAPTURES).await?;
    agent.reload().await?;
    Ok(agent)
}

/// Waits until every microphone that the page ever had stands so.
async fn stands(agent: &Party, captures: &str) -> Result<()> {
    agent.until(&format!("{captures:?}"), "captures() === it", captures.into()).await
}

/// Nothing can go out: the page has no connection, or none that is open.
const UNSENT: &str = "ear.peers.every(({ peer }) => peer.signalingState === 'closed')";

/// The customer hangs up a call on which the agent has muted.
async fn ends_muted(call: &Call) -> Result<()> {
    call.agent.changes_hearing("Mute").await?;
    let muted = "!tracks.at(-1).enabled";
    call.agent.until("a track that is muted", muted, Value::Null).await?;
    call.customer.click("Hang up").await?;
    call.agent.until("no connection", UNSENT, Value::Null).await
}

///
#[tokio::test]
async fn an_available_agents_microphone_is_open_and_sent_to_nobody_and_closes_otherwise()
-> Result<()> {
    Scene::play(async |scene| {
        let agent = ana(scene).await?;
        stands(&agent, "live").await?;
        agent.chooses("Presence", "Busy").await?;
        stands(&agent, "ended").await?;
        agent.chooses("Presence", "Available").await?;
        stands(&agent, "ended,live").await?;
        let peers: usize = agent.value("ear.peers.length", Value::Null).await?;
        assert_eq!(peers, 0, "there is a connection over which it could be sent");

        let customer = scene.customer("Carla").await?;
        let call = scene.connect(customer, agent).await?;
        call.customer.comes_to_hear(&voices([Agent])).await?;
        ends_muted(&call).await?;
        // What the call had is what was open before, and what can be measured after it.
        let measured = "captures() === 'ended,live' && tracks.at(-1).enabled";
        call.agent.until("the one that was open", measured, Value::Null).await?;

        becomes(&call.agent, "frozen").await?;
        becomes(&call.agent, "active").await?;
        stands(&call.agent, "ended,ended,live").await
    })
    .await
}

///
#[tokio::test]
async fn a_tenant_can_have_it_tried_once_and_opened_for_each_call() -> Result<()> {
    Scene::play_with("[terms]\nmicrophone = \"on_call\"\n", async |scene| {
        let agent = ana(scene).await?;
        stands(&agent, "ended").await?;
        let customer = scene.customer("Carla").await?;
        let call = scene.connect(customer, agent).await?;
        call.customer.comes_to_hear(&voices([Agent])).await?;
        stands(&call.agent, "ended,live").await?;
        ends_muted(&call).await?;
        stands(&call.agent, "ended,ended").await
    })
    .await
}

///
#[tokio::test]
async fn what_befalls_it_while_nobody_calls_is_said_before_somebody_does() -> Result<()> {
    Scene::play(async |scene| {
        let agent = scene.agent("ana").await?;
        agent.doubles(HEADSET).await?;
        agent.reload().await?;
        agent.until("an open one", "window.track", Value::Null).await?;
        agent.value::<Value>("void plug(false)", Value::Null).await?;
        agent.reads("No microphone found.").await?;
        agent.value::<Value>("void plug(true)", Value::Null).await?;
        agent.unreads("No microphone found.").await?;
        let mutes = "void (Object.defineProperty(track, 'muted', { get: () => true }),
            track.dispatchEvent(new Event('mute')))";
        agent.until("another one", "track.readyState === 'live'", Value::Null).await?;
        agent.value::<Value>(mutes, Value::Null).await?;
        agent.reads("Your headset or your system has muted the microphone.").await?;
        agent.reads("Calls come in here while you are Available.").await
    })
    .await
}

///
#[tokio::test]
async fn the_tab_that_has_the_panel_has_the_microphone() -> Result<()> {
    Scene::play(async |scene| {
        let ana = ana(scene).await?;
        stands(&ana, "live").await?;
        let older = ana.driver().window().await?;
        let newer = ana.browser().new_tab().await?;
        ana.doubles(CAPTURES).await?;
        ana.goto(&scene.server.at("/panel?raw=1&as=ana")).await?;
        stands(&ana, "live").await?;

        ana.browser().show(&older).await?;
        stands(&ana, "ended").await?;
        ana.click("Use here").await?;
        stands(&ana, "ended,live").await?;

        ana.browser().show(&newer).await?;
        stands(&ana, "ended").await
    })
    .await
}
