//! Sockets: one task per connected page that reads, and one that writes.
//!
//! The origin is checked before the upgrade, the hello before anything else. What comes is decoded
//! here and goes to the tenant; what a message means is not known here.

mod heartbeat;
mod hello;
pub mod outbox;
mod reader;
mod sign_in;
mod writer;

use std::{error::Error as _, net::IpAddr, sync::Arc, time::Duration};

use axum::{
    extract::{
        ConnectInfo, State,
        ws::{WebSocket, WebSocketUpgrade, rejection::WebSocketUpgradeRejection},
    },
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use backline_core::protocol::{MAX_MESSAGE_BYTES, SUBPROTOCOL, ServerMessage};
use futures_util::StreamExt as _;
use tokio::time::timeout;

use heartbeat::Heartbeat;
use outbox::{MAX_CATCHING_UP_BYTES, Outbox, outbox};

use crate::{
    app::App,
    peer::{Line, Peer, Seat},
    session::port::LastHeard,
};

/// How long nothing may come before a socket counts as gone.
const GONE_AFTER: Duration = Duration::from_secs(20);

/// How long the first message may take.
const HELLO_WITHIN: Duration = Duration::from_secs(10);

/// How long the last words, and then the page's own close, may take.
const GOODBYE_WITHIN: Duration = Duration::from_secs(1);

/// How long one write may take.
const WRITE_WITHIN: Duration = Duration::from_secs(10);

/// Bytes that are taken from a socket at once: held for as long as the socket is open, and cleared
/// for each reading. What pages send is short; what is longer is read in turns.
const READ_AT_ONCE: usize = 4 * 1024;

/// The close codes of RFC 6455 that are used here.
mod code {
    pub(super) const NORMAL: u16 = 1000;
    pub(super) const PROTOCOL: u16 = 1002;
    pub(super) const POLICY: u16 = 1008;
    pub(super) const TOO_BIG: u16 = 1009;
    pub(super) const RESTART: u16 = 1012;
}

/// `GET /socket`
pub async fn upgrade(
    State(app): State<Arc<App>>,
    ConnectInfo(Peer(peer)): ConnectInfo<Peer>,
    ConnectInfo(Line { seat, .. }): ConnectInfo<Line>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    let origin = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
    if !origin.is_some_and(|origin| app.allows(origin)) {
        metrics::counter!("backline_origins_refused_total").increment(1);
        let text =
            "This origin may not open a socket here. Add it to origins in the configuration.";
        return (StatusCode::FORBIDDEN, text).into_response();
    }
    let upgrade = match upgrade {
        Ok(upgrade) => upgrade.protocols([SUBPROTOCOL]),
        Err(why) => return why.into_response(),
    };
    if upgrade.selected_protocol().is_none() {
        let text = format!("Ask for the subprotocol {SUBPROTOCOL}.");
        return (StatusCode::BAD_REQUEST, text).into_response();
    }
    upgrade
        .max_message_size(MAX_MESSAGE_BYTES)
        // A frame that is a little too long is read to its end: what is unread when a socket closes
        // takes with it what the page was told.
        .max_frame_size(2 * MAX_MESSAGE_BYTES)
        .read_buffer_size(READ_AT_ONCE)
        // What waits is bounded by the outbox; here one message at a time has to fit, of any length.
        .max_write_buffer_size(2 * MAX_CATCHING_UP_BYTES)
        .on_upgrade(move |socket| serve(socket, app, (peer, seat)))
}

async fn serve(socket: WebSocket, app: Arc<App>, (peer, seat): (IpAddr, Seat)) {
    let (sink, mut stream) = socket.split();
    let (outbox, outgoing) = outbox();
    let open = metrics::gauge!("backline_sockets");
    open.increment(1);
    let heard = Arc::<LastHeard>::default();
    let heartbeat = Heartbeat::begin(Arc::clone(&heard));
    let writing = tokio::spawn(writer::run(
        sink,
        outgoing,
        app.ending.subscribe(),
        (heartbeat, app.sessions.clock()),
    ));
    let pending = hello::PendingSocket { peer, seat, outbox: outbox.clone(), heard };
    if let Some(greeted) = hello::greet(&app, &mut stream, pending).await {
        reader::run(&app, (greeted, &outbox), &mut stream).await;
    }
    outbox.finish(code::NORMAL);
    drop(outbox);
    let _ = timeout(GOODBYE_WITHIN, writing).await;
    // Until the page has closed as well: what is unread when a socket goes takes with it what the
    // page was told last.
    let _ = timeout(GOODBYE_WITHIN, async { while let Some(Ok(_)) = stream.next().await {} }).await;
    open.decrement(1);
}

/// Says what is wrong, and closes.
fn fatal(outbox: &Outbox, sentence: impl Into<String>, code: u16) {
    outbox.send(&ServerMessage::Problem { sentence: sentence.into(), fatal: true });
    outbox.finish(code);
}

/// Says what was wrong with what came; nothing where the connection itself broke, for nobody reads
/// it.
fn broken(outbox: &Outbox, error: &axum::Error) {
    let why = error.source().map(ToString::to_string).unwrap_or_default();
    if why.contains("too long") {
        let sentence =
            format!("A message has at most {MAX_MESSAGE_BYTES} bytes. Send less at once.");
        fatal(outbox, sentence, code::TOO_BIG);
    } else if !why.contains("Connection reset") && !why.contains("IO error") {
        fatal(outbox, "What came is no WebSocket message. Send text frames.", code::PROTOCOL);
    }
}
