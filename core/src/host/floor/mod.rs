//! The server's driver of one tenant's floor: in goes what people ask, what is noticed and what
//! calls tell, out comes what to store, to answer and to publish.
//!
//! Sans-IO: [`FloorHost::handle`], [`FloorHost::poll_output`], [`FloorHost::poll_timeout`]. One
//! write is under way at a time, and holds when it is durable; what is to be recorded meanwhile
//! waits. What calls tell is recorded by the calls and holds at once. The log has segments, each of
//! which begins with all that is known; a start begins one, and reads the last one only. This
//! module refuses to know sockets, files and clocks.

mod narrowed;
mod words;

use std::collections::VecDeque;

pub use words::{FloorInput, FloorOutput};

use super::repeat::{DoneCommands, Repeat};
use crate::{
    floor::{
        Floor, FloorCommand, FloorFact, FloorObservation, FloorRefusal, StampedFloor, ViewChange,
    },
    id::{CommandId, TenantId},
    people::{Actor, FloorView, Identity},
    protocol::{Cause, FloorRecord, fingerprint},
    time::{Millis, Timestamp},
};

/// Facts after which the log begins a new segment, so that a start has little to read.
pub const SEGMENT: usize = 10_000;

/// How long after a failed write the next is tried.
pub const RETRY_AFTER: Millis = Millis::seconds(1);

/// How many of the latest commands a new segment tells again, so that one of them that is repeated
/// after it is known. A page repeats what it has not seen answered, which is among the latest.
pub const REMEMBERED: usize = 1_000;

/// The driver of one floor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FloorHost {
    floor: Floor,
    next: u64,
    in_segment: usize,
    done: DoneCommands,
    /// What the latest commands have led to, as recorded.
    recent: VecDeque<FloorRecord>,
    waiting: VecDeque<FloorAsk>,
    pending: Option<FloorWrite>,
    retry_at: Option<Timestamp>,
    tickets: u64,
    /// Whether a waiting call may get an agent: something has changed since none could.
    distribute: bool,
    change: ViewChange,
    out: VecDeque<FloorOutput>,
}

/// What waits for the write under way.
#[derive(Debug, Clone, PartialEq, Eq)]
enum FloorAsk {
    Command { who: Actor, id: CommandId, command: FloorCommand },
    Observed(FloorObservation),
}

/// The write under way.
#[derive(Debug, Clone, PartialEq, Eq)]
struct FloorWrite {
    ticket: u64,
    records: Vec<FloorRecord>,
    new_segment: bool,
    reply: Option<(Actor, CommandId)>,
    /// What to try again if it cannot be stored: nobody will notice it a second time.
    again: Option<FloorObservation>,
}

/// What a decision has led to, before it is a write.
struct FloorDecision {
    facts: Vec<FloorFact>,
    by: Identity,
    cause: Option<Cause>,
    reply: Option<(Actor, CommandId)>,
    again: Option<FloorObservation>,
}

impl FloorHost {
    /// The floor that these records tell of, the last segment of its log; nobody is on it when there
    /// are none. The first input makes it begin a new segment.
    #[must_use]
    pub fn replay(tenant: TenantId, records: &[FloorRecord]) -> Self {
        let mut host = Self {
            floor: Floor::empty(tenant),
            next: 0,
            in_segment: SEGMENT,
            done: DoneCommands::default(),
            recent: VecDeque::new(),
            waiting: VecDeque::new(),
            pending: None,
            retry_at: None,
            tickets: 0,
            distribute: true,
            change: ViewChange::default(),
            out: VecDeque::new(),
        };
        records.iter().for_each(|record| host.commit(record));
        host.in_segment = SEGMENT;
        host
    }

    /// Takes in one input.
    pub fn handle(&mut self, at: Timestamp, input: FloorInput) {
        self.settle(at, input);
        while self.pending.is_none() && self.retry_at.is_none_or(|retry| retry <= at) {
            self.retry_at = None;
            if !self.go_on(at) {
                break;
            }
        }
        let change = std::mem::take(&mut self.change);
        if !change.is_empty() {
            self.out.push_back(FloorOutput::Changed(change));
        }
    }

    /// The next thing to do.
    pub fn poll_output(&mut self) -> Option<FloorOutput> {
        self.out.pop_front()
    }

    /// When [`FloorInput::Tick`] is due, if nothing else comes.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Timestamp> {
        if self.pending.is_some() { None } else { self.retry_at.or_else(|| self.floor.deadline()) }
    }

    /// The state that is on record, and what calls have told.
    #[must_use]
    pub const fn floor(&self) -> &Floor {
        &self.floor
    }

    /// The floor as interactions and pages see it.
    #[must_use]
    pub const fn view(&self) -> &FloorView {
        self.floor.view()
    }

    /// Whether everything that it was asked is on record.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.pending.is_none() && self.waiting.is_empty() && self.in_segment < SEGMENT
    }

    fn settle(&mut self, at: Timestamp, input: FloorInput) {
        let ticket = self.pending.as_ref().map(|pending| pending.ticket);
        match input {
            FloorInput::Command { who, id, command } => {
                self.waiting.push_back(FloorAsk::Command { who, id, command });
            }
            FloorInput::Observed(seen) => {
                let people = self.narrows(&seen);
                self.change.and(ViewChange { people, ..ViewChange::default() });
                self.waiting.push_back(FloorAsk::Observed(seen));
            }
            FloorInput::Call(note) => {
                let change = self.floor.note(at, &note);
                self.changed(change);
            }
            FloorInput::CallGone(call) => {
                let change = self.floor.forget(at, call);
                self.changed(change);
            }
            FloorInput::RingsByName { person, only } => {
                self.floor.rings_by_name(&person, only);
                self.distribute = true;
            }
            FloorInput::AskedBefore { agent, request } => {
                let change = self.floor.remember(at, &agent, request);
                self.changed(change);
            }
            FloorInput::Stored { ticket: done } if ticket == Some(done) => self.stored(),
            FloorInput::StoreFailed { ticket: failed } if ticket == Some(failed) => {
                self.store_failed(at);
            }
            FloorInput::Stored { .. } | FloorInput::StoreFailed { .. } | FloorInput::Tick => {}
        }
    }

    fn changed(&mut self, change: ViewChange) {
        self.change.and(change);
        self.distribute = true;
    }

    /// Does the next thing that is to be done while nothing is written; whether there was one.
    fn go_on(&mut self, at: Timestamp) -> bool {
        if self.in_segment >= SEGMENT {
            self.begin_segment();
            return true;
        }
        if let Some(waiting) = self.waiting.pop_front() {
            match waiting {
                FloorAsk::Command { who, id, command } => self.command(at, (who, id), &command),
                FloorAsk::Observed(seen) => {
                    let facts = self.floor.observe(at, &seen);
                    self.begin(
                        at,
                        FloorDecision { again: Some(seen), ..FloorDecision::by_server(facts) },
                    );
                }
            }
            return true;
        }
        let mut facts = self.floor.lapse(at);
        if facts.is_empty() && self.distribute {
            facts.extend(self.floor.offer(at));
            self.distribute = !facts.is_empty();
        }
        let more = !facts.is_empty();
        self.begin(at, FloorDecision::by_server(facts));
        more
    }

    fn command(&mut self, at: Timestamp, (who, id): (Actor, CommandId), command: &FloorCommand) {
        let cause = Cause { command: id, fingerprint: fingerprint(command) };
        let answer = match self.done.repeat((self.floor.tenant(), &who), cause) {
            Repeat::Done => Ok(Vec::new()),
            Repeat::Reused => Err(FloorRefusal::CommandReused),
            Repeat::New => self.floor.decide(&who, command),
        };
        match answer {
            Ok(facts) if !facts.is_empty() => {
                let (by, cause) = (who.identity.clone(), Some(cause));
                let reply = Some((who, id));
                self.begin(at, FloorDecision { facts, by, cause, reply, again: None });
            }
            Ok(_) => self.reply(who, id, Ok(())),
            Err(refusal) => self.reply(who, id, Err(refusal)),
        }
    }

    fn reply(&mut self, who: Actor, id: CommandId, result: Result<(), FloorRefusal>) {
        self.out.push_back(FloorOutput::Reply { who, id, result });
    }

    /// A segment begins with the people. Then comes, in the order of time, how things stand, and
    /// among it what the latest commands have led to, so that a repeated command is known.
    fn begin_segment(&mut self) {
        let restated = |StampedFloor { at, fact }: StampedFloor| {
            let (number, by, cause) = (0, Identity::Server, None);
            FloorRecord { number, at, by, cause, fact }
        };
        let mut records: Vec<_> = self.floor.restate().into_iter().map(restated).collect();
        let members = self.floor.members();
        let is_here = |record: &&FloorRecord| match &record.by {
            Identity::Person(person) => members.contains_key(person),
            Identity::Visitor(_) | Identity::Server | Identity::Integration { .. } => false,
        };
        let recent: Vec<_> = self.recent.iter().filter(is_here).cloned().collect();
        records.splice(1..1, recent);
        records.sort_by_key(|record| record.at);
        for (number, record) in (self.next..).zip(&mut records) {
            record.number = number;
        }
        self.store(records, true, FloorDecision::by_server(Vec::new()));
    }

    fn begin(&mut self, at: Timestamp, mut decided: FloorDecision) {
        let facts = std::mem::take(&mut decided.facts);
        if facts.is_empty() {
            return;
        }
        let records = (self.next..)
            .zip(facts)
            .map(|(number, fact)| FloorRecord {
                number,
                at,
                by: decided.by.clone(),
                cause: decided.cause,
                fact,
            })
            .collect();
        self.store(records, false, decided);
    }

    fn store(&mut self, records: Vec<FloorRecord>, new_segment: bool, decided: FloorDecision) {
        self.tickets += 1;
        let ticket = self.tickets;
        self.out.push_back(FloorOutput::Store { ticket, records: records.clone(), new_segment });
        let (reply, again) = (decided.reply, decided.again);
        self.pending = Some(FloorWrite { ticket, records, new_segment, reply, again });
    }

    /// Durable: it has happened.
    fn stored(&mut self) {
        let Some(pending) = self.pending.take() else { return };
        if pending.new_segment {
            self.done.clear();
            self.recent.clear();
        }
        pending.records.iter().for_each(|record| self.commit(record));
        if pending.new_segment {
            // What is told again does not count: a floor may have more people than that.
            self.in_segment = 0;
        }
        if let Some((who, id)) = pending.reply {
            self.reply(who, id, Ok(()));
        }
    }

    fn store_failed(&mut self, at: Timestamp) {
        let Some(pending) = self.pending.take() else { return };
        self.retry_at = Some(at.plus(RETRY_AFTER));
        self.distribute = true;
        if let Some((who, id)) = pending.reply {
            self.reply(who, id, Err(FloorRefusal::NotRecorded));
        }
        if let Some(seen) = pending.again {
            self.waiting.push_front(FloorAsk::Observed(seen));
        }
    }

    fn commit(&mut self, record: &FloorRecord) {
        self.next = record.number + 1;
        self.in_segment += 1;
        self.done.note(&record.by, record.cause);
        if record.cause.is_some() {
            self.recent.push_back(record.clone());
            self.recent.drain(..self.recent.len().saturating_sub(REMEMBERED));
        }
        let stamped = StampedFloor { at: record.at, fact: record.fact.clone() };
        let change = self.floor.apply(&stamped);
        self.changed(change);
    }
}

impl FloorDecision {
    const fn by_server(facts: Vec<FloorFact>) -> Self {
        Self { facts, by: Identity::Server, cause: None, reply: None, again: None }
    }
}
