//! What is known of a connection before anybody answers: from where the request comes, and when it
//! has come in whole.

use std::sync::Arc;

use axum::{
    body::{Body, HttpBody as _},
    extract::{ConnectInfo, Request, State},
    http::StatusCode,
    middleware::Next,
    response::Response,
};
use futures_util::{StreamExt as _, stream};

use crate::peer::{Line, Peer, Proxies, Standing, counted};

/// Tells the handlers where the request comes from, and the connection how far it is.
pub(super) async fn guard(
    State(proxies): State<Proxies>,
    ConnectInfo(Line { at, standing }): ConnectInfo<Line>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let from = proxies.origin(at.ip(), &parts.headers);
    parts.extensions.insert(ConnectInfo(Peer(counted(from))));
    let body = awaited(body, &standing);
    let response = next.run(Request::from_parts(parts, body)).await;
    if response.status() == StatusCode::SWITCHING_PROTOCOLS {
        standing.becomes_socket();
    }
    response
}

/// The same body; the connection is told when all of it has come.
fn awaited(body: Body, standing: &Arc<Standing>) -> Body {
    if body.is_end_stream() {
        standing.asked();
        return body;
    }
    let standing = Arc::clone(standing);
    let end = stream::once(async move { standing.asked() }).filter_map(|()| async { None });
    Body::from_stream(body.into_data_stream().chain(end))
}
