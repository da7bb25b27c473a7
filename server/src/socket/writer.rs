//! Writes what waits for one page, and asks every second whether it is still there.
//!
//! With each ping goes a pulse, from the first message on: a browser answers pings by itself and
//! shows them to no page, and a page has to notice a dead link too. The pace depends on nothing that
//! anybody does, so that a pulse tells nothing.

use axum::{
    body::Bytes,
    extract::ws::{CloseFrame, Message, WebSocket},
};
use backline_core::protocol::ServerMessage;
use futures_util::{SinkExt as _, stream::SplitSink};
use tokio::{
    sync::watch,
    time::{MissedTickBehavior, interval, timeout},
};

use super::{PING_EVERY, WRITE_WITHIN, code};
use crate::{
    app::Ending,
    session::outbox::{Frame, Outgoing, text},
};

/// Runs until the socket is closed, from either side.
pub(super) async fn run(
    mut sink: SplitSink<WebSocket, Message>,
    mut outgoing: Outgoing,
    mut ending: watch::Receiver<Ending>,
) {
    let mut pings = interval(PING_EVERY);
    pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let pulse = text(&ServerMessage::Pulse);
    let mut greeted = false;
    loop {
        let frame = tokio::select! {
            biased;
            () = closing(&mut ending) => Some(Frame::Close(code::RESTART)),
            frame = outgoing.next() => frame,
            _ = pings.tick() => {
                if !write(&mut sink, Message::Ping(Bytes::new())).await {
                    break;
                }
                if greeted && !write(&mut sink, Message::Text(pulse.clone())).await {
                    break;
                }
                continue;
            }
        };
        match frame {
            Some(Frame::Text(text)) => {
                greeted = true;
                let length = text.len();
                if !write(&mut sink, Message::Text(text)).await {
                    metrics::counter!("backline_writes_failed_total").increment(1);
                    break;
                }
                outgoing.written(length);
            }
            Some(Frame::Close(code)) => {
                let frame = CloseFrame { code, reason: "".into() };
                write(&mut sink, Message::Close(Some(frame))).await;
                break;
            }
            None => break,
        }
    }
    outgoing.gone();
    let _ = timeout(WRITE_WITHIN, sink.close()).await;
}

async fn closing(ending: &mut watch::Receiver<Ending>) {
    // What is returned borrows from the channel, and must not live on.
    let _ = ending.wait_for(|ending| *ending == Ending::Closing).await.is_ok();
}

async fn write(sink: &mut SplitSink<WebSocket, Message>, message: Message) -> bool {
    matches!(timeout(WRITE_WITHIN, sink.send(message)).await, Ok(Ok(())))
}
