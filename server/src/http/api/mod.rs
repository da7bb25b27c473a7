//! The API for machines: help requests over HTTP, as `docs/api.md` describes it.
//!
//! A handler finds out who asks, passes the command on and shows what came of it. It refuses to know
//! any rule: who may do what is decided by the core, and what stands against it is said in the
//! core's words.

mod ask;
mod asked;
mod caller;
mod claimed_by;
mod describe;
mod key;
mod list;
mod problem;
mod request;
mod schema;
mod shape;
mod stream;
mod view;

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    http::{HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
    routing::{MethodRouter, any, delete, get, post, put},
};

use self::problem::Problem;
use crate::app::App;

/// Largest body, in bytes: a contact with everything in it.
const MAX_BODY_BYTES: usize = 64 * 1024;

/// How long a request may take, its body included: less than what a connection gives it to come in
/// whole, so that one whose body is late is still answered.
const WITHIN: Duration = Duration::from_secs(4);

/// Every address, and what may be done there.
fn addresses() -> Vec<(&'static str, MethodRouter<Arc<App>>)> {
    vec![
        ("/api/v1/interactions/{interaction}/help-requests", post(request::raise)),
        ("/api/v1/interactions/{interaction}/help-requests/{number}", get(request::one)),
        ("/api/v1/interactions/{interaction}/help-requests/{number}/claim", post(request::claim)),
        ("/api/v1/interactions/{interaction}/help-requests/{number}/reject", post(request::reject)),
        ("/api/v1/interactions/{interaction}/help-requests/{number}/cancel", post(request::cancel)),
        ("/api/v1/interactions/{interaction}/help-requests/{number}/close", post(request::close)),
        (
            "/api/v1/interactions/{interaction}/help-requests/{number}/ask-again",
            post(request::ask_again),
        ),
        ("/api/v1/interactions/{interaction}/helpers", get(claimed_by::all).post(claimed_by::add)),
        ("/api/v1/interactions/{interaction}/helpers/{person}", delete(claimed_by::remove)),
        ("/api/v1/interactions/{interaction}/contact", put(claimed_by::contact)),
        ("/api/v1/help-requests", get(list::list)),
        ("/api/v1/help-requests/events", get(stream::events)),
        ("/api/v1/openapi.json", get(describe::description)),
    ]
}

/// The routes, with the bounds that hold for all of them.
pub(super) fn routes() -> Router<Arc<App>> {
    let routes = addresses().into_iter().fold(Router::new(), |all, (path, at)| all.route(path, at));
    routes
        .method_not_allowed_fallback(not_so)
        .route("/api/v1", any(nothing_here))
        .route("/api/v1/", any(nothing_here))
        .route("/api/v1/{*rest}", any(nothing_here))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(middleware::from_fn(bounded))
}

async fn not_so() -> Problem {
    let detail = "This address knows other methods only. They are in /api/v1/openapi.json.";
    std::future::ready(Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", detail))
        .await
}

async fn nothing_here() -> Problem {
    let detail = "There is nothing at this address. Those that there are: /api/v1/openapi.json.";
    std::future::ready(Problem::new(StatusCode::NOT_FOUND, "no_such_address", detail)).await
}

/// Nothing takes long, and nothing is kept by anybody in between.
async fn bounded(request: Request, next: Next) -> Response {
    let answer = tokio::time::timeout(WITHIN, next.run(request)).await;
    let mut response = answer.unwrap_or_else(|_| Problem::too_slow().into_response());
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn what_is_served_and_what_is_described_are_the_same_addresses() {
        let served: BTreeSet<String> =
            addresses().into_iter().map(|(path, _)| path.to_owned()).collect();
        let described: BTreeSet<String> = describe::api().paths.paths.into_keys().collect();
        assert_eq!(served, described);
    }
}
