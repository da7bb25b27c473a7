//! One request as a helper reads it: its head with the two answers, and what one should know
//! before one gives either.

mod answers;
mod context;
mod header;

use backline_core::{id::InteractionId, interaction::HelpRequest, replica::Replica};

pub(crate) use answers::Answers;
pub(crate) use context::{ContactRecord, RequestContext};
pub(crate) use header::{RequestHeader, RequestParticulars, title, waits_to_open};

/// The request on an interaction and the name of the agent who asks.
pub(crate) fn request(replica: &Replica, id: InteractionId) -> Option<(&HelpRequest, String)> {
    let call = replica.interaction(id)?;
    let agent = call.agent().map(|agent| agent.name.shown().into_owned());
    Some((call.help()?, agent.unwrap_or_else(|| "The agent".to_owned())))
}
