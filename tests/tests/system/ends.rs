//! An action that ends without its supervisor's asking: told in place, in one line, once.

use anyhow::Result;
use backline_core::interaction::Action::{BargeIn, Coach, Monitor};
use backline_tests::{Party, Scene, Voice::Sofia};
use serde_json::{Value, json};

/// The lines in place that say how an action ended.
const LINES: &str = "[...document.querySelectorAll('.opened .controls > .stays')]
    .filter((line) => line.checkVisibility() && line.innerText.trim())
    .map((line) => line.innerText.trim())";

async fn is_told(sofia: &Party, line: &str) -> Result<()> {
    let all = format!(
        "(() => {{ const lines = {LINES}; return lines.length === 1 && lines[0] === it; }})()"
    );
    sofia.until(line, &all, json!(line)).await
}

async fn nothing_is_told(sofia: &Party) -> Result<()> {
    let none = format!("{LINES}.length === 0");
    sofia.until("no line", &none, Value::Null).await
}

/// How often the timeline tells it.
async fn is_told_of_later(sofia: &Party, line: &str) -> Result<usize> {
    Ok(sofia.timeline().await?.iter().filter(|row| row.contains(line)).count())
}

///
#[tokio::test]
async fn an_action_that_a_reload_or_a_restart_ends_is_told_in_place_by_one_line_until_the_next()
-> Result<()> {
    Scene::play(async |scene| {
        let _call = scene.call().await?;
        let sofia = scene.supervisor_on_call("sofia", Sofia).await?;
        nothing_is_told(&sofia).await?;
        sofia.takes(Coach).await?;
        sofia.reload().await?;
        sofia.comes_back_idle().await?;
        let lost = "Your coaching ended. The connection was lost.";
        is_told(&sofia, lost).await?;
        assert_eq!(is_told_of_later(&sofia, lost).await?, 1);
        // It is no news that a page forgets.
        sofia.reload().await?;
        sofia.comes_back_idle().await?;
        is_told(&sofia, lost).await?;

        sofia.takes(Monitor).await?;
        nothing_is_told(&sofia).await?;
        scene.server.crash_and_restart().await?;
        sofia.comes_back_idle().await?;
        let restarted = "Your monitoring ended. The server was started again.";
        is_told(&sofia, restarted).await?;

        sofia.takes(BargeIn).await?;
        nothing_is_told(&sofia).await?;
        sofia.ends(BargeIn).await?;
        nothing_is_told(&sofia).await
    })
    .await
}
