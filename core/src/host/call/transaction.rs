//! One transaction: what is to close closes, what has happened is stored and published, what may
//! open opens.
//!
//! A failed write leaves closed what was closed and the state as it was; [`CallHost::mend`] makes the
//! record say so as soon as it can be written again.

use super::{CLOSE_WITHIN, CallHost, CallInput, CallOutput, RETRY_AFTER};
use crate::{
    id::{CommandId, PersonId},
    interaction::{
        CallFact, Context, Fact, Interaction, Offer, Refusal, StopReason, SuperviseFact,
    },
    people::{Actor, Identity},
    protocol::{Cause, Record},
    routing::{Epoch, Routes},
    time::Timestamp,
};

/// The transaction under way.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Pending {
    records: Vec<Record>,
    /// The state that it leads to.
    pub(super) after: Interaction,
    pub(super) reply: Option<(Actor, CommandId)>,
    offer: Option<Offer>,
    /// What to try again if it cannot be stored: nobody will ask a second time.
    again: Option<CallInput>,
    pub(super) step: Step,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Step {
    Closing { epoch: Epoch, until: Timestamp },
    Storing { ticket: u64 },
}

/// What a decision has led to, before it is a transaction.
pub(super) struct Decided {
    pub(super) facts: Vec<Fact>,
    pub(super) by: Identity,
    pub(super) cause: Option<Cause>,
    pub(super) reply: Option<(Actor, CommandId)>,
    pub(super) offer: Option<Offer>,
    pub(super) again: Option<CallInput>,
}

impl CallHost {
    /// Opens a transaction: what is to close closes first, and what was closed ahead of it is
    /// confirmed first.
    pub(super) fn begin(&mut self, at: Timestamp, decided: Decided) {
        if decided.facts.is_empty() {
            return;
        }
        let mut after = self.state.clone();
        let mut records = Vec::new();
        for fact in decided.facts {
            let number = self.next + records.len() as u64;
            let (by, cause) = (decided.by.clone(), decided.cause);
            let record = Record { number, at, by, cause, fact };
            after.apply(&record.stamped());
            records.push(record);
        }
        let wanted = after.routes();
        let close = self.table.minus(&wanted);
        let closed = close.is_empty() && self.ahead.is_none();
        if !close.is_empty() {
            self.table.0.retain(|edge| wanted.0.contains(edge));
            self.send_change(at, close, Vec::new());
        }
        let step = Step::Closing { epoch: self.epoch, until: at.plus(CLOSE_WITHIN) };
        let (reply, offer, again) = (decided.reply, decided.offer, decided.again);
        self.pending = Some(Pending { records, after, reply, offer, again, step });
        if closed {
            self.closed();
        }
    }

    /// The table that has to be confirmed is a newer one than the transaction began with.
    pub(super) const fn follow_epoch(&mut self) {
        if let Some(Pending { step: Step::Closing { epoch, .. }, .. }) = &mut self.pending {
            *epoch = self.epoch;
        }
    }

    /// Everything that had to close is closed: say so in the record, and write it.
    pub(super) fn closed(&mut self) {
        let Some(pending) = &mut self.pending else { return };
        let enforced = pending.after.enforced();
        let still: Routes = enforced.0.intersection(&self.table.0).cloned().collect();
        if still != *enforced
            && !pending.after.is_over()
            && let Some(last) = pending.records.last()
        {
            let record = Record {
                number: last.number + 1,
                fact: Fact::Call(CallFact::HearingEnforced { edges: still }),
                ..last.clone()
            };
            pending.after.apply(&record.stamped());
            pending.records.push(record);
        }
        self.tickets += 1;
        pending.step = Step::Storing { ticket: self.tickets };
        let records = pending.records.clone();
        self.out.push_back(CallOutput::Store { ticket: self.tickets, records });
    }

    /// Durable: it has happened. Publish, answer, then open what may open.
    pub(super) fn stored(&mut self, cx: &Context<'_>) {
        let Some(pending) = self.pending.take() else { return };
        let legs_before = self.state.attached();
        for record in &pending.records {
            self.commit(record);
        }
        let asked = |record: &Record| {
            matches!(record.fact, Fact::Supervise(SuperviseFact::ActionRequested { .. }))
        };
        let confirm = pending.records.iter().any(asked);
        for (person, _) in ended(&pending.records) {
            self.doubted.remove(person);
        }
        self.out.push_back(CallOutput::Published { records: pending.records });
        if let Some((who, id)) = pending.reply {
            self.out.push_back(CallOutput::Reply { who, id, result: Ok(()) });
        }
        self.change_legs(&legs_before, pending.offer);
        self.open_wanted(cx, confirm);
    }

    /// What was closed stays closed; the state is what it was.
    pub(super) fn store_failed(&mut self, at: Timestamp) {
        let Some(pending) = self.pending.take() else { return };
        if let Some((who, id)) = pending.reply {
            self.out.push_back(CallOutput::Reply { who, id, result: Err(Refusal::NotRecorded) });
        }
        self.doubt();
        // Whoever asked to end an action that had no edge yet must not be given one.
        let over = ended(&pending.records).filter(|(_, why)| *why != StopReason::Switched);
        self.doubted.extend(over.map(|(person, _)| person.clone()));
        self.retry.extend(pending.again);
        self.retry_at = Some(at.plus(RETRY_AFTER));
    }

    /// After a failed write: records what is closed on the wire though the state does not say so.
    /// An action that lost edges ends; what agent and customer lost opens again after that.
    pub(super) fn mend(&mut self, cx: &Context<'_>) {
        let lost: Routes = self.state.enforced().minus(&self.table).into_iter().collect();
        let mut facts = self.state.sever(&lost, &self.doubted);
        if facts.is_empty() && !lost.0.is_empty() {
            let edges = self.state.enforced().minus(&lost).into_iter().collect();
            facts.push(Fact::Call(CallFact::HearingEnforced { edges }));
        }
        if facts.is_empty() {
            self.open_wanted(cx, false);
        }
        self.begin(cx.at, Decided::by_server(facts, None));
    }

    /// Whoever is still doubted when nothing waits that could end their action: it ends.
    pub(super) fn end_doubted(&mut self, at: Timestamp) {
        let facts = self.state.sever(&Routes::default(), &self.doubted);
        self.begin(at, Decided::by_server(facts, None));
    }
}

impl Decided {
    pub(super) const fn by_server(facts: Vec<Fact>, again: Option<CallInput>) -> Self {
        Self { facts, by: Identity::Server, cause: None, reply: None, offer: None, again }
    }
}

/// Whose action these records end, and why.
fn ended(records: &[Record]) -> impl Iterator<Item = (&PersonId, StopReason)> {
    records.iter().filter_map(|record| {
        let Fact::Supervise(SuperviseFact::ActionEnded { supervisor, why, .. }) = &record.fact
        else {
            return None;
        };
        Some((supervisor, *why))
    })
}
