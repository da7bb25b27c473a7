//! The server's driver of one interaction: in goes what people ask and the media plane reports, out
//! comes what to close, to store, to publish and to open, in that order.
//!
//! Sans-IO: [`CallHost::handle`], [`CallHost::poll_output`], [`CallHost::poll_timeout`]. One
//! transaction is under way at a time; what comes meanwhile waits, but what it ends closes at once.
//! Closing: the media plane first, then the store, then the screens. Opening: the store first, then
//! the media plane, and a fact when it has confirmed. A fault anywhere leaves closed what was closed
//! and opens nothing.

mod ahead;
mod pace;
mod plane;
mod receipts;
mod streams;
mod transaction;
mod words;

use std::{
    collections::{BTreeSet, VecDeque},
    hash::{Hash, Hasher},
};

pub use pace::{PEOPLES_BURST, PEOPLES_EVERY, VISITORS_BURST, VISITORS_EVERY};
pub use words::{CallInput, CallOutput};

use super::repeat::{DoneCommands, Repeat};
use crate::{
    id::{CommandId, LegId, PersonId},
    interaction::{
        CallCommand, Command, Context, Eyes, Fact, Interaction, Lens, Observation, Refusal, Stamped,
    },
    people::{Actor, FloorView},
    protocol::{Cause, CommandBody, Record, fingerprint},
    routing::{Epoch, Routes},
    time::{Millis, Timestamp},
};
use pace::Pace;
use receipts::Receipts;
use streams::Streams;
use transaction::{Decided, Pending, Step};

/// How long the media plane may take to confirm that edges are closed before the host goes on
/// without: longer would hold up every command, and a plane that is gone forwards nothing.
pub const CLOSE_WITHIN: Millis = Millis(500);

/// How long an order may go unconfirmed before the whole table is sent instead: an order to close
/// that was lost must not leave somebody heard.
pub const CONFIRM_WITHIN: Millis = Millis(500);

/// How long after a failed write what time has made due is tried again.
pub const RETRY_AFTER: Millis = Millis(1000);

/// Most inputs that wait for a transaction; a command beyond is refused as retryable.
pub const MAX_WAITING: usize = 256;

/// The driver of one interaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallHost {
    state: Interaction,
    next: u64,
    done: DoneCommands,
    pace: Pace,
    streams: Streams,
    /// What the media plane was last told to enforce, less what it has reported as closed.
    table: Routes,
    epoch: Epoch,
    /// When the table is sent as a whole, unless the media plane has confirmed it by then.
    confirm_by: Option<Timestamp>,
    /// Supervisors whose edges are closed though their action is not over: by a fault, or because
    /// its end waits. Nothing of theirs opens until the end of the action is recorded.
    doubted: BTreeSet<PersonId>,
    /// The order by which edges were closed before the turn of what ends them, until the media
    /// plane has confirmed it.
    ahead: Option<Epoch>,
    pending: Option<Pending>,
    waiting: VecDeque<CallInput>,
    /// What could not be stored and nobody will ask for again.
    retry: Vec<CallInput>,
    retry_at: Option<Timestamp>,
    tickets: u64,
    receipts: Receipts,
    out: VecDeque<CallOutput>,
}

/// The streams are left out: they tell the past, which no answer depends on. So is the pace, which a
/// search of all orders of a few commands never comes near.
impl Hash for CallHost {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.state, self.next, &self.done, &self.table, self.epoch).hash(state);
        (self.confirm_by, &self.doubted, self.ahead, &self.pending, &self.waiting).hash(state);
        (&self.retry, self.retry_at, self.tickets, &self.receipts, &self.out).hash(state);
    }
}

impl CallHost {
    /// A new interaction, whose first record has to be stored by the caller before this is made.
    #[must_use]
    pub fn open(first: &Record) -> Option<Self> {
        Self::replay(std::slice::from_ref(first))
    }

    /// The interaction that these records tell of; `None` when they do not begin with an opening.
    /// After a crash, [`Observation::Restarted`] is the first input to give.
    #[must_use]
    pub fn replay(records: &[Record]) -> Option<Self> {
        let (first, rest) = records.split_first()?;
        let opening = first.stamped();
        let state = Interaction::fold(Lens::Server, std::slice::from_ref(&opening))?;
        let mut host = Self {
            state,
            next: 0,
            done: DoneCommands::default(),
            pace: Pace::default(),
            streams: Streams::default(),
            table: Routes::default(),
            epoch: Epoch::default(),
            confirm_by: None,
            doubted: BTreeSet::new(),
            ahead: None,
            pending: None,
            waiting: VecDeque::new(),
            retry: Vec::new(),
            retry_at: None,
            tickets: 0,
            receipts: Receipts::default(),
            out: VecDeque::new(),
        };
        host.take_note(first, &opening, &host.state.clone());
        for record in rest {
            host.commit(record);
        }
        Some(host)
    }

    /// Takes in one input. `fresh` is an id for a connection, should one be needed.
    pub fn handle(&mut self, at: Timestamp, floor: &FloorView, fresh: LegId, input: CallInput) {
        let server = Actor::server(self.state.tenant().clone());
        let cx = Context { at, who: &server, floor, fresh_leg: fresh };
        self.settle(&cx, input);
        self.insist(at);
        if self.retry_at.is_some_and(|retry| retry <= at) && self.pending.is_none() {
            self.retry_at = None;
            self.waiting.extend(std::mem::take(&mut self.retry));
            self.mend(&cx);
        }
        while self.pending.is_none() {
            let Some(input) = self.waiting.pop_front() else { break };
            self.start(&cx, input);
        }
        if self.pending.is_none() && self.retry_at.is_none() {
            self.end_doubted(at);
        }
        if self.pending.is_none() && self.retry_at.is_none() && self.state.help_is_due(at) {
            self.write_receipts(&cx);
        }
        if self.pending.is_none() && self.retry_at.is_none() {
            let facts = self.state.lapse(&cx);
            self.begin(at, Decided::by_server(facts, None));
        }
        if self.pending.is_none() && self.retry_at.is_none() {
            self.write_receipts(&cx);
        }
        self.close_ahead(&cx);
    }

    /// The next thing to do.
    pub fn poll_output(&mut self) -> Option<CallOutput> {
        self.out.pop_front()
    }

    /// When [`CallInput::Tick`] is due, if nothing else comes.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Timestamp> {
        let own = match &self.pending {
            Some(Pending { step: Step::Closing { until, .. }, .. }) => Some(*until),
            Some(Pending { step: Step::Storing { .. }, .. }) => None,
            None => self.retry_at.or_else(|| {
                let lapse = self.state.deadline().map(|deadline| deadline.at);
                lapse.into_iter().chain(self.receipts.due()).min()
            }),
        };
        own.into_iter().chain(self.confirm_by).min()
    }

    /// The state that is stored and published.
    #[must_use]
    pub const fn state(&self) -> &Interaction {
        &self.state
    }

    /// The number that the next record will have.
    #[must_use]
    pub const fn next_number(&self) -> u64 {
        self.next
    }

    /// Every fact so far as these eyes see it, or anybody's through a lens; empty for the server's
    /// own.
    #[must_use]
    pub fn stream<'a>(&self, eyes: impl Into<Eyes<'a>>) -> &[Stamped] {
        self.streams.of(eyes.into())
    }

    /// Sorts an input: reports about the transaction under way go on with it, all else waits.
    fn settle(&mut self, cx: &Context<'_>, input: CallInput) {
        let at = cx.at;
        if let CallInput::Applied { epoch, edges } = &input {
            self.confirmed(*epoch, edges);
        }
        let step = self.pending.as_ref().map(|pending| pending.step.clone());
        match (step, &input) {
            (Some(Step::Closing { epoch, .. }), CallInput::Applied { epoch: done, edges })
                if *done >= epoch && edges.0.is_subset(&self.table.0) =>
            {
                self.closed();
                // The same report may confirm what was opened a moment before.
                self.waiting.push_front(input);
            }
            (Some(Step::Closing { until, .. }), CallInput::TableWanted) => {
                self.start_over(at);
                let epoch = self.epoch;
                if let Some(pending) = &mut self.pending {
                    pending.step = Step::Closing { epoch, until };
                }
                self.waiting.push_back(CallInput::Observed(Observation::TableLost));
            }
            (Some(Step::Closing { until, .. }), CallInput::Tick) if until <= at => self.closed(),
            (Some(Step::Storing { ticket }), CallInput::Stored { ticket: done })
                if *done == ticket =>
            {
                self.stored(cx);
            }
            (Some(Step::Storing { ticket }), CallInput::StoreFailed { ticket: failed })
                if *failed == ticket =>
            {
                self.store_failed(at);
            }
            (Some(_) | None, _) => self.queue(input),
        }
    }

    fn queue(&mut self, input: CallInput) {
        match input {
            CallInput::Tick | CallInput::Stored { .. } | CallInput::StoreFailed { .. } => {}
            CallInput::Receipt { who, request, stage, seen } => {
                self.receipts.take_in(&self.state, who, (request, stage), seen);
            }
            CallInput::Command { who, id, command }
                if !command.is_never_turned_away() && self.waiting.len() >= MAX_WAITING =>
            {
                self.out.push_back(CallOutput::Reply {
                    who,
                    id,
                    result: Err(Refusal::NotRecorded),
                });
            }
            CallInput::Command { .. }
            | CallInput::Observed(_)
            | CallInput::Applied { .. }
            | CallInput::TableWanted => self.waiting.push_back(input),
        }
    }

    fn start(&mut self, cx: &Context<'_>, input: CallInput) {
        match input {
            CallInput::Command { who, id, command } => {
                self.command(&Context { who: &who, ..*cx }, id, command);
            }
            CallInput::Observed(seen) => {
                let facts = self.state.observe(cx, &seen);
                self.begin(cx.at, Decided::by_server(facts, Some(CallInput::Observed(seen))));
            }
            CallInput::Applied { epoch, edges } => {
                // An older table says nothing about what is enforced at this moment.
                if epoch == self.epoch {
                    self.confirm_by = None;
                    self.table = edges.clone();
                    let seen = Observation::Applied { edges: edges.clone() };
                    let facts = self.state.observe(cx, &seen);
                    let again = Some(CallInput::Applied { epoch, edges });
                    self.begin(cx.at, Decided::by_server(facts, again));
                }
            }
            CallInput::TableWanted => {
                self.start_over(cx.at);
                self.start(cx, CallInput::Observed(Observation::TableLost));
            }
            CallInput::Receipt { .. }
            | CallInput::Tick
            | CallInput::Stored { .. }
            | CallInput::StoreFailed { .. } => {}
        }
    }

    fn command(&mut self, cx: &Context<'_>, id: CommandId, command: Command) {
        let who = cx.who.clone();
        let cause = Cause { command: id, fingerprint: fingerprint(&command) };
        let decided = match self.stands(&who, cause) {
            Repeat::Done => {
                self.out.push_back(CallOutput::Reply { who, id, result: Ok(()) });
                return;
            }
            Repeat::Reused => Err(Refusal::CommandReused),
            Repeat::New => self.at_a_pace(cx, &command),
        };
        match decided {
            Err(refusal) => self.out.push_back(CallOutput::Reply { who, id, result: Err(refusal) }),
            Ok(facts) => {
                let offer = if let Command::Call(CallCommand::Join { offer }) = command {
                    Some(offer)
                } else {
                    None
                };
                let cause = Some(cause);
                let by = who.identity.clone();
                let reply = Some((who, id));
                self.begin(cx.at, Decided { facts, by, cause, reply, offer, again: None });
            }
        }
    }

    /// The decision, unless its author has had too much recorded of late.
    fn at_a_pace(&self, cx: &Context<'_>, command: &Command) -> Result<Vec<Fact>, Refusal> {
        let facts = self.state.decide(cx, command)?;
        let waits = !command.takes_away() && self.pace.is_spent(&cx.who.identity, cx.at);
        if waits { Err(Refusal::TooMuchAtOnce) } else { Ok(facts) }
    }

    /// How something that `who` asks of this call stands to what is on record of it.
    #[must_use]
    pub fn repeat(&self, who: &Actor, id: CommandId, body: &impl CommandBody) -> Repeat {
        self.stands(who, Cause { command: id, fingerprint: fingerprint(body) })
    }

    fn stands(&self, who: &Actor, cause: Cause) -> Repeat {
        self.done.repeat((self.state.tenant(), who), cause)
    }

    fn commit(&mut self, record: &Record) {
        let before = self.state.clone();
        let stamped = record.stamped();
        self.state.apply(&stamped);
        self.take_note(record, &stamped, &before);
    }

    fn take_note(&mut self, record: &Record, stamped: &Stamped, before: &Interaction) {
        self.next = record.number + 1;
        self.done.note(&record.by, record.cause);
        self.pace.note(record);
        self.streams.take_in((before, &self.state), stamped);
    }
}
