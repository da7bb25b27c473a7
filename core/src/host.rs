//! The server's driver of one interaction: in goes what people ask and the media plane reports, out
//! comes what to close, to store, to publish and to open, in that order.
//!
//! Sans-IO: [`Host::handle`], [`Host::poll_output`], [`Host::poll_timeout`]. One transaction is
//! under way at a time; what comes meanwhile waits. Closing: the media plane first, then the store,
//! then the screens. Opening: the store first, then the media plane, and a fact when it has
//! confirmed. A fault anywhere leaves closed what was closed and opens nothing.

use std::collections::{BTreeMap, VecDeque};

use crate::{
    actor::{Actor, Identity},
    floor::FloorView,
    id::{CommandId, LegId},
    interaction::{
        Command, Context, Fact, Interaction, Lens, Observation, Offer, Refusal, Stamped,
    },
    protocol::{Cause, Record, fingerprint},
    routing::{Epoch, OpenEdge, PartyId, RouteChange, Routes},
    time::{Millis, Timestamp},
};

/// How long the media plane may take to confirm that edges are closed before the host goes on
/// without: longer would hold up every command, and a plane that is gone forwards nothing.
pub const CLOSE_WITHIN: Millis = Millis(500);

/// How long after a failed write what time has made due is tried again.
pub const RETRY_AFTER: Millis = Millis(1000);

/// Most inputs that wait for a transaction; a command beyond is refused as retryable.
pub const MAX_WAITING: usize = 256;

/// What comes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Somebody asks.
    Command {
        /// Who.
        who: Actor,
        /// The client-made id.
        id: CommandId,
        /// What.
        command: Command,
    },
    /// Something was noticed.
    Observed(Observation),
    /// The media plane enforces this table.
    Applied {
        /// Of which change.
        epoch: Epoch,
        /// All edges.
        edges: Routes,
    },
    /// The media plane lost its place and asks for the whole table.
    TableWanted,
    /// The records of this ticket are durable.
    Stored {
        /// Which.
        ticket: u64,
    },
    /// The records of this ticket could not be written.
    StoreFailed {
        /// Which.
        ticket: u64,
    },
    /// Time has passed, or the floor is different.
    Tick,
}

/// What is to be done, in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// Write these, all or none, and report by ticket.
    Store {
        /// To report by.
        ticket: u64,
        /// What.
        records: Vec<Record>,
    },
    /// These are facts now; the streams have grown.
    Published {
        /// What.
        records: Vec<Record>,
    },
    /// Answer a command.
    Reply {
        /// Whose.
        who: Actor,
        /// Which.
        id: CommandId,
        /// How.
        result: Result<(), Refusal>,
    },
    /// Bring up a media connection.
    Join {
        /// Whose.
        party: PartyId,
        /// Its name.
        leg: LegId,
        /// The browser's description.
        offer: Offer,
    },
    /// Take a media connection down.
    Leave {
        /// Which.
        leg: LegId,
    },
    /// Change what is forwarded.
    Change(RouteChange),
    /// Here is the whole table.
    Table {
        /// Its epoch.
        epoch: Epoch,
        /// Every edge.
        edges: Vec<OpenEdge>,
    },
}

/// The driver of one interaction.
#[derive(Debug, Clone)]
pub struct Host {
    state: Interaction,
    next: u64,
    commands: BTreeMap<(Identity, CommandId), u64>,
    streams: BTreeMap<Lens, Vec<Stamped>>,
    /// What the media plane was last told to enforce, less what it has reported as closed.
    table: Routes,
    epoch: Epoch,
    pending: Option<Pending>,
    waiting: VecDeque<Input>,
    /// What could not be stored and nobody will ask for again.
    retry: Vec<Input>,
    retry_at: Option<Timestamp>,
    tickets: u64,
    out: VecDeque<Output>,
}

/// The transaction under way.
#[derive(Debug, Clone)]
struct Pending {
    records: Vec<Record>,
    /// The state that it leads to.
    after: Interaction,
    reply: Option<(Actor, CommandId)>,
    offer: Option<Offer>,
    /// What to try again if it cannot be stored: nobody will ask a second time.
    again: Option<Input>,
    step: Step,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Closing { epoch: Epoch, until: Timestamp },
    Storing { ticket: u64 },
}

/// What a decision has led to, before it is a transaction.
struct Decided {
    facts: Vec<Fact>,
    by: Identity,
    cause: Option<Cause>,
    reply: Option<(Actor, CommandId)>,
    offer: Option<Offer>,
    again: Option<Input>,
}

impl Host {
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
        let state = Interaction::fold(Lens::Server, &[first.stamped()])?;
        let mut host = Self {
            state,
            next: 0,
            commands: BTreeMap::new(),
            streams: BTreeMap::new(),
            table: Routes::default(),
            epoch: Epoch::default(),
            pending: None,
            waiting: VecDeque::new(),
            retry: Vec::new(),
            retry_at: None,
            tickets: 0,
            out: VecDeque::new(),
        };
        host.take_note(first, &host.state.clone());
        for record in rest {
            host.commit(record);
        }
        Some(host)
    }

    /// Takes in one input. `fresh` is an id for a connection, should one be needed.
    pub fn handle(&mut self, at: Timestamp, floor: &FloorView, fresh: LegId, input: Input) {
        self.settle(at, input);
        if self.retry_at.is_some_and(|retry| retry <= at) && self.pending.is_none() {
            self.retry_at = None;
            self.waiting.extend(std::mem::take(&mut self.retry));
            self.mend(at);
        }
        while self.pending.is_none() {
            let Some(input) = self.waiting.pop_front() else { break };
            self.start(at, floor, fresh, input);
        }
        if self.pending.is_none() && self.retry_at.is_none() {
            self.run_lapses(at, floor, fresh);
        }
    }

    /// The next thing to do.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.out.pop_front()
    }

    /// When [`Input::Tick`] is due, if nothing else comes.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Timestamp> {
        match &self.pending {
            Some(Pending { step: Step::Closing { until, .. }, .. }) => Some(*until),
            Some(Pending { step: Step::Storing { .. }, .. }) => None,
            None => match (self.retry_at, self.state.deadline()) {
                (Some(retry), _) => Some(retry),
                (None, deadline) => deadline.map(|deadline| deadline.at),
            },
        }
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

    /// Every fact so far as seen through a viewer's lens; empty for the server's own.
    #[must_use]
    pub fn stream(&self, lens: Lens) -> &[Stamped] {
        self.streams.get(&lens).map_or(&[], Vec::as_slice)
    }

    /// Sorts an input: reports about the transaction under way go on with it, all else waits.
    fn settle(&mut self, at: Timestamp, input: Input) {
        let step = self.pending.as_ref().map(|pending| pending.step.clone());
        match (step, &input) {
            (Some(Step::Closing { epoch, .. }), Input::Applied { epoch: done, .. })
                if *done >= epoch =>
            {
                self.closed();
                // The same report may confirm what was opened a moment before.
                self.waiting.push_front(input);
            }
            (Some(Step::Closing { until, .. }), Input::TableWanted) => {
                self.send_table();
                let epoch = self.epoch;
                if let Some(pending) = &mut self.pending {
                    pending.step = Step::Closing { epoch, until };
                }
                self.waiting.push_back(Input::Observed(Observation::TableLost));
            }
            (Some(Step::Closing { until, .. }), Input::Tick) if until <= at => self.closed(),
            (Some(Step::Storing { ticket }), Input::Stored { ticket: done }) if *done == ticket => {
                self.stored();
            }
            (Some(Step::Storing { ticket }), Input::StoreFailed { ticket: failed })
                if *failed == ticket =>
            {
                self.store_failed(at);
            }
            (Some(_) | None, _) => self.queue(input),
        }
    }

    /// Sends the whole table, without any supervisor's edges: a fault opens nothing.
    fn send_table(&mut self) {
        self.table.0.retain(|edge| !edge.touches_supervisor());
        self.epoch.0 += 1;
        let place = (self.state.id(), self.epoch, self.epoch);
        let edges = Routes::default().change_to(&self.table, &self.state.legs(), place).open;
        self.out.push_back(Output::Table { epoch: self.epoch, edges });
    }

    fn queue(&mut self, input: Input) {
        match input {
            Input::Tick | Input::Stored { .. } | Input::StoreFailed { .. } => {}
            Input::Command { who, id, .. } if self.waiting.len() >= MAX_WAITING => {
                self.out.push_back(Output::Reply { who, id, result: Err(Refusal::NotRecorded) });
            }
            Input::Command { .. }
            | Input::Observed(_)
            | Input::Applied { .. }
            | Input::TableWanted => self.waiting.push_back(input),
        }
    }

    fn start(&mut self, at: Timestamp, floor: &FloorView, fresh: LegId, input: Input) {
        let server = Actor::server(self.state.tenant().clone());
        match input {
            Input::Command { who, id, command } => {
                self.command(at, floor, fresh, (who, id, command));
            }
            Input::Observed(seen) => {
                let cx = Context { at, who: &server, floor, fresh_leg: fresh };
                let facts = self.state.observe(&cx, &seen);
                self.begin(at, Decided::by_server(facts, Some(Input::Observed(seen))));
            }
            Input::Applied { epoch, edges } => {
                // An older table says nothing about what is enforced now.
                if epoch == self.epoch {
                    self.table = edges.clone();
                    let cx = Context { at, who: &server, floor, fresh_leg: fresh };
                    let facts = self.state.observe(&cx, &Observation::Applied { edges });
                    self.begin(at, Decided::by_server(facts, None));
                }
            }
            Input::TableWanted => {
                self.send_table();
                self.start(at, floor, fresh, Input::Observed(Observation::TableLost));
            }
            Input::Tick | Input::Stored { .. } | Input::StoreFailed { .. } => {}
        }
    }

    fn command(
        &mut self,
        at: Timestamp,
        floor: &FloorView,
        fresh: LegId,
        (who, id, command): (Actor, CommandId, Command),
    ) {
        let print = fingerprint(&command);
        let known = self.commands.get(&(who.identity.clone(), id));
        let decided = match known {
            Some(same) if *same == print => {
                self.out.push_back(Output::Reply { who, id, result: Ok(()) });
                return;
            }
            Some(_) => Err(Refusal::CommandReused),
            None => {
                let cx = Context { at, who: &who, floor, fresh_leg: fresh };
                self.state.decide(&cx, &command)
            }
        };
        match decided {
            Err(refusal) => self.out.push_back(Output::Reply { who, id, result: Err(refusal) }),
            Ok(facts) => {
                let offer = if let Command::Join { offer } = command { Some(offer) } else { None };
                let cause = Some(Cause { command: id, fingerprint: print });
                let by = who.identity.clone();
                let reply = Some((who, id));
                self.begin(at, Decided { facts, by, cause, reply, offer, again: None });
            }
        }
    }

    fn run_lapses(&mut self, at: Timestamp, floor: &FloorView, fresh: LegId) {
        let server = Actor::server(self.state.tenant().clone());
        let cx = Context { at, who: &server, floor, fresh_leg: fresh };
        let facts = self.state.lapse(&cx);
        self.begin(at, Decided::by_server(facts, None));
    }

    /// Opens a transaction: what is to close closes first.
    fn begin(&mut self, at: Timestamp, decided: Decided) {
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
        let kept: Routes =
            self.table.0.intersection(&after.routes().0).cloned().collect::<Routes>();
        let close = self.table.minus(&kept);
        let step = if close.is_empty() {
            Step::Storing { ticket: 0 }
        } else {
            let change = self.next_change(close, Vec::new());
            let epoch = change.epoch;
            self.out.push_back(Output::Change(change));
            self.table = kept;
            Step::Closing { epoch, until: at.plus(CLOSE_WITHIN) }
        };
        let storing = matches!(step, Step::Storing { .. });
        let (reply, offer, again) = (decided.reply, decided.offer, decided.again);
        self.pending = Some(Pending { records, after, reply, offer, again, step });
        if storing {
            self.closed();
        }
    }

    /// Everything that had to close is closed: say so in the record, and write it.
    fn closed(&mut self) {
        let Some(pending) = &mut self.pending else { return };
        let enforced = pending.after.enforced();
        let still: Routes = enforced.0.intersection(&self.table.0).cloned().collect();
        if still != *enforced
            && !pending.after.is_over()
            && let Some(last) = pending.records.last()
        {
            let record = Record {
                number: last.number + 1,
                fact: Fact::HearingEnforced { edges: still },
                ..last.clone()
            };
            pending.after.apply(&record.stamped());
            pending.records.push(record);
        }
        self.tickets += 1;
        pending.step = Step::Storing { ticket: self.tickets };
        let records = pending.records.clone();
        self.out.push_back(Output::Store { ticket: self.tickets, records });
    }

    /// Durable: it has happened. Publish, answer, then open what may open.
    fn stored(&mut self) {
        let Some(pending) = self.pending.take() else { return };
        let legs_before = self.state.legs();
        for record in &pending.records {
            self.commit(record);
        }
        self.out.push_back(Output::Published { records: pending.records });
        if let Some((who, id)) = pending.reply {
            self.out.push_back(Output::Reply { who, id, result: Ok(()) });
        }
        self.change_legs(&legs_before, pending.offer);
        let want = self.state.routes();
        let open = self.table.change_to(
            &want,
            &self.state.legs(),
            (self.state.id(), self.epoch, self.epoch),
        );
        if !open.open.is_empty() {
            let change = self.next_change(Vec::new(), open.open);
            self.table.0.extend(change.open.iter().map(|open| open.edge.clone()));
            self.out.push_back(Output::Change(change));
        }
    }

    /// What was closed stays closed; the state is what it was.
    fn store_failed(&mut self, at: Timestamp) {
        let Some(pending) = self.pending.take() else { return };
        if let Some((who, id)) = pending.reply {
            self.out.push_back(Output::Reply { who, id, result: Err(Refusal::NotRecorded) });
        }
        self.retry.extend(pending.again);
        self.retry_at = Some(at.plus(RETRY_AFTER));
    }

    /// After a failed write: records what is closed on the wire though the state does not say so.
    /// An action that lost edges ends; what agent and customer lost opens again after that.
    fn mend(&mut self, at: Timestamp) {
        let lost: Routes = self.state.enforced().minus(&self.table).into_iter().collect();
        if lost.0.is_empty() {
            return;
        }
        let mut facts = self.state.sever(&lost);
        if facts.is_empty() {
            let edges = self.state.enforced().minus(&lost).into_iter().collect();
            facts.push(Fact::HearingEnforced { edges });
        }
        self.begin(at, Decided::by_server(facts, None));
    }

    fn change_legs(&mut self, before: &BTreeMap<PartyId, LegId>, offer: Option<Offer>) {
        let after = self.state.legs();
        for (party, leg) in before {
            if after.get(party) != Some(leg) {
                self.out.push_back(Output::Leave { leg: *leg });
            }
        }
        let mut fresh = after.into_iter().filter(|(party, leg)| before.get(party) != Some(leg));
        if let (Some((party, leg)), Some(offer)) = (fresh.next(), offer) {
            self.out.push_back(Output::Join { party, leg, offer });
        }
    }

    fn next_change(
        &mut self,
        close: Vec<crate::routing::Edge>,
        open: Vec<OpenEdge>,
    ) -> RouteChange {
        let base = self.epoch;
        self.epoch.0 += 1;
        RouteChange { interaction: self.state.id(), base, epoch: self.epoch, close, open }
    }

    fn commit(&mut self, record: &Record) {
        let before = self.state.clone();
        self.state.apply(&record.stamped());
        self.take_note(record, &before);
    }

    fn take_note(&mut self, record: &Record, before: &Interaction) {
        self.next = record.number + 1;
        if let Some(cause) = record.cause {
            self.commands.insert((record.by.clone(), cause.command), cause.fingerprint);
        }
        for lens in [Lens::Supervisor, Lens::Agent, Lens::Customer] {
            let seen = self.state.project(before, &record.stamped(), lens);
            self.streams.entry(lens).or_default().extend(seen);
        }
    }
}

impl Decided {
    const fn by_server(facts: Vec<Fact>, again: Option<Input>) -> Self {
        Self { facts, by: Identity::Server, cause: None, reply: None, offer: None, again }
    }
}
