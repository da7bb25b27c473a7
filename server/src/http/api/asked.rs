//! A command as it comes in over HTTP: who, under which key, on which interaction, with what.

use std::sync::Arc;

use axum::{
    RequestExt as _,
    body::Bytes,
    extract::{FromRequest, FromRequestParts, RawPathParams, Request, rejection::BytesRejection},
    http::{StatusCode, request::Parts},
};
use backline_core::{
    id::{CommandId, InteractionId, PersonId},
    interaction::{Command, Refusal},
    people::Actor,
};
use serde::{Deserialize, de::DeserializeOwned};
use utoipa::ToSchema;

use super::{ask::Instruction, caller::Caller, key::command_id, problem::Problem};
use crate::app::App;

/// A body that may name for whom a machine speaks.
pub(super) trait Body: DeserializeOwned + Send {
    /// That person, if it names one.
    fn on_behalf_of(&self) -> Option<&PersonId>;
}

/// What is asked.
pub(super) struct ApiRequest<B> {
    pub(super) app: Arc<App>,
    pub(super) who: Actor,
    pub(super) id: CommandId,
    pub(super) address: RequestPath,
    pub(super) body: B,
}

/// What an address names.
pub(super) struct RequestPath {
    pub(super) interaction: InteractionId,
    /// What it names below the interaction.
    pub(super) named: Option<String>,
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

impl<B> ApiRequest<B> {
    /// Passes a command on.
    pub(super) async fn pass_on(&self, command: Command) -> Result<(), Problem> {
        let (who, id, interaction) = (self.who.clone(), self.id, self.address.interaction);
        super::ask::ask(&self.app, &Instruction { who, id, interaction, command }).await
    }
}

impl<B: Body> FromRequest<Arc<App>> for ApiRequest<B> {
    type Rejection = Problem;

    async fn from_request(mut request: Request, app: &Arc<App>) -> Result<Self, Problem> {
        let caller: Caller = request.extract_parts_with_state(app).await?;
        let id = command_id(request.headers())?;
        let address = request.extract_parts().await?;
        let bytes = Bytes::from_request(request, app).await.map_err(|error| unread(&error))?;
        let text: &[u8] = if bytes.is_empty() { b"{}" } else { &bytes };
        let body: B = serde_json::from_slice(text)
            .map_err(|error| Problem::unreadable(format!("The body cannot be read: {error}.")))?;
        let who = caller.author(body.on_behalf_of().cloned())?;
        Ok(Self { app: Arc::clone(app), who, id, address, body })
    }
}

impl RequestPath {
    /// The number of a request. A number that is none is the number of no request.
    pub(super) fn number(&self) -> u32 {
        self.named.as_deref().and_then(|number| number.parse().ok()).unwrap_or(0)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for RequestPath {
    type Rejection = Problem;

    /// What is no id is no interaction either, and both are answered alike.
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let named = RawPathParams::from_request_parts(parts, state).await;
        let named = named.map_err(|_| Refusal::NoSuchCall)?;
        let of = |key: &str| named.iter().find(|(name, _)| *name == key).map(|(_, value)| value);
        let interaction = of("interaction").and_then(|id| id.parse().ok());
        let named = of("number").or_else(|| of("person")).map(str::to_owned);
        Ok(Self { interaction: interaction.ok_or(Refusal::NoSuchCall)?, named })
    }
}

fn unread(error: &BytesRejection) -> Problem {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            let detail = "The body is too large. At most 64 KiB are allowed.";
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", detail)
        }
        _ => Problem::unreadable("The body did not come to its end."),
    }
}
