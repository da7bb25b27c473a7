//! The record: every fact, durable before anybody hears of it, chained so that no change goes
//! unnoticed, with personal texts kept apart so that they can be erased.
//!
//! One SQLite file. One writer commits the waiting batches of all aggregates in one transaction;
//! readers never wait for it. What moves it: batches of records, handed in through [`SqliteStore`]. It
//! refuses to know what a fact means: only [`verify`] replays logs through the core, to compare.
//!
//! # What is stored
//!
//! - `fact`: the JSON of a record in which every personal text is an id and a digest, and the hash
//!   that chains it to the one before: `hash = SHA-256(hash before || bytes)`.
//! - `personal_text`: salt and text, encrypted under a key of the one it is about; the keys are in
//!   `subject_key`. [`SqliteStore::erase`] deletes a key, and with it every such text; all chains still
//!   verify, since they hold digests only.
//! - `checkpoint`: a chain per tenant, which says which interactions were opened, how each log was
//!   sealed, how long the live ones were from time to time, and what was erased.
//! - The anchor file, outside the database: signed heads of the checkpoint chains.

mod anchor;
mod batch;
mod chain;
mod checkpoint;
mod error;
pub mod index;
pub mod sqlite;
mod vault;
pub mod verify;

#[cfg(test)]
mod tests;

pub use batch::Batch;
pub use error::StoreError;
pub use index::Helped;
pub use sqlite::{SqliteOptions, SqliteStore};
