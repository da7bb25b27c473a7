//! Everything that is not a socket: pages, sign-in, health, metrics, and the API for machines.
//!
//! Every answer carries the security headers. What a page shows and what a session does is not
//! known here.

mod api;
mod call_page;
mod docs;
mod health;
mod line;
mod missing;
mod pages;
mod security;
mod sign_in;

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, connect_info::IntoMakeServiceWithConnectInfo},
    http::{HeaderMap, StatusCode, header},
    middleware,
    response::{IntoResponse, Response},
    routing::{any, get, post},
};
use metrics_exporter_prometheus::PrometheusHandle;
use serde::Serialize;

pub use sign_in::sign_in;

use crate::{
    app::App,
    peer::{Line, Proxies},
    socket,
    wing::Wing,
};

/// Largest body of a request, in bytes.
const MAX_BODY_BYTES: usize = 16 * 1024;

/// Why a request is not done: a sentence that says what to do.
#[derive(Debug, Serialize)]
struct ErrorBody {
    sentence: String,
}

/// What is served on the main port.
pub fn main_service(app: &Arc<App>, wing: &dyn Wing, proxies: Proxies) -> Service {
    bounded(main_routes(app, wing), proxies)
}

/// Answers what comes over bounded connections.
pub type Service = IntoMakeServiceWithConnectInfo<Router, Line>;

fn bounded(routes: Router, proxies: Proxies) -> Service {
    routes
        .layer(middleware::from_fn_with_state(proxies, line::guard))
        .into_make_service_with_connect_info()
}

fn main_routes(app: &Arc<App>, wing: &dyn Wing) -> Router {
    let routes = Router::new()
        .route("/socket", any(socket::upgrade))
        .route("/api/session", post(sign_in::by_password).delete(sign_in::end))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready));
    let routes = pages::routes(routes, wing)
        .merge(call_page::routes())
        .merge(docs::routes())
        .merge(api::routes())
        .fallback(missing::nothing_here);
    wing.main_routes(app, routes)
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(middleware::from_fn(security::guard))
        .with_state(Arc::clone(app))
}

/// What is served on the port for operators.
pub fn operator_service(app: &Arc<App>, wing: &dyn Wing, recorder: PrometheusHandle) -> Service {
    bounded(operator_routes(app, wing, recorder), Proxies::default())
}

fn operator_routes(app: &Arc<App>, wing: &dyn Wing, recorder: PrometheusHandle) -> Router {
    let routes = Router::new().route(
        "/metrics",
        get(move |app: axum::extract::State<Arc<App>>| health::metrics(app, recorder.clone())),
    );
    wing.operator_routes(routes.fallback(|| std::future::ready(missing::sentence())))
        .with_state(Arc::clone(app))
}

pub(crate) fn answer_error(status: StatusCode, sentence: impl Into<String>) -> Response {
    (status, Json(ErrorBody { sentence: sentence.into() })).into_response()
}

/// The token that a request shows.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// Whether a request comes from a page that may not ask: a browser always says where from.
pub(crate) fn is_foreign(app: &App, headers: &HeaderMap) -> bool {
    let allowed =
        |origin: &axum::http::HeaderValue| origin.to_str().is_ok_and(|origin| app.allows(origin));
    headers.get(header::ORIGIN).is_some_and(|origin| !allowed(origin))
}

/// A text that is no markup, between tags and in quotes.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
    out
}

pub(crate) const FOREIGN: &str =
    "This origin may not ask that here. Add it to origins in the configuration.";
