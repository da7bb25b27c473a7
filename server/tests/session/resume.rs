//! Coming back: a newer tab, a lost socket, a slow reader, a restarted server.

use backline_core::{
    id::{CommandId, TabId},
    interaction::{
        CallCommand, CallFact, CallRefusal, Command, Contact, ContactCommand, Fact, MAX_REQUESTS,
        MAX_TEXT_CHARS, Refusal, Stage, SuperviseCommand,
    },
    protocol::{ClientMessage, Credential, Page, ServerMessage},
};
use backline_server::socket::outbox::MAX_WAITING_BYTES;
use uuid::Uuid;

use super::{
    calling::{answered, opened},
    client::{Client, Hello, dial_narrow},
    help::{cancel, request},
    reload::is_gone,
    server::Server,
    voice::Voice,
};

#[tokio::test]
async fn the_newer_tab_has_the_place_and_the_older_is_told_so() {
    let server = Server::start().await;
    let token = server.sign_in("ana").await;
    let mut hello = Hello::new(Page::Panel, Credential::Session(token));
    let mut old = Client::greeted(&server, &hello).await;
    let first_tab = hello.tab;
    hello.tab = TabId(Uuid::new_v4());
    let mut new = Client::greeted(&server, &hello).await;
    old.until(|m| *m == ServerMessage::TakenOver).await;
    old.until_closed().await;
    // The older one, when it reconnects by itself, does not take the place back.
    (hello.tab, hello.take_over) = (first_tab, false);
    let mut again = Client::open(&server).await;
    again.say(&hello.message()).await;
    assert_eq!(again.next().await, Some(ServerMessage::TakenOver));
    again.until_closed().await;
    assert!(
        new.ask(Uuid::new_v4().to_string().parse().unwrap(), Command::Call(CallCommand::Mute))
            .await
            .is_err()
    );
}

#[tokio::test]
async fn a_tab_that_reconnects_takes_its_own_place_without_asking() {
    let server = Server::start().await;
    let token = server.sign_in("ana").await;
    let mut hello = Hello::new(Page::Panel, Credential::Session(token));
    let mut dead = Client::greeted(&server, &hello).await;
    hello.take_over = false;
    let mut alive = Client::greeted(&server, &hello).await;
    assert!(!alive.told.contains(&ServerMessage::TakenOver));
    dead.until_closed().await;
    assert!(!dead.told.contains(&ServerMessage::TakenOver));
    let nobody = CommandId::from_u128(4);
    alive
        .say(&ClientMessage::Call { id: nobody, name: String::new(), number: None, to: None })
        .await;
    assert_eq!(alive.answer(nobody).await, Err(Refusal::NotYours));
}

#[tokio::test]
async fn who_comes_back_gets_the_facts_that_were_missed_and_no_other() {
    let server = Server::start().await;
    let mut call = answered(&server, "ana").await;
    let mut sofia = Client::person(&server, "sofia", Page::Workspace).await;
    sofia.until_state(call.id, |call| call.talk().is_some()).await;
    let cursors = sofia.cursors();
    drop(sofia);
    call.agent.ask(call.id, Command::Call(CallCommand::Hold)).await.unwrap();
    call.agent.ask(call.id, Command::Call(CallCommand::Resume)).await.unwrap();
    let token = server.sign_in("sofia").await;
    let mut hello = Hello::new(Page::Workspace, Credential::Session(token));
    hello.resume = cursors;
    let mut sofia = Client::open(&server).await;
    sofia.say(&hello.message()).await;
    let mut missed = Vec::new();
    loop {
        match sofia.next().await.unwrap() {
            ServerMessage::Facts { facts, .. } => missed.extend(facts.into_iter().map(|f| f.fact)),
            ServerMessage::Restated { .. } => panic!("nothing had to be said again"),
            ServerMessage::CaughtUp { interactions } => {
                assert_eq!(interactions, [call.id]);
                break;
            }
            _ => {}
        }
    }
    assert!(
        missed.contains(&Fact::Call(CallFact::Held))
            && missed.contains(&Fact::Call(CallFact::Resumed)),
        "{missed:?}"
    );
    assert!(!missed.iter().any(|fact| matches!(
        fact,
        Fact::Call(CallFact::Opened { .. }) | Fact::Call(CallFact::Answered { .. })
    )));
}

#[tokio::test]
async fn a_cursor_from_the_future_is_answered_with_a_restatement() {
    let server = Server::start().await;
    let call = answered(&server, "ana").await;
    let mut cursors = call.agent.cursors();
    cursors[0].next += 1000;
    let token = server.sign_in("ana").await;
    let mut hello = Hello::new(Page::Panel, Credential::Session(token));
    hello.resume = cursors;
    let ana = Client::greeted(&server, &hello).await;
    assert!(ana.calls[&call.id].state.talk().is_some());
}

#[tokio::test]
async fn a_command_that_comes_twice_is_done_once_after_a_reconnect_too() {
    let server = Server::start().await;
    let mut call = answered(&server, "ana").await;
    let id = CommandId(Uuid::new_v4());
    call.agent.ask_as(id, call.id, Command::Call(CallCommand::Mute)).await.unwrap();
    call.agent.ask_as(id, call.id, Command::Call(CallCommand::Mute)).await.unwrap();
    assert_eq!(
        call.agent.ask(call.id, Command::Call(CallCommand::Mute)).await,
        Err(Refusal::Call(CallRefusal::AlreadyMuted))
    );
    let mut again = Client::person(&server, "ana", Page::Panel).await;
    again.ask_as(id, call.id, Command::Call(CallCommand::Mute)).await.unwrap();
    let reused = again.ask_as(id, call.id, Command::Call(CallCommand::Unmute)).await;
    assert_eq!(reused, Err(Refusal::CommandReused));
    again.ask(call.id, Command::Call(CallCommand::Unmute)).await.unwrap();
    let mut ben = Client::person(&server, "ben", Page::Panel).await;
    assert_eq!(
        ben.ask_as(id, call.id, Command::Call(CallCommand::Mute)).await,
        Err(Refusal::NoSuchCall)
    );
}

#[tokio::test]
async fn a_restart_brings_the_call_back_and_the_same_people_go_on_with_it() {
    let mut server = Server::start().await;
    let mut call = answered(&server, "ana").await;
    let (mut sofia, voice) = opened(&server, "sofia", call.id).await;
    let monitor = Command::Supervise(SuperviseCommand::TakeAction {
        action: backline_core::interaction::Action::Monitor,
    });
    sofia.ask(call.id, monitor).await.unwrap();
    let muted = CommandId(Uuid::new_v4());
    call.agent.ask_as(muted, call.id, Command::Call(CallCommand::Mute)).await.unwrap();
    let token = server.sign_in("ana").await;
    drop(voice);
    server.restart().await;
    // The token from before the restart is good, and so is the page's cursor or a restatement.
    let hello = Hello::new(Page::Panel, Credential::Session(token));
    let mut ana = Client::greeted(&server, &hello).await;
    let own = ana.calls[&call.id].state.agents_party().unwrap().1.clone();
    assert!(own.muted && !own.connection.is_up(), "{own:?}");
    ana.ask_as(muted, call.id, Command::Call(CallCommand::Mute)).await.unwrap();
    ana.ask(call.id, Command::Call(CallCommand::Unmute)).await.unwrap();
    let mut anas = Voice::join(&mut ana, call.id, b"agent").await;
    // The scripted caller is back by itself, and is heard.
    let caller = backline_media::Clip::Caller.recording().frame(0).to_vec();
    anas.hears(&caller).await;
    let sofia = Client::person(&server, "sofia", Page::Workspace).await;
    let supervisors: Vec<_> = sofia.calls[&call.id].state.supervisors().collect();
    assert!(supervisors.iter().all(|s| s.stance.action().is_none()), "{supervisors:?}");
}

#[tokio::test]
async fn a_customers_browser_is_the_same_one_after_a_restart() {
    let mut server = Server::start().await;
    let mut customer = Client::customer(&server).await;
    let id = customer.call(None).await;
    let _voice = Voice::join(&mut customer, id, b"customer").await;
    let token = customer.visitor_token();
    server.restart().await;
    let hello = Hello::new(Page::Call, Credential::Visitor(token));
    let mut customer = Client::greeted(&server, &hello).await;
    assert!(matches!(customer.calls[&id].state.stage(), Stage::Waiting));
    assert_eq!(customer.call(None).await, id, "one browser has one call at a time");
    customer.ask(id, Command::Call(CallCommand::HangUp)).await.unwrap();
}

///
#[tokio::test]
async fn a_reader_that_is_too_slow_is_let_go_and_comes_back_by_its_cursor() {
    let server = Server::start().await;
    let call = answered(&server, "ana").await;
    let token = server.sign_in("sofia").await;
    let mut hello = Hello::new(Page::Workspace, Credential::Session(token));
    let mut slow = dial_narrow(&server).await;
    slow.say(&hello.message()).await;
    slow.until(|m| matches!(m, ServerMessage::CaughtUp { .. })).await;
    hello.resume = slow.cursors();
    // Each is told to every workspace, and nobody reads: what waits grows until the server lets go.
    let mut ada = Client::person(&server, "ada", Page::Workspace).await;
    let long = || Some("🙂".repeat(MAX_TEXT_CHARS));
    let contact = Contact { summary: long(), intent: long(), ..Contact::default() };
    let known = Command::Contact(ContactCommand::Note { contact });
    let let_go = || async { server.metric("backline_slow_readers_total").await };
    let (before, mut told) = (let_go().await, 0);
    while let_go().await == before {
        // It is there, and only does not read.
        slow.say(&ClientMessage::Renew {}).await;
        ada.ask(call.id, known.clone()).await.unwrap();
        told += 1;
        assert!(told < 10_000, "the server keeps everything");
    }
    while !is_gone(&server, "sofia").await {
        tokio::task::yield_now().await;
    }
    let heard_before = slow.told.len();
    slow.until_closed().await;
    let heard = slow.told.len() - heard_before;
    assert!(heard < told, "it was told all {told}, so nothing was dropped");
    // Nobody has read what ana's page was told in that time either.
    let mut ana = Client::person(&server, "ana", Page::Panel).await;
    ana.ask(call.id, Command::Call(CallCommand::Hold)).await.unwrap();
    let sofia = Client::greeted(&server, &hello).await;
    assert!(sofia.calls.is_empty(), "only what was missed was sent");
}

/// A page that comes late to a long call is told of it, however much that is.
#[tokio::test]
async fn a_call_with_a_long_timeline_is_told_to_a_page_that_comes_late() {
    let server = Server::start().await;
    let mut call = answered(&server, "ana").await;
    // As many as a call may have, each with a comment as long as may be, of the longest letters.
    for number in 1..=MAX_REQUESTS {
        call.agent.ask(call.id, request(&"\u{1d11e}".repeat(500))).await.unwrap();
        call.agent.ask(call.id, cancel(number)).await.unwrap();
    }
    let token = server.sign_in("sofia").await;
    let hello = Hello::new(Page::Workspace, Credential::Session(token));
    for narrow in [false, true] {
        let mut sofia =
            if narrow { dial_narrow(&server).await } else { Client::open(&server).await };
        sofia.say(&hello.message()).await;
        sofia.until(|m| matches!(m, ServerMessage::CaughtUp { .. })).await;
        let whole = sofia.told.iter().find(|m| matches!(m, ServerMessage::Restated { .. }));
        let length = serde_json::to_string(whole.unwrap()).unwrap().len();
        assert!(length > MAX_WAITING_BYTES, "{length} bytes are no test of the bound");
        // The page is as alive as any other.
        sofia.ask(call.id, Command::Supervise(SuperviseCommand::OpenInteraction)).await.unwrap();
        sofia.ask(call.id, Command::Supervise(SuperviseCommand::Disconnect)).await.unwrap();
    }
}
