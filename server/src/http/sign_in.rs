//! Signing in with a password. A name that does not exist is answered like a wrong password.

use std::sync::Arc;

use axum::{
    Json,
    extract::{ConnectInfo, State, rejection::JsonRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use backline_core::{
    id::{PersonId, TenantId},
    people::{Actor, Grant},
    protocol::Page,
};
use serde::{Deserialize, Serialize};

use super::{FOREIGN, is_foreign, sorry};
use crate::{
    app::App,
    identity::{
        password::{Busy, Password},
        session::SESSION_FOR,
    },
    peer::Peer,
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
pub(crate) struct Session {
    pub(crate) token: String,
    pub(crate) name: String,
    /// The page this person works on.
    pub(crate) page: Page,
}

const WRONG: &str = "Name or password is wrong. Try again.";

/// When to come back, in seconds: when the window of attempts has passed.
const A_MINUTE: u16 = 60;

/// When those who wait have been answered.
const SHORTLY: u16 = 2;

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
    let address = peer.ip();
    if !app.sign_ins_from.admit("", address) {
        return too_many("Too many attempts from this address. Wait a minute.", A_MINUTE);
    }
    if !app.sign_ins.admit(&format!("{tenant}/{person}"), address) {
        return too_many("Too many attempts. Wait a minute.", A_MINUTE);
    }
    let config = app.config();
    let somebody = config.tenant(&tenant).and_then(|tenant| tenant.person(&person));
    let known = somebody.and_then(|somebody| somebody.password.clone());
    let Ok(password) = Password::new(password) else {
        return sorry(StatusCode::UNAUTHORIZED, WRONG);
    };
    let right = match app.passwords.verify(known, password).await {
        Ok(right) => right,
        Err(Busy) => return too_many("Too many people sign in at once. Try again.", SHORTLY),
    };
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

fn too_many(sentence: &str, seconds: u16) -> Response {
    metrics::counter!("backline_sign_ins_limited_total").increment(1);
    let mut response = sorry(StatusCode::TOO_MANY_REQUESTS, sentence);
    response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    response
}
