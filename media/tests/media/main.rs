//! The media engine, driven without sockets on a virtual clock by in-process browsers.
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm)]

mod allocations;
mod browser;
mod containment;
mod dice;
mod hostile;
mod joining;
mod offering;
mod over_sockets;
mod proof;
mod reach;
mod routing;
mod sounding;
mod table;
#[expect(dead_code, reason = "the tests of the sessions use the rest of it")]
mod talker;
mod voices;
mod world;
