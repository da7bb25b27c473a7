//! The headers that every answer carries.

use std::fmt::Write as _;

use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

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

/// Puts the headers on every answer that has none of its own.
pub(super) async fn guard(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in FIXED {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// The policy of a page without a program, whose own sheet has this nonce.
pub(super) fn still_policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; style-src 'nonce-{nonce}'; img-src 'self'; font-src 'self'; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}

/// The policy of a page with this nonce; `framed` where pages of this server may show each other.
pub(super) fn page_policy(app: &App, nonce: &str, framed: bool) -> String {
    let mut sockets = String::new();
    for origin in &app.origins {
        if let Some(rest) = origin.as_str().strip_prefix("http") {
            let _ = write!(sockets, " ws{rest}");
        }
    }
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         connect-src 'self'{sockets}; img-src 'self' data:; media-src 'self' blob:; font-src 'self'; \
         manifest-src 'self'; base-uri 'none'; form-action 'none'; {}",
        if framed { "frame-src 'self'; frame-ancestors 'self'" } else { "frame-ancestors 'none'" }
    )
}
