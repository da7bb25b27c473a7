//! Who helps, whether or not they were asked, and what is known of the customer: the *claimed by*
//! list and the contact.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use backline_core::{
    id::{InteractionId, PersonId},
    interaction::{
        Command, Contact, ContactCommand, HelpCommand, HelpRefusal, Refusal, contact::ContactField,
        help::HelpRequest,
    },
    people::Actor,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    asked::{ApiRequest, Body, RequestPath, Spoken},
    caller::Caller,
    problem::Problem,
    shape::NamedPerson,
    view::Outline,
};
use crate::app::App;

/// Who helps on an interaction.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Helpers)]
pub(super) struct HelpersView {
    /// The *claimed by* list.
    claimed_by: Vec<NamedPerson>,
    /// Who has taken the last help request, or had when it ended; nobody while it is asked.
    #[serde(rename = "HelpProvidedBy")]
    help_provided_by: Option<NamedPerson>,
}

/// Somebody to put on the list.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewHelper {
    /// Whom, by id.
    #[schema(value_type = String, example = "sofia")]
    person: PersonId,
    /// For whom a machine speaks.
    #[schema(value_type = Option<String>)]
    on_behalf_of: Option<PersonId>,
}

/// What is known of the customer: all of it, in the place of what was known before.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = Contact)]
#[serde(deny_unknown_fields)]
pub(super) struct ContactBody {
    /// Name.
    name: Option<String>,
    /// Number.
    number: Option<String>,
    /// Whatever else there is, at most 20 lines, in this order.
    #[serde(default)]
    fields: Vec<ContactLine>,
    /// What was said so far, at most 4,000 characters.
    summary: Option<String>,
    /// What the customer wants, at most 4,000 characters.
    intent: Option<String>,
    /// For whom a machine speaks.
    #[schema(value_type = Option<String>)]
    on_behalf_of: Option<PersonId>,
}

/// A line of a contact.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = ContactField)]
#[serde(deny_unknown_fields)]
pub(super) struct ContactLine {
    /// What it is.
    label: String,
    /// Its value.
    value: String,
}

impl Body for NewHelper {
    fn on_behalf_of(&self) -> Option<&PersonId> {
        self.on_behalf_of.as_ref()
    }
}

impl Body for ContactBody {
    fn on_behalf_of(&self) -> Option<&PersonId> {
        self.on_behalf_of.as_ref()
    }
}

/// Who helps on an interaction.
#[utoipa::path(
    get,
    path = "/api/v1/interactions/{interaction}/helpers",
    tag = "helpers",
    responses((status = 200, description = "They do.", body = HelpersView))
)]
pub(super) async fn all(
    State(app): State<Arc<App>>,
    caller: Caller,
    address: RequestPath,
) -> Result<Json<HelpersView>, Problem> {
    listed(&app, &caller.author(None)?, address.interaction).await.map(Json)
}

/// Put somebody on the list: an administrator, or a machine for itself.
#[utoipa::path(
    post,
    path = "/api/v1/interactions/{interaction}/helpers",
    tag = "helpers",
    request_body = NewHelper,
    responses((status = 200, description = "They are on it.", body = HelpersView))
)]
pub(super) async fn add(asked: ApiRequest<NewHelper>) -> Result<Json<HelpersView>, Problem> {
    let person = asked.body.person.clone();
    operate(&asked, HelpCommand::AddHelper { person }).await.map(Json)
}

/// Take somebody off the list, and off the request that they have taken: an administrator, or a
/// machine for itself.
#[utoipa::path(
    delete,
    path = "/api/v1/interactions/{interaction}/helpers/{person}",
    tag = "helpers",
    request_body = Option<Spoken>,
    responses((status = 200, description = "They are not on it.", body = HelpersView))
)]
pub(super) async fn remove(asked: ApiRequest<Spoken>) -> Result<Json<HelpersView>, Problem> {
    let person = asked.address.named.as_deref().and_then(|person| PersonId::new(person).ok());
    // What is no name is on no list.
    let Some(person) = person else {
        return Err(Refusal::Help(HelpRefusal::HelperNotListed).into());
    };
    operate(&asked, HelpCommand::RemoveHelper { person }).await.map(Json)
}

/// Say what is known of the customer: an administrator, or a machine for itself.
#[utoipa::path(
    put,
    path = "/api/v1/interactions/{interaction}/contact",
    tag = "helpers",
    request_body = ContactBody,
    responses((status = 204, description = "It is known."))
)]
pub(super) async fn contact(asked: ApiRequest<ContactBody>) -> Result<StatusCode, Problem> {
    let contact = Contact::from(&asked.body);
    asked.pass_on(Command::Contact(ContactCommand::Note { contact })).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn operate<B>(asked: &ApiRequest<B>, command: HelpCommand) -> Result<HelpersView, Problem> {
    asked.pass_on(Command::Help(command)).await?;
    listed(&asked.app, &asked.who, asked.address.interaction).await
}

async fn listed(
    app: &App,
    who: &Actor,
    interaction: InteractionId,
) -> Result<HelpersView, Problem> {
    let Outline { call, floor } = Outline::of(app, who, interaction).await?;
    let listed = call.helpers_for(who, &floor).ok_or(Refusal::NoSuchCall)?;
    Ok(HelpersView {
        claimed_by: listed.into_iter().map(NamedPerson::from).collect(),
        help_provided_by: call.help().and_then(HelpRequest::helper).map(NamedPerson::from),
    })
}

impl From<&ContactBody> for Contact {
    fn from(body: &ContactBody) -> Self {
        let field = |line: &ContactLine| ContactField {
            label: line.label.clone(),
            value: line.value.clone(),
        };
        Self {
            name: body.name.clone(),
            number: body.number.clone(),
            fields: body.fields.iter().map(field).collect(),
            summary: body.summary.clone(),
            intent: body.intent.clone(),
        }
    }
}
