//! What a newcomer does: three doors in three tabs of one browser, and a caller from the server.

use anyhow::Result;
use backline_core::interaction::Action::{Coach, Monitor};
use backline_tests::{Microphone, Party, Scene, Voice};
use serde_json::Value;

#[tokio::test]
async fn one_person_with_one_browser_answers_monitors_and_coaches_a_caller() -> Result<()> {
    Scene::play(async |scene| {
        let landing = Party::open(&scene.driver, &scene.server, Voice::Agent, "/").await?;
        let browser = landing.browser();
        for door in ["Customer", "Agent", "Supervisor"] {
            landing.reads(door).await?;
        }
        let first = landing.driver().window().await?;
        let panel = browser.new_tab().await?;
        landing.goto(&scene.server.at("/panel?raw=1&as=ana")).await?;
        landing.is_available().await?;

        browser.show(&first).await?;
        landing.click("Bring Maria").await?;
        landing.reads("A caller is on the line").await?;

        browser.show(&panel).await?;
        landing.click("Answer").await?;
        landing.is_heard_from().await?;
        // The caller speaks from a recording.
        landing.comes_to_sound().await?;

        let workspace = browser.new_tab().await?;
        landing.goto(&scene.server.at("/workspace?raw=1&as=sofia")).await?;
        landing.reads("Ana Ribeiro").await?;
        landing.opens_interaction().await?;
        landing.reads("Nobody hears you. You hear nobody.").await?;
        assert!(!landing.hears().await?.sound);
        landing.takes(Monitor).await?;
        landing.unreads("You hear nobody.").await?;
        landing.reads("Nobody hears you.").await?;
        landing.comes_to_sound().await?;
        landing.ends(Monitor).await?;
        landing.takes(Coach).await?;
        landing.reads("Only Ana hears you.").await?;

        browser.show(&panel).await?;
        landing.reads("Coaching").await?;
        browser.show(&workspace).await?;
        landing.ends(Coach).await?;
        landing.acknowledged("Disconnect", "supervisor_left").await?;

        browser.show(&panel).await?;
        landing.acknowledged("Hang up", "ended").await?;
        for tab in [&first, &panel, &workspace] {
            browser.show(tab).await?;
            assert_eq!(landing.errors().await?, Vec::<String>::new());
        }
        Ok(())
    })
    .await
}

const IN_THAT_TAB: &str = "Press Answer in that agent’s tab.";

///
#[tokio::test]
async fn the_landing_page_sends_nobody_to_an_agents_tab_that_is_not_there() -> Result<()> {
    Scene::play(async |scene| {
        let landing = Party::open(&scene.driver, &scene.server, Voice::Customer, "/").await?;
        landing.click("Bring Maria").await?;
        landing.reads("no agent has a tab open. Open Agent above").await?;
        assert!(!landing.is_reading(IN_THAT_TAB).await?);
        let agent = scene.agent("ana").await?;
        agent.acknowledged("Answer", "answered").await?;
        agent.acknowledged("Hang up", "ended").await?;
        agent.is_available().await?;
        landing.click("Bring Jonas").await?;
        landing.reads(IN_THAT_TAB).await?;
        agent.offers("Answer").await
    })
    .await
}

///
#[tokio::test]
async fn the_newer_of_two_tabs_has_the_panel_until_the_older_takes_it_back_or_it_is_closed()
-> Result<()> {
    Scene::play(async |scene| {
        let ana = scene.agent("ana").await?;
        ana.is_available().await?;
        let older = ana.driver().window().await?;
        let newer = ana.browser().new_tab().await?;
        ana.goto(&scene.server.at("/panel?raw=1&as=ana")).await?;
        ana.is_available().await?;

        ana.browser().show(&older).await?;
        ana.reads("This page is open in another tab.").await?;
        let looks = "ear.sockets.length > 2";
        ana.until("a tab that has looked twice whether its place is free", looks, Value::Null)
            .await?;
        assert!(ana.is_reading("This page is open in another tab.").await?);
        ana.click("Use here").await?;
        ana.unreads("This page is open in another tab.").await?;

        ana.browser().show(&newer).await?;
        ana.reads("This page is open in another tab.").await?;
        ana.browser().show(&older).await?;
        ana.driver().close_window().await?;
        ana.browser().show(&newer).await?;
        ana.is_available().await
    })
    .await
}

/// What the server answers to this token: 204 ends the sign-in, 401 knows of none.
const SIGNS_OUT: &str = "fetch('/api/session', {
    method: 'DELETE',
    headers: { authorization: `Bearer ${it}` },
}).then(({ status }) => status)";

const ENDED: &str = "This sign-in has ended. Sign in again.";

///
#[tokio::test]
async fn who_signs_out_on_one_page_is_signed_out_on_all_and_the_token_opens_nothing() -> Result<()>
{
    Scene::play(async |scene| {
        let workspace = scene.server.at("/workspace?raw=1&as=sofia");
        let sofia = scene.supervisor("sofia", Voice::Sofia).await?;
        sofia.offers("Sign out").await?;
        let older = sofia.driver().window().await?;
        let newer = sofia.browser().new_tab().await?;
        sofia.goto(&workspace).await?;
        sofia.offers("Sign out").await?;
        let token = "sessionStorage.getItem('backline.session')";
        let shown: String = sofia.value(token, Value::Null).await?;
        sofia.click("Sign out").await?;
        sofia.offers("Start the story").await?;
        sofia.withholds("Sign out").await?;
        assert_eq!(sofia.value::<Option<String>>(token, Value::Null).await?, None);
        let status: u16 = sofia.value(SIGNS_OUT, shown.into()).await?;
        assert_eq!(status, 401, "the token is still good");
        sofia.goto(&scene.server.at("/workspace?raw=1")).await?;
        sofia.offers("Sign in").await?;

        // The other one has no link: it hears when it comes back.
        sofia.browser().show(&older).await?;
        sofia.click("Use here").await?;
        sofia.reads(ENDED).await?;

        // One that has a link is told.
        sofia.goto(&workspace).await?;
        sofia.offers("Sign out").await?;
        let shown: String = sofia.value(token, Value::Null).await?;
        sofia.browser().show(&newer).await?;
        assert_eq!(sofia.value::<u16>(SIGNS_OUT, shown.into()).await?, 204);
        sofia.browser().show(&older).await?;
        sofia.reads(ENDED).await?;
        assert_eq!(sofia.value::<Option<String>>(token, Value::Null).await?, None);
        sofia.offers("Sign in").await
    })
    .await
}

#[tokio::test]
async fn an_agent_on_a_call_stays_signed_in_until_it_is_over() -> Result<()> {
    Scene::play(async |scene| {
        let call = scene.call().await?;
        call.agent.click("Sign out").await?;
        call.agent.reads("You cannot sign out on a call. Leave the call first.").await?;
        call.agent.is_connected().await?;
        call.agent.acknowledged("Hang up", "ended").await?;
        call.agent.click("Sign out").await?;
        call.agent.offers("Start the story").await?;
        call.agent.withholds("Answer").await
    })
    .await
}

#[tokio::test]
async fn a_customer_is_told_once_that_nobody_is_there_and_is_new_at_another_tenant() -> Result<()> {
    Scene::play(async |scene| {
        let browser = scene.driver.open(Microphone::Speaks(Voice::Customer)).await?;
        let page = browser.page();
        page.goto(&scene.server.at("/call?raw=1&tenant=nowhere")).await?;
        page.reads("Nobody takes calls at this address.").await?;
        page.offers("Try again").await?;
        let sockets: usize = page.value("ear.sockets.length", Value::Null).await?;
        assert_eq!(sockets, 1, "it goes on to ask");

        for tenant in ["acme", "globex"] {
            page.goto(&scene.server.at(&format!("/call?raw=1&tenant={tenant}"))).await?;
            page.offers("Call").await?;
            let of = "sessionStorage.getItem('backline.visitor.tenant')";
            let of: String = page.value(of, Value::Null).await?;
            assert_eq!(of, tenant);
        }
        page.goto(&scene.server.at("/call?raw=1&tenant=nowhere")).await?;
        page.reads("Nobody takes calls at this address.").await
    })
    .await
}

#[tokio::test]
async fn a_microphone_that_is_refused_is_named_with_the_remedy() -> Result<()> {
    Scene::play(async |scene| {
        let browser = scene.driver.open(Microphone::Refused).await?;
        let page = browser.page();
        page.goto(&scene.server.at("/call?raw=1")).await?;
        page.click("Call").await?;
        page.reads("Microphone blocked. Allow it in the address bar, then press Try again.")
            .await?;
        page.offers("Try again").await
    })
    .await
}
