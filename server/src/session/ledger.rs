//! The record as a session sees it: something that keeps facts, or says that it could not.
//!
//! What it is made of is the store's business; a test may put something else in its place.

use std::{future::Future, pin::Pin};

use backline_core::{
    id::{InteractionId, TenantId},
    protocol::{FloorRecord, Record},
};

use crate::store::{Batch, SqliteStore, StoreError};

/// What [`Ledger::append`] gives.
pub type Written<'a> = Pin<Box<dyn Future<Output = Result<(), StoreError>> + Send + 'a>>;

/// What [`Ledger::interaction`] gives.
pub type Read<'a> = Pin<Box<dyn Future<Output = Result<Vec<Record>, StoreError>> + Send + 'a>>;

/// Keeps facts.
pub trait Ledger: Send + Sync + 'static {
    /// Writes a batch; done when it is durable. An error says that nothing of it is.
    fn append(&self, batch: Batch) -> Written<'_>;

    /// Reads an interaction from its first record on.
    fn interaction<'a>(&'a self, tenant: &'a TenantId, interaction: InteractionId) -> Read<'a>;
}

/// What was on record when the server started, of one tenant.
#[derive(Debug, Clone, Default)]
pub struct Recovered {
    /// The floor's last segment.
    pub floor: Vec<FloorRecord>,
    /// Each interaction that is not over, from its first record on.
    pub interactions: Vec<Vec<Record>>,
    /// Each call of the last day in which help was requested, from its first record on.
    pub helped: Vec<Vec<Record>>,
}

impl Ledger for SqliteStore {
    fn append(&self, batch: Batch) -> Written<'_> {
        Box::pin(Self::append(self, batch))
    }

    fn interaction<'a>(&'a self, tenant: &'a TenantId, interaction: InteractionId) -> Read<'a> {
        Box::pin(Self::interaction(self, tenant, interaction))
    }
}
