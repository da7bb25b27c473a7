//! What is known of a connection before anybody answers: from where the request comes, and when it
//! has come in whole.

use axum::{
    body::{Body, HttpBody as _},
    extract::{ConnectInfo, Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};
use futures_util::{StreamExt as _, stream};

use super::answer_error;
use crate::peer::{Line, Peer, Proxies, Seat, counted};

/// What somebody reads from whose address all connections are in use.
const CROWDED: &str = "Too many connections from this address. Try again in a minute.";

/// Tells the handlers where the request comes from, and the connection how far it is.
pub(super) async fn guard(
    State(proxies): State<Proxies>,
    ConnectInfo(Line { at, seat }): ConnectInfo<Line>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let from = counted(proxies.origin(at.ip(), &parts.headers));
    if !seat.comes_from(from) {
        metrics::counter!("backline_connections_refused_total").increment(1);
        let mut answer = answer_error(StatusCode::SERVICE_UNAVAILABLE, CROWDED);
        answer.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        return answer;
    }
    parts.extensions.insert(ConnectInfo(Peer(from)));
    let body = awaited(body, &seat);
    let response = next.run(Request::from_parts(parts, body)).await;
    if response.status() == StatusCode::SWITCHING_PROTOCOLS {
        seat.becomes_socket();
    }
    response
}

/// The same body; the connection is told when all of it has come.
fn awaited(body: Body, seat: &Seat) -> Body {
    if body.is_end_stream() {
        seat.asked();
        return body;
    }
    let seat = seat.clone();
    let end = stream::once(async move { seat.asked() }).filter_map(|()| async { None });
    Body::from_stream(body.into_data_stream().chain(end))
}
