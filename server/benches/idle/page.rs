//! Pages without browsers: they say hello, then answer pings, and note how long they are told nothing.

use std::{cell::RefCell, rc::Rc, time::Duration};

use backline_core::protocol::{Credential, Page};
use futures_util::StreamExt as _;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Message;

use super::{
    server::Server,
    socket::{Socket, greeted},
};

/// How long any page was told nothing, gap by gap, until asked.
#[derive(Clone, Default)]
pub(crate) struct Gaps(Rc<RefCell<Vec<Duration>>>);

impl Gaps {
    fn add(&self, gap: Duration) {
        self.0.borrow_mut().push(gap);
    }

    /// Those since the last time.
    pub(crate) fn take(&self) -> Vec<Duration> {
        self.0.take()
    }
}

/// Opens so many workspaces, one after another, and leaves them open in tasks of this set.
pub(crate) async fn open(server: &Server, count: usize) -> Gaps {
    let gaps = Gaps::default();
    for number in 0..count {
        let credential = Credential::Session(server.token(number).await);
        let socket = greeted(&server.address, Page::Workspace, credential).await;
        tokio::task::spawn_local(rest(socket, gaps.clone()));
    }
    gaps
}

/// Reads what comes; the library answers pings on the way.
async fn rest(mut socket: Socket, gaps: Gaps) {
    let mut last = Instant::now();
    while let Some(message) = socket.next().await {
        match message.unwrap() {
            Message::Text(_) => {
                let now = Instant::now();
                gaps.add(now - last);
                last = now;
            }
            Message::Close(why) => panic!("the server let a page go: {why:?}"),
            Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {}
        }
    }
}
