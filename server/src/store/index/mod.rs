//! Help requests by what people look for: the words of an index over the logs, which a store writes
//! in the transaction of the facts that it follows from.
//!
//! It holds who, when and how, and no text. Everything in it is worked out from one log by the core,
//! in the same way when a fact is added and when the whole is written anew. It refuses to know in
//! what tables it is kept.

pub(super) mod row;

use std::collections::BTreeMap;

use backline_core::{
    id::{InteractionId, PersonId, ReasonId, TenantId},
    interaction::help::Severity,
    people::HelpStatus,
    protocol::Record,
    terms::Scope,
    time::{Millis, Timestamp},
};

/// A help request as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HelpRow {
    /// On which interaction.
    pub interaction: InteractionId,
    /// Which of its requests, from 1.
    pub number: u32,
    /// Who asked.
    pub agent: PersonId,
    /// Who has taken it, or had when it ended.
    pub helper: Option<PersonId>,
    /// For what.
    pub reason: ReasonId,
    /// How pressing.
    pub severity: Severity,
    /// How it stands.
    pub status: HelpStatus,
    /// Who may see such calls.
    pub scope: Scope,
    /// When it was submitted.
    pub raised_at: Timestamp,
    /// When somebody took it.
    pub claimed_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// How long it waited for somebody, up to `counted_at`.
    pub wait: Millis,
    /// How long somebody worked on it, up to `counted_at`.
    pub engagement: Millis,
    /// How long actions ran, all together, up to `counted_at`.
    pub actions: Millis,
    /// Up to when the three count.
    pub counted_at: Timestamp,
}

/// What is looked for; what is not named does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HelpFilter {
    /// One of these; any when there is none.
    pub statuses: Vec<HelpStatus>,
    /// Asked by.
    pub agent: Option<PersonId>,
    /// Taken by.
    pub helper: Option<PersonId>,
    /// For what.
    pub reason: Option<ReasonId>,
    /// Submitted at or after.
    pub from: Option<Timestamp>,
    /// Submitted before.
    pub to: Option<Timestamp>,
}

/// A place in the list, which begins with the latest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HelpPlace {
    /// When it was submitted.
    pub raised_at: Timestamp,
    /// On which interaction.
    pub interaction: InteractionId,
    /// Which of its requests.
    pub number: u32,
}

/// How many batches with facts about help each tenant has had since the start: whose listeners have
/// something to read.
pub type Helped = BTreeMap<TenantId, u64>;

/// A fact about help, at its place among those of the tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HelpEvent {
    /// Its place, from 1.
    pub seq: u64,
    /// The fact; its texts are left out.
    pub record: Record,
    /// The request as it stands.
    pub row: HelpRow,
}

/// What tells of one help request: enough to show it, whatever else its call has on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HelpLog {
    /// The request in short.
    pub row: HelpRow,
    /// Of the call's log, in its order, personal texts put back: the opening, the answer of the
    /// agent who asks, the facts about the request, and those of actions that began between its
    /// first fact and the next request, to their end.
    pub records: Vec<Record>,
}

impl HelpRow {
    /// Its place in the list.
    #[must_use]
    pub const fn place(&self) -> HelpPlace {
        let Self { raised_at, interaction, number, .. } = self;
        HelpPlace { raised_at: *raised_at, interaction: *interaction, number: *number }
    }
}
