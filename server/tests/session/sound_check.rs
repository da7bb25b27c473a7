//! An agent on whose call no sound came up: rung by nobody until a connection to the server has.

use backline_core::{
    floor::{FloorCommand, FloorRefusal},
    id::CommandId,
    interaction::{CallCommand, Command, Offer},
    people::Presence,
    protocol::{ClientMessage, Page, ServerMessage},
    time::Millis,
};
use uuid::Uuid;

use super::{client::Client, reload::reread, server::Server, talker::Calling, voice::Voice};

/// What the server says to this, by its id.
async fn says(
    client: &mut Client,
    id: CommandId,
    message: ClientMessage,
) -> Result<(), FloorRefusal> {
    client.say(&message).await;
    let answers = |message: &ServerMessage| match message {
        ServerMessage::Done { id: it, .. } | ServerMessage::FloorRefused { id: it, .. } => {
            *it == id
        }
        _ => false,
    };
    match client.until(answers).await {
        ServerMessage::FloorRefused { refusal, .. } => Err(refusal),
        _ => Ok(()),
    }
}

async fn available(client: &mut Client) -> Result<(), FloorRefusal> {
    let (id, presence) = (CommandId(Uuid::new_v4()), Presence::Available);
    let command = FloorCommand::SetPresence { presence };
    says(client, id, ClientMessage::Floor { id, command }).await
}

///
#[tokio::test]
async fn an_agent_whose_sound_did_not_come_up_is_available_again_by_a_connection_that_does() {
    let server = Server::start().await;
    reread(&server, |config| config.tenants[0].terms.party_grace = Millis(300)).await;
    let mut ana = Client::person(&server, "ana", Page::Panel).await;
    ana.available().await;
    let mut customer = Client::customer(&server).await;
    let call = customer.call(Some("ana")).await;
    let _voice = Voice::join(&mut customer, call, b"customer").await;
    ana.until_state(call, |call| call.agent().is_some()).await;
    ana.ask(call, Command::Call(CallCommand::Answer)).await.unwrap();
    // Her page never connects.
    ana.until_seen(|me| me.missed.as_ref().is_some_and(|missed| missed.unheard)).await;
    assert_eq!(ana.seen().presence, Presence::Busy);
    assert_eq!(available(&mut ana).await, Err(FloorRefusal::SoundUnheard));

    let id = CommandId(Uuid::new_v4());
    let garbage = ClientMessage::CheckSound { id, offer: Offer("v=0".to_owned()) };
    assert_eq!(says(&mut ana, id, garbage).await, Err(FloorRefusal::SoundUnheard));
    assert_eq!(available(&mut ana).await, Err(FloorRefusal::SoundUnheard));

    let (calling, offer) = Calling::new();
    let id = CommandId(Uuid::new_v4());
    ana.say(&ClientMessage::CheckSound { id, offer: Offer(offer) }).await;
    let answer = ana.until(|m| matches!(m, ServerMessage::Answer { .. })).await;
    let ServerMessage::Answer { sdp, .. } = answer else { unreachable!() };
    let _talker = calling.talks(&sdp, b"agent");
    ana.answer(id).await.unwrap();
    ana.until_seen(|me| me.presence == Presence::Available && me.missed.is_none()).await;
}
