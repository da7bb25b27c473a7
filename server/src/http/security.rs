//! The headers that every answer carries, and the names under which the demo is reached.

use std::{fmt::Write as _, sync::Arc};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};

use super::sorry;
use crate::app::App;

const FIXED: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("permissions-policy"),
        "microphone=(self), speaker-selection=(self), autoplay=(self), camera=(), geolocation=(), display-capture=()",
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
];

/// Refuses other names than those it is served under, and puts the headers on every answer that
/// has none of its own.
pub(super) async fn guard(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let mut response = if app.demo && !is_own_name(&app, request.headers()) {
        let text = "The demo is served under localhost and 127.0.0.1 only. Use one of these.";
        sorry(StatusCode::MISDIRECTED_REQUEST, text)
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    for (name, value) in FIXED {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// A name that points here but is not ours would let a foreign page read what it is answered.
fn is_own_name(app: &App, headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    host.is_some_and(|host| app.allows(&format!("http://{host}")))
}

/// The policy of a page with this nonce.
pub(super) fn page_policy(app: &App, nonce: &str) -> String {
    let mut sockets = String::new();
    for origin in &app.origins {
        if let Some(rest) = origin.as_str().strip_prefix("http") {
            let _ = write!(sockets, " ws{rest}");
        }
    }
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         connect-src 'self'{sockets}; img-src 'self' data:; media-src 'self' blob:; font-src 'self'; \
         manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}
