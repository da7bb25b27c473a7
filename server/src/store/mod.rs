//! The record: every fact, durable before anybody hears of it, chained so that no change goes
//! unnoticed, with personal texts kept apart so that they can be erased.
//!
//! Everybody writes and reads through [`Store`]; [`sqlite`] is the first implementation, and one
//! suite of tests says what each has to do. What moves a store: batches of records. It refuses to
//! know what a fact means: only [`verify`] replays logs through the core, to compare.
//!
//! # What is stored
//!
//! - Facts: the JSON of a record in which every personal text is an id and a digest, and the hash
//!   that chains it to the one before: `hash = SHA-256(hash before || bytes)`.
//! - Personal texts: salt and text, encrypted under a key of the one it is about.
//!   [`Store::erase`] deletes a key, and with it every such text; all chains still verify, since
//!   they hold digests only.
//! - Checkpoints: a chain per tenant, which says which interactions were opened, how each log was
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

use std::{
    fmt::Debug,
    future::Future,
    pin::Pin,
    time::{SystemTime, UNIX_EPOCH},
};

use backline_core::{
    id::{CommandId, InteractionId, TenantId},
    people::Identity,
    personal::Subject,
    protocol::{FloorRecord, Record},
    time::{Millis, Timestamp},
};
use tokio::sync::watch;

pub use batch::Batch;
pub use error::StoreError;
pub use index::Helped;

use index::{HelpEvent, HelpFilter, HelpLog, HelpPlace, HelpRow};

/// What a store gives in time.
pub type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// What the wall's clock shows: the instant of checkpoints and anchors. Facts bring their own.
#[must_use]
pub fn wall_clock() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(since.as_millis().try_into().unwrap_or(u64::MAX))
}

/// As far back as a helper is told of an agent's requests.
#[must_use]
pub const fn a_day_before(now: Timestamp) -> Timestamp {
    Timestamp(now.0.saturating_sub(Millis::seconds(24 * 3600).0))
}

/// Keeps the record. Logs of one tenant are never given to another: what is not yours does not
/// exist.
pub trait Store: Debug + Send + Sync + 'static {
    /// Writes a batch. `Ok` means that it is durable; an error, that nothing of it is. When the
    /// store cannot write at the moment the error comes within two seconds, is
    /// [retryable](StoreError::is_retryable), and a later batch succeeds by itself once the cause is
    /// gone. Who drops this future does not know whether the batch was written.
    ///
    /// # Errors
    /// When it could not be written, or does not continue its log.
    fn append(&self, batch: Batch) -> StoreFuture<'_, ()>;

    /// The log of one interaction from its first record on, personal texts put back.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] when the tenant has no such interaction, also when another has.
    fn interaction<'a>(
        &'a self,
        tenant: &'a TenantId,
        interaction: InteractionId,
    ) -> StoreFuture<'a, Vec<Record>>;

    /// What a start needs of a tenant, personal texts put back; of calls that are over, those in
    /// which help was requested at `since` or later.
    ///
    /// # Errors
    /// When it cannot be read.
    fn recover<'a>(&'a self, tenant: &'a TenantId, since: Timestamp) -> StoreFuture<'a, Recovered>;

    /// The help requests of a tenant that fit, the latest first: those after a place in that order,
    /// at most so many.
    ///
    /// # Errors
    /// When it cannot be read.
    fn help_requests<'a>(
        &'a self,
        tenant: &'a TenantId,
        filter: &'a HelpFilter,
        page: (Option<HelpPlace>, u32),
    ) -> StoreFuture<'a, Vec<HelpRow>>;

    /// What tells of a help request of a tenant. What is read grows with that request, and not with
    /// the others of its call.
    ///
    /// # Errors
    /// When it cannot be read.
    fn help_log<'a>(
        &'a self,
        tenant: &'a TenantId,
        request: (InteractionId, u32),
    ) -> StoreFuture<'a, Option<HelpLog>>;

    /// Of the log of an interaction what tells who may read of it and who helps on it, personal texts
    /// put back: the opening, rings, answers and the end, who has opened it and left, the *claimed by*
    /// list, and the last help request. What is read grows with these, and not with what else happened.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] when the tenant has no such interaction, also when another has.
    fn who_helps<'a>(
        &'a self,
        tenant: &'a TenantId,
        interaction: InteractionId,
    ) -> StoreFuture<'a, Vec<Record>>;

    /// Which request of an interaction a command of `by` has raised.
    ///
    /// # Errors
    /// When it cannot be read.
    fn help_raised<'a>(
        &'a self,
        tenant: &'a TenantId,
        command: (InteractionId, CommandId),
        by: &'a Identity,
    ) -> StoreFuture<'a, Option<u32>>;

    /// What happened to help requests of a tenant after the event at a place, at most so many.
    ///
    /// # Errors
    /// When it cannot be read.
    fn help_events<'a>(
        &'a self,
        tenant: &'a TenantId,
        page: (u64, u32),
    ) -> StoreFuture<'a, Vec<HelpEvent>>;

    /// The place of the last event of a tenant; 0 before the first.
    ///
    /// # Errors
    /// When it cannot be read.
    fn last_help_event<'a>(&'a self, tenant: &'a TenantId) -> StoreFuture<'a, u64>;

    /// Moves when there is a new event, and says how many batches with events each tenant has had.
    fn helped(&self) -> watch::Receiver<Helped>;

    /// Erases every personal text about somebody, by erasing the key that they are encrypted with,
    /// and records that this was done. Texts that are stored later get a new key.
    ///
    /// # Errors
    /// When it could not be written.
    fn erase<'a>(&'a self, tenant: &'a TenantId, subject: Subject) -> StoreFuture<'a, ()>;

    /// Puts the heads of all live logs into the checkpoint chains and anchors them, without waiting
    /// for the time at which that happens by itself.
    ///
    /// # Errors
    /// When it could not be written.
    fn checkpoint(&self) -> StoreFuture<'_, ()>;

    /// Whether a batch could be written: answers within two seconds.
    ///
    /// # Errors
    /// When it could not be, and why.
    fn probe(&self) -> StoreFuture<'_, ()>;

    /// Writes what waits, anchors the heads, closes the store for every handle.
    ///
    /// # Errors
    /// [`StoreError::Closed`] when it was closed before.
    fn close(&self) -> StoreFuture<'_, ()>;
}

/// What is on record of one tenant when a server starts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recovered {
    /// The floor's last segment; empty before the first.
    pub floor: Vec<FloorRecord>,
    /// Each interaction that is not over, from its first record on.
    pub interactions: Vec<Vec<Record>>,
    /// Each call in which help was requested lately, from its first record on.
    pub helped: Vec<Vec<Record>>,
    /// The first record of each of the latest interactions, over or not, as many as a start has to
    /// know ([`OPENINGS_REMEMBERED`](backline_core::host::OPENINGS_REMEMBERED)): in the order in
    /// which they were opened, without personal texts.
    pub opened: Vec<Record>,
}
