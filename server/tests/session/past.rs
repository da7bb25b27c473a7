//! A page that had a part in a call and comes back when that is over and has gone: it is told of it
//! once more, as far as it may know.

use backline_core::{
    interaction::{CallCommand, Command, EndReason, Lens, Stage},
    protocol::{Credential, Page, ServerMessage},
};

use super::{
    calling::answered,
    client::{Client, Hello},
    server::Server,
};

/// How the call in which the page had a part stands, as it is told of it, and through which lens.
async fn told(server: &Server, hello: &Hello) -> Option<(Lens, EndReason)> {
    let part = hello.part.unwrap();
    let page = Client::greeted(server, hello).await;
    let Stage::Ended { why, .. } = page.calls.get(&part)?.state.stage() else { return None };
    Some((page.calls[&part].lens, *why))
}

///
#[tokio::test]
async fn who_had_a_part_in_a_call_that_is_gone_is_told_how_it_ended_and_nobody_else_is() {
    let mut server = Server::start().await;
    let mut call = answered(&server, "ana").await;
    let cursors = call.agent.cursors();
    call.agent.ask(call.id, Command::Call(CallCommand::HangUp)).await.unwrap();
    drop(call.agent);
    // After a restart nothing is left of a call that is over but its record.
    server.restart().await;
    let greeting =
        |token, page, part| Hello { part, ..Hello::new(page, Credential::Session(token)) };
    let part = Some(call.id);
    let ana = server.sign_in("ana").await;
    let ended = Some((Lens::Agent, EndReason::AgentHungUp));
    assert_eq!(told(&server, &greeting(ana.clone(), Page::Panel, part)).await, ended);

    // Who has a copy is sent what it lacks.
    let hello = Hello { resume: cursors, ..greeting(ana.clone(), Page::Panel, part) };
    let mut again = Client::open(&server).await;
    again.say(&hello.message()).await;
    again.until(|m| matches!(m, ServerMessage::CaughtUp { .. })).await;
    let restated = again.told.iter().any(|m| matches!(m, ServerMessage::Restated { .. }));
    let facts = again.told.iter().any(|m| matches!(m, ServerMessage::Facts { .. }));
    assert!(facts && !restated, "{:?}", again.told);

    let unasked = Client::greeted(&server, &greeting(ana, Page::Panel, None)).await;
    assert!(unasked.calls.is_empty());
    let ben = server.sign_in("ben").await;
    assert_eq!(told(&server, &greeting(ben, Page::Panel, part)).await, None);
    let stranger = Client::customer(&server).await.visitor_token();
    let hello = Hello { part, ..Hello::new(Page::Call, Credential::Visitor(stranger)) };
    assert_eq!(told(&server, &hello).await, None);
}
