//! The whole life of a request: asked, delivered, seen, taken, coached by voice and note, barged in, left,
//! closed, asked again.

use anyhow::Result;
use backline_core::interaction::Action::{BargeIn, Coach};
use backline_tests::{
    Call, Party, Scene,
    Voice::{Agent, Customer, Sam, Sofia},
    all_hear, voices,
};
use serde_json::Value;

use super::{CLOSE, COMMENT, NOBODY_LEAVES, REASON};

const NOTE: &str = "Offer half of it, and a call back";

/// Sofia reads who, why and on which call, and nothing connects her.
async fn reads_before_she_answers(sofia: &Party) -> Result<()> {
    sofia.announces("Ana Ribeiro asks for help: Policy or approval.").await?;
    sofia.reads("1 help request").await?;
    sofia.is_asked(COMMENT).await?;
    sofia.click_near("Ana Ribeiro", REASON).await?;
    sofia.reads("Ana Ribeiro asks for help").await?;
    for text in ["Carla", "On the call", "Earlier requests today"] {
        sofia.reads(text).await?;
    }
    sofia.reads("If nobody answers Goes to everyone in").await?;
    sofia.tells("Ana Ribeiro asked for help: Policy or approval.").await?;
    let connections: u64 = sofia.value("ear.peers.length", Value::Null).await?;
    assert_eq!(connections, 0, "reading connects nobody");
    Ok(())
}

/// What the customer's browser was told holds nothing of help, notes or who coaches.
async fn customer_knows_nothing(call: &Call) -> Result<()> {
    let told = call.customer.texts().await?.join("\n");
    let help = r#""type":"help""#;
    for word in [NOTE, COMMENT, REASON, "note_sent", "claimed", "requested", "Sofia", help] {
        assert!(!told.contains(word), "the customer's browser was told of {word:?}");
    }
    assert!(!call.customer.is_reading("Sofia").await?);
    Ok(())
}

async fn is_coached_with_voice_and_note(call: &Call, sofia: &Party) -> Result<()> {
    sofia.takes(Coach).await?;
    for text in ["Coaching", "Sofia Marin", "3001"] {
        call.agent.reads(text).await?;
    }
    let [customer, agent, supervisor] = all_hear([&call.customer, &call.agent, sofia]).await?;
    assert_eq!(customer.voices, voices([Agent]), "the customer does not hear the coach");
    assert_eq!(agent.voices, voices([Customer, Sofia]));
    assert_eq!(supervisor.voices, voices([Customer, Agent]));

    sofia.types("Coaching note", NOTE).await?;
    sofia.click("Send").await?;
    call.agent.reads(NOTE).await?;
    call.agent.announces(&format!("Coaching note from Sofia Marin: {NOTE}")).await?;
    sofia.holds("Coaching note", "").await?;
    call.agent.click("Timeline").await?;
    call.agent.tells("Sofia Marin sent a note.").await?;
    customer_knows_nothing(call).await?;
    sofia.ends(Coach).await?;
    call.agent.unreads("is coaching you").await
}

async fn is_joined(call: &Call, sofia: &Party) -> Result<()> {
    sofia.takes(BargeIn).await?;
    call.agent.reads("Barge In").await?;
    let [customer, agent, supervisor] = all_hear([&call.customer, &call.agent, sofia]).await?;
    assert_eq!(customer.voices, voices([Agent, Sofia]));
    assert_eq!(agent.voices, voices([Customer, Sofia]));
    assert_eq!(supervisor.voices, voices([Customer, Agent]));
    sofia.ends(BargeIn).await
}

/// What both timelines tell, in this order.
const TOLD: [&str; 7] = [
    " asked for help: Policy or approval.",
    " claimed the request.",
    " began to coach.",
    " sent a note.",
    " barged in.",
    " left the request.",
    " closed the request.",
];

async fn is_told(page: &Party, told: &[&str]) -> Result<()> {
    page.tells(told[told.len() - 1]).await?;
    let rows = page.timeline().await?;
    let mut after = rows.iter();
    for said in told {
        assert!(after.any(|row| row.contains(said)), "no {said:?} in its place: {rows:?}");
    }
    Ok(())
}

/// covers: R-002, R-003, R-005, R-006, R-007, R-012, R-025, R-026, R-027, R-028, R-029, R-040, R-041, R-042, R-043, R-044, R-047, R-060, R-061, R-062, R-064, R-065, R-066, R-068, R-081, R-084, R-087, R-091, R-141, R-142
#[tokio::test]
async fn a_request_is_seen_taken_coached_by_voice_and_note_joined_left_closed_and_made_again()
-> Result<()> {
    Scene::play_with(NOBODY_LEAVES, async |scene| {
        let call = scene.call().await?;
        let (sofia, sam) =
            tokio::try_join!(scene.supervisor("sofia", Sofia), scene.supervisor("sam", Sam))?;
        sofia.reads("No requests. New ones appear here.").await?;
        sam.reads("No requests. New ones appear here.").await?;
        // Sam has another tab in front, so that the request reaches him and he does not see it.
        let workspace = sam.driver().window().await?;
        sam.browser().new_tab().await?;

        call.agent.asks_for_help(REASON, COMMENT).await?;
        call.agent.reads("Delivered to 2 supervisors, seen by 1").await?;
        reads_before_she_answers(&sofia).await?;

        sofia.confirms(COMMENT).await?;
        sam.browser().show(&workspace).await?;
        sam.announces("Sofia Marin took it").await?;
        sam.reads("No help requests").await?;
        call.agent.announces("In Progress, help provided by Sofia Marin").await?;
        call.agent.offers("Close").await?;
        sofia.reads("HelpProvidedBy Sofia Marin").await?;
        sofia.reads("Status In Progress").await?;
        sofia.is_connected().await?;
        for action in ["Monitor", "Coach", "Barge In"] {
            sofia.offers(action).await?;
            let drawn = "ear.buttons(it).every((button) => button.querySelector('svg'))";
            assert!(sofia.value::<bool>(drawn, action.into()).await?, "{action} has an icon");
        }

        is_coached_with_voice_and_note(&call, &sofia).await?;
        is_joined(&call, &sofia).await?;

        is_told(&sofia, &TOLD[..5]).await?;
        let sofias = sofia.timeline().await?.concat();
        assert!(!sofias.contains("Delivered"), "receipts are the requester's: {sofias}");
        sofia.acknowledged("Disconnect", "supervisor_left").await?;
        let left = "Sofia Marin has left. Close the request or ask again.";
        call.agent.announces(left).await?;
        call.agent.offers("Ask again").await?;
        call.agent.says_yes_to("Close", CLOSE).await?;
        call.agent.announces("The help request is closed.").await?;
        is_told(&call.agent, &TOLD).await?;
        call.agent.tells("Delivered to 2 supervisors, seen by 1.").await?;

        call.agent.asks_for_help("Technical problem", "").await?;
        sofia.is_asked("Technical problem").await?;
        sam.is_asked("Technical problem").await?;
        for party in [&call.agent, &call.customer, &sofia, &sam] {
            assert_eq!(party.errors().await?, Vec::<String>::new());
        }
        Ok(())
    })
    .await
}

/// covers: R-001, R-011
#[tokio::test]
async fn without_a_call_or_without_live_updates_the_button_says_why() -> Result<()> {
    Scene::play_with("[terms]\nlive_updates = false\n", async |scene| {
        let (customer, agent) = tokio::try_join!(scene.customer("Carla"), scene.agent("ana"))?;
        agent.is_available().await?;
        agent.withholds("Help Request").await?;
        let call = scene.connect(customer, agent).await?;
        call.agent.withholds("Help Request").await?;
        let why = "Live updates are off, so help cannot be requested.";
        call.agent.explains("Help Request", why).await
    })
    .await
}
