//! Who is there: what somebody chose lasts, and a page whose program does not run is nobody who can
//! be rung.

use backline_core::{
    floor::Colleague,
    id::InteractionId,
    interaction::{Action, CallFact, Command, Fact, Interaction, Stage, SuperviseCommand},
    people::Presence,
    protocol::{ClientMessage, Credential, Page, ServerMessage},
    routing::PartyId,
    time::Millis,
};

use super::{
    calling::{active, answered, opened, person},
    client::{Client, Hello},
    reload::{is_gone, reread},
    server::Server,
    voice::Voice,
};

fn rings(call: &Interaction, name: &str) -> bool {
    matches!(call.stage(), Stage::Ringing { agent, .. } if agent.person == person(name))
}

/// A customer who waits, connected.
async fn waiting(server: &Server) -> (Client, Voice, InteractionId) {
    let mut customer = Client::customer(server).await;
    let id = customer.call(None).await;
    let voice = Voice::join(&mut customer, id, b"customer").await;
    customer.until_state(id, |call| call.is_up(&PartyId::Customer)).await;
    (customer, voice, id)
}

async fn gone(server: &Server, name: &str) {
    while !is_gone(server, name).await {
        tokio::task::yield_now().await;
    }
}

///
#[tokio::test]
async fn what_somebody_chose_outlasts_a_reconnect_a_second_tab_and_a_restart() {
    for chosen in [Presence::Offline, Presence::Busy] {
        let mut server = Server::start().await;
        let token = server.sign_in("ana").await;
        let hello = Hello::new(Page::Panel, Credential::Session(token.clone()));
        let mut ana = Client::greeted(&server, &hello).await;
        ana.available().await;
        ana.chooses(chosen).await;
        drop(ana);
        let again = Client::greeted(&server, &hello).await;
        assert_eq!(again.seen().presence, chosen, "the same tab");
        let second = Hello::new(Page::Panel, Credential::Session(token));
        let other = Client::greeted(&server, &second).await;
        assert_eq!(other.seen().presence, chosen, "another tab");
        let third = Hello::new(Page::Panel, Credential::Session(server.sign_in("ana").await));
        let mut signed_in = Client::greeted(&server, &third).await;
        assert_eq!(signed_in.seen().presence, chosen, "one more that signs in beside it");
        server.restart().await;
        signed_in = Client::greeted(&server, &third).await;
        assert_eq!(signed_in.seen().presence, chosen, "after a restart");
        drop((signed_in, other, again));
        gone(&server, "ana").await;
        let mut fresh = Client::person(&server, "ana", Page::Panel).await;
        fresh.available().await;
    }
}

/// A browser answers pings for a page that it has frozen.
///
///
#[tokio::test]
async fn a_page_that_says_nothing_any_more_is_stale_and_not_rung_and_is_back_as_it_was() {
    let server = Server::start().await;
    let mut ana = Client::person(&server, "ana", Page::Panel).await;
    ana.available().await;
    ana.runs(true).await;
    ana.runs(false).await;
    ana.until_seen(|me| me.stale_since.is_some()).await;
    assert_eq!(ana.seen().presence, Presence::Available, "as she chose, until the grace is over");
    // Ben came later, and is the one who is rung.
    let mut ben = Client::person(&server, "ben", Page::Panel).await;
    ben.available().await;
    let (_customer, _voice, id) = waiting(&server).await;
    ben.until_state(id, |call| rings(call, "ben")).await;
    ana.runs(true).await;
    ana.until_seen(|me| me.stale_since.is_none()).await;
    assert_eq!(ana.seen().presence, Presence::Available);
    let second = server.bring_caller(None).await;
    ana.until_state(second, |call| rings(call, "ana")).await;
}

/// Whoever may see calls is told of agents, and by nothing of that, when a supervisor listens.
///
///
#[tokio::test]
async fn what_a_supervisor_does_changes_nothing_that_other_workspaces_are_told() {
    let server = Server::start().await;
    let mut sam = Client::person(&server, "sam", Page::Workspace).await;
    let mut call = answered(&server, "ana").await;
    let is_of = |message: &ServerMessage, name| {
        let is = |agent: &Colleague| agent.card.person == person(name);
        matches!(message, ServerMessage::Agents { agents, .. } if agents.here.iter().any(is))
    };
    // On a call she is Busy.
    let busy = |message: &ServerMessage| {
        let is = |agent: &Colleague| agent.presence == Presence::Busy;
        matches!(message, ServerMessage::Agents { agents, .. } if agents.here.iter().any(is))
    };
    call.agent.chooses(Presence::Busy).await;
    sam.until(busy).await;
    let before = sam.told.len();
    let (mut sofia, voice) = opened(&server, "sofia", call.id).await;
    for action in [Action::Monitor, Action::Coach] {
        let take = Command::Supervise(SuperviseCommand::TakeAction { action });
        sofia.ask(call.id, take).await.unwrap();
        active(&mut sofia, call.id, "sofia", action).await;
        let end = Command::Supervise(SuperviseCommand::EndAction { action });
        sofia.ask(call.id, end).await.unwrap();
    }
    sofia.chooses(Presence::Busy).await;
    drop((sofia, voice));
    let _ben = Client::person(&server, "ben", Page::Panel).await;
    sam.until(|message| is_of(message, "ben")).await;
    let agents = |told: &&ServerMessage| matches!(told, ServerMessage::Agents { .. });
    let news: Vec<_> = sam.told[before..].iter().filter(agents).collect();
    let only_ben = |message: &ServerMessage| {
        let is_ben = |agent: &Colleague| agent.card.person == person("ben");
        matches!(message, ServerMessage::Agents { agents, .. }
            if agents.away.is_empty() && agents.here.iter().all(is_ben))
    };
    assert!(news.iter().all(|message| only_ben(message)), "{news:?}");
}

///
#[tokio::test]
async fn a_ring_that_no_page_acknowledges_goes_on_to_the_next() {
    let server = Server::start().await;
    let mut sofia = Client::person(&server, "sofia", Page::Workspace).await;
    let mut ana = Client::person(&server, "ana", Page::Panel).await;
    ana.available().await;
    ana.runs(true).await;
    let heard = server.bring_caller(Some("ana")).await;
    ana.until_state(heard, |call| rings(call, "ana")).await;
    ana.say(&ClientMessage::RingHeard { interaction: heard }).await;

    // Begun later, and not acknowledged.
    let mut ben = Client::person(&server, "ben", Page::Panel).await;
    ben.available().await;
    ben.runs(true).await;
    let unheard = server.bring_caller(Some("ben")).await;
    let passed = Fact::Call(CallFact::AgentNotReached { agent: person("ben") });
    while !sofia
        .calls
        .get(&unheard)
        .is_some_and(|call| call.facts.iter().any(|stamped| stamped.fact == passed))
    {
        tokio::select! {
            message = sofia.next() => assert!(message.is_some()),
            message = ben.next() => assert!(message.is_some()),
            message = ana.next() => assert!(message.is_some()),
        }
    }
    assert!(rings(&ana.calls[&heard].state, "ana"), "what was acknowledged goes on");
    assert_eq!(ben.seen().missed, None, "nobody can have heard it");
}

///
#[tokio::test]
async fn who_lets_a_call_ring_reads_so_and_is_back_by_one_word() {
    let server = Server::start().await;
    reread(&server, |config| config.tenants[0].terms.ring_for = Millis(300)).await;
    let mut ana = Client::person(&server, "ana", Page::Panel).await;
    ana.available().await;
    let (_customer, _voice, id) = waiting(&server).await;
    ana.until_seen(|me| me.missed.is_some()).await;
    let (presence, missed) = (ana.seen().presence, ana.seen().missed.clone().unwrap());
    assert_eq!((presence, missed.interaction), (Presence::Busy, id));
    assert_eq!(missed.caller.text(), "Nora");
    ana.chooses(Presence::Available).await;
    if ana.seen().presence != Presence::Available {
        ana.until_seen(|me| me.presence == Presence::Available).await;
    }
    assert_eq!(ana.seen().missed, None);
}

///
#[tokio::test]
async fn a_customer_who_closes_the_page_while_it_rings_is_marked_at_once_and_nobody_is_rung() {
    let server = Server::start().await;
    let mut sofia = Client::person(&server, "sofia", Page::Workspace).await;
    let mut ana = Client::person(&server, "ana", Page::Panel).await;
    ana.available().await;
    let (customer, voice, id) = waiting(&server).await;
    ana.until_state(id, |call| rings(call, "ana")).await;
    drop(customer);
    // Their sound goes on, and proves nothing.
    sofia
        .until_state(id, |call| {
            call.is_lost(&PartyId::Customer) && matches!(call.stage(), Stage::Waiting)
        })
        .await;
    drop(voice);
}
