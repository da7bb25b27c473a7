//! Reads what one page sends, message by message, and passes it on to the tenant.

use std::sync::Arc;

use axum::extract::ws::{Message, WebSocket};
use backline_core::protocol::{ClientMessage, ServerMessage, decode_client};
use futures_util::{StreamExt as _, stream::SplitStream};
use tokio::time::{Instant, timeout};

use super::{GONE_AFTER, broken, code, fatal, hello::Greeted, outbox::Outbox, pace::Pace};
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
    loop {
        let message = tokio::select! {
            () = outbox.closed() => return,
            message = timeout(GONE_AFTER, stream.next()) => message,
        };
        let message = match message {
            Ok(Some(Ok(message))) => message,
            Ok(Some(Err(error))) => return broken(outbox, &error),
            Ok(None) | Err(_) => return,
        };
        greeted.open.page().heard.note(app.sessions.clock().now());
        let text = match message {
            Message::Text(text) => {
                greeted.open.page().heard.says(app.sessions.clock().now());
                text
            }
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
            Ok(Said::Alive) => {
                mistakes = 0;
                pace.keep().await;
                greeted.open.page().heard.speaks_for_itself();
            }
            Ok(Said::Question(question)) => {
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

/// What a page says after its hello.
enum Said {
    Alive,
    Question(Question),
}

/// What a page says by this text, or the sentence that says what is wrong with it.
fn understand(text: &str) -> Result<Said, String> {
    let message = decode_client(text).map_err(|why| why.to_string())?;
    if message == ClientMessage::Alive {
        return Ok(Said::Alive);
    }
    Question::of(message).map(Said::Question).ok_or_else(|| {
        "This page has said hello already. Open another socket for another page.".to_owned()
    })
}
