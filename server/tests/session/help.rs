//! Help from the request to the end of it, and who is told what of it.

use backline_core::people::HelpStatus;
use backline_core::{
    id::InteractionId,
    interaction::{
        Action, Command, Fact, HelpCommand, HelpFact, HelpRefusal, Interaction, Origin, Refusal,
        RequestFact, Stance, SuperviseCommand, SuperviseFact,
        help::{NewBrief, Severity},
    },
    people::Grant,
    protocol::{ClientMessage, Page, ServerMessage},
};

use super::{
    calling::{Call, active, answered, connected, person},
    client::Client,
    reload::{configure, one_of},
    server::Server,
    voice::Voice,
};

pub(crate) fn request(comment: &str) -> Command {
    let (reason, severity) = ("technical".parse().unwrap(), Severity::Assist);
    let (comment, brief) = (comment.to_owned(), NewBrief::default());
    Command::Help(HelpCommand::Request { reason, comment, severity, brief })
}

pub(crate) const fn claim(request: u32) -> Command {
    Command::Help(HelpCommand::Claim { request })
}

pub(crate) const fn cancel(request: u32) -> Command {
    Command::Help(HelpCommand::Cancel { request })
}

pub(crate) const fn close(request: u32) -> Command {
    Command::Help(HelpCommand::Close { request })
}

/// Whether the last request is this one, and stands so.
pub(crate) fn stands(call: &Interaction, number: u32, status: HelpStatus) -> bool {
    call.help().is_some_and(|help| help.number == number && help.status() == status)
}

/// A call with an agent, and a supervisor who sees it.
pub(crate) async fn watched(server: &Server) -> (Call, Client) {
    let call = answered(server, "ana").await;
    let mut sofia = Client::person(server, "sofia", Page::Workspace).await;
    sofia.until_state(call.id, |call| call.talk().is_some()).await;
    sofia.available().await;
    (call, sofia)
}

fn receipt(interaction: InteractionId, seen: bool) -> ClientMessage {
    ClientMessage::Receipt { interaction, request: 1, stage: 1, seen }
}

///
#[tokio::test]
async fn a_request_is_made_taken_helped_with_voice_and_note_closed_and_made_again() {
    let server = Server::start().await;
    let (mut call, mut sofia) = watched(&server).await;
    let (id, ana) = (call.id, &mut call.agent);
    ana.ask(id, request("The router is new.")).await.unwrap();
    sofia.until_state(id, |call| stands(call, 1, HelpStatus::Requested)).await;
    let help = sofia.calls[&id].state.help().unwrap();
    assert_eq!(
        (help.label.as_str(), help.comment.text()),
        ("Technical problem", "The router is new.")
    );
    let offered = |message: &ServerMessage| {
        let ServerMessage::Capabilities { capabilities, .. } = message else { return false };
        capabilities.iter().any(|one| one.command == claim(1) && one.refusal.is_none())
    };
    sofia.until(offered).await;

    sofia.ask(id, claim(1)).await.unwrap();
    ana.until_state(id, |call| stands(call, 1, HelpStatus::InProgress)).await;
    let helper = ana.calls[&id].state.help().and_then(|help| help.helper()).unwrap();
    assert_eq!(helper.name.text(), "Sofia Marin");
    let supervision = sofia.calls[&id].state.supervisor(&person("sofia")).unwrap().origin;
    assert_eq!(supervision, Origin::Request(1), "the interaction is open with it");

    let mut voice = Voice::join(&mut sofia, id, b"supervisor").await;
    connected(&mut sofia, id, "sofia").await;
    sofia
        .ask(id, Command::Supervise(SuperviseCommand::TakeAction { action: Action::Coach }))
        .await
        .unwrap();
    active(&mut sofia, id, "sofia", Action::Coach).await;
    call.voice.hears(b"supervisor").await;
    voice.hears(b"agent").await;
    sofia
        .ask(
            id,
            Command::Supervise(SuperviseCommand::SendNote { text: "Offer a visit.".to_owned() }),
        )
        .await
        .unwrap();
    ana.ask(id, close(1)).await.unwrap();
    let noted = |stamped: &backline_core::interaction::Stamped| {
        let Fact::Supervise(SuperviseFact::NoteSent { by, text }) = &stamped.fact else {
            return None;
        };
        Some((by.name.text().to_owned(), text.text().to_owned()))
    };
    let notes: Vec<_> = ana.calls[&id].facts.iter().filter_map(noted).collect();
    assert_eq!(notes, [("Sofia Marin".to_owned(), "Offer a visit.".to_owned())]);
    sofia.until_state(id, |call| stands(call, 1, HelpStatus::Closed)).await;
    let own = sofia.calls[&id].state.supervisor(&person("sofia")).unwrap();
    assert_eq!(*own.stance, Stance::Idle, "closing ends the coaching at once");

    ana.ask(id, request("")).await.unwrap();
    sofia.until_state(id, |call| stands(call, 2, HelpStatus::Requested)).await;
    ana.ask(id, cancel(2)).await.unwrap();
    sofia.until_state(id, |call| stands(call, 2, HelpStatus::Cancelled)).await;
    let cancelled = Refusal::Help(HelpRefusal::HelpCancelled { by: "Ana Ribeiro".to_owned() });
    assert_eq!(sofia.ask(id, claim(2)).await, Err(cancelled));
    assert_eq!(sofia.ask(id, claim(1)).await, Err(Refusal::Help(HelpRefusal::HelpEnded)));
}

///
#[tokio::test]
async fn who_has_taken_it_may_leave_and_the_agent_asks_again() {
    let server = Server::start().await;
    let (mut call, mut sofia) = watched(&server).await;
    let (id, ana) = (call.id, &mut call.agent);
    ana.ask(id, request("")).await.unwrap();
    sofia.ask(id, claim(1)).await.unwrap();
    sofia.ask(id, Command::Supervise(SuperviseCommand::Disconnect)).await.unwrap();
    let left = |call: &Interaction| {
        let work = call.help().and_then(|help| help.engagement());
        work.is_some_and(|work| {
            work.presence != backline_core::interaction::help::HelperPresence::There
        })
    };
    ana.until_state(id, left).await;
    let again = Command::Help(HelpCommand::AskAgain { request: 1 });
    ana.ask(id, again).await.unwrap();
    let mut sam = Client::person(&server, "sam", Page::Workspace).await;
    sam.until_state(id, |call| stands(call, 1, HelpStatus::Requested)).await;
    sam.available().await;
    sam.ask(id, claim(1)).await.unwrap();
    ana.until_state(id, |call| stands(call, 1, HelpStatus::InProgress)).await;
    let helper = ana.calls[&id].state.help().and_then(|help| help.helper()).unwrap();
    assert_eq!(helper.person, person("sam"));
}

#[tokio::test]
async fn receipts_are_told_to_who_asked_and_count_from_who_is_asked() {
    let server = Server::start().await;
    let (mut call, mut sofia) = watched(&server).await;
    let mut sam = Client::person(&server, "sam", Page::Workspace).await;
    sam.available().await;
    let mut others = Vec::new();
    for (name, page) in [("gwen", Page::Workspace), ("ben", Page::Panel), ("ada", Page::Workspace)]
    {
        others.push(Client::person(&server, name, page).await);
    }
    let id = call.id;
    call.agent.ask(id, request("")).await.unwrap();
    for stranger in &mut others {
        stranger.say(&receipt(id, true)).await;
        // What follows it on the same socket is answered after it.
        assert_eq!(stranger.ask(id, claim(1)).await, Err(Refusal::NoSuchCall));
    }
    sofia.say(&receipt(id, true)).await;
    sam.say(&receipt(id, false)).await;
    let counted = |call: &Interaction| {
        let run = call.help().and_then(|help| help.run());
        run.is_some_and(|run| run.delivered.len() == 2 && run.seen.len() == 1)
    };
    call.agent.until_state(id, counted).await;
    let run = call.agent.calls[&id].state.help().and_then(|help| help.run()).unwrap().clone();
    assert!(run.delivered.iter().eq([&person("sam"), &person("sofia")]), "{run:?}");
    assert!(run.seen.iter().eq([&person("sofia")]), "{run:?}");
    sofia.ask(id, claim(1)).await.unwrap();
    sam.until_state(id, |call| stands(call, 1, HelpStatus::InProgress)).await;
    for supervisor in [&sofia, &sam] {
        let received = |stamped: &backline_core::interaction::Stamped| {
            matches!(
                &stamped.fact,
                Fact::Help(HelpFact::Request { what: RequestFact::Received { .. }, .. })
            )
        };
        assert!(!supervisor.calls[&id].facts.iter().any(received));
    }
}

/// An agent may be a helper where the tenant says so, and has then what was granted and no more.
#[tokio::test]
async fn a_helper_without_the_role_takes_it_writes_a_note_and_may_do_nothing_else() {
    let server = Server::start().await;
    configure(&server, |read| {
        let ben = one_of(read, "ben");
        ben.grants.push(Grant::Help);
        ben.supervises.push("front".parse().unwrap());
    });
    let mut call = answered(&server, "ana").await;
    let mut ben = Client::person(&server, "ben", Page::Workspace).await;
    ben.available().await;
    let (id, ana) = (call.id, &mut call.agent);
    assert!(!ben.calls.contains_key(&id), "a call that does not ask is not shown");
    ana.ask(id, request("")).await.unwrap();
    ben.until_state(id, |call| stands(call, 1, HelpStatus::Requested)).await;
    ben.ask(id, claim(1)).await.unwrap();
    ben.ask(id, Command::Supervise(SuperviseCommand::SendNote { text: "Restart it.".to_owned() }))
        .await
        .unwrap();
    let _voice = Voice::join(&mut ben, id, b"supervisor").await;
    connected(&mut ben, id, "ben").await;
    for action in Action::ALL {
        let grant = action.grant();
        let refused =
            ben.ask(id, Command::Supervise(SuperviseCommand::TakeAction { action })).await;
        assert_eq!(refused, Err(Refusal::NotPermitted { grant }));
    }
    ben.ask(id, Command::Supervise(SuperviseCommand::Disconnect)).await.unwrap();
    ana.ask(id, close(1)).await.unwrap();
    ben.until(|message| matches!(message, ServerMessage::Withdrawn { .. })).await;
    assert_eq!(
        ben.ask(id, Command::Supervise(SuperviseCommand::OpenInteraction)).await,
        Err(Refusal::NoSuchCall)
    );
}
