//! Connections that say nothing, or say it letter by letter, are closed.
//!
//! Until the first answer has begun, a connection has a few seconds; after that it may idle, as
//! sockets and kept-alive connections do. It refuses to know what is said.

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::serve::Listener;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    time::{Sleep, sleep},
};

/// How long the first request may take to come in.
const ASK_WITHIN: Duration = Duration::from_secs(5);

/// Listens, with bounded patience.
#[derive(Debug)]
pub struct Patient(pub TcpListener);

/// A connection whose first request is awaited for a while.
#[derive(Debug)]
pub struct Awaited {
    stream: TcpStream,
    patience: Option<Pin<Box<Sleep>>>,
}

impl Listener for Patient {
    type Io = Awaited;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Awaited, SocketAddr) {
        let (stream, peer) = Listener::accept(&mut self.0).await;
        // Messages are small and somebody waits for each.
        let _ = stream.set_nodelay(true);
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
