//! What is written about the API and about running a server, as it was when this server was built: a
//! page for people, and the text itself.

mod render;

use std::sync::Arc;

use axum::{
    Router,
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::get,
};

use super::{answer_error, escaped, pages, security::still_policy};
use crate::app::App;

/// Each with the address at which it is; below it, with `.md` at its end, is the text.
const DOCS: [(&str, &str); 2] = [
    ("/docs/api", include_str!("../../../../docs/api.md")),
    ("/docs/operations", include_str!("../../../../docs/operations.md")),
];

/// What stands for the guide's title and for the guide in the page.
const PLACES: [&str; 2] = ["BACKLINE-TITLE", "BACKLINE-GUIDE"];

pub(super) fn routes() -> Router<Arc<App>> {
    DOCS.into_iter().fold(Router::new(), |routes, (address, text)| {
        let kind = (header::CONTENT_TYPE, "text/plain; charset=utf-8");
        let cache = (header::CACHE_CONTROL, "no-cache");
        routes
            .route(address, get(move || std::future::ready(page(text))))
            .route(&format!("{address}.md"), get(move || std::future::ready(([kind, cache], text))))
    })
}

/// The guide as a page without a program.
fn page(text: &str) -> Response {
    let (html, nonce) = match pages::fresh("guide") {
        Ok(page) => page,
        Err(why) => return answer_error(StatusCode::SERVICE_UNAVAILABLE, why),
    };
    let title = text.lines().next().unwrap_or_default().trim_start_matches("# ");
    let is_served = |address: &str| DOCS.iter().any(|(known, _)| *known == address);
    let [title_place, guide_place] = PLACES;
    let html = html
        .replace(title_place, &escaped(title))
        .replace(guide_place, &render::html(text, is_served));
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (header::CONTENT_SECURITY_POLICY, still_policy(&nonce)),
    ];
    (headers, html).into_response()
}
