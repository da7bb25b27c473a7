//! Reads what one page sends, message by message, and passes it on to the tenant.

use std::{
    pin::{Pin, pin},
    sync::Arc,
};

use axum::extract::ws::{Message, WebSocket};
use backline_core::protocol::{ClientMessage, ServerMessage, decode_client};
use futures_util::{StreamExt as _, stream::SplitStream};
use tokio::time::{Instant, Sleep, sleep_until, timeout_at};

use super::{
    GONE_AFTER, broken, code, fatal,
    hello::{Greeted, signed_out},
    outbox::Outbox,
    pace::Pace,
    sign_in::SignInWatch,
};
use crate::{app::App, session::port::Question};

/// Said to who sends something else than text.
const NO_TEXT: &str = "Messages are text. Send JSON as text.";

/// Messages in a row that are none before the socket is closed.
const MAX_MISTAKES: u32 = 10;

/// Runs until the socket closes or is closed. What outlasts a message is waited for once and not anew
/// with each: all readers of a tenant share it.
pub(super) async fn run(
    app: &Arc<App>,
    (greeted, outbox): (Greeted, &Outbox),
    stream: &mut SplitStream<WebSocket>,
) {
    let mut mistakes = 0;
    let mut pace = Pace::of(&greeted.open.page().who, Instant::now());
    let mut forgotten = pin!(greeted.open.forgotten());
    let mut ended = pin!(greeted.signed_out(app));
    let mut sign_in = SignInWatch::begin(app, &greeted);
    let mut looks = pin!(sleep_until(sign_in.look_at()));
    loop {
        let message = tokio::select! {
            // It comes back to whoever goes on from the record.
            () = &mut forgotten => return outbox.finish(code::RESTART),
            sentence = &mut ended => return signed_out(outbox, &sentence),
            message = next(stream, outbox, (&mut sign_in, looks.as_mut())) => message,
        };
        let Some(message) = message else { return };
        let heard = &greeted.open.page().heard;
        heard.note(app.sessions.clock().now());
        if heard.is_relied_on() {
            sign_in.used();
        }
        let text = match message {
            Message::Text(text) => text,
            Message::Binary(_) => return fatal(outbox, NO_TEXT, code::POLICY),
            // Each ping is answered, and the answers wait like all that is written.
            Message::Ping(_) | Message::Pong(_) => {
                pace.keep().await;
                continue;
            }
            Message::Close(_) => return,
        };
        heard.says(app.sessions.clock().now());
        match understand(text.as_str()) {
            Ok(said) => {
                mistakes = 0;
                pace.keep().await;
                if said.is_use() {
                    sign_in.used();
                }
                match said {
                    Said::Alive => heard.speaks_for_itself(),
                    Said::Renew => {}
                    Said::Question(question) => {
                        if greeted.open.ask(question).await.is_err() {
                            return outbox.finish(code::RESTART);
                        }
                    }
                }
            }
            Err(sentence) => {
                if is_too_much(&mut mistakes, sentence, outbox) {
                    return;
                }
            }
        }
    }
}

/// Says what is wrong with a message; whether it was one too many, and the socket closes.
fn is_too_much(mistakes: &mut u32, sentence: String, outbox: &Outbox) -> bool {
    *mistakes += 1;
    metrics::counter!("backline_bad_messages_total").increment(1);
    let last = *mistakes >= MAX_MISTAKES;
    if last {
        fatal(outbox, sentence, code::POLICY);
    } else {
        outbox.send(&ServerMessage::Problem { sentence, fatal: false });
    }
    last
}

/// What a page says after its hello.
enum Said {
    /// Its program runs.
    Alive,
    /// It wants to stay signed in.
    Renew,
    Question(Question),
}

impl Said {
    /// Whether somebody works on the page who says it.
    const fn is_use(&self) -> bool {
        match self {
            Self::Alive => false,
            Self::Renew => true,
            Self::Question(question) => question.is_use(),
        }
    }
}

/// The next message; nothing when there is none any more, or the page may not stay.
async fn next(
    stream: &mut SplitStream<WebSocket>,
    outbox: &Outbox,
    (sign_in, mut looks): (&mut SignInWatch<'_>, Pin<&mut Sleep>),
) -> Option<Message> {
    let gone_at = Instant::now() + GONE_AFTER;
    loop {
        if looks.deadline() != sign_in.look_at() {
            looks.as_mut().reset(sign_in.look_at());
        }
        tokio::select! {
            () = outbox.closed() => return None,
            message = timeout_at(gone_at, stream.next()) => {
                return match message {
                    Ok(Some(Ok(message))) => Some(message),
                    Ok(Some(Err(error))) => {
                        broken(outbox, &error);
                        None
                    }
                    Ok(None) | Err(_) => None,
                };
            }
            () = looks.as_mut() => {
                if !sign_in.look(outbox).await {
                    return None;
                }
            }
        }
    }
}

/// What a page says by this text, or the sentence that says what is wrong with it.
fn understand(text: &str) -> Result<Said, String> {
    let message = decode_client(text).map_err(|why| why.to_string())?;
    if message == (ClientMessage::Alive {}) {
        return Ok(Said::Alive);
    }
    if message == (ClientMessage::Renew {}) {
        return Ok(Said::Renew);
    }
    Question::of(message).map(Said::Question).ok_or_else(|| {
        "This page has said hello already. Open another socket for another page.".to_owned()
    })
}
