//! Writes what waits for one page, and what the clock has it say.
//!
//! What waits at the same moment goes out in one write: a system call, and a page that wakes up, are
//! what a message costs when it goes to a thousand pages.
//!
//! From the first message on the page is sent a pulse, and now and then a ping with it, in one write.

use std::pin::pin;

use axum::{
    body::Bytes,
    extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket},
};
use backline_core::protocol::ServerMessage;
use futures_util::{SinkExt as _, stream::SplitSink};
use tokio::{
    sync::watch,
    time::{Instant, sleep_until, timeout},
};

use super::{
    WRITE_WITHIN, code,
    heartbeat::Heartbeat,
    outbox::{Frame, OutboxReader, text},
};
use crate::{app::Ending, session::Clock};

/// Most messages that go out in one write.
const AT_ONCE: usize = 16;

/// Runs until the socket is closed, from either side.
pub(super) async fn run(
    mut sink: SplitSink<WebSocket, Message>,
    mut outgoing: OutboxReader,
    mut ending: watch::Receiver<Ending>,
    (mut heartbeat, clock): (Heartbeat, Clock),
) {
    let mut beat = pin!(sleep_until(heartbeat.due()));
    let mut closing = pin!(closing(&mut ending));
    let mut greeted = false;
    loop {
        let frame = {
            // One future for all beats until something is to be said: most pages wait long for that.
            let mut next = pin!(outgoing.next());
            loop {
                tokio::select! {
                    biased;
                    () = &mut closing => break Some(Frame::Close(code::RESTART)),
                    // Before what waits, of which there may always be more.
                    () = &mut beat => {
                        let ping = heartbeat.beat((Instant::now(), clock.now()));
                        beat.as_mut().reset(heartbeat.due());
                        if greeted && !pulse(&mut sink, (ping, clock)).await {
                            break None;
                        }
                    }
                    frame = &mut next => break frame,
                }
            }
        };
        let Some(frame) = frame else { break };
        let (texts, close) = gather(frame, &mut outgoing);
        greeted |= !texts.is_empty();
        let length: usize = texts.iter().map(|text| text.len()).sum();
        let farewell = close.map(|code| CloseFrame { code, reason: "".into() });
        let farewell = farewell.map(|frame| Message::Close(Some(frame)));
        if !write(&mut sink, texts.into_iter().map(Message::Text).chain(farewell)).await {
            // A page that is gone before the close is no fault.
            if length > 0 {
                metrics::counter!("backline_writes_failed_total").increment(1);
            }
            break;
        }
        outgoing.written(length);
        if close.is_some() {
            break;
        }
    }
    outgoing.gone();
    let _ = timeout(WRITE_WITHIN, sink.close()).await;
}

/// A frame and what waits behind it, as much as goes out at once; with which code to close then.
fn gather(first: Frame, outgoing: &mut OutboxReader) -> (Vec<Utf8Bytes>, Option<u16>) {
    let (mut texts, mut next) = (Vec::new(), Some(first));
    loop {
        match next {
            Some(Frame::Text(text)) => texts.push(text),
            Some(Frame::Close(code)) => return (texts, Some(code)),
            None => return (texts, None),
        }
        next = if texts.len() < AT_ONCE { outgoing.at_hand() } else { None };
    }
}

/// Says that the server is there and what time it is, and asks with a ping whether the page is.
async fn pulse(sink: &mut SplitSink<WebSocket, Message>, (ping, clock): (bool, Clock)) -> bool {
    let ping = ping.then(|| Message::Ping(Bytes::new()));
    let pulse = Message::Text(text(&ServerMessage::Pulse {
        now: clock.now(),
        ahead: clock.wall_is_ahead_by(),
    }));
    write(sink, ping.into_iter().chain([pulse])).await
}

async fn closing(ending: &mut watch::Receiver<Ending>) {
    // What is returned borrows from the channel, and must not live on.
    let _ = ending.wait_for(|ending| *ending == Ending::Closing).await.is_ok();
}

/// Each message and the end of them all may take [`WRITE_WITHIN`].
async fn write(
    sink: &mut SplitSink<WebSocket, Message>,
    messages: impl IntoIterator<Item = Message>,
) -> bool {
    for message in messages {
        if !matches!(timeout(WRITE_WITHIN, sink.feed(message)).await, Ok(Ok(()))) {
            return false;
        }
    }
    matches!(timeout(WRITE_WITHIN, sink.flush()).await, Ok(Ok(())))
}
