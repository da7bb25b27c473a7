//! Connections as they come in: where from, and closed when they say nothing, or say it letter by
//! letter.
//!
//! Until the first answer has begun, a connection has a few seconds; after that it may idle, as
//! sockets and kept-alive connections do, unless what is sent to it is not taken: then its peer is
//! gone, and what it had open is given back. It refuses to know what is said.

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    extract::connect_info::Connected,
    serve::{IncomingStream, Listener},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    time::{Sleep, sleep},
};

/// How long the first request may take to come in.
const ASK_WITHIN: Duration = Duration::from_secs(5);

/// How long what is sent may stay untaken. The system by itself waits a quarter of an hour.
#[cfg(target_os = "linux")]
const TAKE_WITHIN: Duration = Duration::from_secs(30);

/// Where a connection comes from.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub SocketAddr);

/// Listens, with bounded patience.
#[derive(Debug)]
pub struct Patient(pub TcpListener);

/// A connection whose first request is awaited for a while.
#[derive(Debug)]
pub struct Awaited {
    stream: TcpStream,
    patience: Option<Pin<Box<Sleep>>>,
}

impl Connected<IncomingStream<'_, Patient>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Patient>) -> Self {
        Self(*stream.remote_addr())
    }
}

impl Listener for Patient {
    type Io = Awaited;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Awaited, SocketAddr) {
        let (stream, peer) = Listener::accept(&mut self.0).await;
        // Messages are small and somebody waits for each.
        let _ = stream.set_nodelay(true);
        #[cfg(target_os = "linux")]
        let _ = socket2::SockRef::from(&stream).set_tcp_user_timeout(Some(TAKE_WITHIN));
        (Awaited { stream, patience: Some(Box::pin(sleep(ASK_WITHIN))) }, peer)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

impl AsyncRead for Awaited {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if let Some(patience) = &mut self.patience
            && patience.as_mut().poll(cx).is_ready()
        {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Awaited {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        data: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.patience = None;
        Pin::new(&mut self.stream).poll_write(cx, data)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        data: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.patience = None;
        Pin::new(&mut self.stream).poll_write_vectored(cx, data)
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
        let (accepted, _) = Patient(listener).accept().await;
        let timeout = socket2::SockRef::from(&accepted.stream).tcp_user_timeout().unwrap();
        assert_eq!(timeout, Some(TAKE_WITHIN));
    }
}
