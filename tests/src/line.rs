//! A detour to the server that can be cut: what a browser loses when its network goes.
//!
//! Chromium's own emulation of a lost network leaves WebRTC alone, and stopping the process would
//! stop the person as well. So the browser is given other ports, for TCP and for UDP, and this
//! passes everything on. While it is cut, datagrams are lost and bytes wait, as on a dead cable;
//! neither side is told.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    net::SocketAddr,
    sync::Arc,
};

use anyhow::Result;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream, UdpSocket,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
    task::{AbortHandle, JoinSet},
};

/// Which way datagrams pass.
#[derive(Debug, Clone, Copy)]
struct Passes {
    to_server: bool,
    to_page: bool,
}

impl Passes {
    const BOTH: Self = Self { to_server: true, to_page: true };
}

/// A detour. Dropping it cuts it for good.
#[derive(Debug)]
pub struct Line {
    intact: watch::Sender<bool>,
    sound: watch::Sender<Passes>,
    http: u16,
    media: u16,
    tasks: [AbortHandle; 2],
}

impl Line {
    /// Lays one to the server's HTTP port and its media port.
    pub(crate) async fn lay(http: u16, media: u16) -> Result<Self> {
        let (intact, state) = watch::channel(true);
        let (sound, passes) = watch::channel(Passes::BOTH);
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let socket = UdpSocket::bind("127.0.0.1:0").await?;
        let ports = (listener.local_addr()?.port(), socket.local_addr()?.port());
        let streams = tokio::spawn(carry_streams(listener, http, state));
        let datagrams = tokio::spawn(carry_datagrams(Arc::new(socket), media, passes));
        let tasks = [streams.abort_handle(), datagrams.abort_handle()];
        Ok(Self { intact, sound, http: ports.0, media: ports.1, tasks })
    }

    /// The port to use in the place of the server's HTTP port.
    pub(crate) const fn http(&self) -> u16 {
        self.http
    }

    /// The port to use in the place of the server's media port.
    pub(crate) const fn media(&self) -> u16 {
        self.media
    }

    /// Nothing passes from here on.
    pub fn cut(&self) {
        self.cut_pages();
        self.cut_sound();
    }

    /// No byte of a page passes from here on, and its sound does: a proxy that is down.
    pub fn cut_pages(&self) {
        self.intact.send_replace(false);
    }

    /// No datagram passes from here on: a network that lets no sound through.
    pub fn cut_sound(&self) {
        self.sound.send_replace(Passes { to_server: false, to_page: false });
    }

    /// No datagram passes to the page from here on; what it sends passes.
    pub fn cut_sound_towards_page(&self) {
        self.sound.send_replace(Passes { to_page: false, ..Passes::BOTH });
    }

    /// No datagram passes to the server from here on; what it sends passes.
    pub fn cut_sound_towards_server(&self) {
        self.sound.send_replace(Passes { to_server: false, ..Passes::BOTH });
    }

    /// Datagrams pass again.
    pub fn mend_sound(&self) {
        self.sound.send_replace(Passes::BOTH);
    }

    /// Everything passes again.
    pub fn mend(&self) {
        self.intact.send_replace(true);
        self.mend_sound();
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.tasks.iter().for_each(AbortHandle::abort);
    }
}

async fn carry_streams(listener: TcpListener, to: u16, state: watch::Receiver<bool>) {
    let mut pumps = JoinSet::new();
    while let Ok((near, _)) = listener.accept().await {
        let Ok(far) = TcpStream::connect(("127.0.0.1", to)).await else { continue };
        let (near_read, near_write) = near.into_split();
        let (far_read, far_write) = far.into_split();
        pumps.spawn(pump(near_read, far_write, state.clone()));
        pumps.spawn(pump(far_read, near_write, state.clone()));
    }
}

/// Carries one direction until either side ends; bytes wait while the line is cut.
async fn pump(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut state: watch::Receiver<bool>) {
    let mut buffer = [0; 16 * 1024];
    while let Ok(count @ 1..) = from.read(&mut buffer).await {
        let intact = state.wait_for(|intact| *intact).await.is_ok();
        if !intact || to.write_all(&buffer[..count]).await.is_err() {
            break;
        }
    }
}

/// Each sender gets a socket of its own towards the server, so that the server can tell them apart.
async fn carry_datagrams(near: Arc<UdpSocket>, to: u16, state: watch::Receiver<Passes>) {
    let mut senders: BTreeMap<SocketAddr, Arc<UdpSocket>> = BTreeMap::new();
    let mut answers = JoinSet::new();
    let mut buffer = [0; 2048];
    while let Ok((count, sender)) = near.recv_from(&mut buffer).await {
        if !state.borrow().to_server {
            continue;
        }
        let far = match senders.entry(sender) {
            Entry::Occupied(known) => known.get().clone(),
            Entry::Vacant(place) => {
                let Ok(far) = towards(to).await else { continue };
                answers.spawn(answer(far.clone(), near.clone(), sender, state.clone()));
                place.insert(far).clone()
            }
        };
        // A datagram that cannot be sent is a lost one, as anywhere.
        drop(far.send(&buffer[..count]).await);
    }
}

async fn towards(port: u16) -> Result<Arc<UdpSocket>> {
    let socket = UdpSocket::bind("127.0.0.1:0").await?;
    socket.connect(("127.0.0.1", port)).await?;
    Ok(Arc::new(socket))
}

async fn answer(
    far: Arc<UdpSocket>,
    near: Arc<UdpSocket>,
    sender: SocketAddr,
    state: watch::Receiver<Passes>,
) {
    let mut buffer = [0; 2048];
    loop {
        // While the server is down, reading fails; its next datagram arrives all the same.
        let Ok(count) = far.recv(&mut buffer).await else {
            tokio::task::yield_now().await;
            continue;
        };
        if state.borrow().to_page {
            drop(near.send_to(&buffer[..count], sender).await);
        }
    }
}
