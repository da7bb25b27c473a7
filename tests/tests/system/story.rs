//! The story on the first page: an agent and a supervisor in one tab, played by pressing what the guide
//! says, and heard.

use anyhow::Result;
use backline_core::{id::InteractionId, interaction::Action::Coach, routing::PartyId};
use backline_tests::{
    Microphone, Page, Party, Scene,
    Voice::{Agent, Sofia},
};
use serde_json::{Value, json};

use crate::{barriers::Barriers, keyboard::tab_to, picture::take};

/// A browser has one microphone; in the supervisor's frame this is another one, with a tone of its own.
const SOFIA_SPEAKS: &str = "if (window.name === 'supervisor') {
    navigator.mediaDevices.getUserMedia = async () => {
        const context = new AudioContext();
        const tone = new OscillatorNode(context, { frequency: 830 });
        const quieter = new GainNode(context, { gain: 0.25 });
        const out = context.createMediaStreamDestination();
        tone.connect(quieter).connect(out);
        tone.start();
        return out.stream;
    };
}";

/// Waits until the guide says this, on the page that holds the frames.
async fn says(page: &Page, sentence: &str) -> Result<()> {
    page.leaves_frames().await?;
    let now = "document.querySelector('.guide-now')?.innerText.includes(it)";
    page.until(&format!("the guide says {sentence:?}"), now, json!(sentence)).await
}

/// Which steps are ticked.
async fn ticked(page: &Page) -> Result<Vec<bool>> {
    let ticked =
        "[...document.querySelectorAll('.steps li')].map(({ dataset }) => 'done' in dataset)";
    page.value(ticked, Value::Null).await
}

/// Does what the guide says, up to the question to Sofia.
async fn asks(page: &Page, caller: &str) -> Result<()> {
    says(page, "Choose a caller.").await?;
    page.click(caller).await?;
    says(page, "Press Answer in Ana’s panel.").await?;
    assert_eq!(ticked(page).await?, [false, false, false]);
    page.enters("agent").await?;
    page.click("Answer").await?;
    says(page, "Press Help Request in Ana’s panel, choose a reason, and press Submit.").await?;
    assert_eq!(ticked(page).await?, [true, false, false]);
    page.enters("agent").await?;
    page.click("Help Request").await?;
    page.has_dialog("Ask for help").await?;
    page.click("Submit").await?;
    says(page, "Press Confirm in Sofia’s workspace.").await?;
    assert_eq!(ticked(page).await?, [true, true, false]);
    Ok(())
}

/// Does what the guide says, up to the coaching.
async fn coaches(page: &Page) -> Result<()> {
    page.enters("supervisor").await?;
    page.click("Confirm").await?;
    page.offers("Coach").await?;
    says(page, "Press Coach in Sofia’s workspace.").await?;
    page.enters("supervisor").await?;
    page.click("Coach").await?;
    page.offers(Coach.end_label()).await?;
    says(page, "Only Ana hears Sofia; the caller does not.").await?;
    page.reads("Done: Take the request as Sofia, and coach").await?;
    assert_eq!(ticked(page).await?, [true, true, true]);
    Ok(())
}

///
#[tokio::test]
async fn the_story_is_played_in_one_tab_by_what_the_guide_says_and_the_caller_never_hears_sofia()
-> Result<()> {
    Scene::play(async |scene| {
        let page = Party::open(&scene.driver, &scene.server, Agent, "/?raw=1").await?;
        page.doubles(SOFIA_SPEAKS).await?;
        page.reload().await?;
        assert_eq!(page.value::<usize>("frames.length", Value::Null).await?, 0, "not asked for");
        page.click("Start the story").await?;
        page.has_focus_on("The story in three steps").await?;
        asks(&page, "Bring Jonas").await?;
        page.explains("Bring Amara", "Hang up in Ana’s panel first.").await?;
        page.enters("agent").await?;
        page.comes_to_sound().await?;
        page.reads("Jonas Weber").await?;
        coaches(&page).await?;

        page.enters("agent").await?;
        page.reads("Sofia Marin is coaching you.").await?;
        page.comes_to_hear_among_others(Sofia).await?;
        page.enters("supervisor").await?;
        page.reads("Only Ana hears you.").await?;
        page.click("Context").await?;
        page.reads("Get back what was charged twice").await?;
        page.resize(1_440, 1_060).await?;
        for frame in ["supervisor", "agent"] {
            page.enters(frame).await?;
            page.value::<Value>("void scrollTo(0, 0)", Value::Null).await?;
        }
        page.leaves_frames().await?;
        page.value::<Value>("void scrollTo(0, 0)", Value::Null).await?;
        take(&page, "story").await?;
        page.enters("supervisor").await?;
        page.comes_to_hear_among_others(Agent).await?;
        page.leaves_frames().await?;
        let call = "sessionStorage.getItem('backline.demo.story')";
        let call: InteractionId = page.value::<String>(call, Value::Null).await?.parse()?;
        let edges = scene.server.edges(call).await?;
        let person = |id: &str| PartyId::Person(id.parse().expect("a name"));
        assert!(edges.between(&person("sofia"), &person("ana")) > 0);
        assert!(edges.between(&PartyId::Customer, &person("sofia")) > 0);
        assert_eq!(edges.between(&person("sofia"), &PartyId::Customer), 0);

        page.enters("supervisor").await?;
        page.click(Coach.end_label()).await?;
        says(&page, "press Hang up in Ana’s panel").await?;
        page.enters("agent").await?;
        page.click("Hang up").await?;
        says(&page, "The call has ended. Choose another caller.").await?;
        page.click("Bring Amara").await?;
        says(&page, "Press Answer in Ana’s panel.").await?;
        assert_eq!(ticked(&page).await?, [false, false, false], "another call");
        page.click("Close the story").await?;
        page.has_focus_on("Start the story").await?;
        assert_eq!(page.value::<usize>("frames.length", Value::Null).await?, 0);
        Ok(())
    })
    .await
}

///
#[tokio::test]
async fn the_story_is_played_without_a_microphone_and_says_what_follows() -> Result<()> {
    Scene::play(async |scene| {
        let browser = scene.driver.open(Microphone::Refused).await?;
        let page = browser.page();
        page.goto(&scene.server.at("/")).await?;
        page.click("Start the story").await?;
        page.reads("Microphone").await?;
        asks(page, "Bring Maria").await?;
        coaches(page).await?;
        page.enters("agent").await?;
        page.reads("Microphone blocked.").await?;
        page.comes_to_sound().await
    })
    .await
}

///
#[tokio::test]
async fn two_frames_of_one_tab_are_two_people_also_after_each_was_loaded_anew() -> Result<()> {
    Scene::play(async |scene| {
        let page = Party::open(&scene.driver, &scene.server, Agent, "/?raw=1").await?;
        page.click("Start the story").await?;
        says(&page, "Choose a caller.").await?;
        for (frame, name) in [("agent", "Ana Ribeiro"), ("supervisor", "Sofia Marin")] {
            page.enters(frame).await?;
            page.reads(name).await?;
            page.value::<Value>("void location.reload()", Value::Null).await?;
        }
        for (frame, name) in [("agent", "Ana Ribeiro"), ("supervisor", "Sofia Marin")] {
            page.enters(frame).await?;
            page.reads(name).await?;
            assert!(!page.is_reading("Password").await?);
        }
        page.leaves_frames().await?;
        let kept =
            "Object.keys(sessionStorage).filter((key) => key.endsWith('backline.session')).sort()";
        let kept: Vec<String> = page.value(kept, Value::Null).await?;
        assert_eq!(kept, ["agent/backline.session", "supervisor/backline.session"]);
        // The first page inside a frame would be a story in the story.
        page.enters("agent").await?;
        page.value::<Value>("void location.assign('/')", Value::Null).await?;
        page.leaves_frames().await?;
        page.offers("Start the story").await
    })
    .await
}

///
#[tokio::test]
async fn a_caller_is_answered_and_helped_in_the_story_by_keyboard_alone() -> Result<()> {
    Scene::play(async |scene| {
        let page = Party::open(&scene.driver, &scene.server, Agent, "/?raw=1").await?;
        tab_to(&page, "Start the story").await?;
        says(&page, "Choose a caller.").await?;
        tab_to(&page, "Bring Maria").await?;
        says(&page, "Press Answer in Ana’s panel.").await?;
        page.enters("agent").await?;
        tab_to(&page, "Answer").await?;
        says(&page, "Press Help Request").await?;
        page.enters("agent").await?;
        tab_to(&page, "Help Request").await?;
        page.has_dialog("Ask for help").await?;
        tab_to(&page, "Submit").await?;
        says(&page, "Press Confirm").await?;
        page.enters("supervisor").await?;
        tab_to(&page, "Confirm").await?;
        says(&page, "Press Coach").await?;
        page.enters("supervisor").await?;
        tab_to(&page, "Coach").await?;
        says(&page, "Only Ana hears Sofia").await
    })
    .await
}

///
#[tokio::test]
async fn where_there_is_no_room_for_two_pages_one_is_shown_at_a_time_and_nothing_bars_anybody()
-> Result<()> {
    Scene::play(async |scene| {
        let mut barriers = Barriers::default();
        let page = Party::open(&scene.driver, &scene.server, Agent, "/?raw=1").await?;
        page.click("Start the story").await?;
        says(&page, "Choose a caller.").await?;
        barriers.look("/, the story", &page).await?;
        let seen = "[...document.querySelectorAll('iframe')]
            .filter((it) => it.checkVisibility({ visibilityProperty: true })).map(({ name }) => name)";
        for (width, shown) in [(1_280, 2), (901, 2), (900, 1), (320, 1)] {
            page.resize(width, 900).await?;
            let seen: Vec<String> = page.value(seen, Value::Null).await?;
            assert_eq!(seen.len(), shown, "{width}: {seen:?}");
        }
        page.click("Sofia’s workspace").await?;
        assert_eq!(page.value::<Vec<String>>(seen, Value::Null).await?, ["supervisor"]);
        page.click("Bring Maria").await?;
        says(&page, "Press Answer in Ana’s panel.").await?;
        page.reads("Ana’s panel Next").await?;
        barriers.look("/, a caller rings", &page).await?;
        barriers.are_none();
        Ok(())
    })
    .await
}
