//! The clock of the server's machine is set while a call rings, one is talked on and a stage of a
//! help request runs; or is years ahead when the server starts.

use std::sync::atomic::{AtomicI64, Ordering::SeqCst};

use backline_core::{
    interaction::{CallCommand, Command, Stage},
    people::HelpStatus,
    protocol::{Page, ServerMessage},
    time::{Millis, Timestamp},
};
use backline_server::store::wall_clock;

use super::{
    calling::answered,
    client::Client,
    help::{request, stands, watched},
    server::Server,
    voice::Voice,
};

/// How far the machine's clock was set ahead, in milliseconds.
static SET: AtomicI64 = AtomicI64::new(0);

/// Longer than anything that runs in this test lasts.
const TWO_HOURS: i64 = 2 * 3_600_000;

fn wall() -> Timestamp {
    Timestamp(wall_clock().0.saturating_add_signed(SET.load(SeqCst)))
}

/// What the next pulse says: the server's clock, and how far the wall's is ahead.
async fn pulse(page: &mut Client) -> (Timestamp, i64) {
    loop {
        if let Some(ServerMessage::Pulse { now, ahead }) = page.next_or_pulse().await {
            return (now, ahead);
        }
    }
}

///
#[tokio::test]
async fn a_servers_clock_that_is_set_moves_times_of_day_and_no_ring_talk_or_stage() {
    let server = Server::start_by(wall).await;
    let (mut call, mut sofia) = watched(&server).await;
    let mut ben = Client::person(&server, "ben", Page::Panel).await;
    ben.available().await;
    let mut customer = Client::customer(&server).await;
    let ringing = customer.call(Some("ben")).await;
    let _voice = Voice::join(&mut customer, ringing, b"customer").await;
    ben.until_state(ringing, |call| matches!(call.stage(), Stage::Ringing { .. })).await;
    call.agent.ask(call.id, request("")).await.unwrap();
    sofia.until_state(call.id, |call| stands(call, 1, HelpStatus::Requested)).await;

    let (mut last, _) = pulse(&mut sofia).await;
    let mute = || Command::Call(CallCommand::Mute);
    for set in [TWO_HOURS, -TWO_HOURS, 0] {
        SET.store(set, SeqCst);
        // Whatever was said before this is answered was said before the clock was set.
        assert!(sofia.ask(call.id, mute()).await.is_err());
        let (now, ahead) = pulse(&mut sofia).await;
        assert!((ahead - set).abs() <= 1_000, "{ahead} ms ahead, set to {set}");
        assert!(now >= last && now.since(last).0 < 3_600_000, "from {last:?} to {now:?}");
        last = now;
        // Each call looks at its time when something is asked of it.
        let _ = call.agent.ask(call.id, mute()).await;
        let refused = ben.ask(ringing, mute()).await;
        assert!(refused.is_err(), "it rings on");
        assert!(matches!(ben.calls[&ringing].state.stage(), Stage::Ringing { .. }));
        let talked_on = &call.agent.calls[&call.id].state;
        assert!(talked_on.talk().is_some() && stands(talked_on, 1, HelpStatus::Requested));
    }
    SET.store(0, SeqCst);
}

fn three_years_ahead() -> Timestamp {
    wall_clock().plus(Millis::seconds(3 * 365 * 24 * 3600))
}

///
#[tokio::test]
async fn a_start_by_a_clock_that_is_years_ahead_fails_and_leaves_the_record_as_it_was() {
    let mut server = Server::start().await;
    let call = answered(&server, "ana").await;
    server.end().await;
    drop(call);
    let before = server.files();
    let why = server.restart_by(three_years_ahead).await.unwrap_err();
    assert!(why.contains("days ahead of the record"), "{why}");
    let after = server.files();
    assert!(before.keys().eq(after.keys()), "{:?}", after.keys());
    for (name, bytes) in before {
        assert!(after[&name] == bytes, "{} has changed", name.display());
    }
    server.restart_by(wall_clock).await.unwrap();
}
