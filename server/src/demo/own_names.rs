//! The names under which the demo is reached: those that can only mean this machine.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::Next,
    response::Response,
};

use crate::{app::App, http::answer_error};

/// Refuses other names than those it is served under.
pub(super) async fn only(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    if is_own_name(&app, request.headers()) {
        return next.run(request).await;
    }
    let text = "The demo is served under localhost and 127.0.0.1 only. Use one of these.";
    answer_error(StatusCode::MISDIRECTED_REQUEST, text)
}

/// A name that points here but is not ours would let a foreign page read what it is answered.
fn is_own_name(app: &App, headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    host.is_some_and(|host| app.allows(&format!("http://{host}")))
}
