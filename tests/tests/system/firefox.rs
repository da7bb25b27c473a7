//! Firefox beside Chromium: what differs between the two is the keypad, the way back after a reload,
//! and the sound.

use anyhow::Result;
use backline_core::interaction::Action::{Coach, Monitor};
use backline_tests::{
    Call, Driver, Scene,
    Voice::{Agent, Customer, Sofia},
    all_come_to_hear, voices,
};
use serde_json::{Value, json};

use crate::{
    broken::{breaks, comes_back, watched},
    ears::page_of,
    errors::{FAULTY, has},
};

/// A customer in Chromium and an agent in Firefox, who talk.
async fn call(scene: &Scene) -> Result<Call> {
    scene.call_with(scene.agent_in_firefox("ana")).await
}

/// How long a key is down, in ticks of Opus's clock: 100 ms.
const KEY: u32 = 4_800;

/// Firefox counts its events by a clock of 8,000 Hz, and Chromium by one of 48,000.
///
///
#[tokio::test]
async fn each_key_that_is_pressed_in_firefox_is_heard_once_in_its_order_and_the_page_lives()
-> Result<()> {
    Scene::play(async |scene| {
        let customer = scene.customer("Carla").await?;
        customer.notes_keys().await?;
        let call = scene.connect(customer, scene.agent_in_firefox("ana").await?).await?;
        call.agent.click("Keypad").await?;
        let mut pressed = String::new();
        for key in "123456789*0#".chars() {
            pressed.push(key);
            call.agent.click(&key.to_string()).await?;
            call.customer.comes_to_get_keys(&pressed).await?;
        }

        let presses = "it.forEach((key) => ear.buttons(key)[0].click())";
        call.agent.value::<Value>(presses, json!(["6", "7", "7", "9", "0"])).await?;
        pressed.push_str("67790");
        let heard = call.customer.comes_to_get_keys(&pressed).await?;
        assert!(heard.iter().all(|key| key.ticks == KEY), "{heard:?}");

        call.agent.changes_hearing("Mute").await?;
        call.customer.comes_to_hear(&voices([])).await?;
        call.agent.changes_hearing("Unmute").await?;
        call.customer.comes_to_hear(&voices([Agent])).await
    })
    .await
}

///
#[tokio::test]
async fn an_agent_and_a_supervisor_in_firefox_hear_and_are_heard_also_after_a_reload() -> Result<()>
{
    Scene::play(async |scene| {
        let sofia = scene.supervisor_in_firefox("sofia", Sofia);
        let (call, sofia) = tokio::try_join!(call(scene), sofia)?;
        let Call { customer, agent, .. } = &call;
        all_come_to_hear([(customer, voices([Agent])), (agent, voices([Customer]))]).await?;

        sofia.opens_interaction().await?;
        sofia.takes(Monitor).await?;
        let both = voices([Customer, Agent]);
        let unchanged = [(customer, voices([Agent])), (agent, voices([Customer]))];
        all_come_to_hear([(&sofia, both.clone())]).await?;
        all_come_to_hear(unchanged).await?;
        assert_eq!(sofia.packets_sent().await?, 0, "who monitors sends no sound");
        sofia.ends(Monitor).await?;

        sofia.takes(Coach).await?;
        for reloads in [false, true] {
            if reloads {
                agent.reload().await?;
            }
            let coached = voices([Customer, Sofia]);
            let heard = [(customer, voices([Agent])), (agent, coached), (&sofia, both.clone())];
            all_come_to_hear(heard).await?;
        }
        agent.reads("Coaching").await?;

        sofia.reload().await?;
        sofia.comes_back_idle().await?;
        all_come_to_hear([(customer, voices([Agent])), (agent, voices([Customer]))]).await
    })
    .await
}

///
#[tokio::test]
async fn a_program_that_breaks_in_firefox_closes_its_microphone_and_is_back_on_the_call()
-> Result<()> {
    Scene::play(async |scene| {
        let call = call(scene).await?;
        let call = watched(scene, call).await?;
        breaks(&call.agent).await?;
        comes_back(&call.agent).await?;
        call.customer.comes_to_hear(&voices([Agent])).await?;
        call.agent.comes_to_hear(&voices([Customer])).await
    })
    .await
}

///
#[tokio::test]
async fn an_error_of_a_page_in_firefox_is_found_and_breaks_its_scene() -> Result<()> {
    let driver = Driver::start().await?;
    let browser = driver.firefox(Sofia).await?;
    browser.page().goto(&page_of(FAULTY)?).await?;
    let thrown = ["thrown while it loads", "rejected while it loads", "called an error 7"];
    has(&browser, &thrown).await?;
    has(&browser, &["img-src"]).await?;
    drop(browser);
    let breaks = driver.breaks().await;
    for thrown in thrown {
        assert!(breaks.iter().any(|error| error.contains(thrown)), "{thrown:?} in {breaks:#?}");
    }
    Ok(())
}
