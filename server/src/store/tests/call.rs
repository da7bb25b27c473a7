//! A call as the server's driver writes it: answered, monitored, coached, and over.

use backline_core::{
    actor::{Actor, Identity, PersonCard, Role},
    floor::{Floor, FloorFact, FloorView, Presence, Profile, StampedFloor},
    host::{Host, Input, Output},
    id::{CommandId, InteractionId, LegId, PersonId, TenantId, VisitorId},
    interaction::{Action, Command, Context, NewCall, Observation, Offer},
    protocol::{FloorRecord, Record},
    routing::Routes,
    terms::Terms,
    time::Timestamp,
};

use super::folder::acme;

/// Names and a number that stand nowhere by chance.
pub(super) const PERSONAL: [&str; 5] =
    ["Ana Ribeiro", "Sofia Marin", "Quentin Xylander", "2001-777-001", "+49-555-0199887"];

const VISITOR: VisitorId = VisitorId::from_u128(77);

fn person(id: &str) -> PersonId {
    PersonId::new(id).unwrap()
}

pub(super) fn people() -> Vec<Profile> {
    let profile = |id, name, number, role: Role| Profile {
        card: PersonCard::new(person(id), name, number),
        roles: vec![role],
        grants: role.grants().into_iter().collect(),
    };
    vec![
        profile("ana", PERSONAL[0], Some(PERSONAL[3]), Role::Agent),
        profile("sofia", PERSONAL[1], None, Role::AwaManager),
    ]
}

/// The first record of an interaction.
pub(super) fn opening(tenant: &TenantId, id: InteractionId) -> Record {
    let who = Actor::visitor(tenant.clone(), VISITOR);
    let floor = FloorView::default();
    let cx =
        Context { at: Timestamp(1000), who: &who, floor: &floor, fresh_leg: LegId::from_u128(0) };
    let (name, number) = (PERSONAL[2].to_owned(), Some(PERSONAL[4].to_owned()));
    let call = NewCall { id, name, number, wants: None };
    let fact = call.decide(&cx, &Terms::default()).unwrap();
    Record { number: 0, at: cx.at, by: who.identity, cause: None, fact }
}

/// The records that begin a segment of a floor's log.
pub(super) fn floor_segment(first: u64) -> Vec<FloorRecord> {
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

/// A host with a media plane that does what it is told.
struct Driven {
    host: Host,
    floor: FloorView,
    records: Vec<Record>,
    table: Routes,
    steps: u64,
}

/// Every record of a whole call.
pub(super) fn coached(id: InteractionId) -> Vec<Record> {
    let first = opening(&acme(), id);
    let mut floor = Floor::empty(acme());
    for record in floor_segment(0) {
        floor.apply(&StampedFloor { at: record.at, fact: record.fact });
    }
    let reserved =
        FloorFact::Reserved { agent: person("ana"), interaction: id, until: Timestamp(u64::MAX) };
    floor.apply(&StampedFloor { at: Timestamp(900), fact: reserved });
    let mut call = Driven {
        host: Host::open(&first).unwrap(),
        floor: floor.view(),
        records: vec![first],
        table: Routes::default(),
        steps: 0,
    };
    let customer = Actor::visitor(acme(), VISITOR);
    let (ana, sofia) =
        (Actor::person(acme(), person("ana")), Actor::person(acme(), person("sofia")));
    call.ask(&customer, join());
    call.ask(&ana, Command::Answer);
    call.ask(&ana, join());
    call.ask(&sofia, Command::OpenInteraction);
    call.ask(&sofia, join());
    call.ask(&sofia, Command::TakeAction { action: Action::Monitor });
    call.ask(&sofia, Command::EndAction { action: Action::Monitor });
    call.ask(&sofia, Command::TakeAction { action: Action::Coach });
    call.ask(&ana, Command::Hold);
    call.ask(&ana, Command::Resume);
    call.take(Input::Observed(Observation::Restarted));
    call.ask(&customer, join());
    call.ask(&ana, join());
    call.ask(&sofia, join());
    call.ask(&sofia, Command::TakeAction { action: Action::BargeIn });
    call.ask(&ana, Command::HangUp);
    assert!(call.host.state().is_over());
    call.records
}

fn join() -> Command {
    Command::Join { offer: Offer("v=0".to_owned()) }
}

impl Driven {
    fn ask(&mut self, who: &Actor, command: Command) {
        let id = CommandId::from_u128(self.steps.into());
        self.take(Input::Command { who: who.clone(), id, command });
    }

    fn take(&mut self, input: Input) {
        let mut inputs = vec![input];
        while let Some(input) = inputs.pop() {
            self.steps += 1;
            let (at, leg) =
                (Timestamp(1000 + self.steps * 10), LegId::from_u128(self.steps.into()));
            self.host.handle(at, &self.floor, leg, input);
            while let Some(output) = self.host.poll_output() {
                match output {
                    Output::Store { ticket, records } => {
                        self.records.extend(records);
                        inputs.push(Input::Stored { ticket });
                    }
                    Output::Change(change) => {
                        self.table.0.retain(|edge| !change.close.contains(edge));
                        self.table.0.extend(change.open.into_iter().map(|open| open.edge));
                        let edges = self.table.clone();
                        inputs.insert(0, Input::Applied { epoch: change.epoch, edges });
                    }
                    Output::Table { epoch, edges } => {
                        self.table = edges.into_iter().map(|open| open.edge).collect();
                        inputs.insert(0, Input::Applied { epoch, edges: self.table.clone() });
                    }
                    Output::Join { leg, .. } => {
                        inputs.insert(0, Input::Observed(Observation::LegConnected { leg }));
                    }
                    Output::Reply { result, .. } => assert_eq!(result, Ok(())),
                    Output::Published { .. } | Output::Leave { .. } => {}
                }
            }
        }
    }
}
