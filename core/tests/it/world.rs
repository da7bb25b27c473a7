//! A world in which everything that can be late is late, and everything that can break breaks: the
//! host of one call, a store and a media plane behind queues, people who send right, wrong and
//! repeated commands, a clock, and crashes between any two commits.
//!
//! A generated [`Step`] moves it; [`crate::laws`] says what holds after each.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use backline_core::{
    actor::{Actor, Grant, Identity},
    floor::FloorView,
    host::{Host, Input, Output},
    id::{CommandId, LegId, PersonId},
    interaction::{Action, Command, Context, Key, Observation, Refusal},
    protocol::Record,
    routing::{Edge, PartyId, Routes},
    terms::Terms,
    time::{Millis, Timestamp},
};

use crate::{
    cast::{
        CALL, STRANGER, acme, agent_party, customer, floor, globex, id, person, supervisor_party,
    },
    engine::{Engine, Order, Report},
    laws::Laws,
    rig::{START, offer, opening},
};

/// One thing that happens. Numbers choose among what there is, by remainder.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// Anybody sends anything.
    Ask {
        who: u8,
        what: u8,
    },
    /// Somebody sends something that would be done at this moment.
    Apt {
        pick: u16,
    },
    /// A command comes a second time, as it was.
    Again {
        which: u8,
    },
    /// A command id comes a second time, with another body.
    Twist {
        which: u8,
        what: u8,
    },
    HangUp {
        by_agent: bool,
    },
    /// Everything under way arrives.
    Settle,
    /// The media plane carries out its next order.
    Obey,
    /// The media plane never gets its next order.
    LoseOrder,
    /// The media plane's next report arrives.
    Report,
    /// The write that is under way succeeds, or not.
    Write {
        works: bool,
    },
    /// A connection comes up.
    Connect {
        party: u8,
    },
    /// A connection breaks.
    Break {
        party: u8,
    },
    SocketClosed {
        party: u8,
    },
    Silent {
        party: u8,
    },
    Moved {
        supervisor: u8,
    },
    Wait {
        ms: u32,
    },
    Grant {
        person: u8,
        grant: u8,
        given: bool,
    },
    Offer {
        agent: u8,
    },
    /// The server dies. A write under way may have got through.
    Crash {
        written: bool,
    },
}

pub(crate) const PARTIES: [fn() -> PartyId; 5] = [
    || PartyId::Customer,
    || agent_party("ana"),
    || supervisor_party("sofia"),
    || supervisor_party("sam"),
    || supervisor_party("sue"),
];

const SUPERVISORS: [&str; 3] = ["sofia", "sam", "sue"];

pub(crate) fn actors() -> [Actor; 11] {
    [
        customer(),
        person("ana"),
        person("sofia"),
        person("sam"),
        person("sue"),
        person("ben"),
        Actor::visitor(acme(), STRANGER),
        Actor::person(globex(), id("sofia")),
        person("ada"),
        person("audrey"),
        Actor::server(acme()),
    ]
}

pub(crate) fn commands() -> Vec<Command> {
    let key = Key::try_from('7').unwrap();
    let plain = [
        Command::Answer,
        Command::Decline,
        Command::Join { offer: offer() },
        Command::Mute,
        Command::Unmute,
        Command::Hold,
        Command::Resume,
        Command::PressKey { key },
        Command::OpenInteraction,
        Command::Disconnect,
    ];
    let take = Action::ALL.map(|action| Command::TakeAction { action });
    let end = Action::ALL.map(|action| Command::EndAction { action });
    let switch = Action::ALL.map(|action| Command::SwitchTo { action });
    plain.into_iter().chain(take).chain(end).chain(switch).collect()
}

pub(crate) struct World {
    pub(crate) at: Timestamp,
    pub(crate) floor: FloorView,
    pub(crate) host: Host,
    pub(crate) engine: Engine,
    /// What is durable.
    pub(crate) stored: Vec<Record>,
    /// What the media plane will enforce when it has carried out every order.
    pub(crate) ordered: BTreeSet<Edge>,
    /// Time has passed or an order was lost while the media plane was behind.
    pub(crate) late: bool,
    /// Connections that have broken and that the host may not know of.
    pub(crate) broken: BTreeSet<LegId>,
    /// The media plane has lost its place and has not got a table yet.
    pub(crate) astray: bool,
    to_engine: VecDeque<Order>,
    from_engine: VecDeque<Input>,
    to_store: VecDeque<(u64, Vec<Record>)>,
    sent: Vec<(Actor, CommandId, Command)>,
    ids: u128,
    laws: Laws,
}

impl World {
    pub(crate) fn new(terms: &Terms) -> Self {
        let first = opening(START, terms, None);
        let host = Host::open(&first).unwrap();
        let laws = Laws::new(&host, &first);
        Self {
            at: START,
            floor: floor(),
            host,
            engine: Engine::default(),
            stored: vec![first],
            ordered: BTreeSet::new(),
            late: false,
            broken: BTreeSet::new(),
            astray: false,
            to_engine: VecDeque::new(),
            from_engine: VecDeque::new(),
            to_store: VecDeque::new(),
            sent: Vec::new(),
            ids: 1000,
            laws,
        }
    }

    /// Ana and the customer talk, and `connected` supervisors are on the call, idle.
    pub(crate) fn talking(terms: &Terms, connected: usize) -> Self {
        let mut world = Self::new(terms);
        world.command(customer(), Command::Join { offer: offer() });
        world.step(&Step::Settle);
        world.step(&Step::Connect { party: 0 });
        world.step(&Step::Settle);
        world.step(&Step::Offer { agent: 1 });
        world.step(&Step::Settle);
        world.command(person("ana"), Command::Answer);
        world.step(&Step::Settle);
        world.command(person("ana"), Command::Join { offer: offer() });
        world.step(&Step::Settle);
        world.step(&Step::Connect { party: 1 });
        for (index, name) in SUPERVISORS.iter().enumerate().take(connected) {
            world.command(person(name), Command::OpenInteraction);
            world.step(&Step::Settle);
            world.command(person(name), Command::Join { offer: offer() });
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
                self.command(who, Command::HangUp);
            }
            Step::Settle => self.settle(),
            Step::Obey => self.obey(),
            Step::LoseOrder => self.lose_order(),
            Step::Report => self.report(),
            Step::Write { works } => self.write(*works),
            Step::Connect { party } => {
                if let Some(leg) = self.engine.leg(&party_at(*party)) {
                    self.from_engine.push_back(Input::Observed(Observation::LegConnected { leg }));
                }
            }
            Step::Break { party } => {
                if let Some(leg) = self.engine.lose(&party_at(*party)) {
                    self.broken.insert(leg);
                    self.from_engine.push_back(Input::Observed(Observation::LegLost { leg }));
                }
            }
            Step::SocketClosed { party } => {
                self.give(Input::Observed(Observation::SocketClosed { party: party_at(*party) }));
            }
            Step::Silent { party } => {
                self.give(Input::Observed(Observation::Silent { party: party_at(*party) }));
            }
            Step::Moved { supervisor } => {
                let supervisor = id(SUPERVISORS[usize::from(*supervisor) % SUPERVISORS.len()]);
                self.give(Input::Observed(Observation::Moved { supervisor }));
            }
            Step::Wait { ms } => self.wait(Millis(u64::from(*ms))),
            Step::Grant { person, grant, given } => self.grant(*person, *grant, *given),
            Step::Offer { agent } => self.offer(*agent),
            Step::Crash { written } => self.crash(*written),
        }
    }

    /// Everything works again, all that is under way arrives, and every retry is due.
    pub(crate) fn come_to_rest(&mut self) {
        self.settle();
        for _ in 0..30 {
            self.wait(Millis(200));
            self.settle();
        }
        self.laws.at_rest(self.view());
    }

    /// What the laws look at.
    fn view(&self) -> View<'_> {
        View { world: self }
    }

    pub(crate) fn command(&mut self, who: Actor, command: Command) {
        self.ids += 1;
        let id = CommandId::from_u128(self.ids);
        self.sent.push((who.clone(), id, command.clone()));
        self.give(Input::Command { who, id, command });
    }

    fn again(&mut self, which: u8, body: Option<Command>) {
        if self.sent.is_empty() {
            return;
        }
        let (who, id, command) = pick(&self.sent, which);
        self.give(Input::Command { who, id, command: body.unwrap_or(command) });
    }

    fn apt(&mut self, pick: usize) {
        let fresh_leg = LegId::from_u128(0);
        let mut apt = Vec::new();
        for who in &actors()[..6] {
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

    fn give(&mut self, input: Input) {
        self.ids += 1;
        let fresh = LegId::from_u128(self.ids);
        self.host.handle(self.at, &self.floor, fresh, input);
        while let Some(output) = self.host.poll_output() {
            self.take(output);
        }
    }

    fn take(&mut self, output: Output) {
        match output {
            Output::Store { ticket, records } => {
                assert!(self.to_store.is_empty(), "two writes under way");
                self.to_store.push_back((ticket, records));
            }
            Output::Published { records } => {
                let mut laws = std::mem::take(&mut self.laws);
                laws.published(self.view(), &records);
                self.laws = laws;
            }
            Output::Reply { who, id, result } => self.replied(&who.identity, id, &result),
            Output::Join { party, leg, .. } => self.to_engine.push_back(Order::Join(party, leg)),
            Output::Leave { leg } => self.to_engine.push_back(Order::Leave(leg)),
            Output::Change(change) => {
                change.close.iter().for_each(|edge| {
                    self.ordered.remove(edge);
                });
                self.ordered.extend(change.open.iter().map(|open| open.edge.clone()));
                self.to_engine.push_back(Order::Change(change));
            }
            Output::Table { epoch, edges } => {
                self.ordered = edges.iter().map(|open| open.edge.clone()).collect();
                self.to_engine.push_back(Order::Table(epoch, edges));
            }
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
        let Some(order) = self.to_engine.pop_front() else { return };
        let whole = matches!(order, Order::Table(..));
        let mut tables: Vec<Routes> = Vec::new();
        let report = self.engine.obey(order, |table| tables.push(table.clone()));
        tables.push(self.engine.hears().clone());
        for table in &tables {
            crate::laws::nobody_is_heard_by_the_wrong_one(self.view(), table);
        }
        match report {
            Some(Report::Applied(epoch, edges)) => {
                self.astray &= !whole;
                self.from_engine.push_back(Input::Applied { epoch, edges });
            }
            Some(Report::TableWanted) => {
                self.astray = true;
                self.from_engine.push_back(Input::TableWanted);
            }
            None => {}
        }
    }

    fn lose_order(&mut self) {
        // A connection that is never made or never taken down is not lost in silence.
        let routing = |order: &Order| matches!(order, Order::Change(_) | Order::Table(..));
        if self.to_engine.front().is_some_and(routing) {
            self.to_engine.pop_front();
            self.late = true;
        }
    }

    fn report(&mut self) {
        if let Some(input) = self.from_engine.pop_front() {
            self.give(input);
        }
    }

    fn write(&mut self, works: bool) {
        let Some((ticket, records)) = self.to_store.pop_front() else { return };
        if works {
            self.store(records);
            self.give(Input::Stored { ticket });
        } else {
            self.give(Input::StoreFailed { ticket });
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
            if !self.to_engine.is_empty() {
                self.obey();
            } else if !self.from_engine.is_empty() {
                self.report();
            } else if !self.to_store.is_empty() {
                self.write(true);
            } else {
                return;
            }
        }
        panic!("the world does not come to rest");
    }

    fn wait(&mut self, span: Millis) {
        let end = self.at.plus(span);
        self.note_lateness();
        let mut turns = 0;
        while let Some(due) = self.host.poll_timeout().filter(|due| *due <= end) {
            self.at = self.at.max(due);
            self.note_lateness();
            self.give(Input::Tick);
            let next = self.host.poll_timeout();
            assert!(next.is_none_or(|next| next > due), "poll_timeout stands still at {due:?}");
            turns += 1;
            assert!(turns < 1000, "time does not pass");
        }
        self.at = end;
        self.note_lateness();
        self.give(Input::Tick);
    }

    /// Time passes: an order or a report that is under way is late.
    fn note_lateness(&mut self) {
        self.late |= !self.to_engine.is_empty() || !self.from_engine.is_empty();
    }

    fn grant(&mut self, person: u8, grant: u8, given: bool) {
        const GRANTS: [Grant; 5] = [
            Grant::ViewInteractions,
            Grant::Proactive,
            Grant::Monitor,
            Grant::Coach,
            Grant::BargeIn,
        ];
        let who = id(SUPERVISORS[usize::from(person) % SUPERVISORS.len()]);
        let grant = GRANTS[usize::from(grant) % GRANTS.len()];
        let grants = &mut self.floor.people.get_mut(&who).unwrap().grants;
        grants.retain(|held| *held != grant);
        if given {
            grants.push(grant);
        }
        self.give(Input::Tick);
    }

    fn offer(&mut self, agent: u8) {
        let offered: BTreeMap<_, PersonId> = match agent % 3 {
            0 => BTreeMap::new(),
            1 => BTreeMap::from([(CALL, id("ana"))]),
            _ => BTreeMap::from([(CALL, id("ben"))]),
        };
        self.floor.offered = offered;
        self.give(Input::Tick);
    }

    fn crash(&mut self, written: bool) {
        if let Some((_, records)) = self.to_store.pop_front().filter(|_| written) {
            self.store(records);
        }
        self.host = Host::replay(&self.stored).unwrap();
        self.engine = Engine::default();
        self.ordered.clear();
        self.to_engine.clear();
        self.from_engine.clear();
        (self.late, self.astray) = (false, false);
        self.laws = Laws::replayed(&self.host, &self.stored);
        self.give(Input::Observed(Observation::Restarted));
    }

    pub(crate) fn engine_is_behind(&self) -> bool {
        self.late
    }
}

/// A world as the laws see it.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) world: &'a World,
}

fn party_at(index: u8) -> PartyId {
    PARTIES[usize::from(index) % PARTIES.len()]()
}

fn pick<T: Clone>(from: &[T], index: u8) -> T {
    from[usize::from(index) % from.len()].clone()
}
