//! Clocks that go wrong while a page is open, and a sign-in that ends.

use anyhow::Result;
use backline_core::{
    id::{PersonId, TenantId},
    people::Actor,
    time::Millis,
};
use backline_server::identity::session::Tokens;
use backline_tests::{Page, Party, Scene, Server, Voice, now};
use serde_json::{Value, json};

/// What happens to a clock of the browser's, by so many milliseconds.
const SETS: [(&str, i64); 4] =
    [("Date", 180_000), ("Date", -180_000), ("performance", 180_000), ("performance", -180_000)];

/// The seconds that the timer of the call shows.
async fn shown(page: &Page) -> Result<i64> {
    let timer = "(() => {
        const [minutes, seconds] = document.querySelector('time.timer').textContent.split(':');
        return Number(minutes) * 60 + Number(seconds);
    })()";
    page.value(timer, Value::Null).await
}

/// Waits until the server has said the time twice more, and the page has drawn it.
async fn hears_the_time(page: &Page) -> Result<()> {
    let pulses = "ear.said('\"pulse\"')";
    let before: u64 = page.value(pulses, Value::Null).await?;
    page.until("two pulses", &format!("{pulses} >= it"), json!(before + 2)).await?;
    let timer = "document.querySelector('time.timer').textContent";
    let reads: String = page.value(timer, Value::Null).await?;
    page.until("the timer goes on", &format!("{timer} !== it"), json!(reads)).await
}

///
#[tokio::test]
async fn a_clock_that_is_set_in_mid_call_leaves_the_timer_right_on_a_link_that_stays_up()
-> Result<()> {
    Scene::play(async |scene| {
        let call = scene.call().await?;
        let sockets = "ear.sockets.length";
        let links: u64 = call.agent.value(sockets, Value::Null).await?;
        for (clock, by) in SETS {
            let before = shown(&call.agent).await?;
            let set = format!(
                "(() => {{ const now = {clock}.now.bind({clock}); {clock}.now = () => now() + it; }})()"
            );
            call.agent.value::<Value>(&set, json!(by)).await?;
            hears_the_time(&call.agent).await?;
            let passed = shown(&call.agent).await? - before;
            // However slow the machine is, it is less slow than the clock was set.
            assert!((0..120).contains(&passed), "{clock} set by {by}: {passed} s passed");
        }
        assert_eq!(call.agent.value::<u64>(sockets, Value::Null).await?, links, "one link");
        Ok(())
    })
    .await
}

/// A token of the agent ana that runs out after so long.
fn token(server: &Server, left: Millis) -> Result<String> {
    let until = now().plus(left);
    let (tenant, person) = (TenantId::new("acme")?, PersonId::new("ana")?);
    let tokens = Tokens::open(server.data())?;
    Ok(tokens.issue(&Actor::person(tenant, person), until))
}

///
#[tokio::test]
async fn a_page_says_ahead_that_its_sign_in_ends_and_one_press_renews_it() -> Result<()> {
    Scene::play(async |scene| {
        let panel = "/panel?raw=1";
        let ana = Party::open(&scene.driver, &scene.server, Voice::Agent, panel).await?;
        let token = token(&scene.server, Millis::seconds(599))?;
        let keep = "sessionStorage.setItem('backline.session', it)";
        ana.value::<Value>(keep, json!(token)).await?;
        ana.reload().await?;
        ana.reads("Your sign-in ends in 10 minutes.").await?;
        ana.click("Stay signed in").await?;
        ana.unreads("Your sign-in ends in").await?;
        let renewed = "sessionStorage.getItem('backline.session') !== it";
        ana.until("a new token that is kept", renewed, json!(token)).await?;
        ana.reload().await?;
        ana.is_available().await?;
        assert!(!ana.is_reading("Your sign-in ends").await?);
        Ok(())
    })
    .await
}
