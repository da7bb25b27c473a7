//! No page keeps anybody out: axe-core finds nothing against WCAG 2.2 AA, in whatever state a page
//! is, light and dark.

use anyhow::Result;
use backline_core::interaction::Action::{BargeIn, Coach};
use backline_tests::{Page, Scene, Voice::Sofia};
use serde_json::Value;

/// What was found on every page that was looked at.
#[derive(Default)]
pub(crate) struct Barriers(Vec<String>);

impl Barriers {
    pub(crate) async fn look(&mut self, where_: &str, page: &Page) -> Result<()> {
        let found = page.axe().await?;
        self.0.extend(found.iter().map(|barrier| format!("{where_}: {barrier}")));
        Ok(())
    }

    pub(crate) fn are_none(&self) {
        assert!(self.0.is_empty(), "\n{}\n", self.0.join("\n"));
    }
}

#[tokio::test]
async fn no_page_has_a_barrier_from_the_first_ring_to_the_end_of_a_call() -> Result<()> {
    Scene::play(async |scene| {
        let mut barriers = Barriers::default();
        let (customer, agent, sofia) = tokio::try_join!(
            scene.customer("Carla"),
            scene.agent("ana"),
            scene.supervisor("sofia", Sofia)
        )?;
        agent.is_available().await?;
        customer.offers("Call").await?;
        sofia.reads("No call is active.").await?;
        barriers.look("/call, before a call", &customer).await?;
        barriers.look("/panel, idle", &agent).await?;
        barriers.look("/workspace, empty", &sofia).await?;

        customer.click("Call").await?;
        agent.offers("Answer").await?;
        barriers.look("/call, waiting", &customer).await?;
        barriers.look("/panel, ringing", &agent).await?;

        agent.click("Answer").await?;
        tokio::try_join!(customer.is_heard_from(), agent.is_heard_from())?;
        sofia.offers("Open interaction").await?;
        barriers.look("/call, talking", &customer).await?;
        barriers.look("/panel, talking", &agent).await?;
        barriers.look("/workspace, with a call", &sofia).await?;

        sofia.opens_interaction().await?;
        barriers.look("/workspace, opened", &sofia).await?;
        sofia.takes(Coach).await?;
        agent.reads("Coaching").await?;
        barriers.look("/panel, coached", &agent).await?;
        barriers.look("/workspace, coaching", &sofia).await?;
        sofia.ends(Coach).await?;
        sofia.takes(BargeIn).await?;
        customer.reads("has joined the call").await?;
        barriers.look("/call, with a supervisor", &customer).await?;
        barriers.look("/panel, barged in", &agent).await?;
        barriers.look("/workspace, barging in", &sofia).await?;

        agent.click("Hang up").await?;
        customer.reads("Call ended").await?;
        barriers.look("/call, after a call", &customer).await?;
        barriers.are_none();
        Ok(())
    })
    .await
}

#[tokio::test]
async fn neither_the_start_page_nor_the_sign_in_has_a_barrier_and_a_new_one_is_found() -> Result<()>
{
    Scene::play(async |scene| {
        let mut barriers = Barriers::default();
        let page = scene.supervisor("sofia", Sofia).await?;
        page.goto(&scene.server.at("/")).await?;
        page.offers("Start the story").await?;
        barriers.look("/", &page).await?;
        page.goto(&scene.server.at("/gallery")).await?;
        page.reads("Who hears whom").await?;
        barriers.look("/gallery", &page).await?;
        let forget = "sessionStorage.clear()";
        page.value::<Value>(forget, Value::Null).await?;
        page.goto(&scene.server.at("/workspace")).await?;
        page.offers("Sign in").await?;
        barriers.look("/workspace, signed out", &page).await?;
        barriers.are_none();

        let spoil = "document.querySelectorAll('label').forEach((label) =>
            label.replaceWith(...label.querySelectorAll('input')))";
        page.value::<Value>(spoil, Value::Null).await?;
        let rules: Vec<String> = page.axe().await?.into_iter().map(|found| found.rule).collect();
        assert!(rules.iter().any(|rule| rule == "label"), "an input without a label: {rules:?}");
        Ok(())
    })
    .await
}
