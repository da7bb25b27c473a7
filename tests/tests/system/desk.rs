//! What happens around a call on the pages: leaving in the middle of it, being called to it while
//! elsewhere, where the focus is, what stays in view.

use anyhow::Result;
use backline_core::interaction::Action::{self, Coach};
use backline_tests::{Notified, Party, Scene, Voice::Sofia};
use serde_json::Value;
use thirtyfour::Key;

const REASON: &str = "Policy or approval";

/// Whether the browser would ask whoever closes this page.
async fn asks_before_leaving(party: &Party) -> Result<bool> {
    let leave = "(() => {
        const leaving = new Event('beforeunload', { cancelable: true });
        window.dispatchEvent(leaving);
        return leaving.defaultPrevented;
    })()";
    party.value(leave, Value::Null).await
}

///
#[tokio::test]
async fn closing_a_tab_in_mid_call_asks_first_and_at_no_other_time() -> Result<()> {
    Scene::play(async |scene| {
        let (customer, agent) = tokio::try_join!(scene.customer("Carla"), scene.agent("ana"))?;
        assert!(!asks_before_leaving(&agent).await?);
        assert!(!asks_before_leaving(&customer).await?);
        let call = scene.connect(customer, agent).await?;
        let sofia = scene.supervisor("sofia", Sofia).await?;
        assert!(!asks_before_leaving(&sofia).await?, "a call that is not open here");
        sofia.opens_interaction().await?;
        for party in [&call.customer, &call.agent, &sofia] {
            assert!(asks_before_leaving(party).await?);
        }
        call.agent.acknowledged("Hang up", "ended").await?;
        call.customer.offers("Call").await?;
        sofia.offers("Close").await?;
        for party in [&call.customer, &call.agent, &sofia] {
            assert!(!asks_before_leaving(party).await?);
        }
        Ok(())
    })
    .await
}

///
#[tokio::test]
async fn an_agent_elsewhere_is_notified_of_a_call_and_no_longer_than_it_rings() -> Result<()> {
    Scene::play(async |scene| {
        let agent = scene.agent_as_shipped("ana");
        let (customer, agent) = tokio::try_join!(scene.customer("Carla"), agent)?;
        agent.is_available().await?;
        agent.opens_settings().await?;
        agent.offers("Tell me when the page is in the background").await?;
        agent.browser().permits_notifications("granted").await?;
        agent
            .reads("Notifications are on. A call shows while the page is in the background.")
            .await?;
        agent.keys(Key::Escape).await?;
        let panel = agent.driver().window().await?;
        agent.browser().new_tab().await?;
        customer.click("Call").await?;
        customer.reads("Waiting for somebody to answer.").await?;
        agent.browser().show(&panel).await?;
        agent.is_notified().await?;
        let shown =
            Notified { title: "Incoming call".to_owned(), body: "Carla".to_owned(), open: true };
        assert_eq!(agent.notifications().await?, std::slice::from_ref(&shown));
        agent.click("Answer").await?;
        agent.until("it is closed", "!ear.notified().some(({ open }) => open)", Value::Null).await
    })
    .await
}

/// The name of what has the focus.
async fn focused(party: &Party) -> Result<String> {
    party.value("document.activeElement.id", Value::Null).await
}

///
#[tokio::test]
async fn the_workspace_lives_when_a_call_ends_after_a_clicked_send() -> Result<()> {
    Scene::play(async |scene| {
        let call = scene.call().await?;
        let sofia = scene.supervisor_on_call("sofia", Sofia).await?;
        sofia.takes(Coach).await?;
        sofia.types("Coaching note", "Offer half").await?;
        sofia.click("Send").await?;
        call.agent.reads("Offer half").await?;
        call.customer.acknowledged("Hang up", "ended").await?;
        sofia.click("Close").await?;
        sofia.reads("No interaction is open").await
    })
    .await
}

///
#[tokio::test]
async fn the_focus_stays_after_confirm_for_a_call_that_is_open() -> Result<()> {
    Scene::play_with("[help.popup]\n'Display \"Notify Agent\" popup' = false\n", async |scene| {
        let call = scene.call().await?;
        let sofia = scene.supervisor_on_call("sofia", Sofia).await?;
        call.agent.asks_for_help(REASON, "Refund of 900").await?;
        sofia.confirms("Refund of 900").await?;
        sofia.reads("HelpProvidedBy").await?;
        sofia.until("the focus", "document.activeElement !== document.body", Value::Null).await?;
        assert_eq!(focused(&sofia).await?, "opened-title");

        // And the agent is told of coaching where there is any.
        call.agent.click("Close").await?;
        call.agent.reads("This ends the help.").await?;
        call.agent.click("Keep").await?;
        sofia.takes(Coach).await?;
        call.agent.reads("Coaching").await?;
        call.agent.click("Close").await?;
        call.agent.reads("This ends the help and the coaching.").await
    })
    .await
}

/// Where these are: the upper and the lower edge of each, in pixels from above, and where what it
/// scrolls in ends.
const PLACES: &str = "[...document.querySelectorAll(`.opened .action, .opened .send,
    .opened textarea, .opened .leave, .opened [role=meter]`)]
    .map((part) => [part, part.closest('.opened-body, .opened').getBoundingClientRect()])
    .map(([part, { bottom: end }]) => [part, part.getBoundingClientRect(), Math.min(end, innerHeight)])
    .map(([part, { top, bottom }, end]) => [part.className, top, bottom, end])";

/// How many there are of the actions, of the ways out and of the meters.
const ACTS: &str = "['.action', '.leave', '[role=meter]']
    .map((part) => document.querySelectorAll(`.opened ${part}`).length)";

/// However far the rest is scrolled, the way out and the level are in view.
const SCROLLED: &str = "(() => {
    scrollTo(0, document.body.scrollHeight);
    const body = document.querySelector('.opened-body');
    body.scrollTo(0, body.scrollHeight);
    const stay = [...document.querySelectorAll('.opened .leave, .opened [role=meter]')]
        .map((part) => part.getBoundingClientRect())
        .every(({ top, bottom }) => top >= 0 && bottom <= innerHeight);
    scrollTo(0, 0);
    body.scrollTo(0, 0);
    return stay;
})()";

async fn is_above_the_fold(sofia: &Party, state: &str) -> Result<usize> {
    let acts: [usize; 3] = sofia.value(ACTS, Value::Null).await?;
    assert_eq!(acts, [3, 1, 1], "{state}");
    let places: Vec<(String, f64, f64, f64)> = sofia.value(PLACES, Value::Null).await?;
    for (name, top, bottom, end) in &places {
        assert!(*top >= 0.0 && bottom <= end, "{state}: {name:?} is at {top} to {bottom} of {end}");
    }
    assert!(sofia.value::<bool>(SCROLLED, Value::Null).await?, "{state}: scrolled away");
    Ok(places.len())
}

///
#[tokio::test]
async fn on_a_small_screen_what_acts_on_the_call_is_above_the_fold_whatever_a_supervisor_does()
-> Result<()> {
    Scene::play_with("[help.popup]\n'Display \"Notify Agent\" popup' = false\n", async |scene| {
        let call = scene.call().await?;
        let sofia = scene.supervisor_on_call("sofia", Sofia).await?;
        sofia.resize(1280, 757).await?;
        is_above_the_fold(&sofia, "idle").await?;
        for action in Action::ALL {
            sofia.takes(action).await?;
            is_above_the_fold(&sofia, action.label()).await?;
            sofia.ends(action).await?;
        }

        call.agent.asks_for_help(REASON, "Refund of 900").await?;
        sofia.confirms("Refund of 900").await?;
        sofia.reads("HelpProvidedBy").await?;
        is_above_the_fold(&sofia, "helping, idle").await?;
        for action in Action::ALL {
            sofia.takes(action).await?;
            let seen = is_above_the_fold(&sofia, &format!("helping, {}", action.label())).await?;
            assert!(action != Coach || seen == 7, "{seen} with the note and Send");
            sofia.ends(action).await?;
        }
        Ok(())
    })
    .await
}
