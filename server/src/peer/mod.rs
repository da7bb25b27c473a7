//! Connections as they come in: how many, where from, and closed when they say nothing, or say it
//! letter by letter.
//!
//! It refuses to know what is said: `patience.rs` knows how long each thing may take, `places.rs`
//! how many there may be, `forwarded.rs` whom a proxy speaks for.

mod forwarded;
mod patience;
mod places;

use std::{
    io,
    net::{IpAddr, SocketAddr},
    pin::Pin,
    task::{Context, Poll},
};

use axum::{
    extract::connect_info::Connected,
    serve::{IncomingStream, Listener},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    time::{Instant, Sleep, sleep_until},
};

pub use forwarded::{Network, NetworkError, Proxies, counted};
pub use places::{Bounds, Places, Seat};

use places::Place;

/// How long what is sent may stay untaken. The system by itself waits a quarter of an hour.
#[cfg(target_os = "linux")]
const TAKE_WITHIN: std::time::Duration = std::time::Duration::from_secs(30);

/// Where a request comes from, as it is counted: the other end, or whom a trusted proxy names.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub IpAddr);

/// A connection, for those who answer what comes over it.
#[derive(Debug, Clone)]
pub struct Line {
    /// The other end.
    pub at: SocketAddr,
    /// How far it is, and whose.
    pub seat: Seat,
}

/// Listens, with bounded patience and for so many.
#[derive(Debug)]
pub struct Patient {
    listener: TcpListener,
    places: Places,
}

/// A connection that is bounded in number and in time.
#[derive(Debug)]
pub struct Awaited {
    stream: TcpStream,
    place: Place,
    timer: Pin<Box<Sleep>>,
}

impl Patient {
    /// Listens at `listener` for as many as `places` has.
    #[must_use]
    pub const fn new(listener: TcpListener, places: Places) -> Self {
        Self { listener, places }
    }
}

impl Connected<IncomingStream<'_, Patient>> for Line {
    fn connect_info(stream: IncomingStream<'_, Patient>) -> Self {
        let seat = stream.io().place.seat().clone();
        Self { at: *stream.remote_addr(), seat }
    }
}

impl Listener for Patient {
    type Io = Awaited;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Awaited, SocketAddr) {
        loop {
            let (stream, peer) = Listener::accept(&mut self.listener).await;
            let now = Instant::now();
            let Some(place) = self.places.take(peer.ip(), now) else {
                metrics::counter!("backline_connections_refused_total").increment(1);
                continue;
            };
            // Messages are small and somebody waits for each.
            let _ = stream.set_nodelay(true);
            #[cfg(target_os = "linux")]
            let _ = socket2::SockRef::from(&stream).set_tcp_user_timeout(Some(TAKE_WITHIN));
            return (Awaited { stream, place, timer: Box::pin(sleep_until(now)) }, peer);
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

impl Awaited {
    /// Whether its time is over, or its place is needed; the task is woken when that changes.
    fn is_over(&mut self, cx: &mut Context<'_>) -> bool {
        if self.place.standing().is_settled() {
            return false;
        }
        let (ousted, due) = self.place.standing().watch(cx.waker());
        let Some(due) = due else { return ousted };
        if self.timer.deadline() != due {
            self.timer.as_mut().reset(due);
        }
        ousted || self.timer.as_mut().poll(cx).is_ready()
    }

    fn note_written(&self, written: &Poll<io::Result<usize>>) {
        let standing = self.place.standing();
        if matches!(written, Poll::Ready(Ok(_))) && !standing.is_settled() {
            standing.wrote(Instant::now());
        }
    }
}

impl AsyncRead for Awaited {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.is_over(cx) {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, buffer);
        let standing = self.place.standing();
        if buffer.filled().len() > before && !standing.is_settled() {
            standing.came(Instant::now());
        }
        read
    }
}

impl AsyncWrite for Awaited {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        data: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, data);
        self.note_written(&written);
        written
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        data: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, data);
        self.note_written(&written);
        written
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_peer_that_takes_nothing_is_given_up_long_before_the_system_would() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let _peer = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let places = Places::new(Bounds { in_all: 1, from_one: 1 }, Proxies::default());
        let (accepted, _) = Patient::new(listener, places).accept().await;
        let timeout = socket2::SockRef::from(&accepted.stream).tcp_user_timeout().unwrap();
        assert_eq!(timeout, Some(TAKE_WITHIN));
    }
}
