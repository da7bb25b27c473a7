//! The pure core of Backline: who is on a call, who may do what, who hears whom.
//!
//! No clock, no randomness, no IO, no async. The server *decides* with it, the pages *apply* the
//! same facts with it, so that a screen cannot say something else than the wire does.
#![warn(missing_docs)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod audit;
pub mod floor;
pub mod host;
pub mod id;
pub mod interaction;
pub mod people;
pub mod personal;
pub mod protocol;
pub mod replica;
pub mod routing;
pub mod shared;
pub mod sorted;
pub mod subscription;
pub mod terms;
pub mod time;
pub mod timeline;
pub mod wire;
