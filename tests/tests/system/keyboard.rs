//! The whole path without a mouse: the agent answers, the supervisor opens, coaches and leaves.

use anyhow::{Result, bail};
use backline_tests::{Party, Scene, Voice::Sofia};
use serde_json::Value;
use thirtyfour::Key;

/// More stops than any page has.
const MOST_STOPS: usize = 80;

/// Goes from control to control with the tabulator until the one of that name, and presses it.
pub(crate) async fn tab_to(party: &Party, name: &str) -> Result<()> {
    party.offers(name).await?;
    let mut stops = Vec::new();
    while stops.len() < MOST_STOPS {
        let keys = party.driver().action_chain();
        keys.send_keys(Key::Tab).perform().await?;
        let focused: String = party.value("ear.focused()", Value::Null).await?;
        if focused == name {
            let seen: bool = party.value("ear.focusShows()", Value::Null).await?;
            assert!(seen, "nothing shows that {name:?} has the focus");
            return Ok(party.driver().action_chain().send_keys(Key::Enter).perform().await?);
        }
        stops.push(focused);
    }
    bail!("{name:?} cannot be reached by tabulator, only {stops:?}")
}

#[tokio::test]
async fn a_call_is_answered_and_coached_by_keyboard_alone() -> Result<()> {
    Scene::play(async |scene| {
        let (customer, agent, sofia) = tokio::try_join!(
            scene.customer("Carla"),
            scene.agent("ana"),
            scene.supervisor("sofia", Sofia)
        )?;
        agent.is_available().await?;
        tab_to(&customer, "Call").await?;
        tab_to(&agent, "Answer").await?;
        tokio::try_join!(customer.is_heard_from(), agent.is_heard_from())?;

        tab_to(&sofia, "Open interaction").await?;
        sofia.is_connected().await?;
        tab_to(&sofia, "Coach").await?;
        agent.reads("Coaching").await?;
        // What was pressed has become its own end, and has kept the focus.
        sofia.offers("End Coaching").await?;
        let focused: String = sofia.value("ear.focused()", Value::Null).await?;
        assert_eq!(focused, "End Coaching");
        sofia.driver().action_chain().send_keys(Key::Enter).perform().await?;
        agent.unreads("Coaching").await?;
        tab_to(&sofia, "Disconnect").await?;
        sofia.offers("Open interaction").await?;
        tab_to(&agent, "Hang up").await?;
        customer.offers("Call").await
    })
    .await
}
