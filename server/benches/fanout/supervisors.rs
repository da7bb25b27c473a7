//! Everybody who is asked: each reads their socket, says when a request came and went, and tells
//! the server that it came.

use std::{
    cell::RefCell,
    rc::Rc,
    time::{Duration, Instant},
};

use backline_core::{
    interaction::{Fact, HelpFact},
    protocol::{ClientMessage, Credential, Page as Kind, ServerMessage, decode_server},
};
use futures_util::SinkExt as _;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};

use super::{
    child::Server,
    server,
    socket::{Socket, greeted, text},
};

/// What a supervisor is told of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Word {
    Raised,
    Gone,
}

pub(crate) struct Supervisors {
    count: usize,
    heard: mpsc::UnboundedReceiver<(Word, Instant)>,
}

impl Supervisors {
    /// Opens so many pages.
    pub(crate) async fn join(server: &Server, count: usize) -> Self {
        let (hears, heard) = mpsc::unbounded_channel();
        let answered = Answered::default();
        for number in 0..count {
            let name = server::supervisor(number);
            let credential = Credential::Session(server::token(server, &name));
            let socket = greeted(&server.address, Kind::Workspace, credential).await;
            tokio::task::spawn_local(listen(socket, hears.clone(), Rc::clone(&answered)));
        }
        Self { count, heard }
    }

    /// Waits until everybody has heard `word`; how long after `since` each did.
    pub(crate) async fn hear(&mut self, word: Word, since: Instant) -> Vec<Duration> {
        let mut spans = Vec::with_capacity(self.count);
        while spans.len() < self.count {
            let (heard, at) = self.heard.recv().await.expect("somebody listens");
            assert_eq!(heard, word, "one after the other");
            spans.push(at - since);
        }
        spans
    }
}

/// What was read last, and what is said to it: everybody reads the same.
type Answered = Rc<RefCell<(Utf8Bytes, Utf8Bytes)>>;

/// Looks at each message just closely enough to know it: a thousand screens have a thousand
/// machines, and here they share one core.
async fn listen(
    mut socket: Socket,
    hears: mpsc::UnboundedSender<(Word, Instant)>,
    answered: Answered,
) {
    loop {
        let message = text(&mut socket).await;
        if !message.starts_with("{\"type\":\"facts\"") {
            continue;
        }
        let at = Instant::now();
        if message.contains("{\"type\":\"cancelled\"") {
            let _ = hears.send((Word::Gone, at));
        } else if message.contains("{\"type\":\"requested\"") {
            let _ = hears.send((Word::Raised, at));
            let receipt = {
                let (read, said) = &mut *answered.borrow_mut();
                if *read != message {
                    *said = receipt(&message).into();
                    *read = message;
                }
                said.clone()
            };
            socket.send(Message::Text(receipt)).await.unwrap();
        }
    }
}

fn receipt(message: &str) -> String {
    let Ok(ServerMessage::Facts { interaction, facts, .. }) = decode_server(message) else {
        panic!("not read: {message}");
    };
    let request = facts.iter().find_map(|stamped| {
        let Fact::Help(HelpFact::Request { request, .. }) = &stamped.fact else { return None };
        Some(*request)
    });
    let (request, stage, seen) = (request.unwrap(), 1, false);
    let receipt = ClientMessage::Receipt { interaction, request, stage, seen };
    serde_json::to_string(&receipt).unwrap()
}
