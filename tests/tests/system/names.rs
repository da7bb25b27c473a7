//! Names that would turn the words around them, pass for another, or be nothing to see.

use anyhow::Result;
use backline_tests::{Party, Scene, Voice};
use serde_json::Value;

/// Every mark of direction that stands by itself in a text or in an attribute of the page, also in
/// its title; what isolates is no such mark.
const MARKS: &str = "(document.title + document.documentElement.outerHTML)
    .match(/[\\u202a-\\u202e\\u200e\\u200f\\u061c\\u200b\\ufeff]/g) || []";

async fn has_no_marks(who: &str, party: &Party) -> Result<()> {
    let marks: Vec<String> = party.value(MARKS, Value::Null).await?;
    assert_eq!(marks, Vec::<String>::new(), "on the page of the {who}");
    Ok(())
}

///
#[tokio::test]
async fn a_name_with_marks_of_direction_reads_on_every_page_as_it_was_written() -> Result<()> {
    Scene::play(async |scene| {
        let customer = scene.customer("%E2%80%AEgnihtemos%20").await?;
        let agent = scene.agent("ana").await?;
        let call = scene.connect(customer, agent).await?;
        let sofia = scene.supervisor_on_call("sofia", Voice::Sofia).await?;
        call.agent.reads("gnihtemos").await?;
        sofia.reads("gnihtemos called.").await?;
        has_no_marks("agent", &call.agent).await?;
        has_no_marks("supervisor", &sofia).await
    })
    .await
}

///
#[tokio::test]
async fn a_name_of_nothing_to_see_is_a_guests() -> Result<()> {
    Scene::play(async |scene| {
        let customer = scene.customer("%E2%80%8B%EF%BB%BF%E3%85%A4%E2%A0%80").await?;
        let call = scene.connect(customer, scene.agent("ana").await?).await?;
        call.agent.reads("Guest").await
    })
    .await
}
