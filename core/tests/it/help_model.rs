//! Every order in which one request of one agent and two supervisors can go, to a bound: messages
//! lost, doubled and overtaking each other, a store that fails, statuses that change, pages that
//! vanish, time, a restart. Who hears whom is the other model's; here the media plane is prompt.

use std::{
    collections::BTreeSet,
    hash::{Hash, Hasher},
    io::Write,
    sync::{Arc, LazyLock},
    time::Instant,
};

use backline_core::people::HelpStatus;
use backline_core::{
    host::call::{CallHost, CallInput, CallOutput},
    id::{CommandId, LegId},
    interaction::{
        CallFact, Command, Fact, HelpFact, HelpRefusal, Interaction, Lens, Observation, Refusal,
        RequestFact, Stamped, SuperviseCommand,
        help::{NotClaimed, Unclaimed},
    },
    people::{FloorView, Presence},
    protocol::Record,
    terms::{Audience, StageTerms},
    time::{Millis, Timestamp},
};
use stateright::{Checker, Model, Property};

use crate::{
    cast::{floor, id, person, supervisor_party},
    engine::{Engine, Order, Report},
    help::{ask_again, cancel, claim, close, only, planned, raised, reject, request, stage},
    laws::{Book, answers_come_from_who_is_asked, own_edges},
};

/// How much may happen in one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Left {
    commands: u8,
    doubles: u8,
    faults: u8,
    changes: u8,
    deadlines: u8,
    restarts: u8,
}

#[derive(Debug, Clone, PartialEq)]
struct Request {
    host: CallHost,
    engine: Engine,
    at: Timestamp,
    /// Who of sofia and sam is Available.
    available: [bool; 2],
    to_store: Option<(u64, Vec<Record>)>,
    records: Arc<Vec<Record>>,
    delivered: BTreeSet<(u8, u8, u8)>,
    /// Something was answered, stored or told that is not so.
    untrue: Option<String>,
    left: Left,
}

/// What has happened before does not count, except for what a host remembers of it.
impl Hash for Request {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.host, &self.engine, self.at, self.available).hash(state);
        (&self.to_store, &self.delivered, &self.untrue, self.left).hash(state);
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Happens {
    /// A message arrives; one that never does was lost.
    Arrives {
        who: u8,
        what: u8,
    },
    /// One that has arrived comes again.
    Doubled {
        who: u8,
        what: u8,
        nth: u8,
    },
    Writes,
    FailsToWrite,
    /// A supervisor's page has the request.
    Acknowledges {
        who: u8,
    },
    /// A supervisor becomes Busy, or Available again.
    Changes {
        who: u8,
    },
    /// A supervisor's page vanishes.
    Vanishes {
        who: u8,
    },
    Deadline,
    Restarts {
        written: bool,
    },
}

struct Explored;

const NAMES: [&str; 3] = ["ana", "sofia", "sam"];

fn messages(who: u8) -> Vec<Command> {
    if who == 0 {
        return vec![request(), cancel(1), close(1), ask_again(1)];
    }
    vec![
        claim(1),
        reject(1),
        claim(2),
        Command::Supervise(SuperviseCommand::OpenInteraction),
        Command::Supervise(SuperviseCommand::Disconnect),
    ]
}

/// Both are asked for a minute, with a timer; then sam alone.
fn plan() -> Vec<StageTerms> {
    let both = StageTerms { timer: Some(Millis::seconds(60)), ..stage(Audience::Team) };
    vec![both, stage(only("sam"))]
}

/// The floor: ana and the two who may help her, by who of them is Available.
fn the_floor(available: [bool; 2]) -> &'static FloorView {
    static FLOORS: LazyLock<[[FloorView; 2]; 2]> =
        LazyLock::new(|| [false, true].map(|sofia| [false, true].map(|sam| made([sofia, sam]))));
    fn made(available: [bool; 2]) -> FloorView {
        let mut view = floor();
        view.people.retain(|person, _| NAMES.contains(&person.as_str()));
        for (name, available) in NAMES[1..].iter().zip(available) {
            let presence = if available { Presence::Available } else { Presence::Busy };
            view.people.get_mut(&id(name)).unwrap().presence = presence;
        }
        view
    }
    &FLOORS[usize::from(available[0])][usize::from(available[1])]
}

impl Request {
    fn begun(left: Left) -> Self {
        let rig = raised(planned(plan()));
        let numbered = |(number, stamped): (usize, Stamped)| Record {
            number: number as u64,
            at: stamped.at,
            by: rig.records[0].by.clone(),
            cause: None,
            fact: stamped.fact,
        };
        let records: Vec<_> = rig.state().restate().into_iter().enumerate().map(numbered).collect();
        let mut begun = Self {
            host: CallHost::replay(&records).unwrap(),
            engine: rig.engine.rewound(),
            at: rig.at,
            available: [true; 2],
            to_store: None,
            records: Arc::new(records),
            delivered: BTreeSet::new(),
            untrue: None,
            left,
        };
        let edges = begun.engine.hears().clone();
        begun.give(CallInput::Applied { epoch: backline_core::routing::Epoch::default(), edges });
        begun.is_what_the_log_tells();
        begun
    }

    fn give(&mut self, input: CallInput) {
        let floor = the_floor(self.available);
        let mut inbox = vec![input];
        while !inbox.is_empty() {
            // A connection's name says where it came from, so that equal states stay equal.
            let fresh = LegId::from_u128(u128::from(self.host.next_number()) + (1 << 40));
            self.host.handle(self.at, floor, fresh, inbox.remove(0));
            while let Some(output) = self.host.poll_output() {
                inbox.extend(self.take(floor, output));
            }
        }
    }

    fn take(&mut self, floor: &FloorView, output: CallOutput) -> Option<CallInput> {
        let order = match output {
            CallOutput::Store { ticket, records } => {
                answers_come_from_who_is_asked(self.host.state(), floor, &records);
                self.to_store = Some((ticket, records));
                return None;
            }
            CallOutput::Published { .. } => return None,
            CallOutput::Reply { id, result, .. } => {
                self.answered(id, &result);
                return None;
            }
            CallOutput::Join { party, leg, .. } => Order::Join(party, leg),
            CallOutput::Leave { leg } => Order::Leave(leg),
            CallOutput::Change(change) => Order::Change(change),
            CallOutput::Table { epoch, edges } => Order::Table(epoch, edges),
        };
        match self.engine.obey(order)? {
            Report::Applied(epoch, edges) => Some(CallInput::Applied { epoch, edges }),
            Report::TableWanted => Some(CallInput::TableWanted),
        }
    }

    /// Done is stored; whoever is told that somebody has taken it is told who has.
    fn answered(&mut self, id: CommandId, result: &Result<(), Refusal>) {
        let stored = || self.records.iter().any(|r| r.cause.is_some_and(|it| it.command == id));
        let helper = self.host.state().help().and_then(|help| help.helper());
        let wrong = match result {
            Ok(()) => !stored(),
            Err(Refusal::Help(HelpRefusal::HelpTaken { by })) => {
                helper.is_none_or(|card| card.name.text() != by)
            }
            Err(_) => false,
        };
        if wrong {
            self.untrue = Some(format!("{result:?}"));
        }
    }

    fn command(&mut self, who: u8, what: u8, nth: u8) {
        let command = messages(who)[usize::from(what)].clone();
        let number = u128::from(who) << 16 | u128::from(what) << 8 | u128::from(nth) | 1 << 30;
        let (who, id) = (person(NAMES[usize::from(who)]), CommandId::from_u128(number));
        self.give(CallInput::Command { who, id, command });
    }

    fn write(&mut self, works: bool) {
        let Some((ticket, records)) = self.to_store.take() else { return };
        if works {
            Arc::make_mut(&mut self.records).extend(records);
            self.give(CallInput::Stored { ticket });
            self.is_what_the_log_tells();
        } else {
            self.give(CallInput::StoreFailed { ticket });
        }
    }

    fn restart(&mut self, written: bool) {
        if let Some((_, records)) = self.to_store.take().filter(|_| written) {
            Arc::make_mut(&mut self.records).extend(records);
        }
        self.host = CallHost::replay(&self.records).unwrap();
        self.engine = Engine::default();
        self.give(CallInput::Observed(Observation::Restarted));
        self.is_what_the_log_tells();
    }

    /// What is published moves with the record alone: here, and not at each state, it is held against
    /// the log, and against what each viewer would be told of it.
    fn is_what_the_log_tells(&mut self) {
        let log: Vec<Stamped> = self.records.iter().map(Record::stamped).collect();
        // A request is claimed once and ends once.
        Book::of(self.records.iter()).agrees(self.state());
        let restarted = log
            .iter()
            .any(|told| matches!(told.fact, Fact::Call(CallFact::ServerRestarted { .. })));
        let heard = own_edges(&self.state().routes()).len() == 2;
        if !(heard || restarted || self.state().is_over()) {
            self.untrue = Some("agent and customer do not hear each other as ever".to_owned());
        }
        if Interaction::fold(Lens::Server, &log).as_ref() != Some(self.state()) {
            self.untrue = Some("the log is not the state".to_owned());
        }
        for lens in [Lens::Supervisor, Lens::Helper, Lens::Agent, Lens::Customer] {
            let seen = self.state().seen_by(lens);
            if Interaction::fold(lens, &seen.restate()).as_ref() != Some(&seen) {
                self.untrue = Some(format!("restated to the {lens:?} as something else"));
            }
        }
    }

    fn state(&self) -> &Interaction {
        self.host.state()
    }

    fn status(&self) -> Option<HelpStatus> {
        self.state().help().map(|help| help.status())
    }

    fn has(&self, wanted: impl Fn(&RequestFact) -> bool) -> bool {
        let told = |record: &Record| matches!(&record.fact, Fact::Help(HelpFact::Request { what, .. }) if wanted(what));
        self.records.iter().any(told)
    }

    fn happens(&mut self, last: &Self, action: &Happens) -> Option<()> {
        match *action {
            Happens::Arrives { who, what } => {
                let nth = (0..).find(|nth| !self.delivered.contains(&(who, what, *nth)))?;
                self.delivered.insert((who, what, nth));
                self.left.commands -= 1;
                let waits = self.to_store.is_some();
                self.command(who, what, nth);
                // A refusal on the spot changes nothing, and is no step.
                if !waits && self.host == last.host && self.untrue == last.untrue {
                    return None;
                }
            }
            Happens::Doubled { who, what, nth } => {
                self.left.doubles -= 1;
                self.command(who, what, nth);
            }
            Happens::Writes => self.write(true),
            Happens::FailsToWrite => {
                self.left.faults -= 1;
                self.write(false);
            }
            Happens::Acknowledges { who } => {
                self.left.changes -= 1;
                let help = self.state().help()?;
                let (request, stage) = (help.number, help.run()?.stage);
                let who = id(NAMES[usize::from(who)]);
                self.give(CallInput::Receipt { who, request, stage, seen: false });
            }
            Happens::Changes { who } => {
                self.left.changes -= 1;
                let available = &mut self.available[usize::from(who) - 1];
                *available = !*available;
                self.give(CallInput::Tick);
            }
            Happens::Vanishes { who } => {
                self.left.faults -= 1;
                let party = supervisor_party(NAMES[usize::from(who)]);
                self.give(CallInput::Observed(Observation::SocketClosed { party }));
            }
            Happens::Deadline => {
                self.left.deadlines -= 1;
                self.at = self.at.max(self.host.poll_timeout()?);
                self.give(CallInput::Tick);
            }
            Happens::Restarts { written } => {
                self.left.restarts -= 1;
                self.restart(written);
            }
        }
        Some(())
    }
}

impl Model for Explored {
    type State = Request;
    type Action = Happens;

    fn init_states(&self) -> Vec<Request> {
        let none =
            Left { commands: 0, doubles: 0, faults: 0, changes: 0, deadlines: 0, restarts: 0 };
        vec![
            Request::begun(Left { commands: 4, deadlines: 1, ..none }),
            Request::begun(Left { commands: 3, changes: 2, deadlines: 1, ..none }),
            Request::begun(Left { commands: 3, doubles: 1, faults: 1, ..none }),
            Request::begun(Left { commands: 3, deadlines: 1, restarts: 1, ..none }),
        ]
    }

    fn actions(&self, it: &Request, actions: &mut Vec<Happens>) {
        let left = it.left;
        if left.commands > 0 {
            for who in 0..3 {
                let all = 0..messages(who).len() as u8;
                actions.extend(all.map(|what| Happens::Arrives { who, what }));
            }
        }
        if left.doubles > 0 {
            let again = |&(who, what, nth): &(u8, u8, u8)| Happens::Doubled { who, what, nth };
            actions.extend(it.delivered.iter().map(again));
        }
        if it.to_store.is_some() {
            actions.push(Happens::Writes);
        }
        if left.faults > 0 {
            actions.extend(it.to_store.as_ref().map(|_| Happens::FailsToWrite));
            actions.extend([1, 2].map(|who| Happens::Vanishes { who }));
        }
        if left.changes > 0 {
            actions.extend([1, 2].map(|who| Happens::Changes { who }));
            actions.extend([1, 2].map(|who| Happens::Acknowledges { who }));
        }
        if left.deadlines > 0 && it.host.poll_timeout().is_some() {
            actions.push(Happens::Deadline);
        }
        if left.restarts > 0 {
            let written = [false, true].into_iter().take(1 + usize::from(it.to_store.is_some()));
            actions.extend(written.map(|written| Happens::Restarts { written }));
        }
    }

    fn next_state(&self, last: &Request, action: Happens) -> Option<Request> {
        let mut next = last.clone();
        next.happens(last, &action)?;
        Some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("what was answered, stored and told is so", |_, it: &Request| {
                it.untrue.is_none()
            }),
            Property::sometimes("each has rejected", |_, it: &Request| {
                let exit = Unclaimed::NotClaimed(NotClaimed::Rejected);
                it.has(
                    |what| matches!(what, RequestFact::StageEnded { exit: of, .. } if *of == exit),
                )
            }),
            Property::sometimes("the timer has fired", |_, it: &Request| {
                it.has(|what| {
                    matches!(what, RequestFact::StageEnded { exit: Unclaimed::TimerAction, .. })
                })
            }),
            Property::sometimes("asked again after the helper had gone", |_, it: &Request| {
                it.has(|what| matches!(what, RequestFact::Reopened { .. }))
                    && it.status() == Some(HelpStatus::InProgress)
            }),
            Property::sometimes("a second request is claimed", |_, it: &Request| {
                it.state().help().is_some_and(|help| help.number == 2 && help.helper().is_some())
            }),
            Property::sometimes("claimed after a restart", |_, it: &Request| {
                let place = |wanted: fn(&Fact) -> bool| {
                    it.records.iter().position(|record| wanted(&record.fact))
                };
                let restarted =
                    place(|fact| matches!(fact, Fact::Call(CallFact::ServerRestarted { .. })));
                let claimed = place(|fact| {
                    matches!(
                        fact,
                        Fact::Help(HelpFact::Request { what: RequestFact::Claimed { .. }, .. })
                    )
                });
                restarted.zip(claimed).is_some_and(|(restart, claim)| restart < claim)
            }),
        ]
    }
}

///
#[test]
fn every_order_of_events_on_one_request_with_two_supervisors_keeps_the_laws() {
    let begun = Instant::now();
    // To its end, however long that takes: what is found must not depend on the machine.
    let checker = Explored.checker().threads(2).spawn_dfs().join();
    checker.assert_properties();
    let (states, depth) = (checker.unique_state_count(), checker.max_depth());
    let seconds = begun.elapsed().as_secs();
    // Past the capture of the test's output: the count is a result.
    let count =
        format!("model of help: {states} distinct states, {depth} steps deep, in {seconds} s\n");
    std::io::stdout().write_all(count.as_bytes()).unwrap();
    assert!(states >= 100_000, "only {states} states");
}
