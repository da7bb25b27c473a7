//! Finding the right page: from an address at which nothing is, from somebody else's page, without a
//! password in the demo, and from the first page to what there is to read.

use anyhow::Result;
use backline_tests::{Page, Party, Scene, Voice};
use reqwest::{Client, StatusCode, header};
use serde_json::Value;
use thirtyfour::Key;

use crate::barriers::Barriers;

const NOTHING: &str = "There is no page at this address.";

/// Whether a presence can be chosen.
const PRESENCE: &str = "!!document.querySelector('.presence')?.checkVisibility()";

/// Presses the link that leads to `address`.
async fn follows(page: &Page, address: &str) -> Result<()> {
    let link = format!("!!document.querySelector('a[href=\"{address}\"]')?.checkVisibility()");
    page.until("a link that leads there", &link, Value::Null).await?;
    let press = format!("void document.querySelector('a[href=\"{address}\"]').click()");
    page.value::<Value>(&press, Value::Null).await?;
    Ok(())
}

///
#[tokio::test]
async fn an_address_at_which_nothing_is_answers_with_a_page_and_programs_with_a_sentence()
-> Result<()> {
    Scene::play(async |scene| {
        let client = Client::new();
        for (path, accept, page) in [
            ("/nothing-here", "text/html,*/*;q=0.8", true),
            ("/panel/settings", "text/html", true),
            ("/nothing-here", "*/*", false),
            ("/api/nothing", "text/html", false),
            ("/assets/nothing.js", "text/html", false),
        ] {
            let asked = client.get(scene.server.at(path)).header(header::ACCEPT, accept);
            let answer = asked.send().await?;
            assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}, {accept}");
            let policy = answer.headers()["content-security-policy"].to_str()?.to_owned();
            assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
            assert!(!policy.contains("script-src"), "{path}: {policy}");
            let text = answer.text().await?;
            if page {
                assert!(text.contains(NOTHING) && !text.contains("BACKLINE-"), "{path}: {text}");
            } else {
                assert!(serde_json::from_str::<Value>(&text)?["sentence"].is_string(), "{text}");
            }
        }
        Ok(())
    })
    .await
}

///
#[tokio::test]
async fn the_page_of_an_unknown_address_looks_like_the_others_and_leads_to_each() -> Result<()> {
    Scene::play(async |scene| {
        let mut barriers = Barriers::default();
        let lost = Party::open(&scene.driver, &scene.server, Voice::Sofia, "/nothing-here").await?;
        lost.reads(NOTHING).await?;
        barriers.look("/nothing-here", &lost).await?;
        let face = "getComputedStyle(document.body).fontFamily.split(',')[0]";
        assert_eq!(lost.value::<String>(face, Value::Null).await?, "\"Inter Backline\"");
        for (address, text) in
            [("/", "Start the story"), ("/panel", "Password"), ("/workspace", "Password")]
        {
            lost.goto(&scene.server.at("/nothing-here")).await?;
            follows(&lost, address).await?;
            lost.reads(text).await?;
        }
        barriers.are_none();
        Ok(())
    })
    .await
}

///
#[tokio::test]
async fn who_is_on_somebody_elses_page_is_told_where_theirs_is_and_taken_there() -> Result<()> {
    Scene::play(async |scene| {
        let mut barriers = Barriers::default();
        let path = "/workspace?raw=1&as=ben";
        let ben = Party::open(&scene.driver, &scene.server, Voice::Agent, path).await?;
        ben.reads("This page is for supervisors. You take calls on the panel.").await?;
        barriers.look("/workspace, as an agent", &ben).await?;
        follows(&ben, "/panel").await?;
        ben.is_available().await?;
        ben.goto(&scene.server.at("/workspace?raw=1&as=audrey")).await?;
        ben.reads("You read the record on the server").await?;
        assert!(!ben.value::<bool>(PRESENCE, Value::Null).await?, "nobody waits for an auditor");
        barriers.look("/workspace, as an auditor", &ben).await?;
        follows(&ben, "/docs/operations").await?;
        ben.reads("verify-audit").await?;
        ben.goto(&scene.server.at("/panel?raw=1&as=sofia")).await?;
        ben.reads("You take no calls.").await?;
        barriers.look("/panel, as a supervisor", &ben).await?;
        follows(&ben, "/workspace").await?;
        ben.reads("No call is active.").await?;
        assert!(ben.value::<bool>(PRESENCE, Value::Null).await?);
        assert!(!ben.is_reading("This page is for supervisors.").await?);
        barriers.are_none();
        Ok(())
    })
    .await
}

///
#[tokio::test]
async fn panel_and_workspace_begin_with_the_same_line_and_its_settings_lead_to_the_version()
-> Result<()> {
    const VERSION: &str = concat!("Backline ", env!("CARGO_PKG_VERSION"));
    Scene::play(async |scene| {
        let mut barriers = Barriers::default();
        let sofia = scene.supervisor("sofia", Voice::Sofia);
        let (agent, sofia) = tokio::try_join!(scene.agent("ana"), sofia)?;
        for (name, party) in [("/panel", &agent), ("/workspace", &sofia)] {
            party.offers("Sign out").await?;
            party.until("the mark", "document.querySelector('.brand svg')", Value::Null).await?;
            party.opens_settings().await?;
            party.reads("Headset: send the sound as it is").await?;
            barriers.look(&format!("{name}, its settings"), party).await?;
            party.click("About").await?;
            party.reads(VERSION).await?;
            party.reads("Keyboard shortcuts").await?;
            barriers.look(&format!("{name}, about it"), party).await?;
            // Each press closes one of the two.
            party.keys(Key::Escape).await?;
            party.unreads(VERSION).await?;
            party.offers("About").await?;
            party.keys(Key::Escape).await?;
            party.withholds("About").await?;
            party.has_focus_on("Settings").await?;
        }
        barriers.are_none();
        Ok(())
    })
    .await
}

///
#[tokio::test]
async fn in_the_demo_a_person_is_chosen_by_role_where_others_type_a_password() -> Result<()> {
    const CHOICE: &str = "Demo: choose a person";
    Scene::play(async |scene| {
        let mut barriers = Barriers::default();
        let page = Party::open(&scene.driver, &scene.server, Voice::Agent, "/workspace").await?;
        page.reads(CHOICE).await?;
        barriers.look("/workspace, signed out", &page).await?;
        page.goto(&scene.server.at("/panel")).await?;
        page.reads(CHOICE).await?;
        barriers.look("/panel, signed out", &page).await?;
        for width in [320, 1_280] {
            page.resize(width, 900).await?;
            assert_eq!(page.faults().await?, Vec::<String>::new(), "{width}");
        }
        follows(&page, "/panel?as=ana").await?;
        page.is_available().await?;
        assert!(!page.is_reading(CHOICE).await?);
        barriers.are_none();
        Ok(())
    })
    .await
}

///
#[tokio::test]
async fn the_first_page_leads_to_what_there_is_to_read_and_names_its_version() -> Result<()> {
    Scene::play(async |scene| {
        let page = Party::open(&scene.driver, &scene.server, Voice::Sofia, "/").await?;
        page.reads(concat!("Backline ", env!("CARGO_PKG_VERSION"))).await?;
        let links = "[...document.querySelectorAll('footer a')].map(({ href }) => href)";
        let links: Vec<String> = page.value(links, Value::Null).await?;
        let at = |path: &str| scene.server.at(path);
        let all = ["/docs/operations", "/docs/api", "/api/v1/openapi.json", "/gallery"].map(at);
        assert_eq!(links, all);
        for link in links {
            let answer = reqwest::get(&link).await?.error_for_status()?;
            let kind = answer.headers()["content-type"].to_str()?.to_owned();
            assert!(["text/html; charset=utf-8", "application/json"].contains(&&*kind), "{kind}");
        }
        Ok(())
    })
    .await
}

///
#[tokio::test]
async fn a_guide_is_a_page_to_be_read_that_leads_to_the_others_and_its_text_is_beside_it()
-> Result<()> {
    Scene::play(async |scene| {
        let mut barriers = Barriers::default();
        let guide =
            Party::open(&scene.driver, &scene.server, Voice::Sofia, "/docs/operations").await?;
        guide.reads("verify-audit").await?;
        barriers.look("/docs/operations", &guide).await?;
        let headed = "document.querySelector('h1').innerText + document.title";
        let headed: String = guide.value(headed, Value::Null).await?;
        assert_eq!(headed, "OperationsOperations · Backline");
        let dead = "[...document.querySelectorAll('main a[href^=\"#\"]')].map(({ hash }) => hash)
            .filter((hash) => !document.getElementById(hash.slice(1)))";
        assert_eq!(guide.value::<Vec<String>>(dead, Value::Null).await?, Vec::<String>::new());
        follows(&guide, "/docs/api").await?;
        guide.reads("The API for machines").await?;
        barriers.look("/docs/api", &guide).await?;
        assert!(!guide.is_reading("BACKLINE-").await?);
        let text = reqwest::get(scene.server.at("/docs/api.md")).await?.error_for_status()?;
        assert_eq!(text.headers()["content-type"], "text/plain; charset=utf-8");
        assert!(text.text().await?.starts_with("# The API for machines"));
        barriers.are_none();
        Ok(())
    })
    .await
}
