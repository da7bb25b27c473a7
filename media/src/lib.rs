//! The media plane: whose sound reaches whom, packet by packet.
//!
//! An [`Engine`] holds the browser legs of some interactions and forwards Opus packets along the
//! edges it was ordered to open, and along no other: it never mixes, never decodes and knows no
//! rule of who may hear whom. It is moved by datagrams, by [`Order`]s and by time, all handed in;
//! it answers with datagrams and [`Report`]s. It refuses to know sockets, threads and clocks:
//! those live in `worker` and [`pool`].
//!
//! # The shape of a browser's connection
//!
//! A constant of the protocol, the same for every leg, negotiated once when it joins:
//!
//! - `new RTCPeerConnection({ bundlePolicy: "max-bundle" })`, no ICE servers.
//! - [`SLOTS`] (five) audio transceivers, in this order: the first `sendrecv`, with the microphone's
//!   track (or with none yet: `replaceTrack` later needs no negotiation), the other four `recvonly`.
//!   No video, no data channel.
//! - `createOffer`, `setLocalDescription`, and that description's SDP goes into [`Order::Join`] at
//!   once: candidates need not be gathered and those in it are ignored, since the server learns the
//!   browser's address from the connectivity checks it receives.
//! - The server asks as well, once a second, with a check of its own: not to find a way, but to know
//!   whether what it sends arrives. Every browser answers.
//! - The answer of [`Report::Joined`] goes into `setRemoteDescription`. It holds every candidate of
//!   the server; none is trickled. The server is ICE-lite and DTLS-passive. A line of its own, which
//!   browsers pass over, names the UDP ports of all workers: a network has to let all of them through,
//!   since the next call may be another one's.
//! - Five `track` events follow, one per transceiver, all at once. A *slot* is one of them: at any
//!   time it carries one speaker or nothing. Which one is the server's choice, and changes without
//!   any negotiation, so a page plays all five, always, and does not ask which is which.
//! - The answer looks the same whoever else is on the interaction: five streams, with fixed random
//!   SSRCs, whether they will ever carry anything or not.
//! - Opus, and `telephone-event` (RFC 4733) where the browser offers it, at 48,000 or at 8,000 Hz:
//!   `RTCDTMFSender` works, and the engine translates between the two. Browsers count by Opus's clock
//!   whatever rate they agree on, and end a key after a sixth of its time at 8,000: a page says
//!   `a=x-backline-event-clock:stream` before the first `m=` of its offer, and presses for six times
//!   as long.
//!
//! # Promises
//!
//! - No datagram reaches a leg before its source is known by an authenticated connectivity check.
//! - A packet that comes in on an open edge leaves on it within the same call of
//!   [`Engine::handle`], in order, whatever happens on other edges.
//! - A fault ends the leg it happened in and closes its edges; it opens none.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod clip;
mod connection;
mod engine;
mod order;
pub mod pool;
mod ports;
mod sdp;
mod tally;

pub use clip::{Clip, ClipError, Recording};
pub use engine::{Engine, EngineConfig, EngineInput, EngineOutput};
pub use order::{JoinError, LossReason, Order, Report};
pub use pool::{MediaHandle, MediaPool, PoolConfig};
pub use ports::Ports;
pub use tally::{Counters, Departure};

/// Receive slots of a leg: how many speakers it can hear at once.
pub use backline_core::routing::SLOTS;
