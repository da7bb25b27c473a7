//! What is written about the API and about running a server, as it was when this server was built.

use std::sync::Arc;

use axum::{Router, http::header, routing::get};

use crate::app::App;

/// Each with the address at which it is.
const DOCS: [(&str, &str); 2] = [
    ("/docs/api.md", include_str!("../../../docs/api.md")),
    ("/docs/operations.md", include_str!("../../../docs/operations.md")),
];

/// Plain text: it is read in a browser, and no program of the pages is needed for it.
pub(super) fn routes() -> Router<Arc<App>> {
    DOCS.into_iter().fold(Router::new(), |routes, (address, text)| {
        let kind = (header::CONTENT_TYPE, "text/plain; charset=utf-8");
        let cache = (header::CACHE_CONTROL, "no-cache");
        routes.route(address, get(move || std::future::ready(([kind, cache], text))))
    })
}
