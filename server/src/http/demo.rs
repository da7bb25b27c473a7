//! What exists in the demo only: signing in by name, and a caller on request.

use std::sync::Arc;

use axum::{
    Json,
    extract::{State, rejection::JsonRejection},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
};
use backline_core::{
    actor::{Actor, Grant},
    id::{InteractionId, PersonId},
    protocol::Page,
};
use serde::{Deserialize, Serialize};
use tokio::sync::oneshot;

use super::{FOREIGN, is_foreign, sign_in::Session, sorry};
use crate::{
    app::App,
    auth::tokens::SESSION_FOR,
    config::{Config, TenantConfig},
    session::{message::Ask, scripted},
};

/// Who wants to be whom.
#[derive(Deserialize)]
pub(super) struct SignIn {
    #[serde(rename = "as")]
    person: PersonId,
}

/// Whom the caller asks for.
#[derive(Deserialize)]
pub(super) struct Caller {
    to: Option<PersonId>,
}

#[derive(Serialize)]
struct Called {
    interaction: InteractionId,
}

/// `POST /api/session/demo`
pub(super) async fn sign_in(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Result<Json<SignIn>, JsonRejection>,
) -> Response {
    std::future::ready(signed_in(&app, &headers, body)).await
}

fn signed_in(
    app: &App,
    headers: &HeaderMap,
    body: Result<Json<SignIn>, JsonRejection>,
) -> Response {
    if is_foreign(app, headers) {
        return sorry(StatusCode::FORBIDDEN, FOREIGN);
    }
    let Ok(Json(SignIn { person })) = body else {
        return sorry(StatusCode::BAD_REQUEST, "Send {\"as\": \"ana\"}, or another name.");
    };
    let config = app.config();
    let found =
        tenant_of(&config, &person).and_then(|tenant| Some((tenant, tenant.person(&person)?)));
    let Some((tenant, somebody)) = found else {
        return sorry(StatusCode::NOT_FOUND, "The demo has nobody of this name. Try ana or sofia.");
    };
    let profile = somebody.profile();
    let who = Actor::person(tenant.id.clone(), person);
    let until = app.sessions.clock().now().plus(SESSION_FOR);
    let page =
        if profile.grants.contains(&Grant::TakeCalls) { Page::Panel } else { Page::Workspace };
    let name = profile.card.name.text().to_owned();
    Json(Session { token: app.tokens.issue(&who, until), name, page }).into_response()
}

/// In the demo a name belongs to one tenant only.
fn tenant_of<'c>(config: &'c Config, person: &PersonId) -> Option<&'c TenantConfig> {
    config.tenants.iter().find(|tenant| tenant.person(person).is_some())
}

/// `POST /api/demo/caller`
pub(super) async fn bring_caller(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Option<Json<Caller>>,
) -> Response {
    if is_foreign(&app, &headers) {
        return sorry(StatusCode::FORBIDDEN, FOREIGN);
    }
    let to = body.and_then(|Json(caller)| caller.to);
    let config = app.config();
    let tenant = match &to {
        Some(person) => tenant_of(&config, person),
        None => config.tenants.first(),
    };
    let Some(handle) = tenant.and_then(|tenant| app.sessions.tenant(&tenant.id)) else {
        return sorry(StatusCode::NOT_FOUND, "The demo has nobody of this name. Try ana or ben.");
    };
    let (reply, answer) = oneshot::channel();
    let call = scripted::call(scripted::visitor(), to);
    let asked = handle.asks.send(Ask::ScriptedCall { call, reply }).await;
    match (asked, answer.await) {
        (Ok(()), Ok(Some(interaction))) => Json(Called { interaction }).into_response(),
        _ => sorry(
            StatusCode::SERVICE_UNAVAILABLE,
            "The call could not be recorded, so it was not made. Try again.",
        ),
    }
}
