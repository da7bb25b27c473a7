//! The record as a session sees it: something that keeps facts, or says that it could not.
//!
//! What it is made of is the store's business.

use std::{future::Future, pin::Pin};

use backline_core::{
    id::{InteractionId, TenantId},
    protocol::{FloorRecord, Record},
};

/// Facts to write, all or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// Of an interaction.
    Interaction {
        /// Whose.
        tenant: TenantId,
        /// Which.
        interaction: InteractionId,
        /// What.
        records: Vec<Record>,
        /// Whether these are its last.
        sealing: bool,
    },
    /// Of a floor.
    Floor {
        /// Whose.
        tenant: TenantId,
        /// What.
        records: Vec<FloorRecord>,
        /// Whether these begin a new segment: they restate all that was before.
        new_segment: bool,
    },
}

/// Nothing was written. Why is in the store's log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the record could not be written")]
pub struct NotWritten;

/// What [`Ledger::append`] gives.
pub type Written<'a> = Pin<Box<dyn Future<Output = Result<(), NotWritten>> + Send + 'a>>;

/// Keeps facts.
pub trait Ledger: Send + Sync + 'static {
    /// Writes an entry; done when it is durable.
    fn append(&self, entry: Entry) -> Written<'_>;
}

/// What was on record when the server started, of one tenant.
#[derive(Debug, Clone, Default)]
pub struct Recovered {
    /// The floor's last segment.
    pub floor: Vec<FloorRecord>,
    /// Each interaction that is not over, from its first record on.
    pub interactions: Vec<Vec<Record>>,
}

/// A ledger that forgets when the process ends, for tests and trials.
#[derive(Debug, Default)]
pub struct Volatile;

impl Ledger for Volatile {
    fn append(&self, _entry: Entry) -> Written<'_> {
        Box::pin(std::future::ready(Ok(())))
    }
}
