//! A voice: a browser that joins an interaction for a client, and speaks and hears from then on.

use backline_core::{
    id::InteractionId,
    interaction::{CallCommand, Command, Offer},
    protocol::ServerMessage,
};

use super::client::Client;
use super::talker::Calling;
pub(crate) use super::talker::Talker as Voice;

impl Voice {
    /// Joins, and speaks from then on.
    pub(crate) async fn join(
        client: &mut Client,
        interaction: InteractionId,
        says: &'static [u8],
    ) -> Self {
        let (calling, offer) = Calling::new();
        let join = Command::Call(CallCommand::Join { offer: Offer(offer) });
        client.ask(interaction, join).await.unwrap();
        let answer = client.until(|m| matches!(m, ServerMessage::Answer { .. })).await;
        let ServerMessage::Answer { sdp, .. } = answer else { unreachable!() };
        calling.talks(&sdp, says)
    }
}
