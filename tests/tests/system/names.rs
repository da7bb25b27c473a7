//! Names that would turn the words around them, pass for another, or be nothing to see.

use anyhow::Result;
use backline_tests::{Page, Party, Scene, Voice};
use serde_json::Value;

/// A name and a number of 48 of the widest letters, without a blank.
const WIDE: &str = "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW";

/// What stands wider than where it stands: the page itself, a control, a name in the picture.
const OVER: &str = "(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const over = scrollWidth > clientWidth ? [`the page: ${scrollWidth} of ${clientWidth}`] : [];
    const seen = (all) => [...document.querySelectorAll(all)].filter((it) => it.checkVisibility());
    const within = (it, place) => {
        const [inner, outer] = [it, place].map((it) => it.getBoundingClientRect());
        if (inner.left < outer.left - 1 || inner.right > outer.right + 1) {
            over.push(`${it.innerText}: ${inner.left} to ${inner.right}, beyond ${outer.right}`);
        }
    };
    seen('button, select, input, textarea, summary').forEach((it) => within(it,
        it.closest('td, dialog, .column, .panel, .customer, .landing') || document.documentElement));
    seen('.triangle .name').forEach((it) => within(it, it.closest('svg')));
    return over;
})()";

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
        sofia.tells("gnihtemos called.").await?;
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

async fn fits_in_its_place(who: &str, page: &Page) -> Result<()> {
    for (width, height) in [(320, 700), (1280, 757), (1920, 1080)] {
        page.resize(width, height).await?;
        let over: Vec<String> = page.value(OVER, Value::Null).await?;
        assert_eq!(over, Vec::<String>::new(), "on the page of the {who}, {width} pixels wide");
    }
    Ok(())
}

///
#[tokio::test]
async fn a_name_without_a_blank_takes_nothing_out_of_view_on_any_page() -> Result<()> {
    Scene::play(async |scene| {
        let sofia = scene.supervisor("sofia", Voice::Sofia).await?;
        let call = scene.connect(scene.customer(WIDE).await?, scene.agent("ana").await?).await?;
        let second = scene.customer(WIDE).await?;
        let second = scene.connect(second, scene.agent("ben").await?).await?;
        let calls = "document.querySelectorAll('.calls tbody tr').length === 2";
        sofia.until("two calls", calls, Value::Null).await?;
        for width in [320, 1280, 1920] {
            sofia.resize(width, 757).await?;
            sofia.click_near("Open interaction", "Ben").await?;
            sofia.offers("Monitor").await?;
            fits_in_its_place("supervisor", &sofia).await?;
            sofia.click("Disconnect").await?;
            let closed = "ear.buttons('Open interaction', 'Ben').some(ear.enabled)";
            sofia.until("a row to open", closed, Value::Null).await?;
        }
        let title = "document.querySelector('.calls td .cut').title.split('\\n')[0].length";
        assert_eq!(sofia.value::<usize>(title, Value::Null).await?, WIDE.len());
        fits_in_its_place("customer", &call.customer).await?;
        fits_in_its_place("agent", &second.agent).await?;
        call.agent.asks_for_help("Policy or approval", WIDE).await?;
        sofia.offers("Confirm").await?;
        fits_in_its_place("supervisor who is asked", &sofia).await?;
        fits_in_its_place("agent who asks", &call.agent).await?;
        second.customer.goto(&scene.server.at("/")).await?;
        second.customer.offers("Start the story").await?;
        fits_in_its_place("landing page", &second.customer).await
    })
    .await
}
