//! Told by the browser itself: once, while nobody is at the page; a click brings up the request and
//! connects nobody.

use anyhow::Result;
use backline_tests::{Notified, Scene, Voice::Sofia};
use serde_json::Value;
use thirtyfour::Key;

use super::{CANCEL, COMMENT, NOBODY_LEAVES, REASON};

///
#[tokio::test]
async fn a_notification_comes_once_while_nobody_is_at_the_page_and_a_click_selects_the_request()
-> Result<()> {
    Scene::play_with(NOBODY_LEAVES, async |scene| {
        let call = scene.call().await?;
        let sofia = scene.supervisor_as_shipped("sofia", Sofia).await?;
        sofia.opens_bell().await?;
        sofia.offers("Tell me when the page is in the background").await?;
        sofia.browser().permits_notifications("denied").await?;
        sofia.reads("Notifications are blocked.").await?;
        sofia.browser().permits_notifications("granted").await?;
        sofia.reads("Notifications are on.").await?;

        sofia.keys(Key::Escape).await?;
        sofia.keys(Key::Tab).await?;
        // At the page: the list says it, the browser does not.
        call.agent.asks_for_help(REASON, COMMENT).await?;
        sofia.is_asked(COMMENT).await?;
        call.agent.reads("seen by 1").await?;
        assert_eq!(sofia.notifications().await?, []);
        call.agent.says_yes_to("Cancel", CANCEL).await?;

        let title: String = sofia.value("document.title", Value::Null).await?;
        let workspace = sofia.driver().window().await?;
        let listens =
            "(new MutationObserver(() => localStorage.setItem(document.title, 'was the title'))
            .observe(document.querySelector('title'), { childList: true }), true)";
        assert!(sofia.value::<bool>(listens, Value::Null).await?);
        sofia.browser().new_tab().await?;
        // Something of the same origin, where what the other tab has noted can be read.
        sofia.goto(&scene.server.at("/healthz")).await?;
        call.agent.asks_for_help(REASON, "In the background").await?;
        call.agent.reads("Delivered to 1 supervisor").await?;
        let called = "localStorage.getItem('(1) Help requested · Backline') !== null";
        sofia.until("the title calls", called, Value::Null).await?;
        sofia.browser().show(&workspace).await?;
        sofia.is_notified().await?;
        let shown = Notified {
            title: "Ana Ribeiro requests help".to_owned(),
            body: REASON.to_owned(),
            open: true,
        };
        assert_eq!(
            sofia.notifications().await?,
            std::slice::from_ref(&shown),
            "once, with no word of the call"
        );

        sofia.clicks_notification().await?;
        sofia.reads("Ana Ribeiro asks for help").await?;
        sofia.reads("Earlier requests today").await?;
        assert_eq!(sofia.notifications().await?, [Notified { open: false, ..shown }]);
        let connections: u64 = sofia.value("ear.peers.length", Value::Null).await?;
        assert_eq!(connections, 0, "a click connects nobody");

        // Whatever ends a request takes its notification and the title away.
        call.agent.says_yes_to("Cancel", CANCEL).await?;
        sofia.browser().new_tab().await?;
        call.agent.asks_for_help(REASON, "Once more").await?;
        call.agent.reads("Delivered to 1 supervisor").await?;
        sofia.browser().show(&workspace).await?;
        sofia.until("a second one", "ear.notified().length === 2", Value::Null).await?;
        call.agent.says_yes_to("Cancel", CANCEL).await?;
        sofia
            .until("both are closed", "!ear.notified().some(({ open }) => open)", Value::Null)
            .await?;
        sofia.until("the title is as before", "document.title === it", title.into()).await
    })
    .await
}

///
#[tokio::test]
async fn a_page_that_nobody_touches_counts_as_left_and_where_the_tenant_wants_none_none_comes()
-> Result<()> {
    let untouched = "[help]\nuntouched_after = \"1s\"\n";
    Scene::play_with(untouched, async |scene| {
        let call = scene.call().await?;
        let sofia = scene.supervisor("sofia", Sofia).await?;
        sofia.browser().permits_notifications("granted").await?;
        sofia.opens_bell().await?;
        sofia.reads("Notifications are on.").await?;
        call.agent.asks_for_help(REASON, COMMENT).await?;
        sofia.is_notified().await
    })
    .await?;
    let none = format!("{untouched}'Display native browser notification' = false\n");
    Scene::play_with(&none, async |scene| {
        let call = scene.call().await?;
        let sofia = scene.supervisor("sofia", Sofia).await?;
        sofia.browser().permits_notifications("granted").await?;
        sofia.opens_bell().await?;
        sofia.reads("Notifications are on.").await?;
        call.agent.asks_for_help(REASON, COMMENT).await?;
        let flashes = "document.title === '(1) Help requested · Backline'";
        sofia.until("a page that counts as left", flashes, Value::Null).await?;
        assert_eq!(sofia.notifications().await?, []);
        Ok(())
    })
    .await
}
