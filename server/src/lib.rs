//! The library of the server: media, sessions, storage. The binary only starts it.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod auth;
pub mod cli;
pub mod config;
pub mod media;
pub mod store;
