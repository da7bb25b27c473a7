//! A world in which everything that can be late is late, and everything that can break breaks: the
//! host of one call, a store and a media plane behind queues, people who send right, wrong and
//! repeated commands, a clock, and crashes between any two commits.
//!
//! A generated [`Step`] moves it; [`crate::laws`] says what holds after each.

pub(crate) mod help;

use std::collections::{BTreeSet, VecDeque};

use backline_core::{
    host::call::{CallHost, CallInput, CallOutput},
    id::{CommandId, LegId},
    interaction::{
        Action, CallCommand, Command, Context, Flow, Observation, Refusal, SuperviseCommand,
    },
    people::{Actor, FloorView, Grant, Identity},
    protocol::Record,
    terms::Terms,
    time::{Millis, Timestamp},
};

use crate::{
    cast::{CALL, customer, floor, id, person},
    ends::Ends,
    laws::{self, Laws},
    plane::Plane,
    rig::{START, offer, opening},
    step::{SUPERVISORS, Step, actors, commands, party_at, pick},
};

pub(crate) struct World {
    pub(crate) at: Timestamp,
    pub(crate) floor: FloorView,
    pub(crate) host: CallHost,
    pub(crate) plane: Plane,
    /// Who has ended what they do.
    pub(crate) ends: Ends,
    /// What is durable.
    pub(crate) stored: Vec<Record>,
    /// Connections that have broken and that the host may not know of.
    pub(crate) broken: BTreeSet<LegId>,
    from_plane: VecDeque<CallInput>,
    to_store: Option<(u64, Vec<Record>)>,
    /// Nothing is written unless a step says so.
    store_hangs: bool,
    /// The floor when the transaction was decided that waits for edges to close.
    decided_on: Option<FloorView>,
    sent: Vec<(Actor, CommandId, Command)>,
    ids: u128,
    laws: Laws,
}

impl World {
    pub(crate) fn new(terms: &Terms) -> Self {
        let first = opening(START, terms, None);
        let host = CallHost::open(&first).unwrap();
        let laws = Laws::new(&host, &first);
        Self {
            at: START,
            floor: floor(),
            host,
            plane: Plane::default(),
            ends: Ends::default(),
            stored: vec![first],
            broken: BTreeSet::new(),
            from_plane: VecDeque::new(),
            to_store: None,
            store_hangs: false,
            decided_on: None,
            sent: Vec::new(),
            ids: 1000,
            laws,
        }
    }

    /// Ana and the customer talk, and `connected` supervisors are on the call, idle.
    pub(crate) fn talking(terms: &Terms, connected: usize) -> Self {
        let mut world = Self::new(terms);
        world.command(customer(), Command::Call(CallCommand::Join { offer: offer() }));
        world.step(&Step::Settle);
        world.step(&Step::Connect { party: 0 });
        world.step(&Step::Settle);
        world.step(&Step::Offer { agent: 1 });
        world.step(&Step::Settle);
        world.command(person("ana"), Command::Call(CallCommand::Answer));
        world.step(&Step::Settle);
        world.command(person("ana"), Command::Call(CallCommand::Join { offer: offer() }));
        world.step(&Step::Settle);
        world.step(&Step::Connect { party: 1 });
        for (index, name) in SUPERVISORS.iter().enumerate().take(connected) {
            world.command(person(name), Command::Supervise(SuperviseCommand::OpenInteraction));
            world.step(&Step::Settle);
            world.command(person(name), Command::Call(CallCommand::Join { offer: offer() }));
            world.step(&Step::Settle);
            world.step(&Step::Connect { party: index as u8 + 2 });
        }
        world.step(&Step::Settle);
        world
    }

    pub(crate) fn step(&mut self, step: &Step) {
        match step {
            Step::Ask { who, what } => {
                let (who, what) = (pick(&actors(), *who), pick(&commands(), *what));
                self.command(who, what);
            }
            Step::Apt { pick } => self.apt(usize::from(*pick)),
            Step::Again { which } => self.again(*which, None),
            Step::Twist { which, what } => self.again(*which, Some(pick(&commands(), *what))),
            Step::HangUp { by_agent } => {
                let who = if *by_agent { person("ana") } else { customer() };
                self.command(who, Command::Call(CallCommand::HangUp));
            }
            Step::End { supervisor, leaves } => self.end(usize::from(*supervisor), *leaves),
            Step::Settle => self.settle(),
            Step::Hang { hangs } => self.store_hangs = *hangs,
            Step::Obey => self.obey(),
            Step::LoseOrder => self.plane.miss_order(),
            Step::Report => self.report(),
            Step::Write { works } => self.write(*works),
            Step::Connect { party } => {
                if let Some(leg) = self.plane.engine.leg(&party_at(*party)) {
                    self.from_plane
                        .push_back(CallInput::Observed(Observation::LegConnected { leg }));
                }
            }
            Step::Break { party } => {
                if let Some(leg) = self.plane.engine.lose(&party_at(*party)) {
                    self.broken.insert(leg);
                    self.from_plane.push_back(CallInput::Observed(Observation::LegLost { leg }));
                }
            }
            Step::SocketClosed { party } => {
                self.give(CallInput::Observed(Observation::SocketClosed {
                    party: party_at(*party),
                }));
            }
            Step::Silent { party } => {
                if let Some(leg) = self.plane.engine.leg(&party_at(*party)) {
                    let flow =
                        [Flow::NoVoice, Flow::Nothing, Flow::OneWay][usize::from(*party % 3)];
                    let seen = Observation::Measured { leg, flow };
                    self.from_plane.push_back(CallInput::Observed(seen));
                }
                self.give(CallInput::Observed(Observation::PageSilent { party: party_at(*party) }));
                self.give(CallInput::Observed(Observation::Silent { party: party_at(*party) }));
            }
            Step::Gone { party } => {
                self.give(CallInput::Observed(Observation::Gone { party: party_at(*party) }));
            }
            Step::RingUnheard { agent } => {
                let agent = id(["ana", "ben", "hugo"][usize::from(*agent) % 3]);
                self.give(CallInput::Observed(Observation::RingUnheard { agent }));
            }
            Step::Moved { supervisor } => {
                let supervisor = id(SUPERVISORS[usize::from(*supervisor) % SUPERVISORS.len()]);
                self.give(CallInput::Observed(Observation::Moved { supervisor }));
            }
            Step::Wait { ms } => self.wait(Millis(u64::from(*ms))),
            Step::Grant { person, grant, given } => self.grant(*person, *grant, *given),
            Step::Offer { agent } => self.offer(*agent),
            Step::Help(step) => self.help(step),
            Step::Crash { written } => self.crash(*written),
        }
        self.judge();
    }

    /// Everything works again, all that is under way arrives, and every retry is due.
    pub(crate) fn come_to_rest(&mut self) {
        self.store_hangs = false;
        self.settle();
        for _ in 0..30 {
            self.wait(Millis(200));
            self.settle();
        }
        self.laws.at_rest(self.view());
    }

    /// What holds at every instant.
    fn judge(&self) {
        laws::nobody_is_heard_by_the_wrong_one(self.view(), self.plane.forwards());
        laws::whoever_has_ended_is_silent(self.view());
    }

    /// What the laws look at.
    fn view(&self) -> View<'_> {
        View { world: self }
    }

    pub(crate) fn command(&mut self, who: Actor, command: Command) {
        self.ids += 1;
        let id = CommandId::from_u128(self.ids);
        self.sent.push((who.clone(), id, command.clone()));
        self.give(CallInput::Command { who, id, command });
    }

    fn again(&mut self, which: u8, body: Option<Command>) {
        if self.sent.is_empty() {
            return;
        }
        let (who, id, command) = pick(&self.sent, which);
        self.give(CallInput::Command { who, id, command: body.unwrap_or(command) });
    }

    fn apt(&mut self, pick: usize) {
        let fresh_leg = LegId::from_u128(0);
        let mut apt = Vec::new();
        for who in &actors() {
            for command in commands() {
                let cx = Context { at: self.at, who, floor: &self.floor, fresh_leg };
                if self.host.state().decide(&cx, &command).is_ok() {
                    apt.push((who.clone(), command));
                }
            }
        }
        if !apt.is_empty() {
            let (who, command) = apt.swap_remove(pick % apt.len());
            self.command(who, command);
        }
    }

    fn end(&mut self, supervisor: usize, leaves: bool) {
        let name = SUPERVISORS[supervisor % SUPERVISORS.len()];
        let supervision = self.host.state().supervisor(&id(name));
        let runs = supervision.and_then(|s| s.stance.action()).unwrap_or(Action::Monitor);
        let end = Command::Supervise(SuperviseCommand::EndAction { action: runs });
        self.command(
            person(name),
            if leaves { Command::Supervise(SuperviseCommand::Disconnect) } else { end },
        );
    }

    fn give(&mut self, input: CallInput) {
        self.ends.arrives(self.host.state(), &self.floor, &input);
        self.ids += 1;
        let fresh = LegId::from_u128(self.ids);
        self.host.handle(self.at, &self.floor, fresh, input);
        while let Some(output) = self.host.poll_output() {
            self.take(output);
        }
        self.judge();
    }

    fn take(&mut self, output: CallOutput) {
        laws::nothing_opens_for_whoever_has_ended(self.view(), &output);
        self.note_decision(&output);
        match self.plane.take(self.at, self.to_store.is_some(), output) {
            Some(CallOutput::Store { ticket, records }) => {
                assert!(self.to_store.is_none(), "two writes under way");
                self.to_store = Some((ticket, records));
            }
            Some(CallOutput::Published { records }) => {
                let mut laws = std::mem::take(&mut self.laws);
                laws.published(self.view(), &records);
                self.laws = laws;
                self.ends.published(&records);
                self.plane.written();
                self.judge();
            }
            Some(CallOutput::Reply { who, id, result }) => {
                self.ends.replied(&who.identity, id);
                self.replied(&who.identity, id, &result);
            }
            Some(
                CallOutput::Join { .. }
                | CallOutput::Leave { .. }
                | CallOutput::Change(_)
                | CallOutput::Table { .. },
            )
            | None => {}
        }
    }

    /// What is decided while nothing is being written is written next, on this floor or on the one
    /// of the moment at which edges began to close for it.
    fn note_decision(&mut self, output: &CallOutput) {
        if let CallOutput::Change(change) = output
            && !change.close.is_empty()
            && self.to_store.is_none()
        {
            self.decided_on = Some(self.floor.clone());
        }
        if let CallOutput::Store { records, .. } = output {
            let floor = self.decided_on.take();
            let floor = floor.as_ref().unwrap_or(&self.floor);
            laws::answers_come_from_who_is_asked(self.host.state(), floor, records);
        }
    }

    /// Acknowledged is stored; a repeated command was done once.
    fn replied(&self, who: &Identity, id: CommandId, result: &Result<(), Refusal>) {
        if result.is_ok() {
            let caused = |record: &&Record| {
                record.by == *who && record.cause.is_some_and(|cause| cause.command == id)
            };
            assert!(self.stored.iter().any(|r| caused(&r)), "acknowledged and not stored: {id}");
        }
    }

    fn obey(&mut self) {
        self.from_plane.extend(self.plane.obey());
        self.judge();
    }

    fn report(&mut self) {
        if let Some(input) = self.from_plane.pop_front() {
            self.give(input);
        }
    }

    fn write(&mut self, works: bool) {
        let Some((ticket, records)) = self.to_store.take() else { return };
        if works {
            self.store(records);
            self.give(CallInput::Stored { ticket });
        } else {
            self.plane.written();
            self.give(CallInput::StoreFailed { ticket });
        }
    }

    fn store(&mut self, records: Vec<Record>) {
        for record in records {
            assert_eq!(record.number, self.stored.len() as u64, "a gap in the log");
            if let Some(cause) = record.cause {
                let first = |other: &&Record| other.by == record.by && other.cause == Some(cause);
                let earlier = self.stored.iter().find(first);
                assert!(
                    earlier.is_none_or(|earlier| earlier.at == record.at),
                    "a command had two effects: {record:?}"
                );
            }
            self.stored.push(record);
        }
    }

    fn settle(&mut self) {
        for _ in 0..10_000 {
            if !self.plane.is_idle() {
                self.obey();
            } else if !self.from_plane.is_empty() {
                self.report();
            } else if self.to_store.is_some() && !self.store_hangs {
                self.write(true);
            } else {
                return;
            }
        }
        panic!("the world does not come to rest");
    }

    fn wait(&mut self, span: Millis) {
        let end = self.at.plus(span);
        let mut turns = 0;
        while let Some(due) = self.host.poll_timeout().filter(|due| *due <= end) {
            self.at = self.at.max(due);
            self.give(CallInput::Tick);
            let next = self.host.poll_timeout();
            assert!(next.is_none_or(|next| next > due), "poll_timeout stands still at {due:?}");
            turns += 1;
            assert!(turns < 1000, "time does not pass");
            assert!(self.plane.is_made_good(self.at), "a lost order is not made good");
        }
        self.at = end;
        self.give(CallInput::Tick);
        assert!(self.plane.is_made_good(self.at), "a lost order is not made good");
    }

    fn grant(&mut self, person: u8, grant: u8, given: bool) {
        const GRANTS: [Grant; 6] = [
            Grant::ViewInteractions,
            Grant::Proactive,
            Grant::Monitor,
            Grant::Coach,
            Grant::BargeIn,
            Grant::Help,
        ];
        let who = id(SUPERVISORS[usize::from(person) % SUPERVISORS.len()]);
        let grant = GRANTS[usize::from(grant) % GRANTS.len()];
        let grants = &mut self.floor.people.get_mut(&who).unwrap().grants;
        grants.retain(|held| *held != grant);
        if given {
            grants.push(grant);
        }
        self.give(CallInput::Tick);
    }

    fn offer(&mut self, agent: u8) {
        self.floor.offered.clear();
        match agent % 3 {
            0 => {}
            1 => self.floor.offered.insert(CALL, id("ana")),
            _ => self.floor.offered.insert(CALL, id("ben")),
        }
        self.give(CallInput::Tick);
    }

    fn crash(&mut self, written: bool) {
        if let Some((_, records)) = self.to_store.take().filter(|_| written) {
            self.store(records);
        }
        self.host = CallHost::replay(&self.stored).unwrap();
        self.plane = Plane::default();
        self.from_plane.clear();
        self.ends.forget();
        self.decided_on = None;
        self.laws = Laws::replayed(&self.host, &self.stored);
        self.give(CallInput::Observed(Observation::Restarted));
    }
}

/// A world as the laws see it.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) world: &'a World,
}
