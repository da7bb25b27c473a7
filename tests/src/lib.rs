//! The harness of the system tests: the real server, real browsers, and ears.
//!
//! A test opens a [`Scene`]: a server of its own on free loopback ports with a fresh directory.
//! Each party has a browser context of its own in a process whose microphone speaks one pure tone, so
//! that what a party hears reads as the set of those who speak to it. What left the server's socket is
//! counted apart, by [`Edges`]. The harness refuses to know any rule of the product.

pub mod fuzz;

use std::time::Duration;

mod browser;
mod call;
mod chromium;
mod edges;
mod firefox;
mod line;
mod log;
mod page;
mod party;
mod port;
mod process;
mod scene;
mod scratch;
mod server;
mod stopped;
mod tone;
mod wire;

pub use browser::{Browser, Driver};
pub use call::{Call, all_come_to_hear, all_hear, party};
pub use chromium::Microphone;
pub use edges::{Edges, dropped_by_the_system};
pub use line::Line;
pub use page::{Barrier, HeardKey, Hearing, Look, Notified, Page, SCHEMES, help, request};
pub use party::{Descriptions, Party, Passed, Source};
pub use process::Signal;
pub use scene::Scene;
pub use scratch::Scratch;
pub use server::{Server, now};
pub use stopped::Stopped;
pub use tone::{Voice, voices};
pub use wire::{Reply, Wire, bring_caller, sign_in};

/// How long anything is waited for that comes for certain: on the busiest machine it takes less.
const PATIENCE: Duration = Duration::from_secs(300);
