//! Reads what one page sends, message by message, and passes it on to the tenant.

use std::{pin::pin, sync::Arc};

use axum::extract::ws::{Message, WebSocket};
use backline_core::protocol::{ServerMessage, decode_client};
use futures_util::{StreamExt as _, stream::SplitStream};
use tokio::time::{Instant, timeout};

use super::{
    GONE_AFTER, broken, code, fatal,
    hello::{Greeted, signed_out},
    outbox::Outbox,
    pace::Pace,
};
use crate::{app::App, session::port::Question};

/// Messages in a row that are none before the socket is closed.
const MAX_MISTAKES: u32 = 10;

/// Runs until the socket closes or is closed.
pub(super) async fn run(
    app: &Arc<App>,
    (greeted, outbox): (Greeted, &Outbox),
    stream: &mut SplitStream<WebSocket>,
) {
    let mut mistakes = 0;
    let mut pace = Pace::new(Instant::now());
    let mut ended = pin!(greeted.signed_out(app));
    loop {
        let message = tokio::select! {
            () = outbox.closed() => return,
            // It comes back to whoever goes on from the record.
            () = greeted.open.forgotten() => return outbox.finish(code::RESTART),
            sentence = &mut ended => return signed_out(outbox, sentence),
            message = timeout(GONE_AFTER, stream.next()) => message,
        };
        let message = match message {
            Ok(Some(Ok(message))) => message,
            Ok(Some(Err(error))) => return broken(outbox, &error),
            Ok(None) | Err(_) => return,
        };
        greeted.open.page().heard.note(app.sessions.clock().now());
        let text = match message {
            Message::Text(text) => text,
            Message::Binary(_) => {
                fatal(outbox, "Messages are text. Send JSON as text.", code::POLICY);
                return;
            }
            // Each ping is answered, and the answers wait like all that is written.
            Message::Ping(_) | Message::Pong(_) => {
                pace.keep().await;
                continue;
            }
            Message::Close(_) => return,
        };
        match understand(text.as_str()) {
            Ok(question) => {
                mistakes = 0;
                pace.keep().await;
                if greeted.open.ask(question).await.is_err() {
                    return;
                }
            }
            Err(sentence) => {
                mistakes += 1;
                metrics::counter!("backline_bad_messages_total").increment(1);
                if mistakes >= MAX_MISTAKES {
                    fatal(outbox, sentence, code::POLICY);
                    return;
                }
                outbox.send(&ServerMessage::Problem { sentence, fatal: false });
            }
        }
    }
}

/// What a page asks by this text, or the sentence that says what is wrong with it.
fn understand(text: &str) -> Result<Question, String> {
    let message = decode_client(text).map_err(|why| why.to_string())?;
    Question::of(message).ok_or_else(|| {
        "This page has said hello already. Open another socket for another page.".to_owned()
    })
}
