//! A call as the server's driver writes it: answered, monitored, coached, and over.

use backline_core::people::Profile;
use backline_core::{
    floor::{Floor, FloorFact, StampedFloor},
    host::call::{CallHost, CallInput, CallOutput},
    id::{CommandId, InteractionId, LegId, PersonId, ReasonId, TeamId, TenantId, VisitorId},
    interaction::{
        Action, CallCommand, Command, Context, HelpCommand, NewCall, Observation, Offer,
        SuperviseCommand,
        help::{NewBrief, Severity},
    },
    people::{Actor, FloorView, Identity, PersonCard, Presence, Role},
    protocol::{FloorRecord, Record},
    routing::Routes,
    terms::{CountUp, Since, Terms},
    time::Timestamp,
};

use crate::store::Batch;

/// Names and a number that stand nowhere by chance.
pub(in crate::store) const PERSONAL: [&str; 5] =
    ["Ana Ribeiro", "Sofia Marin", "Quentin Xylander", "2001-777-001", "+49-555-0199887"];

/// What ana writes when she asks for help.
pub(in crate::store) const COMMENT: &str = "The router of Quentin Xylander";

const VISITOR: VisitorId = VisitorId::from_u128(77);

fn person(id: &str) -> PersonId {
    PersonId::new(id).unwrap()
}

fn team() -> TeamId {
    TeamId::new("front").unwrap()
}

pub(in crate::store) fn people() -> Vec<Profile> {
    let profile = |id, name, number, role: Role| Profile {
        card: PersonCard::new(person(id), name, number),
        roles: vec![role],
        grants: role.grants().into_iter().collect(),
        teams: (role == Role::Agent).then(team).into_iter().collect(),
        supervises: (role == Role::AwaManager).then(team).into_iter().collect(),
    };
    vec![
        profile("ana", PERSONAL[0], Some(PERSONAL[3]), Role::Agent),
        profile("sofia", PERSONAL[1], None, Role::AwaManager),
        profile("sam", "Sam Lindqvist", None, Role::AwaManager),
    ]
}

/// The first record of an interaction.
pub(in crate::store) fn first_record(tenant: &TenantId, id: InteractionId) -> Record {
    let who = Actor::visitor(tenant.clone(), VISITOR);
    let floor = FloorView::default();
    let cx =
        Context { at: Timestamp(1000), who: &who, floor: &floor, fresh_leg: LegId::from_u128(0) };
    let (name, number) = (PERSONAL[2].to_owned(), Some(PERSONAL[4].to_owned()));
    let call = NewCall { id, name, number, wants: None, contact: None };
    let fact = call.decide(&cx, &Terms::default()).unwrap();
    Record { number: 0, at: cx.at, by: who.identity, cause: None, fact }
}

/// The records that begin a segment of a floor's log.
pub(in crate::store) fn floor_segment(first: u64) -> Vec<FloorRecord> {
    let facts = [
        FloorFact::PeopleConfigured { people: people() },
        FloorFact::PresenceSet { person: person("ana"), presence: Presence::Available },
    ];
    let record = |(number, fact)| FloorRecord {
        number,
        at: Timestamp(500),
        by: Identity::Server,
        cause: None,
        fact,
    };
    (first..).zip(facts).map(record).collect()
}

pub(in crate::store) fn acme() -> TenantId {
    TenantId::new("acme").unwrap()
}

pub(in crate::store) fn globex() -> TenantId {
    TenantId::new("globex").unwrap()
}

/// The opening of an interaction, as a batch.
pub(in crate::store) fn opening(tenant: &TenantId, n: u128) -> Batch {
    let interaction = InteractionId::from_u128(n);
    let records = vec![first_record(tenant, interaction)];
    Batch::Interaction { tenant: tenant.clone(), interaction, records, sealing: false }
}

/// A whole call of acme, sealed, as a batch.
pub(in crate::store) fn whole_call(n: u128) -> Batch {
    let interaction = InteractionId::from_u128(n);
    let records = coached(interaction);
    Batch::Interaction { tenant: acme(), interaction, records, sealing: true }
}

/// A floor's segment, as a batch.
pub(in crate::store) fn segment(first: u64) -> Batch {
    Batch::Floor { tenant: acme(), records: floor_segment(first), new_segment: true }
}

/// A host with a store and a media plane that do what they are told, unless they are told not to.
pub(in crate::store) struct Driven {
    host: CallHost,
    floor: FloorView,
    pub(in crate::store) records: Vec<Record>,
    /// The same, write by write.
    pub(in crate::store) writes: Vec<Vec<Record>>,
    table: Routes,
    steps: u64,
    now: u64,
    /// Writes that will fail.
    failures: u64,
    /// How many reports of the media plane are kept back.
    late: u64,
    kept_back: Vec<CallInput>,
}

/// Every record of a whole call.
pub(in crate::store) fn coached(id: InteractionId) -> Vec<Record> {
    let mut call = Driven::answered(id);
    let customer = Driven::customer();
    let (ana, sofia) =
        (Actor::person(acme(), person("ana")), Actor::person(acme(), person("sofia")));
    call.ask(&sofia, Command::Supervise(SuperviseCommand::OpenInteraction));
    call.ask(&sofia, join());
    call.ask(&sofia, Command::Supervise(SuperviseCommand::TakeAction { action: Action::Monitor }));
    call.ask(&sofia, Command::Supervise(SuperviseCommand::EndAction { action: Action::Monitor }));
    call.ask(&sofia, Command::Supervise(SuperviseCommand::TakeAction { action: Action::Coach }));
    call.ask(&ana, Command::Call(CallCommand::Hold));
    call.ask(&ana, Command::Call(CallCommand::Resume));
    call.observe(Observation::Restarted);
    call.ask(&customer, join());
    call.ask(&ana, join());
    call.ask(&sofia, join());
    call.ask(&sofia, Command::Supervise(SuperviseCommand::TakeAction { action: Action::BargeIn }));
    call.ask(&ana, Command::Call(CallCommand::HangUp));
    assert!(call.host.state().is_over());
    call.records
}

/// Every record of a call on which help is asked twice: taken, written to, left, asked for again and
/// closed; then taken off by its own timeout.
pub(in crate::store) fn helped(id: InteractionId) -> Vec<Record> {
    let mut call = Driven::answered(id);
    for helper in ["sofia", "sam"] {
        call.floor.people.get_mut(&person(helper)).unwrap().presence = Presence::Available;
    }
    let as_person = |name| Actor::person(acme(), person(name));
    let (ana, sofia, sam) = (as_person("ana"), as_person("sofia"), as_person("sam"));
    let request = || {
        let examples = Command::examples().unwrap().into_iter();
        let mut found =
            examples.filter(|it| matches!(it, Command::Help(HelpCommand::Request { .. })));
        found.next().unwrap()
    };
    let note =
        || Command::Supervise(SuperviseCommand::SendNote { text: "Offer a visit.".to_owned() });
    let help = Command::Help;
    call.ask(&ana, request());
    let receipt = |who, seen| CallInput::Receipt { who: person(who), request: 1, stage: 1, seen };
    call.take(receipt("sofia", true));
    call.wait(300);
    call.ask(&sofia, help(HelpCommand::Reject { request: 1 }));
    call.ask(&sam, help(HelpCommand::Claim { request: 1 }));
    call.ask(&sam, join());
    call.ask(&sam, Command::Supervise(SuperviseCommand::TakeAction { action: Action::Coach }));
    call.ask(&sam, note());
    call.ask(&sam, Command::Supervise(SuperviseCommand::Disconnect));
    call.ask(&ana, help(HelpCommand::AskAgain { request: 1 }));
    call.ask(&sofia, help(HelpCommand::Claim { request: 1 }));
    call.ask(&ana, help(HelpCommand::Close { request: 1 }));
    call.ask(&ana, request());
    call.wait(121_000);
    call.wait(121_000);
    call.ask(&ana, Command::Call(CallCommand::HangUp));
    assert!(call.host.state().is_over());
    call.records
}
/// Every record of a call on which help was asked twice: taken and closed, then left to its end.
pub(in crate::store) fn asked_twice(id: InteractionId) -> Vec<Record> {
    let mut call = Driven::answered(id);
    let (ana, sofia) =
        (Actor::person(acme(), person("ana")), Actor::person(acme(), person("sofia")));
    for helper in ["sofia", "sam"] {
        if let Some(view) = call.floor.people.get_mut(&person(helper)) {
            view.presence = Presence::Available;
        }
    }
    call.ask(&ana, technical());
    call.wait(5_000);
    call.ask(&sofia, Command::Help(HelpCommand::Claim { request: 1 }));
    call.ask(&sofia, join());
    call.ask(&sofia, Command::Supervise(SuperviseCommand::TakeAction { action: Action::Monitor }));
    call.wait(7_000);
    call.ask(&sofia, Command::Supervise(SuperviseCommand::EndAction { action: Action::Monitor }));
    call.ask(&ana, Command::Help(HelpCommand::Close { request: 1 }));
    call.ask(&ana, technical());
    call.wait(3_000);
    call.ask(&ana, Command::Call(CallCommand::HangUp));
    call.records
}

/// A hundred help requests and ten thousand facts on one call, coached from the first request on.
pub(in crate::store) fn crowded(id: InteractionId) -> Vec<Record> {
    let mut call = Driven::answered(id);
    let (ana, sofia) =
        (Actor::person(acme(), person("ana")), Actor::person(acme(), person("sofia")));
    let coach = |on| {
        let action = Action::Coach;
        Command::Supervise(if on {
            SuperviseCommand::TakeAction { action }
        } else {
            SuperviseCommand::EndAction { action }
        })
    };
    call.floor.people.get_mut(&person("sofia")).unwrap().presence = Presence::Available;
    call.ask(&sofia, Command::Supervise(SuperviseCommand::OpenInteraction));
    call.ask(&sofia, join());
    for request in 1..=100 {
        call.ask(&ana, technical());
        if request == 1 {
            call.ask(&sofia, coach(true));
        }
        for _ in 0..25 {
            call.wait(2_100);
            call.ask(&ana, Command::Call(CallCommand::Mute));
            call.ask(&ana, Command::Call(CallCommand::Unmute));
        }
        if request == 3 {
            call.ask(&sofia, coach(false));
        }
        call.ask(&ana, Command::Help(HelpCommand::Cancel { request }));
    }
    call.ask(&ana, Command::Call(CallCommand::HangUp));
    call.records
}

/// Ana asks for help.
fn technical() -> Command {
    let (reason, comment) = (ReasonId::new("technical").unwrap(), COMMENT.to_owned());
    let timers = vec![CountUp { label: COMMENT.to_owned(), since: Since::Unix(1) }];
    let (severity, brief) = (Severity::Emergency, NewBrief { timers, ..NewBrief::default() });
    Command::Help(HelpCommand::Request { reason, comment, severity, brief })
}

fn join() -> Command {
    Command::Call(CallCommand::Join { offer: Offer("v=0".to_owned()) })
}

impl Driven {
    pub(in crate::store) fn customer() -> Actor {
        Actor::visitor(acme(), VISITOR)
    }

    /// A call that ana has answered.
    pub(in crate::store) fn answered(id: InteractionId) -> Self {
        Self::answered_at(id, 1000)
    }

    /// One that comes in at this millisecond.
    pub(in crate::store) fn answered_at(id: InteractionId, now: u64) -> Self {
        let first = Record { at: Timestamp(now), ..first_record(&acme(), id) };
        let mut floor = Floor::empty(acme());
        for record in floor_segment(0) {
            floor.apply(&StampedFloor { at: record.at, fact: record.fact });
        }
        let (agent, until) = (person("ana"), Timestamp(u64::MAX));
        let reserved = FloorFact::Reserved { agent, interaction: id, until };
        floor.apply(&StampedFloor { at: Timestamp(900), fact: reserved });
        let mut call = Self {
            host: CallHost::open(&first).unwrap(),
            floor: floor.view().clone(),
            writes: vec![vec![first.clone()]],
            records: vec![first],
            table: Routes::default(),
            steps: 0,
            now,
            failures: 0,
            late: 0,
            kept_back: Vec::new(),
        };
        let ana = Actor::person(acme(), person("ana"));
        call.ask(&Self::customer(), join());
        call.ask(&ana, Command::Call(CallCommand::Answer));
        call.ask(&ana, join());
        call
    }

    pub(in crate::store) const fn host(&self) -> &CallHost {
        &self.host
    }

    pub(in crate::store) const fn now(&self) -> u64 {
        self.now
    }

    fn ask(&mut self, who: &Actor, command: Command) {
        let refused = self.take(self.command(who, command.clone()));
        assert_eq!(refused, 0, "{command:?}");
    }

    pub(in crate::store) fn try_to(&mut self, who: &Actor, command: Command) {
        self.take(self.command(who, command));
    }

    pub(in crate::store) fn observe(&mut self, seen: Observation) {
        self.take(CallInput::Observed(seen));
    }

    pub(in crate::store) fn wait(&mut self, millis: u64) {
        self.now += millis;
        self.take(CallInput::Tick);
    }

    pub(in crate::store) fn lose_the_table(&mut self) {
        self.table = Routes::default();
        self.take(CallInput::TableWanted);
    }

    pub(in crate::store) const fn fail_to_store(&mut self, times: u64) {
        self.failures = times;
    }

    pub(in crate::store) const fn hold_back_reports(&mut self, reports: u64) {
        self.late = reports;
    }

    /// Only what was stored is left.
    pub(in crate::store) fn crash(&mut self) {
        self.host = CallHost::replay(&self.records).unwrap();
        (self.table, self.failures) = (Routes::default(), 0);
        self.kept_back.clear();
        self.observe(Observation::Restarted);
    }

    fn command(&self, who: &Actor, command: Command) -> CallInput {
        let id = CommandId::from_u128(self.steps.into());
        CallInput::Command { who: who.clone(), id, command }
    }

    /// How many commands were refused meanwhile.
    fn take(&mut self, input: CallInput) -> usize {
        let (mut inputs, mut refused) = (vec![input], 0);
        if self.late == 0 {
            inputs.splice(0..0, std::mem::take(&mut self.kept_back).into_iter().rev());
        }
        while let Some(input) = inputs.pop() {
            self.steps += 1;
            self.now += 10;
            let leg = LegId::from_u128(self.steps.into());
            self.host.handle(Timestamp(self.now), &self.floor, leg, input);
            while let Some(output) = self.host.poll_output() {
                match output {
                    CallOutput::Store { ticket, .. } if self.failures > 0 => {
                        self.failures -= 1;
                        inputs.push(CallInput::StoreFailed { ticket });
                    }
                    CallOutput::Store { ticket, records } => {
                        self.records.extend(records.iter().cloned());
                        self.writes.push(records);
                        inputs.push(CallInput::Stored { ticket });
                    }
                    CallOutput::Change(change) => {
                        self.table.0.retain(|edge| !change.close.contains(edge));
                        self.table.0.extend(change.open.into_iter().map(|open| open.edge));
                        let edges = self.table.clone();
                        self.report(&mut inputs, CallInput::Applied { epoch: change.epoch, edges });
                    }
                    CallOutput::Table { epoch, edges } => {
                        self.table = edges.into_iter().map(|open| open.edge).collect();
                        let edges = self.table.clone();
                        self.report(&mut inputs, CallInput::Applied { epoch, edges });
                    }
                    CallOutput::Join { leg, .. } => {
                        let up = CallInput::Observed(Observation::LegConnected { leg });
                        self.report(&mut inputs, up);
                    }
                    CallOutput::Reply { result, .. } => refused += usize::from(result.is_err()),
                    CallOutput::Published { .. } | CallOutput::Leave { .. } => {}
                }
            }
        }
        refused
    }

    fn report(&mut self, inputs: &mut Vec<CallInput>, report: CallInput) {
        if self.late > 0 {
            self.late -= 1;
            self.kept_back.push(report);
        } else {
            inputs.insert(0, report);
        }
    }
}
