//! Writes what waits for one page, and asks every second whether it is still there.
//!
//! What waits at the same moment goes out in one write: a system call, and a page that wakes up, are
//! what a message costs when it goes to a thousand pages.
//!
//! With each ping goes a pulse, from the first message on: a browser answers pings by itself and
//! shows them to no page, and a page has to notice a dead link too. The pace depends on nothing that
//! anybody does, so that a pulse tells nothing.

use std::{sync::OnceLock, time::Duration};

use axum::{
    body::Bytes,
    extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket},
};
use backline_core::protocol::ServerMessage;
use futures_util::{SinkExt as _, stream::SplitSink};
use tokio::{
    sync::watch,
    time::{Instant, MissedTickBehavior, interval_at, timeout},
};

use super::{
    PING_EVERY, WRITE_WITHIN, code,
    outbox::{Frame, OutboxReader, text},
};
use crate::app::Ending;

/// Most messages that go out in one write.
const AT_ONCE: usize = 16;

/// The instants at which pings go out lie this far apart: a server of a thousand pages wakes up for
/// fifty of them at a time, and is not busy with all of them at once either.
const BEAT: Duration = Duration::from_millis(50);

/// Runs until the socket is closed, from either side.
pub(super) async fn run(
    mut sink: SplitSink<WebSocket, Message>,
    mut outgoing: OutboxReader,
    mut ending: watch::Receiver<Ending>,
) {
    let mut pings = interval_at(next_beat(), PING_EVERY);
    pings.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let pulse = text(&ServerMessage::Pulse);
    let mut greeted = false;
    loop {
        let frame = tokio::select! {
            biased;
            () = closing(&mut ending) => Some(Frame::Close(code::RESTART)),
            // Before what waits, of which there may always be more.
            _ = pings.tick() => {
                let pulse = greeted.then(|| Message::Text(pulse.clone()));
                if write(&mut sink, [Message::Ping(Bytes::new())].into_iter().chain(pulse)).await {
                    continue;
                }
                None
            }
            frame = outgoing.next() => frame,
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

/// The first instant for a ping that is still to come, the same for all that ask about now.
fn next_beat() -> Instant {
    static FIRST: OnceLock<Instant> = OnceLock::new();
    let first = *FIRST.get_or_init(Instant::now);
    let beats = first.elapsed().as_millis() / BEAT.as_millis() + 1;
    first + BEAT * u32::try_from(beats).unwrap_or(u32::MAX)
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
