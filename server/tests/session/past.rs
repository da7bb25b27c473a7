//! A page that had a part in a call and comes back when that is over and has gone: it is told of it
//! once more, as far as it may know.

use backline_core::{
    interaction::{CallCommand, Command, EndReason, Interaction, Lens, Stage},
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

/// A call that has just ended is still there for the pages that show it, and only for those.
///
///
#[tokio::test]
async fn a_call_that_has_just_ended_is_told_to_who_shows_it_or_had_a_part_and_to_no_other_page() {
    let server = Server::start().await;
    let mut call = answered(&server, "ana").await;
    let mut sofia = Client::person(&server, "sofia", Page::Workspace).await;
    sofia.until_state(call.id, |call| call.talk().is_some()).await;
    let cursors = call.agent.cursors();
    call.agent.ask(call.id, Command::Call(CallCommand::HangUp)).await.unwrap();
    sofia.until_state(call.id, Interaction::is_over).await;
    let token = server.sign_in("ana").await;
    let ana = || Hello::new(Page::Panel, Credential::Session(token.clone()));

    let away = Hello { part: Some(call.id), ..ana() };
    assert_eq!(told(&server, &away).await, Some((Lens::Agent, EndReason::AgentHungUp)));
    let mut shows = Client::open(&server).await;
    shows.say(&Hello { resume: cursors, ..ana() }.message()).await;
    shows.until(|m| matches!(m, ServerMessage::CaughtUp { .. })).await;
    assert!(
        shows.told.iter().any(|m| matches!(m, ServerMessage::Facts { .. })),
        "{:?}",
        shows.told
    );

    let put_away = Client::greeted(&server, &ana()).await;
    assert!(put_away.calls.is_empty(), "loaded anew, or in another tab");
    let comes_later = Client::person(&server, "sofia", Page::Workspace).await;
    assert!(comes_later.calls.is_empty());
}
