//! Who is first, when two are at once; and what comes in heaps or makes no sense.

use backline_core::people::HelpStatus;
use backline_core::{
    id::{CommandId, InteractionId},
    interaction::{
        CallCommand, CallRefusal, Command, HelpCommand, HelpRefusal, Refusal, Stage,
        help::{NewBrief, Severity},
    },
    protocol::{ClientMessage, Page, ServerMessage},
};
use uuid::Uuid;

use super::{
    client::Client,
    help::{cancel, claim, close, request, stands, watched},
    server::Server,
};

/// How many races are run; `BACKLINE_RACES` says another number.
fn races() -> u32 {
    std::env::var("BACKLINE_RACES").ok().and_then(|text| text.parse().ok()).unwrap_or(1000)
}

/// How many of them each call takes, whose requests are bounded, and so is what its agent may have
/// recorded.
fn by_call(races: u32) -> impl Iterator<Item = u32> {
    const ON_ONE: u32 = 50;
    (0..races).step_by(ON_ONE as usize).map(move |before| (races - before).min(ON_ONE))
}

///
#[tokio::test]
async fn of_two_who_confirm_at_once_exactly_one_has_it_and_the_other_is_told_who() {
    let mut won = [0; 2];
    for races in by_call(races()) {
        let server = Server::start().await;
        let (mut call, mut sofia) = watched(&server).await;
        let mut sam = Client::person(&server, "sam", Page::Workspace).await;
        sam.available().await;
        let id = call.id;
        for number in 1..=races {
            call.agent.ask(id, request("")).await.unwrap();
            let outcome = if number % 2 == 0 {
                tokio::join!(sofia.ask(id, claim(number)), sam.ask(id, claim(number)))
            } else {
                let (sams, sofias) =
                    tokio::join!(sam.ask(id, claim(number)), sofia.ask(id, claim(number)));
                (sofias, sams)
            };
            let taken = |by: &str| Err(Refusal::Help(HelpRefusal::HelpTaken { by: by.to_owned() }));
            match outcome {
                (Ok(()), refused) => {
                    assert_eq!(refused, taken("Sofia Marin"), "race {number}");
                    won[0] += 1;
                }
                (refused, Ok(())) => {
                    assert_eq!(refused, taken("Sam Lindqvist"), "race {number}");
                    won[1] += 1;
                }
                both => panic!("race {number}: {both:?}"),
            }
            call.agent.ask(id, close(number)).await.unwrap();
        }
    }
    assert!(won.iter().all(|won| *won > 0), "one is always first: {won:?}");
}

///
#[tokio::test]
async fn of_a_cancel_and_a_confirm_at_once_one_counts_and_the_loser_is_told_what_happened() {
    for races in by_call(races() / 5) {
        let server = Server::start().await;
        let (mut call, mut sofia) = watched(&server).await;
        let id = call.id;
        for number in 1..=races {
            call.agent.ask(id, request("")).await.unwrap();
            let outcome = if number % 2 == 0 {
                tokio::join!(call.agent.ask(id, cancel(number)), sofia.ask(id, claim(number)))
            } else {
                let (claimed, cancelled) =
                    tokio::join!(sofia.ask(id, claim(number)), call.agent.ask(id, cancel(number)));
                (cancelled, claimed)
            };
            match outcome {
                (Ok(()), Err(Refusal::Help(HelpRefusal::HelpCancelled { by }))) => {
                    assert_eq!(by, "Ana Ribeiro")
                }
                (Err(Refusal::Help(HelpRefusal::HelpTaken { by })), Ok(())) => {
                    assert_eq!(by, "Sofia Marin");
                    call.agent.ask(id, close(number)).await.unwrap();
                }
                other => panic!("race {number}: {other:?}"),
            }
        }
    }
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_with_the_rule_and_changes_nothing() {
    let server = Server::start().await;
    let mut ana = Client::person(&server, "ana", Page::Panel).await;
    let nowhere = InteractionId(Uuid::new_v4());
    assert_eq!(ana.ask(nowhere, request("")).await, Err(Refusal::NoSuchCall));
    let id = server.bring_caller(Some("ana")).await;
    ana.until_state(id, |call| matches!(call.stage(), Stage::Ringing { .. })).await;
    assert_eq!(ana.ask(id, request("")).await, Err(Refusal::Call(CallRefusal::NotAnswered)));
    ana.ask(id, Command::Call(CallCommand::Answer)).await.unwrap();
    for number in [0, 1, u32::MAX] {
        assert_eq!(
            ana.ask(id, cancel(number)).await,
            Err(Refusal::Help(HelpRefusal::NoSuchRequest))
        );
    }
    let long = "x".repeat(50_000);
    assert_eq!(ana.ask(id, request(&long)).await, Err(Refusal::TextTooLong { limit: 500 }));
    let unknown = HelpCommand::Request {
        reason: "weather".parse().unwrap(),
        comment: String::new(),
        severity: Severity::Emergency,
        brief: NewBrief::default(),
    };
    assert_eq!(
        ana.ask(id, Command::Help(unknown)).await,
        Err(Refusal::Help(HelpRefusal::UnknownReason))
    );
    assert!(ana.calls[&id].state.help().is_none());

    // More than a message may have closes the socket, and no more than that.
    let mut other = Client::person(&server, "sofia", Page::Workspace).await;
    other.say(&asks(id, request(&"x".repeat(100_000)))).await;
    other.until_closed().await;
    ana.ask(id, request("Short.")).await.unwrap();
    ana.ask(id, Command::Call(CallCommand::HangUp)).await.unwrap();
    let mut sofia = Client::person(&server, "sofia", Page::Workspace).await;
    sofia.available().await;
    assert_eq!(sofia.ask(id, claim(1)).await, Err(Refusal::CallEnded));
    assert_eq!(ana.ask(id, request("")).await, Err(Refusal::CallEnded));
}

#[tokio::test]
async fn of_a_thousand_submits_at_once_one_counts_and_nobody_else_is_held_up() {
    let server = Server::start().await;
    let (mut call, mut sofia) = watched(&server).await;
    let id = call.id;
    for _ in 0..1000 {
        call.agent.say(&asks(id, request("Now."))).await;
    }
    sofia.until_state(id, |call| stands(call, 1, HelpStatus::Requested)).await;
    sofia.ask(id, claim(1)).await.unwrap();
    let (mut done, mut refused) = (0, 0);
    while done + refused < 1000 {
        match call.agent.next().await.expect("the socket stays open") {
            ServerMessage::Done { .. } => done += 1,
            ServerMessage::Refused { refusal, .. } => {
                let known =
                    [Refusal::Help(HelpRefusal::HelpAlreadyRequested), Refusal::NotRecorded];
                assert!(known.contains(&refusal), "{refusal:?}");
                refused += 1;
            }
            _ => {}
        }
    }
    assert_eq!(done, 1);
    assert!(stands(&sofia.calls[&id].state, 1, HelpStatus::InProgress));
}

fn asks(interaction: InteractionId, command: Command) -> ClientMessage {
    ClientMessage::Command { id: CommandId(Uuid::new_v4()), interaction, command }
}
