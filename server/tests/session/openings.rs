//! A customer's wish for a call: one however often it is sent, and known again without any number
//! that would give away who called.

use backline_core::{
    id::{CommandId, InteractionId, TenantId},
    interaction::Refusal,
    protocol::{ClientMessage, ServerMessage},
};

use super::{client::Client, server::Server};

const WISH: CommandId = CommandId::from_u128(1);

async fn wish(
    customer: &mut Client,
    id: CommandId,
    (name, number): (&str, &str),
) -> Result<InteractionId, Refusal> {
    let (name, number) = (name.to_owned(), Some(number.to_owned()));
    customer.say(&ClientMessage::Call { id, name, number, to: None }).await;
    let answers = |message: &ServerMessage| match message {
        ServerMessage::Done { id: it, .. } | ServerMessage::Refused { id: it, .. } => *it == id,
        _ => false,
    };
    match customer.until(answers).await {
        ServerMessage::Done { interaction, .. } => Ok(interaction.unwrap()),
        ServerMessage::Refused { refusal, .. } => Err(refusal),
        _ => unreachable!(),
    }
}

#[tokio::test]
async fn a_wish_that_comes_again_is_the_same_call_and_a_used_id_is_refused() {
    let server = Server::start().await;
    let mut customer = Client::customer(&server).await;
    let nora = ("Nora Vance", "+1 202 555 0101");
    let call = wish(&mut customer, WISH, nora).await.unwrap();
    assert_eq!(wish(&mut customer, WISH, nora).await, Ok(call));
    assert_eq!(wish(&mut customer, CommandId::from_u128(2), nora).await, Ok(call), "one at a time");
    let longer = ("Nora Vance-Miller", "+1 202 555 0101");
    assert_eq!(wish(&mut customer, WISH, longer).await, Err(Refusal::CommandReused));
}

#[tokio::test]
async fn what_is_kept_of_a_wish_is_the_same_for_names_and_numbers_of_the_same_length() {
    let server = Server::start().await;
    let mut kept = Vec::new();
    for who in [("Nora Vance", "+1 202 555 0101"), ("Otto Weber", "+49 30 90 18 20")] {
        let mut customer = Client::customer(&server).await;
        let call = wish(&mut customer, WISH, who).await.unwrap();
        let acme = TenantId::new("acme").unwrap();
        let records = server.running().app().store.interaction(&acme, call).await.unwrap();
        kept.push(records[0].cause.unwrap());
    }
    assert_eq!(kept[0], kept[1], "nothing that a guess at name or number could confirm");
}
