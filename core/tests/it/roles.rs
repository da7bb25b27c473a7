//! Every command by everybody at every stage is done or refused as the table says.

use backline_core::{
    floor::{Floor, FloorCommand, FloorObservation, FloorRefusal},
    id::TenantId,
    interaction::{
        Action, CallCommand, Command, ContactCommand, HelpCommand, Refusal, SuperviseCommand,
    },
    people::{Actor, Presence, Role},
    routing::PartyId,
    terms::{Audience, HelpTerms, StageTerms, Terms},
    time::Timestamp,
    wire::Variants as _,
};

use crate::{
    cast::{STRANGER, acme, customer, globex, id, machine, person, profile, supervisor_party},
    help::{claim, request},
    rig::{Rig, offer},
};
use table::{At, STAGES, WHO, Who, before, expected, rings};

mod table;

impl Who {
    fn actor(self) -> Actor {
        match self {
            Self::Customer => customer(),
            Self::OtherCustomer => Actor::visitor(acme(), STRANGER),
            Self::Agent => person("ana"),
            Self::OtherAgent => person("ben"),
            Self::Supervisor => person("sue"),
            Self::IdleSupervisor => person("sam"),
            Self::ActingSupervisor => person("sofia"),
            Self::ForeignSupervisor => Actor::person(globex(), id("gwen")),
            Self::ForeignNamesake => Actor::person(globex(), id("sofia")),
            Self::Admin => person("ada"),
            Self::Auditor => person("audrey"),
            Self::Integration => person("ivo"),
            Self::Server => Actor::server(acme()),
            Self::Helper => person("hugo"),
            Self::Machine => machine(None),
            Self::MachineForAgent => machine(Some("ana")),
            Self::MachineForHelper => machine(Some("hugo")),
            Self::ForeignMachine => Actor { tenant: globex(), ..machine(None) },
        }
    }
}

/// The calls of the table: nothing muted, nobody on hold, everybody connected who can be.
fn call(at: At, command: &Command) -> Rig {
    match at {
        At::Ready if rings(command) => call(At::Ringing, command),
        At::Ready => {
            let mut rig = Rig::talking_under(Terms { coach_push_to_send: false, ..terms() });
            rig.open("sofia");
            for (who, step) in before(command) {
                rig.ok(&who.actor(), step);
            }
            rig
        }
        At::Waiting | At::Ringing => {
            let mut rig = Rig::with(terms(), None);
            rig.join(&customer(), &PartyId::Customer);
            if matches!(at, At::Ringing) {
                rig.offer("ana");
            }
            rig
        }
        At::Talking | At::HelpRequested | At::HelpInProgress | At::Ended => {
            let mut rig = Rig::talking_under(terms());
            ["sam", "sofia"].iter().for_each(|name| rig.open(name));
            rig.act("sofia", Action::Monitor);
            if matches!(at, At::HelpRequested | At::HelpInProgress) {
                rig.ok(&person("ana"), request());
            }
            if matches!(at, At::HelpInProgress) {
                rig.ok(&person("hugo"), claim(1));
                rig.join(&person("hugo"), &supervisor_party("hugo"));
            }
            if matches!(at, At::Ended) {
                rig.ok(&customer(), Command::Call(CallCommand::HangUp));
            }
            rig
        }
    }
}

/// Everybody who may help is asked, and a coach is heard while Send is held.
fn terms() -> Terms {
    let plan = vec![StageTerms::asking(Audience::FanOut)];
    let help = HelpTerms { plan, ..HelpTerms::default() };
    Terms { coach_push_to_send: true, help, ..Terms::default() }
}

/// One of each kind, about what is there at the stages.
fn samples() -> Vec<Command> {
    let mut all = Command::examples().unwrap();
    for command in &mut all {
        if let Command::Help(HelpCommand::AddHelper { person }) = command {
            *person = id("sue");
        }
        if let Command::Help(HelpCommand::RemoveHelper { person }) = command {
            *person = id("hugo");
        }
        if let Command::Call(CallCommand::Join { offer: own }) = command {
            *own = offer();
        }
        if let Command::Supervise(SuperviseCommand::SwitchTo { action }) = command {
            *action = Action::Coach;
        }
    }
    all
}

#[test]
fn no_kind_of_command_is_missing_among_the_examples() {
    let examples = Command::examples().unwrap();
    let mut named: Vec<_> = examples.iter().map(Command::kind).collect();
    let all = |group: &'static str, tags: &'static [&'static str]| {
        tags.iter().map(move |tag| (group, *tag))
    };
    let mut wanted: Vec<_> = all("call", CallCommand::TAGS)
        .chain(all("supervise", SuperviseCommand::TAGS))
        .chain(all("help", HelpCommand::TAGS))
        .chain(all("contact", ContactCommand::TAGS))
        .collect();
    named.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(named, wanted);
    assert_eq!(Command::TAGS, ["call", "supervise", "help", "contact"]);
}

///
#[test]
fn every_command_by_everybody_at_every_stage_is_done_or_refused_as_the_table_says() {
    for command in samples() {
        for at in STAGES {
            let rig = call(at, &command);
            for who in WHO {
                let got = rig.would(&who.actor(), &command);
                let place = format!("{command:?} by {who:?}, {at:?}");
                assert!(
                    got.as_ref().is_ok_and(|facts| !facts.is_empty()) || got.is_err(),
                    "{place}: silence"
                );
                assert_eq!(got.map(|_| ()), expected(&command, at, who), "{place}");
            }
        }
    }
}

///
#[test]
fn a_foreign_supervisor_gets_the_same_answer_on_a_live_call_as_on_one_that_is_over() {
    let foreign = [Who::ForeignSupervisor, Who::ForeignNamesake, Who::ForeignMachine];
    for (command, who) in samples().into_iter().flat_map(|c| foreign.map(|w| (c.clone(), w))) {
        for at in STAGES {
            let mut rig = call(at, &command);
            let answer = rig.ask(&who.actor(), command.clone());
            assert_eq!(answer, Err(Refusal::NoSuchCall), "{command:?} by {who:?}, {at:?}");
        }
    }
}

/// A command id is no key to another tenant's call: not even one that was used there.
///
///
#[test]
fn a_foreign_namesake_learns_nothing_from_a_command_id_that_was_used() {
    let mut rig = Rig::opened_by(&["sofia"]);
    let command = Command::Supervise(SuperviseCommand::TakeAction { action: Action::Monitor });
    let used = rig.send(&person("sofia"), command.clone());
    assert_eq!(rig.reply(used), Some(Ok(())));
    for command in [command, Command::Supervise(SuperviseCommand::Disconnect)] {
        rig.replies.clear();
        let who = Who::ForeignNamesake.actor();
        rig.give(backline_core::host::call::CallInput::Command { who, id: used, command });
        assert_eq!(rig.reply(used), Some(Err(Refusal::NoSuchCall)));
    }
}

fn floor_of(tenant: TenantId) -> Floor {
    let mut floor = Floor::empty(tenant);
    let people = [
        profile("ana", Role::Agent),
        profile("sofia", Role::AwaManager),
        profile("ada", Role::Admin),
        profile("audrey", Role::Auditor),
    ]
    .to_vec();
    for fact in floor.observe(Timestamp(1), &FloorObservation::Configured(people)) {
        floor.apply(&backline_core::floor::StampedFloor { at: Timestamp(1), fact });
    }
    floor
}

#[test]
fn presence_is_set_by_the_people_of_the_tenant_for_themselves_only() {
    let floor = floor_of(acme());
    let command = FloorCommand::SetPresence { presence: Presence::Busy };
    for who in WHO {
        let done = floor.decide(&who.actor(), &command);
        match who {
            Who::Agent | Who::ActingSupervisor | Who::Admin | Who::Auditor => {
                let facts = format!("{:?}", done.unwrap());
                let own = format!("{:?}", who.actor().as_person().unwrap());
                assert!(facts.contains(&own), "{facts}");
            }
            Who::Customer
            | Who::OtherCustomer
            | Who::OtherAgent
            | Who::Supervisor
            | Who::IdleSupervisor
            | Who::ForeignSupervisor
            | Who::ForeignNamesake
            | Who::Integration
            | Who::Server
            | Who::Helper
            | Who::Machine
            | Who::MachineForAgent
            | Who::MachineForHelper
            | Who::ForeignMachine => assert_eq!(done, Err(FloorRefusal::NotOnTheFloor), "{who:?}"),
        }
    }
}
