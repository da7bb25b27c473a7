//! The rules by which a log is checked: whether what is recorded can have happened in this order.
//!
//! Moved by records, in the order of their log; it answers with what speaks against them. It does
//! not ask whether somebody was allowed to act, which depends on the floor of that moment; it asks
//! whether there was anything to be done, and above all that nobody is recorded as hearing what the
//! rules of hearing do not allow. It refuses to know where a log is kept and what chains its bytes.
//!
//! An audit of a store and the laws that the tests hold every reachable state to are the same
//! rules, and stand once: here, and of each feature in `audit.rs` of its slice.

mod contradiction;
mod floor;

use std::fmt;

pub use contradiction::Contradiction;
pub use floor::floor;

use crate::{
    host::call::CallHost,
    id::{InteractionId, TenantId},
    interaction::{CallFact, Fact, HelpRequest, Interaction, Lens, call, help, supervise},
    protocol::Record,
    time::Timestamp,
};

/// What speaks against a log, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The place of the fact in its log, from 0; `None` when it is the log as a whole.
    pub place: Option<u64>,
    /// The contradiction that was found.
    pub what: Contradiction,
}

/// The log of one interaction, checked record by record.
#[derive(Debug, Clone, Default)]
pub struct CallAudit {
    state: Option<Interaction>,
    next: u64,
    last: Timestamp,
}

/// What a store says of a log beside its records.
#[derive(Debug, Clone, Copy)]
pub struct KeptAs<'l> {
    /// The tenant under whose name it is kept.
    pub tenant: &'l TenantId,
    /// The interaction under whose name it is kept.
    pub interaction: InteractionId,
    /// Whether it was closed for good.
    pub sealed: bool,
}

impl CallAudit {
    /// The state after the records so far; `None` before an opening.
    #[must_use]
    pub const fn state(&self) -> Option<&Interaction> {
        self.state.as_ref()
    }

    /// Takes the next record in and gives what speaks against it. A log that does not begin with
    /// its opening has no state, and nothing more is said of it.
    pub fn take(&mut self, record: &Record) -> Vec<Contradiction> {
        let place = self.next;
        self.next += 1;
        let mut found = Vec::new();
        if place > 0 && self.state.is_none() {
            return found;
        }
        if record.number != place {
            found.push(Contradiction::Numbered(record.number));
        }
        if record.at < self.last {
            found.push(Contradiction::Earlier);
        }
        self.last = record.at;
        match &mut self.state {
            Some(state) => {
                found.extend(before(state, record));
                state.apply(&record.stamped());
                found.extend(after(state, &record.fact));
            }
            None => {
                self.state = Interaction::fold(Lens::Server, &[record.stamped()]);
                found.extend(self.state.is_none().then_some(Contradiction::NotOpened));
            }
        }
        found
    }
}

/// What speaks against the log of an interaction.
#[must_use]
pub fn interaction(records: &[Record]) -> Vec<Finding> {
    let mut audit = CallAudit::default();
    let mut findings = Vec::new();
    for (place, record) in (0..).zip(records) {
        let said = audit.take(record).into_iter();
        findings.extend(said.map(|what| Finding { place: Some(place), what }));
    }
    let rebuilt = CallHost::replay(records);
    if audit.state.is_some() && rebuilt.as_ref().map(CallHost::state) != audit.state.as_ref() {
        findings.push(Finding { place: None, what: Contradiction::RebuiltOtherwise });
    }
    findings
}

/// What speaks against the log of an interaction that is kept under this name.
#[must_use]
pub fn kept(records: &[Record], name: KeptAs<'_>) -> Vec<Finding> {
    let mut findings = interaction(records);
    let opens = |record: &Record| {
        matches!(&record.fact, Fact::Call(CallFact::Opened { id, tenant, .. })
            if *id == name.interaction && tenant == name.tenant)
    };
    if !records.first().is_some_and(opens) {
        findings.push(Finding { place: Some(0), what: Contradiction::OpensAnother });
    }
    let ends = |record: &Record| matches!(record.fact, Fact::Call(CallFact::Ended { .. }));
    if name.sealed && !records.last().is_some_and(ends) {
        findings.push(Finding { place: None, what: Contradiction::SealedBeforeItsEnd });
    }
    findings
}

/// What speaks against a fact in the state that it is said to have happened in: what concerns more
/// than one slice, then what its own slice says.
fn before(state: &Interaction, record: &Record) -> Option<Contradiction> {
    if state.is_over() {
        return Some(Contradiction::AfterTheEnd);
    }
    match &record.fact {
        Fact::Call(CallFact::Ended { .. }) if state.help().is_some_and(HelpRequest::is_live) => {
            Some(Contradiction::HelpOutlivesCall)
        }
        Fact::Call(fact) => call::against(state, fact).map(Contradiction::Call),
        Fact::Supervise(fact) => {
            let author = record.cause.map(|_| &record.by);
            supervise::against(state, fact, author).map(Contradiction::Supervise)
        }
        Fact::Help(fact) => help::against(state, fact).map(Contradiction::Help),
        Fact::Contact(_) => None,
    }
}

/// What speaks against a fact in the state that it led to: the first edge that it records as enforced
/// and that is not allowed there.
fn after(state: &Interaction, fact: &Fact) -> Option<Contradiction> {
    let enforced = match fact {
        Fact::Call(fact) => call::enforces(fact),
        Fact::Supervise(fact) => supervise::enforces(fact),
        Fact::Help(_) | Fact::Contact(_) => None,
    };
    enforced?.minus(&state.routes()).into_iter().next().map(Contradiction::Forbidden)
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Some(place) => write!(f, "fact {place}: {}.", self.what),
            None => write!(f, "{}.", self.what),
        }
    }
}
