//! A command as it comes in over HTTP: who, under which key, on which interaction, with what.

use std::sync::Arc;

use axum::{
    RequestExt as _,
    body::Bytes,
    extract::{FromRequest, RawPathParams, Request, rejection::BytesRejection},
    http::StatusCode,
};
use backline_core::{
    actor::Actor,
    id::{CommandId, InteractionId, PersonId},
    interaction::{Command, Refusal},
};
use serde::{Deserialize, de::DeserializeOwned};
use utoipa::ToSchema;

use super::{ask::Order, caller::Caller, key::command_id, problem::Problem};
use crate::app::App;

/// A body that may name for whom a machine speaks.
pub(super) trait Body: DeserializeOwned + Send {
    /// That person, if it names one.
    fn on_behalf_of(&self) -> Option<&PersonId>;
}

/// What is asked.
pub(super) struct Asked<B> {
    pub(super) app: Arc<App>,
    pub(super) who: Actor,
    pub(super) id: CommandId,
    pub(super) interaction: InteractionId,
    /// What the address names below the interaction.
    pub(super) named: Option<String>,
    pub(super) body: B,
}

/// For whom a machine speaks, where nothing else is said.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Spoken {
    /// A person's id; the header `Backline-On-Behalf-Of` says the same.
    #[schema(value_type = Option<String>, example = "sofia")]
    on_behalf_of: Option<PersonId>,
}

impl Body for Spoken {
    fn on_behalf_of(&self) -> Option<&PersonId> {
        self.on_behalf_of.as_ref()
    }
}

impl<B> Asked<B> {
    /// Passes a command on.
    pub(super) async fn order(&self, command: Command) -> Result<(), Problem> {
        let (who, id, interaction) = (self.who.clone(), self.id, self.interaction);
        super::ask::ask(&self.app, &Order { who, id, interaction, command }).await
    }
}

impl<B: Body> FromRequest<Arc<App>> for Asked<B> {
    type Rejection = Problem;

    async fn from_request(mut request: Request, app: &Arc<App>) -> Result<Self, Problem> {
        let caller: Caller = request.extract_parts_with_state(app).await?;
        let id = command_id(request.headers())?;
        let (interaction, named) = address(&mut request).await?;
        let bytes = Bytes::from_request(request, app).await.map_err(|error| unread(&error))?;
        let text: &[u8] = if bytes.is_empty() { b"{}" } else { &bytes };
        let body: B = serde_json::from_slice(text)
            .map_err(|error| Problem::unreadable(format!("The body cannot be read: {error}.")))?;
        let who = caller.author(body.on_behalf_of().cloned())?;
        Ok(Self { app: Arc::clone(app), who, id, interaction, named, body })
    }
}

/// The interaction that an address names, and what it names below that.
async fn address(request: &mut Request) -> Result<(InteractionId, Option<String>), Problem> {
    let named: RawPathParams = request.extract_parts().await.map_err(|_| Refusal::NoSuchCall)?;
    let of = |key: &str| named.iter().find(|(name, _)| *name == key).map(|(_, value)| value);
    // What is no id is no interaction either, and both are answered alike.
    let interaction =
        of("interaction").and_then(|id| id.parse().ok()).ok_or(Refusal::NoSuchCall)?;
    Ok((interaction, of("number").or_else(|| of("person")).map(str::to_owned)))
}

fn unread(error: &BytesRejection) -> Problem {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            let detail = "The body is too large. It may have 64 KiB.";
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", detail)
        }
        _ => Problem::unreadable("The body did not come to its end."),
    }
}
