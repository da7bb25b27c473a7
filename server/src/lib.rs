//! The library of the server: sockets, sessions, storage. The binary only starts it.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod app;
pub mod cli;
pub mod config;
#[cfg(feature = "demo")]
pub mod demo;
pub mod hooks;
pub mod http;
pub mod identity;
pub mod limit;
pub mod log;
pub mod peer;
pub mod serve;
pub mod session;
pub mod socket;
pub mod store;
pub mod wing;
