//! The way from a tenant to a page without a browser: a queue of messages as they are.
//!
//! Filled through the session's port, emptied by the page. It refuses to know what is said.

use std::sync::{Mutex, PoisonError};

use backline_core::protocol::ServerMessage;
use tokio::sync::mpsc;

use crate::session::port::{PageLink, SharedMessage};

/// Most messages that wait: a script that takes in none of so many is let go, like a reader that is
/// too slow.
const MOST_WAITING: usize = 16 * 1024;

/// The end that the tenant holds; empty when nothing more is to be said.
#[derive(Debug)]
pub(super) struct MessageQueue(Mutex<Option<mpsc::Sender<ServerMessage>>>);

impl MessageQueue {
    /// Both ends. The one that is returned second gives nothing more when the page was let go.
    pub(super) fn new() -> (Self, mpsc::Receiver<ServerMessage>) {
        let (sender, receiver) = mpsc::channel(MOST_WAITING);
        (Self(Mutex::new(Some(sender))), receiver)
    }
}

impl PageLink for MessageQueue {
    fn tell(&self, message: &SharedMessage) {
        let mut queue = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if queue.as_ref().is_some_and(|queue| queue.try_send(message.message().clone()).is_err()) {
            *queue = None;
        }
    }

    fn displaced(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word() -> SharedMessage {
        SharedMessage::from(ServerMessage::Problem { sentence: String::new(), fatal: false })
    }

    #[tokio::test]
    async fn a_full_queue_lets_the_page_go_after_what_it_holds() {
        let (queue, mut receiver) = MessageQueue::new();
        (0..=MOST_WAITING).for_each(|_| queue.tell(&word()));
        let mut told = 0;
        while receiver.recv().await.is_some() {
            told += 1;
        }
        assert_eq!(told, MOST_WAITING);
        queue.tell(&word());
        assert_eq!(receiver.recv().await, None, "and nothing comes after a gap");
    }

    #[tokio::test]
    async fn a_page_that_was_displaced_is_told_what_came_before() {
        let (queue, mut receiver) = MessageQueue::new();
        queue.tell(&word());
        queue.displaced();
        queue.tell(&word());
        assert_eq!(receiver.recv().await.as_ref(), Some(word().message()));
        assert_eq!(receiver.recv().await, None);
    }
}
