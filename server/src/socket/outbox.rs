//! What waits to be written to one socket, bounded: a reader that is too slow is let go, and
//! resumes by its cursors.
//!
//! Filled through the session's port and by the socket itself, emptied by the socket's writer. Here
//! messages become JSON; it refuses to know what they say.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use axum::extract::ws::Utf8Bytes;
use backline_core::protocol::ServerMessage;
use tokio::sync::{mpsc, watch};

use crate::session::port::{PageLink, SharedMessage};

/// The close code for a page whose place another page has taken.
const TAKEN_OVER: u16 = 4001;

/// Most bytes that wait for a reader who is up to date. One longer message, as a page is sent when an
/// interaction is told to it as a whole, counts as catching up.
pub const MAX_WAITING_BYTES: usize = 256 * 1024;

/// Most bytes that wait while a page is sent what it missed.
pub const MAX_CATCHING_UP_BYTES: usize = 16 * 1024 * 1024;

/// Something to write.
#[derive(Debug)]
pub enum Frame {
    /// A message.
    Text(Utf8Bytes),
    /// The last thing: close, with this code.
    Close(u16),
}

/// The sending end, cheap to clone.
#[derive(Debug, Clone)]
pub struct Outbox {
    queue: mpsc::UnboundedSender<Frame>,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    waiting: AtomicUsize,
    /// Whether the wide bound holds: until what the page missed has been written.
    behind: AtomicBool,
    /// Whether more that it missed may come.
    catching_up: AtomicBool,
    closed: watch::Sender<bool>,
}

/// The end that the socket's writer holds.
#[derive(Debug)]
pub struct OutboxReader {
    queue: mpsc::UnboundedReceiver<Frame>,
    shared: Arc<Shared>,
}

/// Both ends.
#[must_use]
pub fn outbox() -> (Outbox, OutboxReader) {
    let (sender, receiver) = mpsc::unbounded_channel();
    let shared = Arc::new(Shared {
        waiting: AtomicUsize::new(0),
        behind: AtomicBool::new(true),
        catching_up: AtomicBool::new(true),
        closed: watch::Sender::new(false),
    });
    let sending = Outbox { queue: sender, shared: Arc::clone(&shared) };
    (sending, OutboxReader { queue: receiver, shared })
}

impl Outbox {
    /// Queues a message.
    pub fn send(&self, message: &ServerMessage) {
        self.send_text(text(message));
    }

    /// Queues a message that was made into text already.
    fn send_text(&self, text: Utf8Bytes) {
        if self.is_closed() {
            return;
        }
        let length = text.len();
        let before = self.shared.waiting.fetch_add(length, Ordering::Relaxed);
        if length > MAX_WAITING_BYTES {
            self.shared.behind.store(true, Ordering::Relaxed);
        }
        if before + length > self.shared.limit() {
            metrics::counter!("backline_slow_readers_total").increment(1);
            self.close();
            return;
        }
        // The writer is gone only when the socket is.
        let _ = self.queue.send(Frame::Text(text));
    }

    /// From here on the page is up to date: the narrow bound holds once what waits is within it.
    pub fn caught_up(&self) {
        self.shared.catching_up.store(false, Ordering::Relaxed);
        self.shared.narrow(self.shared.waiting.load(Ordering::Relaxed));
    }

    /// Closes the socket after what waits has been written.
    pub fn finish(&self, code: u16) {
        let _ = self.queue.send(Frame::Close(code));
    }

    /// Closes the socket without waiting for the reader.
    pub fn close(&self) {
        self.shared.closed.send_replace(true);
    }

    /// Whether it was closed.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        *self.shared.closed.borrow()
    }

    /// Waits until it is closed.
    pub async fn closed(&self) {
        self.shared.closed().await;
    }
}

impl PageLink for Outbox {
    /// What several pages are told alike is made into text once.
    fn tell(&self, message: &SharedMessage) {
        if !self.is_closed() {
            self.send_text(message.text(text));
        }
    }

    fn displaced(&self) {
        self.finish(TAKEN_OVER);
    }
}

impl Shared {
    fn limit(&self) -> usize {
        if self.behind.load(Ordering::Relaxed) { MAX_CATCHING_UP_BYTES } else { MAX_WAITING_BYTES }
    }

    fn narrow(&self, waiting: usize) {
        if waiting <= MAX_WAITING_BYTES && !self.catching_up.load(Ordering::Relaxed) {
            self.behind.store(false, Ordering::Relaxed);
        }
    }

    async fn closed(&self) {
        // An error would say that the sender is gone, but it is held here.
        let _ = self.closed.subscribe().wait_for(|closed| *closed).await;
    }
}

impl OutboxReader {
    /// The next thing to write; `None` when it was closed, or nobody can send any more.
    pub async fn next(&mut self) -> Option<Frame> {
        tokio::select! {
            biased;
            () = self.shared.closed() => None,
            frame = self.queue.recv() => frame,
        }
    }

    /// What waits already, if anything does.
    pub fn at_hand(&mut self) -> Option<Frame> {
        if *self.shared.closed.borrow() {
            return None;
        }
        self.queue.try_recv().ok()
    }

    /// Frames of this length together have been written.
    pub fn written(&self, length: usize) {
        let before = self.shared.waiting.fetch_sub(length, Ordering::Relaxed);
        self.shared.narrow(before - length);
    }

    /// The socket is gone: whoever still sends need not.
    pub fn gone(&self) {
        self.shared.closed.send_replace(true);
    }
}

/// A message as text.
#[must_use]
pub fn text(message: &ServerMessage) -> Utf8Bytes {
    // Every message can be written: its maps have keys that are text.
    serde_json::to_string(message).unwrap_or_default().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(bytes: usize) -> ServerMessage {
        ServerMessage::Problem { sentence: "x".repeat(bytes), fatal: false }
    }

    ///
    #[tokio::test]
    async fn a_reader_who_is_too_slow_is_let_go_at_the_bound_and_not_before() {
        let (sender, mut outgoing) = outbox();
        sender.send(&problem(MAX_WAITING_BYTES * 2));
        assert!(!sender.is_closed(), "a page may be sent much of what it missed");
        let Some(Frame::Text(text)) = outgoing.next().await else { panic!("nothing to write") };
        outgoing.written(text.len());
        sender.caught_up();
        sender.send(&problem(MAX_WAITING_BYTES / 2));
        assert!(!sender.is_closed());
        sender.send(&problem(MAX_WAITING_BYTES / 2));
        assert!(sender.is_closed());
        assert!(outgoing.next().await.is_none(), "what waits is for the next socket");
    }

    #[tokio::test]
    async fn what_a_page_missed_may_still_wait_when_it_is_caught_up() {
        let (sender, mut outgoing) = outbox();
        sender.send(&problem(MAX_WAITING_BYTES * 2));
        sender.caught_up();
        sender.send(&problem(1));
        assert!(!sender.is_closed(), "the long message is not written yet");
        for _ in 0..2 {
            let Some(Frame::Text(text)) = outgoing.next().await else { panic!("nothing to write") };
            outgoing.written(text.len());
        }
        sender.send(&problem(MAX_WAITING_BYTES * 2));
        assert!(!sender.is_closed(), "and a live page is told an interaction as a whole");
        let Some(Frame::Text(text)) = outgoing.next().await else { panic!("nothing to write") };
        outgoing.written(text.len());
        sender.send(&problem(MAX_WAITING_BYTES / 2));
        sender.send(&problem(MAX_WAITING_BYTES / 2));
        assert!(sender.is_closed());
    }

    #[tokio::test]
    async fn what_was_queued_is_written_before_an_orderly_end() {
        let (sender, mut outgoing) = outbox();
        sender.send(&problem(1));
        sender.finish(1000);
        assert!(matches!(outgoing.next().await, Some(Frame::Text(_))));
        assert!(matches!(outgoing.next().await, Some(Frame::Close(1000))));
        outgoing.gone();
        assert!(sender.is_closed());
    }
}
