//! One help request: raised, looked at, claimed, rejected, cancelled, closed, asked again.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use backline_core::{
    id::{PersonId, ReasonId},
    interaction::{
        Command, HelpCommand, HelpRefusal, Refusal,
        help::{NewBrief, Severity},
    },
    terms::{CountUp, Since},
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    asked::{ApiRequest, Body, RequestPath, Spoken},
    caller::Caller,
    problem::Problem,
    shape::HelpRequestView,
    view,
};
use crate::app::App;

/// What a helper is asked for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewHelpRequest {
    /// One of the tenant's reasons, by its id.
    #[schema(value_type = String, example = "technical")]
    reason: ReasonId,
    /// What the helper should know; at most 500 characters.
    #[serde(default)]
    comment: String,
    /// `assist` or `emergency`.
    #[serde(default)]
    #[schema(schema_with = super::schema::severity)]
    severity: Severity,
    /// *Text* of the popup, as Markdown; the tenant's own where there is none.
    #[serde(default)]
    text: String,
    /// *Additional timers* of the popup, at most two; the tenant's own where there are none.
    #[serde(default)]
    #[schema(max_items = 2)]
    timers: Vec<NewTimer>,
    /// The agent for whom a machine asks.
    #[schema(value_type = Option<String>, example = "ana")]
    on_behalf_of: Option<PersonId>,
}

/// A timer that counts up.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewTimer {
    /// *Label*.
    label: String,
    /// *Unix Timestamp*, in seconds.
    unix_timestamp: u64,
}

impl Body for NewHelpRequest {
    fn on_behalf_of(&self) -> Option<&PersonId> {
        self.on_behalf_of.as_ref()
    }
}

/// Ask for help: the agent of the call, or a machine on that agent's behalf.
#[utoipa::path(
    post,
    path = "/api/v1/interactions/{interaction}/help-requests",
    tag = "help requests",
    request_body = NewHelpRequest,
    responses(
        (status = 201, description = "It is asked.", body = HelpRequestView),
        (status = 204, description = "The same, and this one does not see the call any more.")
    )
)]
pub(super) async fn raise(asked: ApiRequest<NewHelpRequest>) -> Result<Response, Problem> {
    let body = &asked.body;
    let timers = body.timers.iter().map(count_up).collect();
    let command = HelpCommand::Request {
        reason: body.reason.clone(),
        comment: body.comment.clone(),
        severity: body.severity,
        brief: NewBrief { text: body.text.clone(), timers },
    };
    asked.pass_on(Command::Help(command)).await?;
    let ApiRequest { app, who, id, address: RequestPath { interaction, .. }, .. } = &asked;
    let raised = app.store.help_raised(&who.tenant, (*interaction, *id), &who.identity).await?;
    let number = raised.ok_or(Refusal::Help(HelpRefusal::NoSuchRequest))?;
    let place = format!("/api/v1/interactions/{interaction}/help-requests/{number}");
    let view = view::request(app, who, (*interaction, number)).await?;
    let shown = |view: HelpRequestView| {
        (StatusCode::CREATED, [(header::LOCATION, place)], Json(view)).into_response()
    };
    Ok(view.map_or_else(unseen, shown))
}

fn count_up(timer: &NewTimer) -> CountUp {
    CountUp { label: timer.label.clone(), since: Since::Unix(timer.unix_timestamp) }
}

/// A help request with its comment, its exits and its clocks, live or ended.
#[utoipa::path(
    get,
    path = "/api/v1/interactions/{interaction}/help-requests/{number}",
    tag = "help requests",
    responses((status = 200, description = "As it stands.", body = HelpRequestView))
)]
pub(super) async fn one(
    State(app): State<Arc<App>>,
    caller: Caller,
    address: RequestPath,
) -> Result<Json<HelpRequestView>, Problem> {
    let who = caller.author(None)?;
    let view = view::request(&app, &who, (address.interaction, address.number())).await?;
    Ok(Json(view.ok_or(Refusal::NoSuchCall)?))
}

/// Take it (*Claim*, *Confirm*): somebody whom it asks, or a machine on their behalf.
#[utoipa::path(
    post,
    path = "/api/v1/interactions/{interaction}/help-requests/{number}/claim",
    tag = "help requests",
    request_body = Option<Spoken>,
    responses(
        (status = 200, description = "It is In Progress.", body = HelpRequestView),
        (status = 204, description = "The same, and this one does not see the call any more.")
    )
)]
pub(super) async fn claim(asked: ApiRequest<Spoken>) -> Result<Response, Problem> {
    about(asked, |request| HelpCommand::Claim { request }).await
}

/// Deny it (*Reject*): somebody whom it asks, or a machine on their behalf.
#[utoipa::path(
    post,
    path = "/api/v1/interactions/{interaction}/help-requests/{number}/reject",
    tag = "help requests",
    request_body = Option<Spoken>,
    responses(
        (status = 200, description = "It does not ask this person any more.", body = HelpRequestView),
        (status = 204, description = "The same, and this one does not see the call any more.")
    )
)]
pub(super) async fn reject(asked: ApiRequest<Spoken>) -> Result<Response, Problem> {
    about(asked, |request| HelpCommand::Reject { request }).await
}

/// It is not needed any more, and nobody has taken it: its agent.
#[utoipa::path(
    post,
    path = "/api/v1/interactions/{interaction}/help-requests/{number}/cancel",
    tag = "help requests",
    request_body = Option<Spoken>,
    responses(
        (status = 200, description = "It is cancelled.", body = HelpRequestView),
        (status = 204, description = "The same, and this one does not see the call any more.")
    )
)]
pub(super) async fn cancel(asked: ApiRequest<Spoken>) -> Result<Response, Problem> {
    about(asked, |request| HelpCommand::Cancel { request }).await
}

/// It is over, somebody had taken it: its agent.
#[utoipa::path(
    post,
    path = "/api/v1/interactions/{interaction}/help-requests/{number}/close",
    tag = "help requests",
    request_body = Option<Spoken>,
    responses(
        (status = 200, description = "It is closed.", body = HelpRequestView),
        (status = 204, description = "The same, and this one does not see the call any more.")
    )
)]
pub(super) async fn close(asked: ApiRequest<Spoken>) -> Result<Response, Problem> {
    about(asked, |request| HelpCommand::Close { request }).await
}

/// The helper has gone; everybody is asked again: its agent.
#[utoipa::path(
    post,
    path = "/api/v1/interactions/{interaction}/help-requests/{number}/ask-again",
    tag = "help requests",
    request_body = Option<Spoken>,
    responses(
        (status = 200, description = "It is asked again.", body = HelpRequestView),
        (status = 204, description = "The same, and this one does not see the call any more.")
    )
)]
pub(super) async fn ask_again(asked: ApiRequest<Spoken>) -> Result<Response, Problem> {
    about(asked, |request| HelpCommand::AskAgain { request }).await
}

async fn about(
    asked: ApiRequest<Spoken>,
    command: impl Fn(u32) -> HelpCommand,
) -> Result<Response, Problem> {
    let number = asked.address.number();
    asked.pass_on(Command::Help(command(number))).await?;
    let request = (asked.address.interaction, number);
    let view = view::request(&asked.app, &asked.who, request).await?;
    Ok(view.map_or_else(unseen, |view| Json(view).into_response()))
}

/// It is done, and its author does not see the call any more.
fn unseen() -> Response {
    StatusCode::NO_CONTENT.into_response()
}
