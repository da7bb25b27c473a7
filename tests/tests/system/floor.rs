//! The workspace: as high as its window, rows that do not move under the pointer, tabs, the bell's
//! menu, the requests of the day.

use anyhow::Result;
use backline_core::interaction::Action::{Coach, Monitor};
use backline_tests::{Party, Scene, Voice::Sofia};
use serde_json::{Value, json};
use thirtyfour::Key;

const REASON: &str = "Policy or approval";

/// The pointer comes to the table, or leaves it.
async fn pointer(sofia: &Party, event: &str) -> Result<()> {
    let moves = "document.querySelector('.calls').dispatchEvent(new Event(it))";
    sofia.value::<Value>(moves, json!(event)).await.map(drop)
}

/// Waits until the table reads these customers, from above, with nothing where a place is empty.
async fn stand(sofia: &Party, customers: &[&str]) -> Result<()> {
    let rows = "[...document.querySelectorAll('.calls tbody tr')]
        .map((row) => row.querySelector('.customer .cut')?.innerText ?? '')";
    let stand = format!("JSON.stringify({rows}) === JSON.stringify(it)");
    sofia.until(&format!("the rows {customers:?}"), &stand, json!(customers)).await
}

/// Waits until the heading of the table counts so many.
async fn counts(sofia: &Party, count: &str) -> Result<()> {
    let counted = "document.querySelector('.calls .count').innerText === it";
    sofia.until(count, counted, json!(count)).await
}

///
#[tokio::test]
async fn no_row_moves_under_the_pointer_ended_ones_leave_at_once_and_new_ones_wait() -> Result<()> {
    Scene::play(async |scene| {
        let first = scene.call().await?;
        let sofia = scene.supervisor("sofia", Sofia).await?;
        stand(&sofia, &["Carla"]).await?;
        pointer(&sofia, "pointerenter").await?;
        let dora = scene.customer("Dora").await?;
        let second = scene.connect(dora, scene.agent("ben").await?).await?;
        sofia.offers("1 new").await?;
        stand(&sofia, &["Carla"]).await?;
        counts(&sofia, "1").await?;
        sofia.click("1 new").await?;
        stand(&sofia, &["Carla", "Dora"]).await?;

        let top =
            "document.querySelector('.calls tbody tr:last-child').getBoundingClientRect().top";
        let before: f64 = sofia.value(top, Value::Null).await?;
        pointer(&sofia, "pointerenter").await?;
        first.customer.acknowledged("Hang up", "ended").await?;
        stand(&sofia, &["", "Dora"]).await?;
        counts(&sofia, "1").await?;
        assert!((sofia.value::<f64>(top, Value::Null).await? - before).abs() < 1.0);
        pointer(&sofia, "pointerleave").await?;
        stand(&sofia, &["Dora"]).await?;

        sofia.types("Search calls", "carla").await?;
        sofia.reads("No active calls match.").await?;
        counts(&sofia, "0 of 1").await?;
        sofia.click("Show all calls").await?;
        sofia.chooses("Request", "Emergency").await?;
        sofia.reads("No active calls match.").await?;
        second.agent.click("Help Request").await?;
        second.agent.has_dialog("Ask for help").await?;
        second.agent.chooses("Reason", REASON).await?;
        second.agent.ticks("Emergency").await?;
        second.agent.click("Submit").await?;
        stand(&sofia, &["Dora"]).await
    })
    .await
}

/// How high the page is beyond its window; how wide the outer columns are.
const SHAPE: &str = "[document.documentElement.scrollHeight - innerHeight,
    ...['.requests', '.opened'].map((column) =>
        Math.round(document.querySelector(column).getBoundingClientRect().width))]";

/// Which of these can be seen.
const SEEN: &str = "['.requests', '.floor', '.opened', '.put-aside .behind']
    .filter((part) => document.querySelector(part)?.checkVisibility())";

async fn sees(sofia: &Party, parts: &[&str]) -> Result<()> {
    let seen = format!("JSON.stringify({SEEN}) === JSON.stringify(it)");
    sofia.until(&format!("{parts:?}"), &seen, json!(parts)).await
}

///
#[tokio::test]
async fn the_workspace_is_as_high_as_its_window_and_in_one_column_what_is_open_covers_the_rest()
-> Result<()> {
    Scene::play(async |scene| {
        let _call = scene.call().await?;
        let sofia = scene.supervisor_on_call("sofia", Sofia).await?;
        for (width, height) in [(1280, 757), (1920, 1080)] {
            sofia.resize(width, height).await?;
            let shape: [f64; 3] = sofia.value(SHAPE, Value::Null).await?;
            assert_eq!(shape, [0.0, 300.0, 420.0], "{width} pixels wide");
        }
        sofia.takes(Monitor).await?;
        sofia.resize(800, 900).await?;
        sees(&sofia, &[".opened"]).await?;
        sofia.click("Back").await?;
        sees(&sofia, &[".requests", ".floor", ".put-aside .behind"]).await?;
        sofia.reads("Monitoring").await?;
        sofia.reads("Nobody hears you.").await?;
        sofia.has_focus_on("Back to this call").await?;
        sofia.keys(Key::Enter).await?;
        sees(&sofia, &[".opened"]).await?;
        let heading = "document.activeElement.id === 'opened-title'";
        sofia.until("the focus on the heading", heading, Value::Null).await?;
        sofia.ends(Monitor).await
    })
    .await
}

/// Which tab is chosen, and what its panel is.
const TAB: &str = "(() => {
    const tabs = [...document.querySelectorAll('[role=tab]')];
    const [chosen, ...more] = tabs.filter((tab) => tab.ariaSelected === 'true');
    const panels = [...document.querySelectorAll('[role=tabpanel]')]
        .filter((panel) => panel.checkVisibility());
    const shown = panels.length === 1 && more.length === 0 &&
        panels[0].getAttribute('aria-labelledby') === chosen.id && panels[0].id === chosen.getAttribute('aria-controls');
    return shown && tabs.filter((tab) => tab.tabIndex === 0).length === 1 ? chosen.innerText : null;
})()";

async fn shows(sofia: &Party, tab: &str) -> Result<()> {
    sofia.until(&format!("the tab {tab}"), &format!("{TAB} === it"), json!(tab)).await
}

///
#[tokio::test]
async fn context_timeline_and_note_are_tabs_and_the_note_comes_up_with_the_coaching() -> Result<()>
{
    Scene::play(async |scene| {
        let call = scene.call().await?;
        let sofia = scene.supervisor_on_call("sofia", Sofia).await?;
        shows(&sofia, "Context").await?;
        sofia.click("Timeline").await?;
        shows(&sofia, "Timeline").await?;
        sofia.tells("Carla called.").await?;
        sofia.keys(Key::Right).await?;
        sofia.has_focus_on("Note").await?;
        shows(&sofia, "Note").await?;
        sofia.keys(Key::Right).await?;
        shows(&sofia, "Context").await?;
        sofia.takes(Coach).await?;
        shows(&sofia, "Note").await?;
        sofia.types("Coaching note", "Half").await?;
        sofia.click("Timeline").await?;
        sofia.click("Note").await?;
        sofia.holds("Coaching note", "Half").await?;
        call.customer.acknowledged("Hang up", "ended").await?;
        shows(&sofia, "Timeline").await?;
        sofia.withholds("Note").await
    })
    .await
}

///
#[tokio::test]
async fn the_bell_lists_who_asks_and_the_day_keeps_what_became_of_it() -> Result<()> {
    Scene::play_with("[help.popup]\n'Display \"Notify Agent\" popup' = false\n", async |scene| {
        let call = scene.call().await?;
        let sofia = scene.supervisor("sofia", Sofia).await?;
        sofia.opens_bell().await?;
        sofia.reads("No help requests for you.").await?;
        sofia.ticks("Mute help alerts").await?;
        sofia.reads("Muted. Help requests make no sound here.").await?;
        call.agent.asks_for_help(REASON, "Refund of 900").await?;
        let asks = "document.querySelector('.bell-request')?.innerText.includes(it)";
        sofia.until("who asks", asks, json!("Ana Ribeiro requests help")).await?;
        sofia.driver().find(thirtyfour::By::Css(".bell-request")).await?.click().await?;
        let closed = "!document.querySelector('.bell-menu:popover-open')";
        sofia.until("a closed menu", closed, Value::Null).await?;
        sofia.reads("Ana Ribeiro asks for help").await?;
        let heading = "document.activeElement.id === 'opened-title'";
        sofia.until("the focus on the request", heading, Value::Null).await?;
        sofia.unreads("Earlier today").await?;

        call.agent.says_yes_to("Cancel", "Cancel the help request?").await?;
        sofia.reads("Earlier today 1").await?;
        // The call is let go when it is over; its request stays.
        call.customer.acknowledged("Hang up", "ended").await?;
        sofia.reads("No call is active.").await?;
        let kept = "document.querySelector('.history li').innerText.includes(it)";
        for text in ["Ana Ribeiro", REASON, "Cancelled"] {
            sofia.until(text, kept, json!(text)).await?;
        }
        Ok(())
    })
    .await
}
