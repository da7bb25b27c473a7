//! The server from its sockets inwards: real sockets, real media, a real record, no browser.
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm)]

#[path = "../media/browser.rs"]
#[expect(dead_code, reason = "the tests of the media plane use the rest of it")]
mod browser;
mod calling;
mod client;
mod commands;
mod door;
mod fault;
mod hostile;
mod log;
mod pages;
mod resume;
mod server;
mod serving;
mod voice;
