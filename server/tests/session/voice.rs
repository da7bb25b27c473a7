//! A voice: a peer with a socket of its own that joins an interaction for a client.

use std::{
    net::UdpSocket,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use backline_core::{
    id::InteractionId,
    interaction::{CallCommand, Command, Offer},
    protocol::ServerMessage,
};

use tokio::{sync::mpsc, time::timeout};

use super::{
    browser::{Browser, PACKET},
    client::{Client, PATIENCE},
};

pub(crate) struct Voice {
    /// What is heard, payload by payload.
    pub(crate) heard: mpsc::UnboundedReceiver<Vec<u8>>,
    ends: Arc<AtomicBool>,
}

impl Voice {
    /// Joins, and speaks from then on.
    pub(crate) async fn join(
        client: &mut Client,
        interaction: InteractionId,
        says: &'static [u8],
    ) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.set_read_timeout(Some(Duration::from_millis(5))).unwrap();
        let (mut browser, offer) = Browser::new(Instant::now(), socket.local_addr().unwrap());
        client
            .ask(interaction, Command::Call(CallCommand::Join { offer: Offer(offer) }))
            .await
            .unwrap();
        let answer = client.until(|m| matches!(m, ServerMessage::Answer { .. })).await;
        let ServerMessage::Answer { sdp, .. } = answer else { unreachable!() };
        browser.accept(&sdp);
        let ends = Arc::new(AtomicBool::new(false));
        let heard = run(browser, socket, says, Arc::clone(&ends));
        Self { heard, ends }
    }

    /// Waits until `payload` is heard.
    pub(crate) async fn hears(&mut self, payload: &[u8]) {
        let heard = async { while self.heard.recv().await.unwrap() != payload {} };
        timeout(PATIENCE, heard).await.expect("it is heard");
    }

    /// What is heard from here on, until `span` is over.
    pub(crate) async fn hears_for(&mut self, span: Duration) -> Vec<Vec<u8>> {
        while self.heard.try_recv().is_ok() {}
        let mut heard = Vec::new();
        let listening = async {
            while let Some(payload) = self.heard.recv().await {
                heard.push(payload);
            }
        };
        timeout(span, listening).await.expect_err("the voice goes on");
        heard
    }
}

impl Drop for Voice {
    fn drop(&mut self) {
        self.ends.store(true, Ordering::Relaxed);
    }
}

fn run(
    mut browser: Browser,
    socket: UdpSocket,
    says: &'static [u8],
    ends: Arc<AtomicBool>,
) -> mpsc::UnboundedReceiver<Vec<u8>> {
    let (heard, out) = mpsc::unbounded_channel();
    thread::spawn(move || {
        let mut buffer = [0; 2_000];
        let mut next = Instant::now();
        while !ends.load(Ordering::Relaxed) {
            let now = Instant::now();
            if now >= next {
                next = now + PACKET;
                if browser.connected {
                    browser.say(now, says);
                }
                browser.wake(now);
            }
            for (to, datagram) in browser.poll().0 {
                socket.send_to(&datagram, to).unwrap();
            }
            for payload in browser.takes() {
                let _ = heard.send(payload);
            }
            browser.heard.clear();
            if let Ok((length, from)) = socket.recv_from(&mut buffer) {
                browser.take_in(Instant::now(), from, &buffer[..length]);
            }
        }
    });
    out
}
