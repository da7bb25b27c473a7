//! Every order in which one call with one agent and two supervisors can go, to a bound: messages
//! lost, doubled and overtaking each other, a store that fails, a media plane that misses an order,
//! connections that break, a restart.
//!
//! Time is symbolic: no clock runs, but whenever something is due the next instant may come before
//! anything else does.

use std::{
    collections::{BTreeSet, VecDeque},
    hash::{Hash, Hasher},
    io::Write,
    sync::Arc,
    time::Instant,
};

use backline_core::{
    host::call::{CallHost, CallInput, CallOutput},
    id::{CommandId, LegId},
    interaction::{
        Action, CallCommand, CallFact, Command, Fact, Interaction, Lens, Observation, Stamped,
        SuperviseCommand,
    },
    people::Actor,
    protocol::Record,
    routing::{Edge, Epoch, PartyId},
    terms::Terms,
    time::Timestamp,
};
use stateright::{Checker, Model, Property};

use crate::{
    cast::{agent_party, customer, floor, person, supervisor_party},
    laws::allowed,
    plane::Plane,
    rig::{Rig, offer},
};

/// How much may happen in one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Left {
    commands: u8,
    doubles: u8,
    faults: u8,
    deadlines: u8,
    restarts: u8,
}

#[derive(Debug, Clone, PartialEq)]
struct Call {
    host: CallHost,
    plane: Plane,
    at: Timestamp,
    from_plane: VecDeque<CallInput>,
    to_store: Option<(u64, Vec<Record>)>,
    records: Arc<Vec<Record>>,
    delivered: BTreeSet<(u8, u8, u8)>,
    broken: BTreeSet<LegId>,
    /// Connections that have come up: each does so once.
    up: BTreeSet<LegId>,
    /// An edge was open that the laws forbid, at some step on the way here.
    leaked: Option<Edge>,
    /// A record claimed an edge that was not enforced when it was published.
    untrue: bool,
    left: Left,
}

/// What has happened before does not count, except for what a host remembers of it.
impl Hash for Call {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.host, &self.plane, self.at).hash(state);
        (&self.to_store, &self.delivered, &self.broken, &self.up).hash(state);
        (&self.leaked, self.untrue, self.left).hash(state);
        format!("{:?}", self.from_plane).hash(state);
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Happens {
    /// A message arrives, out of all that could have been sent in any order; one that never does
    /// was lost.
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
    Obeys,
    MissesOrder,
    Reports,
    ReportsTwice,
    Writes,
    FailsToWrite,
    Connects(PartyId),
    Breaks(PartyId),
    SocketCloses(PartyId),
    Deadline,
    Restarts {
        written: bool,
    },
}

struct Explored;

/// The shortest log with the same state: what is older only makes each state of the model larger.
fn shortened(records: &[Record], state: &Interaction) -> Vec<Record> {
    let numbered = |(number, stamped): (usize, Stamped)| Record {
        number: number as u64,
        at: stamped.at,
        by: records[0].by.clone(),
        cause: None,
        fact: stamped.fact,
    };
    state.restate().into_iter().enumerate().map(numbered).collect()
}

fn people() -> [(Actor, Vec<Command>); 4] {
    let take =
        Action::ALL.map(|action| Command::Supervise(SuperviseCommand::TakeAction { action }));
    let end = Action::ALL.map(|action| Command::Supervise(SuperviseCommand::EndAction { action }));
    let join = Command::Call(CallCommand::Join { offer: offer() });
    let switch = Command::Supervise(SuperviseCommand::SwitchTo { action: Action::BargeIn });
    let back = Command::Supervise(SuperviseCommand::SwitchTo { action: Action::Monitor });
    let all = [join.clone(), Command::Supervise(SuperviseCommand::Disconnect), switch, back];
    let all: Vec<_> = take.into_iter().chain(end).chain(all).collect();
    [
        (person("sofia"), all.clone()),
        (person("sam"), all),
        (
            person("ana"),
            vec![
                Command::Call(CallCommand::Mute),
                Command::Call(CallCommand::Hold),
                Command::Call(CallCommand::Resume),
                Command::Call(CallCommand::HangUp),
            ],
        ),
        (customer(), vec![join]),
    ]
}

fn parties() -> [PartyId; 4] {
    [PartyId::Customer, agent_party("ana"), supervisor_party("sofia"), supervisor_party("sam")]
}

impl Call {
    fn begun(left: Left) -> Self {
        let mut rig = Rig::talking_under(Terms { allow_switch: true, ..Terms::default() });
        rig.open("sofia");
        rig.open("sam");
        let records = shortened(&rig.records, rig.state());
        let mut host = CallHost::replay(&records).unwrap();
        let opening = CallInput::Applied { epoch: Epoch::default(), edges: rig.heard().clone() };
        host.handle(rig.at, &floor(), LegId::from_u128(0), opening);
        assert_eq!((host.poll_output(), host.state()), (None, rig.state()));
        Self {
            plane: Plane::with(rig.engine.clone().rewound()),
            host,
            at: rig.at,
            from_plane: VecDeque::new(),
            to_store: None,
            records: Arc::new(records),
            delivered: BTreeSet::new(),
            broken: BTreeSet::new(),
            up: BTreeSet::new(),
            leaked: None,
            untrue: false,
            left,
        }
    }

    fn give(&mut self, input: CallInput) {
        // A connection's name says where it came from, so that equal states stay equal.
        let fresh = LegId::from_u128(u128::from(self.host.next_number()) + (1 << 40));
        self.host.handle(self.at, &floor(), fresh, input);
        while let Some(output) = self.host.poll_output() {
            match self.plane.take(self.at, self.to_store.is_some(), output) {
                Some(CallOutput::Store { ticket, records }) => {
                    self.to_store = Some((ticket, records))
                }
                Some(CallOutput::Published { .. }) => {
                    self.untrue |= !self.record_is_true();
                    self.plane.written();
                    self.listen();
                }
                Some(
                    CallOutput::Reply { .. }
                    | CallOutput::Join { .. }
                    | CallOutput::Leave { .. }
                    | CallOutput::Change(_)
                    | CallOutput::Table { .. },
                )
                | None => {}
            }
        }
        self.listen();
    }

    /// Notes the first edge that is forwarded and forbidden.
    fn listen(&mut self) {
        let state = self.host.state();
        let wrong = self.plane.forwards().find(|edge| !allowed(state, edge));
        self.leaked = self.leaked.take().or(wrong.cloned());
    }

    fn command(&mut self, who: u8, what: u8, nth: u8) {
        let (author, commands) = people()[usize::from(who)].clone();
        let command = commands[usize::from(what)].clone();
        let id = u128::from(who) << 16 | u128::from(what) << 8 | u128::from(nth) | 1 << 30;
        self.give(CallInput::Command { who: author, id: CommandId::from_u128(id), command });
    }

    fn obey(&mut self) {
        self.from_plane.extend(self.plane.obey());
        self.listen();
    }

    fn deadline(&mut self) {
        let Some(due) = self.host.poll_timeout() else { return };
        self.at = self.at.max(due);
        self.give(CallInput::Tick);
    }

    fn restart(&mut self, written: bool) {
        if let Some((_, records)) = self.to_store.take().filter(|_| written) {
            Arc::make_mut(&mut self.records).extend(records);
        }
        self.host = CallHost::replay(&self.records).unwrap();
        self.plane = Plane::default();
        self.from_plane.clear();
        self.give(CallInput::Observed(Observation::Restarted));
    }

    fn write(&mut self, works: bool) {
        let Some((ticket, records)) = self.to_store.take() else { return };
        if works {
            Arc::make_mut(&mut self.records).extend(records);
            self.give(CallInput::Stored { ticket });
        } else {
            self.plane.written();
            self.give(CallInput::StoreFailed { ticket });
        }
    }

    /// The record of what is enforced never claims more than what is.
    fn record_is_true(&self) -> bool {
        let (state, legs) = (self.host.state(), self.host.state().legs());
        let broken = |party: &PartyId| legs.get(party).is_some_and(|leg| self.broken.contains(leg));
        state.enforced().0.iter().all(|edge| {
            self.plane.engine.has(edge)
                || broken(&edge.listener)
                || edge.speaker.party().is_some_and(broken)
                || self.plane.excuses(edge)
        })
    }

    fn doing(&self, action: Action) -> usize {
        let supervisors = self.host.state().supervisors();
        supervisors.filter(|s| s.stance.action() == Some(action)).count()
    }

    fn active(&self, action: Action) -> bool {
        let mut supervisors = self.host.state().supervisors();
        supervisors.any(|s| s.stance.active() == Some(action))
    }
}

impl Model for Explored {
    type State = Call;
    type Action = Happens;

    fn init_states(&self) -> Vec<Call> {
        vec![
            Call::begun(Left { commands: 2, doubles: 1, faults: 0, deadlines: 1, restarts: 0 }),
            Call::begun(Left { commands: 1, doubles: 0, faults: 1, deadlines: 2, restarts: 0 }),
            Call::begun(Left { commands: 2, doubles: 0, faults: 0, deadlines: 0, restarts: 1 }),
        ]
    }

    fn actions(&self, call: &Call, actions: &mut Vec<Happens>) {
        let left = call.left;
        if left.commands > 0 {
            for (who, (_, commands)) in (0..).zip(people()) {
                let what = (0..).zip(commands).map(|(what, _)| Happens::Arrives { who, what });
                actions.extend(what);
            }
        }
        if left.doubles > 0 {
            let again = |&(who, what, nth): &(u8, u8, u8)| Happens::Doubled { who, what, nth };
            actions.extend(call.delivered.iter().map(again));
        }
        if !call.plane.is_idle() {
            actions.push(Happens::Obeys);
        }
        if !call.from_plane.is_empty() {
            actions.push(Happens::Reports);
        }
        if call.to_store.is_some() {
            actions.push(Happens::Writes);
        }
        let coming = |party: &PartyId| {
            let (leg, link) = (
                call.plane.engine.leg(party),
                call.host.state().party(party).map(|it| &it.connection),
            );
            let same = link.is_some_and(|link| link.leg() == leg && !link.is_up());
            same && leg.is_some_and(|leg| !call.up.contains(&leg))
        };
        actions.extend(parties().into_iter().filter(coming).map(Happens::Connects));
        if left.faults > 0 {
            fault_actions(call, actions);
        }
        if left.deadlines > 0 && call.host.poll_timeout().is_some() {
            actions.push(Happens::Deadline);
        }
        if left.restarts > 0 {
            let written = [false, true].into_iter().take(1 + usize::from(call.to_store.is_some()));
            actions.extend(written.map(|written| Happens::Restarts { written }));
        }
    }

    fn next_state(&self, last: &Call, action: Happens) -> Option<Call> {
        let mut call = last.clone();
        match action {
            Happens::Arrives { who, what } => {
                let nth = (0..).find(|nth| !call.delivered.contains(&(who, what, *nth)))?;
                call.delivered.insert((who, what, nth));
                call.left.commands -= 1;
                let (before, waits) = (last.host.clone(), last.to_store.is_some());
                call.command(who, what, nth);
                // A refusal on the spot changes nothing, and is no step.
                if !waits && call.host == before {
                    return None;
                }
            }
            Happens::Doubled { who, what, nth } => {
                call.left.doubles -= 1;
                call.command(who, what, nth);
            }
            Happens::Obeys => call.obey(),
            Happens::Reports => {
                let report = call.from_plane.pop_front()?;
                call.give(report);
            }
            Happens::ReportsTwice => {
                call.left.faults -= 1;
                let report = call.from_plane.front()?.clone();
                call.give(report);
            }
            Happens::Writes => call.write(true),
            Happens::Connects(party) => {
                let leg = call.plane.engine.leg(&party)?;
                call.up.insert(leg);
                call.give(CallInput::Observed(Observation::LegConnected { leg }));
            }
            Happens::Deadline => {
                call.left.deadlines -= 1;
                call.deadline();
            }
            Happens::Restarts { written } => {
                call.left.restarts -= 1;
                call.restart(written);
            }
            Happens::MissesOrder
            | Happens::FailsToWrite
            | Happens::Breaks(_)
            | Happens::SocketCloses(_) => {
                call.left.faults -= 1;
                fault(&mut call, action)?;
            }
        }
        Some(call)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("nobody is heard by the wrong one", |_, call: &Call| {
                call.leaked.is_none()
            }),
            Property::always("one coaches and one barges in", |_, call: &Call| {
                call.doing(Action::Coach) <= 1 && call.doing(Action::BargeIn) <= 1
            }),
            Property::always("routes are allowed", |_, call: &Call| {
                let state = call.host.state();
                state.routes().0.iter().all(|edge| allowed(state, edge))
            }),
            Property::always("the record claims only what is enforced", |_, call: &Call| {
                !call.untrue
            }),
            Property::always("the silent do not exist for agent and customer", |_, call: &Call| {
                let shown = |lens, actions: &[Action]| {
                    let seen = call.host.state().seen_by(lens);
                    let active = seen.supervisors().map(|s| s.stance.active());
                    active.flatten().all(|action| actions.contains(&action))
                        && seen.supervisors().all(|s| s.stance.active().is_some())
                };
                shown(Lens::Agent, &[Action::Coach, Action::BargeIn])
                    && shown(Lens::Customer, &[Action::BargeIn])
            }),
            Property::always("the log is the state", |_, call: &Call| {
                let log: Vec<Stamped> = call.records.iter().map(Record::stamped).collect();
                Interaction::fold(Lens::Server, &log).as_ref() == Some(call.host.state())
            }),
            Property::sometimes("coach and barge in at once", |_, call: &Call| {
                call.active(Action::Coach) && call.active(Action::BargeIn)
            }),
            Property::sometimes("a monitor while the customer is on hold", |_, call: &Call| {
                let held = call.host.state().talk().is_some_and(|talk| !talk.held.is_empty());
                held && call.active(Action::Monitor)
            }),
            Property::sometimes("a call that ends in an action", |_, call: &Call| {
                call.host.state().is_over()
            }),
            Property::sometimes("an action after a restart", |_, call: &Call| {
                let restarted = |record: &Record| {
                    matches!(record.fact, Fact::Call(CallFact::ServerRestarted { .. }))
                };
                call.records.iter().any(restarted) && call.active(Action::Monitor)
            }),
        ]
    }
}

fn fault_actions(call: &Call, actions: &mut Vec<Happens>) {
    if call.to_store.is_some() {
        actions.push(Happens::FailsToWrite);
    }
    if call.plane.may_miss_order() {
        actions.push(Happens::MissesOrder);
    }
    if !call.from_plane.is_empty() {
        actions.push(Happens::ReportsTwice);
    }
    let connected = parties().into_iter().filter(|party| call.plane.engine.leg(party).is_some());
    actions.extend(connected.map(Happens::Breaks));
    let supervisors = [supervisor_party("sofia"), supervisor_party("sam")];
    actions.extend(supervisors.map(Happens::SocketCloses));
}

fn fault(call: &mut Call, fault: Happens) -> Option<()> {
    match fault {
        Happens::MissesOrder => call.plane.miss_order(),
        Happens::FailsToWrite => call.write(false),
        Happens::Breaks(party) => {
            let leg = call.plane.engine.lose(&party)?;
            call.broken.insert(leg);
            call.from_plane.push_back(CallInput::Observed(Observation::LegLost { leg }));
        }
        Happens::SocketCloses(party) => {
            call.give(CallInput::Observed(Observation::SocketClosed { party }));
        }
        Happens::Arrives { .. }
        | Happens::Doubled { .. }
        | Happens::Obeys
        | Happens::Reports
        | Happens::ReportsTwice
        | Happens::Writes
        | Happens::Connects(_)
        | Happens::Deadline
        | Happens::Restarts { .. } => return None,
    }
    Some(())
}

///
#[test]
fn every_order_of_events_on_one_call_with_two_supervisors_keeps_the_laws() {
    let begun = Instant::now();
    // To its end, however long that takes: what is found must not depend on the machine.
    let checker = Explored.checker().threads(2).spawn_dfs().join();
    checker.assert_properties();
    let (states, depth) = (checker.unique_state_count(), checker.max_depth());
    let seconds = begun.elapsed().as_secs();
    // Past the capture of the test's output: the count is a result.
    let count = format!("model: {states} distinct states, {depth} steps deep, in {seconds} s\n");
    std::io::stdout().write_all(count.as_bytes()).unwrap();
    assert!(states >= 100_000, "only {states} states");
}
