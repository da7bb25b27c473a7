//! Reloads, crashes and lost networks in the middle of a call: it goes on, and whoever supervises
//! is heard by fewer than before, never by more.

use std::collections::BTreeSet;

use anyhow::Result;
use backline_core::{
    interaction::{
        Action::{self, BargeIn, Coach, Monitor},
        CallFact, Fact, Loss, Stamped, StopReason, SuperviseFact,
    },
    protocol::{Page, ServerMessage},
    routing::PartyId,
    time::{Millis, Timestamp},
};
use backline_tests::{
    Call, Party, Scene,
    Voice::{Agent, Customer, Sofia},
    Wire, all_come_to_hear, now, party, voices,
};

/// A supervisor of whom nothing comes counts as lost after five seconds. On a busy machine something
/// may have come last long before that.
const SILENCE: &str = "[terms]\nsupervisor_silence = \"5s\"\n";

/// What goes sooner than this went for another reason than silence.
const NOT_AT_ONCE: Millis = Millis::seconds(1);

/// When a socket of which nothing comes counts as gone.
const GONE_AFTER: Millis = Millis::seconds(20);

/// Nothing leaves for the supervisor or from them, from this moment on.
async fn is_cut_off(scene: &Scene, call: &Call, supervisor: &Party) -> Result<()> {
    let before = scene.server.edges(call.id).await?;
    let heard = supervisor.hears().await?;
    assert!(!heard.sound, "a supervisor without an action hears {heard:?}");
    nothing_left(scene, call, &before).await
}

async fn nothing_left(scene: &Scene, call: &Call, before: &backline_tests::Edges) -> Result<()> {
    let left = scene.server.edges(call.id).await?.since(before);
    let sofia = party(Sofia);
    let touched: Vec<_> = left
        .iter()
        .filter(|((speaker, listener), _)| speaker.party() == Some(&sofia) || *listener == sofia)
        .collect();
    assert!(touched.is_empty(), "packets left from or to Sofia: {touched:?}");
    Ok(())
}

async fn both_talk(call: &Call) -> Result<()> {
    all_come_to_hear([(&call.customer, voices([Agent])), (&call.agent, voices([Customer]))]).await
}

/// What the three hear while Sofia does this.
fn heard_in(action: Action) -> [BTreeSet<backline_tests::Voice>; 3] {
    let both = voices([Customer, Agent]);
    match action {
        Monitor => [voices([Agent]), voices([Customer]), both],
        Coach => [voices([Agent]), voices([Customer, Sofia]), both],
        BargeIn => [voices([Agent, Sofia]), voices([Customer, Sofia]), both],
    }
}

async fn three_talk(call: &Call, sofia: &Party, action: Action) -> Result<()> {
    let [customer, agent, supervisor] = heard_in(action);
    all_come_to_hear([(&call.customer, customer), (&call.agent, agent), (sofia, supervisor)]).await
}

#[tokio::test]
async fn a_reload_of_agent_or_customer_changes_nothing_and_one_of_the_supervisor_ends_the_action()
-> Result<()> {
    Scene::play(async |scene| {
        let call = scene.call().await?;
        let sofia = scene.supervisor_on_call("sofia", Sofia).await?;
        for action in Action::ALL {
            sofia.takes(action).await?;
            call.agent.reload().await?;
            three_talk(&call, &sofia, action).await?;
            call.customer.reload().await?;
            three_talk(&call, &sofia, action).await?;

            sofia.reload().await?;
            sofia.comes_back_idle().await?;
            both_talk(&call).await?;
            is_cut_off(scene, &call, &sofia).await?;
            call.agent.unreads("Sofia").await?;
        }
        // And with no action at all.
        sofia.reload().await?;
        sofia.comes_back_idle().await?;
        is_cut_off(scene, &call, &sofia).await?;
        sofia.takes(Coach).await?;
        three_talk(&call, &sofia, Coach).await
    })
    .await
}

#[tokio::test]
async fn after_a_crash_of_the_server_the_browsers_find_each_other_again_without_the_coach()
-> Result<()> {
    Scene::play(async |scene| {
        let call = scene.call().await?;
        let sofia = scene.supervisor_on_call("sofia", Sofia).await?;
        sofia.takes(Coach).await?;
        call.agent.reads("Coaching").await?;

        scene.server.crash_and_restart().await?;

        call.agent.unreads("Coaching").await?;
        both_talk(&call).await?;
        sofia.comes_back_idle().await?;
        is_cut_off(scene, &call, &sofia).await?;
        assert_eq!(call.customer.interaction().await?, call.id, "it is the same call");

        sofia.takes(Coach).await?;
        three_talk(&call, &sofia, Coach).await
    })
    .await
}

/// When the server recorded that Sofia's action ended, and why.
async fn end_of_action(watcher: &mut Wire) -> Result<(Timestamp, StopReason)> {
    watcher
        .expect(|message| {
            let ServerMessage::Facts { facts, .. } = message else { return None };
            facts.iter().find_map(|Stamped { at, fact }| {
                let Fact::Supervise(SuperviseFact::ActionEnded { why, .. }) = fact else {
                    return None;
                };
                Some((*at, *why))
            })
        })
        .await
}

#[tokio::test]
async fn a_supervisors_browser_that_dies_while_barging_in_takes_every_edge_with_it() -> Result<()> {
    Scene::play(async |scene| {
        let call = scene.call().await?;
        let sofia = scene.supervisor_alone("sofia", Sofia).await?;
        sofia.opens_interaction().await?;
        sofia.takes(BargeIn).await?;
        call.agent.reads("Barge In").await?;
        three_talk(&call, &sofia, BargeIn).await?;
        let mut watcher = Wire::person(&scene.server, "sam", Page::Workspace).await?;

        let killed = now();
        sofia.browser().kill()?;
        let (ended, why) = end_of_action(&mut watcher).await?;
        let edges = scene.server.edges(call.id).await?;

        assert_eq!(why, StopReason::ConnectionLost);
        // With the socket, and not for want of anything on it: under these terms a want of datagrams
        // is noticed later still.
        let took = ended.since(killed);
        assert!(took < GONE_AFTER, "the action went on for {took:?} after the crash");
        call.agent.unreads("Sofia Marin").await?;
        both_talk(&call).await?;
        nothing_left(scene, &call, &edges).await
    })
    .await
}

/// How the connection of a party was lost.
async fn loss_of(party: &PartyId, watcher: &mut Wire) -> Result<Loss> {
    watcher
        .expect(|message| {
            let ServerMessage::Facts { facts, .. } = message else { return None };
            facts.iter().find_map(|Stamped { fact, .. }| {
                let Fact::Call(CallFact::LegLost { party: lost, why, .. }) = fact else {
                    return None;
                };
                (lost == party).then_some(*why)
            })
        })
        .await
}

/// A laptop that is closed stops whole, and its connections stay open.
///
///
#[tokio::test]
async fn an_agent_whose_whole_browser_stops_is_away_and_not_without_a_microphone_and_comes_back()
-> Result<()> {
    Scene::play(async |scene| {
        let call = scene.call_with(scene.agent_alone("ana")).await?;
        let sofia = scene.supervisor_on_call("sofia", Sofia).await?;
        sofia.takes(Coach).await?;
        three_talk(&call, &sofia, Coach).await?;
        let mut watcher = Wire::person(&scene.server, "sam", Page::Workspace).await?;
        let told = sofia.texts().await?.len();

        let stopped = call.agent.browser().stops()?;
        sofia.reads("Ana is reconnecting.").await?;
        assert_eq!(loss_of(&party(Agent), &mut watcher).await?, Loss::Silence);
        call.customer.reads("Ana Ribeiro's connection was lost.").await?;
        let told = sofia.texts().await?.split_off(told);
        assert!(!told.iter().any(|text| text.contains("\"no_voice\"")), "{told:#?}");
        drop(stopped);

        three_talk(&call, &sofia, Coach).await
    })
    .await
}

///
#[tokio::test]
async fn an_agent_without_network_for_five_seconds_comes_back_to_call_and_coach() -> Result<()> {
    Scene::play(async |scene| {
        let call = scene.call_with(scene.agent_over_line("ana")).await?;
        let sofia = scene.supervisor_on_call("sofia", Sofia).await?;
        sofia.takes(Coach).await?;
        three_talk(&call, &sofia, Coach).await?;

        let line = call.agent.line().expect("the agent is on a line");
        let mut watcher = Wire::person(&scene.server, "sam", Page::Workspace).await?;
        line.cut();
        sofia.reads("Ana is reconnecting.").await?;
        // Once nothing has come from her for five seconds, which are what the test is about.
        assert_eq!(loss_of(&party(Agent), &mut watcher).await?, Loss::Silence);
        line.mend();

        three_talk(&call, &sofia, Coach).await?;
        call.agent.reads("Coaching").await
    })
    .await
}

#[tokio::test]
async fn a_supervisor_without_network_is_off_the_call_after_five_seconds_and_stays_off()
-> Result<()> {
    Scene::play_with(SILENCE, async |scene| {
        let call = scene.call().await?;
        let sofia = scene.supervisor_over_line("sofia", Sofia).await?;
        sofia.opens_interaction().await?;
        sofia.takes(BargeIn).await?;
        three_talk(&call, &sofia, BargeIn).await?;
        let mut watcher = Wire::person(&scene.server, "sam", Page::Workspace).await?;

        let line = sofia.line().expect("the supervisor is on a line");
        let cut = now();
        line.cut();
        let (ended, why) = end_of_action(&mut watcher).await?;
        let edges = scene.server.edges(call.id).await?;
        assert_eq!(why, StopReason::ConnectionLost);
        let took = ended.since(cut);
        let noticed = NOT_AT_ONCE..GONE_AFTER;
        assert!(noticed.contains(&took), "the action ended {took:?} after the network went");
        call.agent.unreads("Sofia Marin").await?;
        both_talk(&call).await?;
        nothing_left(scene, &call, &edges).await?;

        line.mend();
        sofia.comes_back_idle().await?;
        both_talk(&call).await?;
        is_cut_off(scene, &call, &sofia).await
    })
    .await
}

///
#[tokio::test]
async fn the_end_of_a_call_that_its_agent_has_put_away_is_not_shown_again_by_a_reload() -> Result<()>
{
    Scene::play(async |scene| {
        let call = scene.call().await?;
        call.agent.click("Hang up").await?;
        call.agent.reads("Call ended. You hung up.").await?;
        call.agent.click("Done").await?;
        call.agent.reads("No call").await?;
        call.agent.reload().await?;
        // Whatever there is to be told of calls has been told by then.
        call.agent.is_available().await?;
        call.agent.reads("No call").await?;
        assert!(!call.agent.is_reading("Call ended").await?);
        call.agent.withholds("Done").await
    })
    .await
}

/// Shorter than a page takes to reconnect by itself after a long time without a network.
const SHORT_GRACE: &str = "[terms]\nparty_grace = \"2s\"\n";

/// When the call was recorded as over.
async fn end_of_call(watcher: &mut Wire) -> Result<Timestamp> {
    watcher
        .expect(|message| {
            let ServerMessage::Facts { facts, .. } = message else { return None };
            let ended = |it: &&Stamped| matches!(it.fact, Fact::Call(CallFact::Ended { .. }));
            facts.iter().find(ended).map(|it| it.at)
        })
        .await
}

///
#[tokio::test]
async fn an_agent_who_was_away_for_longer_than_the_grace_reads_what_became_of_the_call()
-> Result<()> {
    Scene::play_with(SHORT_GRACE, async |scene| {
        let call = scene.call_with(scene.agent_over_line("ana")).await?;
        let mut watcher = Wire::person(&scene.server, "sam", Page::Workspace).await?;
        let line = call.agent.line().expect("the agent is on a line");
        line.cut();
        end_of_call(&mut watcher).await?;
        line.mend();
        call.agent.reads("The call with Carla ended at ").await?;
        call.agent.reads(", while this page was away. Your connection was lost.").await?;
        // Put away by the person.
        call.agent.click("Done").await?;
        call.agent.reads("No call").await?;
        assert!(!call.agent.is_reading("while this page was away").await?);

        // The same where the page was loaded anew meanwhile, and the server as well.
        let customer = &call.customer;
        customer.click("Call").await?;
        call.agent.is_available().await?;
        call.agent.click("Answer").await?;
        call.agent.reads("In a call").await?;
        call.agent.goto("about:blank").await?;
        end_of_call(&mut watcher).await?;
        scene.server.crash_and_restart().await?;
        call.agent.goto(&scene.server.at("/panel?raw=1")).await?;
        call.agent.reads("The call with Carla ended at ").await
    })
    .await
}
