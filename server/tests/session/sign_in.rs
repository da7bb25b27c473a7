//! A sign-in while its page is open: renewed by use, and never the end of a call that runs.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use backline_core::{
    floor::{FloorCommand, FloorRefusal},
    id::{CommandId, InteractionId},
    interaction::{CallCommand, Command, Interaction, Refusal, SuperviseCommand},
    people::Presence,
    protocol::{ClientMessage, Credential, Page, ServerMessage, SignIn, You},
    time::{Millis, Timestamp},
};
use uuid::Uuid;

use super::{
    calling::answered,
    client::{Client, Hello},
    server::Server,
    voice::Voice,
};

const NO_CALL: InteractionId = InteractionId::from_u128(1);

/// The server's clock, which began as the wall's.
fn now() -> Timestamp {
    let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Timestamp(u64::try_from(wall.as_millis()).unwrap())
}

fn hello(server: &Server, person: &str, page: Page, until: Timestamp) -> Hello {
    Hello::new(page, Credential::Session(server.token_until(person, until)))
}

fn renewals(client: &Client) -> Vec<(Timestamp, String)> {
    let renewal = |message: &ServerMessage| match message {
        ServerMessage::SignedIn { until, token } => Some((*until, token.clone())),
        _ => None,
    };
    client.told.iter().filter_map(renewal).collect()
}

async fn sets_presence(client: &mut Client, presence: Presence) -> Option<FloorRefusal> {
    let id = CommandId(Uuid::new_v4());
    let command = FloorCommand::SetPresence { presence };
    client.say(&ClientMessage::Floor { id, command }).await;
    let answer = client.until(|message| {
        matches!(message, ServerMessage::FloorRefused { id: of, .. } | ServerMessage::Done { id: of, .. } if *of == id)
    });
    match answer.await {
        ServerMessage::FloorRefused { refusal, .. } => Some(refusal),
        _ => None,
    }
}

///
#[tokio::test]
async fn a_page_in_use_is_given_a_new_token_before_the_old_one_runs_out() {
    let server = Server::start().await;
    let begun = now();
    let old = begun.plus(Millis::seconds(60));
    let mut ana = Client::greeted(&server, &hello(&server, "ana", Page::Panel, old)).await;
    let ends = ana.told.iter().find_map(|message| match message {
        ServerMessage::Welcome { until, .. } => *until,
        _ => None,
    });
    assert_eq!(ends, Some(old), "the page knows when it ends");
    assert_eq!(renewals(&ana), [], "a page that only came back is not in use");
    assert_eq!(sets_presence(&mut ana, Presence::Busy).await, None);
    let told = renewals(&ana);
    let [(until, token)] = &told[..] else { panic!("{told:?}") };
    // Two clocks that count whole milliseconds.
    assert!(*until >= SignIn::begun(Timestamp(begun.0 - 1000)).until, "{until:?}");
    let (until, token) = (*until, token.clone());
    assert_eq!(sets_presence(&mut ana, Presence::Available).await, None);
    assert_eq!(renewals(&ana).len(), 1, "and once an hour at most");
    let again = Hello::new(Page::Panel, Credential::Session(token));
    let ana = Client::greeted(&server, &again).await;
    assert!(ana.told.iter().any(|message| {
        matches!(message, ServerMessage::Welcome { until: told, .. } if *told == Some(until))
    }));
}

///
#[tokio::test]
async fn a_person_who_says_so_stays_signed_in() {
    let server = Server::start().await;
    let soon = now().plus(Millis::seconds(60));
    let mut sofia = Client::greeted(&server, &hello(&server, "sofia", Page::Workspace, soon)).await;
    sofia.say(&ClientMessage::Renew {}).await;
    sofia.until(|message| matches!(message, ServerMessage::SignedIn { .. })).await;
}

///
#[tokio::test]
async fn a_call_outlives_the_sign_in_across_a_restart_and_nothing_new_begins() {
    let mut server = Server::start().await;
    let call = answered(&server, "ana").await;
    server.restart().await;
    let ended = hello(&server, "ana", Page::Panel, Timestamp(1));
    let mut ana = Client::greeted(&server, &ended).await;
    // Nobody rings here any more.
    let offline = |message: &ServerMessage| match message {
        ServerMessage::You { you: You::Person { view, .. } } => view.presence == Presence::Offline,
        _ => false,
    };
    if !ana.told.iter().any(offline) {
        ana.until(offline).await;
    }
    let open = Command::Supervise(SuperviseCommand::OpenInteraction);
    assert_eq!(ana.ask(call.id, open).await, Err(Refusal::SignInEnded));
    let answer = Command::Call(CallCommand::Answer);
    assert_eq!(ana.ask(NO_CALL, answer).await, Err(Refusal::SignInEnded));
    let refused = Some(FloorRefusal::SignInEnded);
    assert_eq!(sets_presence(&mut ana, Presence::Available).await, refused);
    // What runs is finished: with a voice, as long as it takes.
    let _voice = Voice::join(&mut ana, call.id, b"agent").await;
    let up =
        |call: &Interaction| call.agents_party().is_some_and(|(_, own)| own.connection.is_up());
    ana.until_state(call.id, up).await;
    ana.ask(call.id, Command::Call(CallCommand::Mute)).await.unwrap();
    ana.ask(call.id, Command::Call(CallCommand::Unmute)).await.unwrap();
    assert_eq!(renewals(&ana), [], "what has run out is not renewed");
    ana.ask(call.id, Command::Call(CallCommand::HangUp)).await.unwrap();
    ana.until(|message| matches!(message, ServerMessage::SignedOut { .. })).await;
    ana.until_closed().await;
    let mut again = Client::open(&server).await;
    again.say(&ended.message()).await;
    let sentence = "This sign-in has expired. Sign in again.".to_owned();
    assert_eq!(again.next().await, Some(ServerMessage::SignedOut { sentence }));
    again.until_closed().await;
}

///
#[tokio::test]
async fn an_open_page_whose_sign_in_runs_out_unused_is_told_to_sign_in() {
    let server = Server::start().await;
    // However slow the machine is, one of these is in before it runs out.
    for seconds in [1, 8, 64] {
        let until = now().plus(Millis::seconds(seconds));
        let mut ana = Client::open(&server).await;
        ana.say(&hello(&server, "ana", Page::Panel, until).message()).await;
        let over = |message: &ServerMessage| matches!(message, ServerMessage::SignedOut { .. });
        let first = ana.next().await.expect("an answer");
        if over(&first) {
            continue;
        }
        let waits = Duration::from_secs(seconds) + super::client::PATIENCE;
        tokio::time::timeout(waits, ana.until(over)).await.expect("it runs out");
        ana.until_closed().await;
        return;
    }
    panic!("no page was let in within a minute");
}
