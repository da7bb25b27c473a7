//! How fast pages may ask, as it is seen at their sockets: what comes faster waits there.

use std::time::Duration;

use backline_core::{
    id::{CommandId, InteractionId},
    interaction::{CallCommand, Command, Refusal},
    protocol::{ClientMessage, Credential, Page},
};
use tokio::time::{Instant, sleep_until};
use uuid::Uuid;

use super::{
    client::{Client, Hello},
    server::Server,
};

/// What a customer's browser may say at once, and how long each message beyond that waits.
const BURST: u32 = 60;
const EVERY: Duration = Duration::from_millis(200);

/// How many messages more than that are said here.
const BEYOND: u32 = 5;

/// Says so many messages at once; the last of them.
async fn says(page: &mut Client, messages: u32) -> CommandId {
    let mut last = CommandId::from_u128(0);
    for _ in 0..messages {
        last = CommandId(Uuid::new_v4());
        let (interaction, command) =
            (InteractionId::from_u128(1), Command::Call(CallCommand::Mute));
        page.say(&ClientMessage::Command { id: last, interaction, command }).await;
    }
    last
}

/// Waits for the answer, which does not come before `turn`, however late it is.
async fn is_answered_in_its_turn(page: &mut Client, id: CommandId, turn: Instant) {
    tokio::select! {
        biased;
        () = sleep_until(turn) => {}
        _ = page.answer(id) => panic!("read before its turn"),
    }
    assert_eq!(page.answer(id).await, Err(Refusal::NoSuchCall));
}

///
#[tokio::test]
async fn what_comes_faster_than_its_pace_waits_in_its_socket_and_a_new_one_brings_no_new_burst() {
    let server = Server::start().await;
    let mut customer = Client::customer(&server).await;
    let known = Hello::new(Page::Call, Credential::Visitor(customer.visitor_token()));
    // No more than the whole burst is there now.
    let began = Instant::now();
    let last = says(&mut customer, BURST + BEYOND).await;
    is_answered_in_its_turn(&mut customer, last, began + EVERY * BEYOND).await;

    let mut again = Client::greeted(&server, &known).await;
    let last = says(&mut again, BEYOND).await;
    // The hello has counted as well.
    is_answered_in_its_turn(&mut again, last, began + EVERY * (2 * BEYOND + 1)).await;
}
