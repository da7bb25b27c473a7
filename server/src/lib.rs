//! The library of the server: media, sessions, storage. The binary only starts it.

pub mod auth;
pub mod cli;
pub mod config;
pub mod media;
pub mod store;
