//! A browser on a thread, with a socket of its own: it says one thing over and over, and what it
//! hears comes out.

use std::{
    net::{IpAddr, Ipv4Addr, UdpSocket},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use tokio::{sync::mpsc, time::timeout};

use super::browser::{Browser, PACKET};

/// Nothing on loopback takes this long, however busy the machine is.
const PATIENCE: Duration = Duration::from_secs(60);

/// A browser that is joined. Dropping it ends it, without a word to anybody.
pub(crate) struct Talker {
    heard: mpsc::UnboundedReceiver<Vec<u8>>,
    ends: Arc<AtomicBool>,
    voiceless: Arc<AtomicBool>,
    deaf: Arc<AtomicBool>,
}

/// A browser that has not been answered yet, and its socket.
pub(crate) struct Calling {
    browser: Browser,
    socket: UdpSocket,
}

impl Calling {
    /// A browser on a free port of loopback, and its offer.
    pub(crate) fn new() -> (Self, String) {
        Self::at(Ipv4Addr::LOCALHOST.into())
    }

    /// One on a free port of this address.
    pub(crate) fn at(address: IpAddr) -> (Self, String) {
        let socket = UdpSocket::bind((address, 0)).unwrap();
        socket.set_read_timeout(Some(Duration::from_millis(5))).unwrap();
        let (browser, offer) = Browser::new(Instant::now(), socket.local_addr().unwrap());
        (Self { browser, socket }, offer)
    }

    /// Takes the answer and says `says` once connected.
    pub(crate) fn talks(mut self, answer: &str, says: &'static [u8]) -> Talker {
        self.browser.accept(answer);
        let ends = Arc::new(AtomicBool::new(false));
        let (out, heard) = mpsc::unbounded_channel();
        let voiceless = Arc::new(AtomicBool::new(false));
        let deaf = Arc::new(AtomicBool::new(false));
        let (until, says_nothing) = (Arc::clone(&ends), Arc::clone(&voiceless));
        let takes_nothing = Arc::clone(&deaf);
        thread::spawn(move || self.run(says, &out, (&until, &says_nothing, &takes_nothing)));
        Talker { heard, ends, voiceless, deaf }
    }

    fn run(
        mut self,
        says: &[u8],
        heard: &mpsc::UnboundedSender<Vec<u8>>,
        (ends, voiceless, deaf): (&AtomicBool, &AtomicBool, &AtomicBool),
    ) {
        let mut buffer = [0; 2_000];
        let mut next = Instant::now();
        while !ends.load(Ordering::Relaxed) {
            let now = Instant::now();
            if now >= next {
                next = now + PACKET;
                if self.browser.connected && !voiceless.load(Ordering::Relaxed) {
                    self.browser.say(now, says);
                }
                self.browser.wake(now);
            }
            for (to, datagram) in self.browser.poll().0 {
                self.socket.send_to(&datagram, to).unwrap();
            }
            for payload in self.browser.takes() {
                let _ = heard.send(payload);
            }
            self.browser.heard.clear();
            if let Ok((length, from)) = self.socket.recv_from(&mut buffer)
                && !deaf.load(Ordering::Relaxed)
            {
                self.browser.take_in(Instant::now(), from, &buffer[..length]);
            }
        }
    }
}

impl Talker {
    /// Sends no voice from here on, or sends it again; the connection lives all the same.
    pub(crate) fn is_voiceless(&self, voiceless: bool) {
        self.voiceless.store(voiceless, Ordering::Relaxed);
    }

    /// No datagram arrives here from here on, or they arrive again.
    pub(crate) fn is_deaf(&self, deaf: bool) {
        self.deaf.store(deaf, Ordering::Relaxed);
    }

    /// The next payload that is heard.
    pub(crate) async fn hears_next(&mut self) -> Vec<u8> {
        timeout(PATIENCE, self.heard.recv()).await.expect("something is heard").unwrap()
    }

    /// Waits until one of these is heard.
    pub(crate) async fn hears_one_of(&mut self, payloads: &[Vec<u8>]) {
        let heard = async { while !payloads.contains(&self.heard.recv().await.unwrap()) {} };
        timeout(PATIENCE, heard).await.expect("it is heard");
    }

    /// Waits until `payload` is heard.
    pub(crate) async fn hears(&mut self, payload: &[u8]) {
        self.hears_one_of(&[payload.to_vec()]).await;
    }

    /// Waits until so much more is heard, from here on.
    pub(crate) async fn goes_on_hearing(&mut self, count: usize) {
        while self.heard.try_recv().is_ok() {}
        for _ in 0..count {
            self.hears_next().await;
        }
    }
}

impl Drop for Talker {
    fn drop(&mut self) {
        self.ends.store(true, Ordering::Relaxed);
    }
}
