//! The record in one SQLite file: one writer commits what waits of all logs in one transaction,
//! readers never wait for it.
//!
//! Moved by jobs from its handle and by the time for checkpoints. It refuses to know what a fact
//! means.

mod audit;
mod connection;
mod handle;
mod index;
mod owner;
mod reader;
mod readers;
mod tips;
mod transaction;
mod turns;
mod writer;

#[cfg(test)]
mod fault;
#[cfg(test)]
mod tests;

pub use audit::{AuditOptions, verify};
pub use handle::{SqliteOptions, SqliteStore};
