//! Signing in: whoever a source of identity tells to be a person is given a session.

use std::sync::Arc;

use axum::{
    Json,
    extract::{ConnectInfo, State, rejection::JsonRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use backline_core::{
    id::{PersonId, TenantId},
    people::Actor,
    protocol::{Page, SignIn},
};
use serde::{Deserialize, Serialize};

use super::{FOREIGN, answer_error, bearer, is_foreign};
use crate::{
    app::App,
    config::Config,
    identity::{
        IdentitySource, Unidentified, local::Attempt, password::Password, session::TokenError,
    },
    peer::Peer,
    session::port::TenantGone,
};

/// Who signs in.
#[derive(Deserialize)]
pub(super) struct PasswordBody {
    tenant: TenantId,
    person: PersonId,
    password: String,
}

/// A session, for the page to keep.
#[derive(Serialize)]
struct SignedIn {
    token: String,
    name: String,
    /// The page this person works on.
    page: Page,
}

/// `POST /api/session`
pub(super) async fn by_password(
    State(app): State<Arc<App>>,
    ConnectInfo(Peer(peer)): ConnectInfo<Peer>,
    headers: HeaderMap,
    body: Result<Json<PasswordBody>, JsonRejection>,
) -> Response {
    if is_foreign(&app, &headers) {
        return answer_error(StatusCode::FORBIDDEN, FOREIGN);
    }
    let Ok(Json(PasswordBody { tenant, person, password })) = body else {
        return answer_error(StatusCode::BAD_REQUEST, "Send tenant, person and password as JSON.");
    };
    let password = Password::new(password).ok();
    let attempt = Attempt { tenant, person, password, peer };
    sign_in(&app, &app.identities.local, attempt).await
}

/// `DELETE /api/session`, with the token as `Authorization: Bearer`: ends every sign-in of its person.
pub(super) async fn end(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    if is_foreign(&app, &headers) {
        return answer_error(StatusCode::FORBIDDEN, FOREIGN);
    }
    let tokens = app.identities.tokens.clone();
    let now = app.sessions.clock().now();
    let shown = bearer(&headers).ok_or(TokenError::Unknown);
    let who = match shown.and_then(|token| tokens.check(token, now)) {
        Ok(who) => who,
        Err(why) => return answer_error(StatusCode::UNAUTHORIZED, why.to_string()),
    };
    match tokio::task::spawn_blocking(move || tokens.sign_out(&who)).await {
        Ok(Ok(())) => StatusCode::NO_CONTENT.into_response(),
        Ok(Err(_)) | Err(_) => {
            let sentence = "The sign-out cannot be written down. Try again.";
            answer_error(StatusCode::SERVICE_UNAVAILABLE, sentence)
        }
    }
}

/// Begins a session for whoever shows this, or says why not.
pub async fn sign_in<S: IdentitySource>(app: &App, source: &S, shown: S::Credential) -> Response {
    let config = app.config();
    let refused = match source.identify(shown, &*config).await {
        Ok(who) => {
            return match begin(app, &config, &who).await {
                Ok(Some(session)) => Json(session).into_response(),
                Ok(None) => {
                    let sentence = "Nobody of this name is known here. Sign in again.";
                    answer_error(StatusCode::UNAUTHORIZED, sentence)
                }
                Err(TenantGone) => {
                    let sentence = "The server begins again and cannot sign you in yet. Try again.";
                    answer_error(StatusCode::SERVICE_UNAVAILABLE, sentence)
                }
            };
        }
        Err(refused) => refused,
    };
    match refused {
        Unidentified::Wrong(sentence) => answer_error(StatusCode::UNAUTHORIZED, sentence),
        Unidentified::Nobody(sentence) => answer_error(StatusCode::NOT_FOUND, sentence),
        Unidentified::TooMany { sentence, after } => {
            let mut response = answer_error(StatusCode::TOO_MANY_REQUESTS, sentence);
            response.headers_mut().insert(header::RETRY_AFTER, after.into());
            response
        }
    }
}

/// A session of a person whom the configuration lists, once their tenant knows of it.
async fn begin(app: &App, config: &Config, who: &Actor) -> Result<Option<SignedIn>, TenantGone> {
    let Some(person) = who.as_person() else { return Ok(None) };
    let known = config.tenant(&who.tenant).and_then(|tenant| tenant.person(person));
    let (Some(known), Some(tenant)) = (known, app.sessions.tenant(&who.tenant)) else {
        return Ok(None);
    };
    tenant.signed_in(person.clone()).await?;
    let profile = known.profile();
    let SignIn { until } = SignIn::begun(app.sessions.clock().now());
    let page = if Page::Panel.is_for(&profile.grants) { Page::Panel } else { Page::Workspace };
    let (token, name) =
        (app.identities.tokens.issue(who, until), profile.card.name.text().to_owned());
    Ok(Some(SignedIn { token, name, page }))
}
