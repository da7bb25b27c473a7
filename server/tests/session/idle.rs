//! Connections that say nothing, on both ports, by a clock that the test turns.

use std::{net::SocketAddr, sync::mpsc, time::Duration};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    task::spawn_blocking,
    time::{Instant, pause, resume},
};

use super::server::Server;

/// How long a connection may be without a request, and how long each may take.
const IDLE: Duration = Duration::from_secs(30);
const ASKING: Duration = Duration::from_secs(5);

/// Timers go by whole milliseconds.
const ROUNDED: Duration = Duration::from_millis(1);

/// The test's clock, which stands still while this is held and goes to what is due next once it is not.
struct Clock(mpsc::Sender<()>);

impl Clock {
    fn stands_still() -> Self {
        pause();
        let (held, holds) = mpsc::channel();
        spawn_blocking(move || holds.recv());
        Self(held)
    }

    /// Waits until the server closes this; how long that took by the clock.
    async fn runs_until_closed(self, mut stream: TcpStream) -> Duration {
        let (began, mut some) = (Instant::now(), [0; 16 * 1024]);
        drop(self.0);
        while stream.read(&mut some).await.is_ok_and(|length| length > 0) {}
        let took = began.elapsed();
        resume();
        took
    }
}

/// A connection that has asked something, and was answered.
async fn answered(at: SocketAddr, path: &str) -> TcpStream {
    let mut stream = TcpStream::connect(at).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: {at}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    while !answer.contains("\r\n\r\n") {
        let mut some = [0; 16 * 1024];
        let length = stream.read(&mut some).await.unwrap();
        assert!(length > 0, "closed after {answer}");
        answer.push_str(&String::from_utf8_lossy(&some[..length]));
    }
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    stream
}

///
#[tokio::test]
async fn a_connection_without_a_request_is_closed_after_thirty_seconds_on_both_ports() {
    let server = Server::start().await;
    let (main, operators) = (server.running().bound(), server.running().metrics_at());
    for (at, path) in [(main, "/healthz"), (operators, "/metrics")] {
        let clock = Clock::stands_still();
        let stream = answered(at, path).await;
        let took = clock.runs_until_closed(stream).await;
        assert!((IDLE..=IDLE + ROUNDED).contains(&took), "{path}: {took:?}");
    }
}

///
#[tokio::test]
async fn a_connection_that_never_asks_or_asks_letter_by_letter_is_closed_after_five_on_both_ports()
{
    let server = Server::start().await;
    for at in [server.running().bound(), server.running().metrics_at()] {
        for said in ["", "GET /met"] {
            let clock = Clock::stands_still();
            let mut stream = TcpStream::connect(at).await.unwrap();
            stream.write_all(said.as_bytes()).await.unwrap();
            let took = clock.runs_until_closed(stream).await;
            assert!((ASKING..=ASKING + ROUNDED).contains(&took), "{said:?}: {took:?}");
        }
    }
}
