//! Signing in with a password. A name that does not exist is answered like a wrong password.

use std::sync::Arc;

use axum::{
    Json,
    extract::{ConnectInfo, State, rejection::JsonRejection},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
};
use backline_core::{
    actor::{Actor, Grant},
    id::{PersonId, TenantId},
    protocol::Page,
};
use serde::{Deserialize, Serialize};

use super::{FOREIGN, Peer, is_foreign, sorry};
use crate::{
    app::App,
    auth::{
        password::{Password, verify},
        tokens::SESSION_FOR,
    },
};

/// Who signs in.
#[derive(Deserialize)]
pub(super) struct SignIn {
    tenant: TenantId,
    person: PersonId,
    password: String,
}

/// A session, for the page to keep.
#[derive(Serialize)]
pub(super) struct Session {
    pub(super) token: String,
    pub(super) name: String,
    /// The page this person works on.
    pub(super) page: Page,
}

const WRONG: &str = "Name or password is wrong. Try again.";

/// `POST /api/session`
pub(super) async fn by_password(
    State(app): State<Arc<App>>,
    ConnectInfo(Peer(peer)): ConnectInfo<Peer>,
    headers: HeaderMap,
    body: Result<Json<SignIn>, JsonRejection>,
) -> Response {
    if is_foreign(&app, &headers) {
        return sorry(StatusCode::FORBIDDEN, FOREIGN);
    }
    let Ok(Json(SignIn { tenant, person, password })) = body else {
        return sorry(StatusCode::BAD_REQUEST, "Send tenant, person and password as JSON.");
    };
    if !app.sign_ins.admit(&format!("{tenant}/{person}"), peer.ip()) {
        return sorry(StatusCode::TOO_MANY_REQUESTS, "Too many attempts. Wait a minute.");
    }
    let config = app.config();
    let somebody = config.tenant(&tenant).and_then(|tenant| tenant.person(&person));
    let known = somebody.and_then(|somebody| somebody.password.clone());
    let Ok(password) = Password::new(password) else {
        return sorry(StatusCode::UNAUTHORIZED, WRONG);
    };
    let right = verify(known, password).await;
    let Some(profile) = somebody.filter(|_| right).map(|somebody| somebody.profile()) else {
        metrics::counter!("backline_sign_ins_refused_total").increment(1);
        return sorry(StatusCode::UNAUTHORIZED, WRONG);
    };
    let until = app.sessions.clock().now().plus(SESSION_FOR);
    let token = app.tokens.issue(&Actor::person(tenant, person), until);
    let page =
        if profile.grants.contains(&Grant::TakeCalls) { Page::Panel } else { Page::Workspace };
    Json(Session { token, name: profile.card.name.text().to_owned(), page }).into_response()
}
