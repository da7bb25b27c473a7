//! Reads what one page sends, message by message, and passes it on to the tenant.

use std::{
    pin::{Pin, pin},
    sync::Arc,
};

use axum::extract::ws::{Message, WebSocket};
use backline_core::{
    protocol::{ClientMessage, ServerMessage, decode_client},
    time::Millis,
};
use futures_util::{StreamExt as _, stream::SplitStream};
use tokio::time::{Instant, Sleep, sleep_until};

use super::{
    GONE_AFTER, broken, code, fatal,
    hello::{Greeted, signed_out},
    outbox::Outbox,
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
    // The hello counts as a message.
    let mut next_at = app.paces.note(&greeted.open.page().who, false);
    let mut forgotten = pin!(greeted.open.forgotten());
    let mut ended = pin!(greeted.signed_out(app));
    let mut sign_in = SignInWatch::begin(app, &greeted);
    let (looks, gone) = (sign_in.look_at(), next_at + GONE_AFTER);
    let mut timers = Timers { looks: pin!(sleep_until(looks)), gone: pin!(sleep_until(gone)) };
    let mut closed = pin!(outbox.closed());
    loop {
        let message = tokio::select! {
            // It comes back to whoever goes on from the record.
            () = &mut forgotten => return outbox.finish(code::RESTART),
            sentence = &mut ended => return signed_out(outbox, &sentence),
            () = &mut closed => return,
            message = next((stream, next_at), outbox, (&mut sign_in, &mut timers)) => message,
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
                next_at = app.paces.note(&greeted.open.page().who, false);
                continue;
            }
            Message::Close(_) => return,
        };
        heard.says(app.sessions.clock().now());
        let said = understand(text.as_str());
        next_at = turn(app, &greeted, matches!(said, Ok(Said::Question(_))));
        match said {
            Ok(said) => {
                mistakes = 0;
                if said.is_use() {
                    sign_in.used();
                }
                if !is_taken_in(said, &greeted).await {
                    return outbox.finish(code::RESTART);
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

/// When the next message of a page is read. What is held up here is no silence of the page's.
fn turn(app: &App, greeted: &Greeted, asks: bool) -> Instant {
    let page = greeted.open.page();
    let next_at = app.paces.note(&page.who, asks);
    let held = next_at.saturating_duration_since(Instant::now());
    if !held.is_zero() {
        let held = Millis(u64::try_from(held.as_millis()).unwrap_or(u64::MAX));
        let until = app.sessions.clock().now().plus(held);
        page.heard.note(until);
        page.heard.says(until);
    }
    next_at
}

/// Takes in what a page says; false when there is nobody to ask any more.
async fn is_taken_in(said: Said, greeted: &Greeted) -> bool {
    match said {
        Said::Alive => {
            greeted.open.page().heard.speaks_for_itself();
            true
        }
        Said::Renew => true,
        Said::Question(question) => greeted.open.ask(question).await.is_ok(),
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

/// What the clock ends or has looked at while a page says nothing.
struct Timers<'a> {
    /// When the sign-in is looked at next.
    looks: Pin<&'a mut Sleep>,
    /// When the page may be gone: set anew only when it is due, and not with each message.
    gone: Pin<&'a mut Sleep>,
}

/// The next message, from this time on; nothing when there is none any more, or the page may not stay.
async fn next(
    (stream, next_at): (&mut SplitStream<WebSocket>, Instant),
    outbox: &Outbox,
    (sign_in, Timers { looks, gone }): (&mut SignInWatch<'_>, &mut Timers<'_>),
) -> Option<Message> {
    let (now, mut waits) = (Instant::now(), pin!(sleep_until(next_at)));
    let gone_at = now.max(next_at) + GONE_AFTER;
    let mut is_due = next_at <= now;
    loop {
        if looks.deadline() != sign_in.look_at() {
            looks.as_mut().reset(sign_in.look_at());
        }
        tokio::select! {
            () = waits.as_mut(), if !is_due => is_due = true,
            message = stream.next(), if is_due => {
                return match message? {
                    Ok(message) => Some(message),
                    Err(error) => {
                        broken(outbox, &error);
                        None
                    }
                };
            }
            () = gone.as_mut() => {
                if gone_at <= Instant::now() {
                    return None;
                }
                gone.as_mut().reset(gone_at);
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
