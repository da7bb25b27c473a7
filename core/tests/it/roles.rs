//! Every command by everybody at every stage: done, or refused by which rule. Written by hand; a
//! command that is not in the table does not compile.

use backline_core::{
    actor::Actor,
    floor::{Floor, FloorCommand, FloorObservation, FloorRefusal, Presence, Profile},
    id::TenantId,
    interaction::{Action, Command, CommandName, Key, Refusal},
    routing::PartyId,
    time::Timestamp,
};

use crate::{
    cast::{STRANGER, acme, card, customer, globex, id, person},
    rig::{Rig, offer},
};

/// The columns of the table.
const WHO: [Who; 13] = [
    Who::Customer,
    Who::OtherCustomer,
    Who::Agent,
    Who::OtherAgent,
    Who::Supervisor,
    Who::IdleSupervisor,
    Who::ActingSupervisor,
    Who::ForeignSupervisor,
    Who::ForeignNamesake,
    Who::Admin,
    Who::Auditor,
    Who::Integration,
    Who::Server,
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Customer,
    OtherCustomer,
    Agent,
    OtherAgent,
    /// Has not opened the interaction.
    Supervisor,
    /// Has opened it and is connected, where the stage lets that be.
    IdleSupervisor,
    /// Monitors, where the stage lets that be.
    ActingSupervisor,
    ForeignSupervisor,
    /// Of another tenant, with the name of the one who monitors.
    ForeignNamesake,
    Admin,
    Auditor,
    Integration,
    Server,
}

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
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum At {
    Waiting,
    Ringing,
    Talking,
    Ended,
}

const STAGES: [At; 4] = [At::Waiting, At::Ringing, At::Talking, At::Ended];

/// The calls of the table: nothing muted, nobody on hold, everybody connected who can be.
fn call(at: At) -> Rig {
    match at {
        At::Waiting | At::Ringing => {
            let mut rig = Rig::new();
            rig.join(&customer(), &PartyId::Customer);
            if matches!(at, At::Ringing) {
                rig.offer("ana");
            }
            rig
        }
        At::Talking | At::Ended => {
            let mut rig = Rig::opened_by(&["sam", "sofia"]);
            rig.act("sofia", Action::Monitor);
            if matches!(at, At::Ended) {
                rig.ok(&customer(), Command::HangUp);
            }
            rig
        }
    }
}

/// Four rows, one per stage; a column per [`WHO`]. The letters are read by [`outcome`].
///
/// Whoever has no part in the call is told that there is no such call (`n`), whatever they send.
const fn table(command: CommandName) -> [&'static str; 4] {
    match command {
        CommandName::Answer | CommandName::Decline => {
            ["ynnnyyynnnnnn", "yn+nyyynnnnnn", "ynrnyyynnnnnn", "eneneeennnnnn"]
        }
        CommandName::Join => ["+nnnvvvnnnnnn", "+nwnvvvnnnnnn", "+n+nv++nnnnnn", "eneneeennnnnn"],
        CommandName::Mute => ["+nnnyyynnnnnn", "+nwnyyynnnnnn", "+n+nyyynnnnnn", "eneneeennnnnn"],
        CommandName::Unmute => ["unnnyyynnnnnn", "unwnyyynnnnnn", "ununyyynnnnnn", "eneneeennnnnn"],
        CommandName::Hold => ["ynnnyyynnnnnn", "ynwnyyynnnnnn", "yn+nyyynnnnnn", "eneneeennnnnn"],
        CommandName::Resume => ["ynnnyyynnnnnn", "ynwnyyynnnnnn", "ynhnyyynnnnnn", "eneneeennnnnn"],
        CommandName::PressKey => {
            ["wnnnyyynnnnnn", "wnwnyyynnnnnn", "+n+nyyynnnnnn", "eneneeennnnnn"]
        }
        CommandName::HangUp => ["+nnnyyynnnnnn", "+nwnyyynnnnnn", "+n+nyyynnnnnn", "eneneeennnnnn"],
        CommandName::OpenInteraction => {
            ["ynnnwwwnnnnnn", "ynynwwwnnnnnn", "ynyn+oonnnnnn", "eneneeennnnnn"]
        }
        CommandName::TakeAction => {
            ["ynnnvvvnnnnnn", "ynynvvvnnnnnn", "ynynv+bnnnnnn", "eneneeennnnnn"]
        }
        CommandName::EndAction => {
            ["ynnnvvvnnnnnn", "ynynvvvnnnnnn", "ynynvx+nnnnnn", "eneneeennnnnn"]
        }
        CommandName::SwitchTo => {
            ["ynnnsssnnnnnn", "ynynsssnnnnnn", "ynynsssnnnnnn", "eneneeennnnnn"]
        }
        CommandName::Disconnect => {
            ["ynnnvvvnnnnnn", "ynynvvvnnnnnn", "ynynv++nnnnnn", "eneneeennnnnn"]
        }
    }
}

fn outcome(letter: char) -> Result<(), Refusal> {
    Err(match letter {
        '+' => return Ok(()),
        'n' => Refusal::NoSuchCall,
        'y' => Refusal::NotYours,
        'e' => Refusal::CallEnded,
        'r' => Refusal::NotRinging,
        'w' => Refusal::NotAnswered,
        'v' => Refusal::NoVoiceConnection,
        'o' => Refusal::AlreadyOpen,
        'b' => Refusal::ActionMustBeCompleted,
        'x' => Refusal::ActionNotRunning { action: Action::Monitor },
        's' => Refusal::SwitchNotEnabled,
        'u' => Refusal::NotMuted,
        'h' => Refusal::NotHeld,
        other => panic!("{other} is no outcome"),
    })
}

const fn body(command: CommandName) -> CommandBody {
    match command {
        CommandName::Answer => CommandBody::Is(Command::Answer),
        CommandName::Decline => CommandBody::Is(Command::Decline),
        CommandName::Join => CommandBody::Join,
        CommandName::Mute => CommandBody::Is(Command::Mute),
        CommandName::Unmute => CommandBody::Is(Command::Unmute),
        CommandName::Hold => CommandBody::Is(Command::Hold),
        CommandName::Resume => CommandBody::Is(Command::Resume),
        CommandName::PressKey => CommandBody::Key,
        CommandName::HangUp => CommandBody::Is(Command::HangUp),
        CommandName::OpenInteraction => CommandBody::Is(Command::OpenInteraction),
        CommandName::TakeAction => CommandBody::Is(Command::TakeAction { action: Action::Monitor }),
        CommandName::EndAction => CommandBody::Is(Command::EndAction { action: Action::Monitor }),
        CommandName::SwitchTo => CommandBody::Is(Command::SwitchTo { action: Action::Coach }),
        CommandName::Disconnect => CommandBody::Is(Command::Disconnect),
    }
}

enum CommandBody {
    Is(Command),
    Join,
    Key,
}

fn command(name: CommandName) -> Command {
    match body(name) {
        CommandBody::Is(command) => command,
        CommandBody::Join => Command::Join { offer: offer() },
        CommandBody::Key => Command::PressKey { key: Key::try_from('5').unwrap() },
    }
}

///
#[test]
fn every_command_by_everybody_at_every_stage_is_done_or_refused_as_the_table_says() {
    for name in CommandName::ALL {
        for (at, row) in STAGES.into_iter().zip(table(name)) {
            let rig = call(at);
            assert_eq!(row.chars().count(), WHO.len(), "{name:?} {at:?}");
            for (who, letter) in WHO.into_iter().zip(row.chars()) {
                let got = rig.would(&who.actor(), &command(name));
                let place = format!("{name:?} by {who:?}, {at:?}");
                assert!(
                    got.as_ref().is_ok_and(|facts| !facts.is_empty()) || got.is_err(),
                    "{place}: silence"
                );
                assert_eq!(got.map(|_| ()), outcome(letter), "{place}");
                assert_eq!(command(name).name(), name);
            }
        }
    }
}

///
#[test]
fn a_foreign_supervisor_gets_the_same_answer_on_a_live_call_as_on_one_that_is_over() {
    let foreign = [Who::ForeignSupervisor, Who::ForeignNamesake];
    for (name, who) in CommandName::ALL.into_iter().flat_map(|n| foreign.map(|w| (n, w))) {
        for at in STAGES {
            let mut rig = call(at);
            let answer = rig.ask(&who.actor(), command(name));
            assert_eq!(answer, Err(Refusal::NoSuchCall), "{name:?} by {who:?}, {at:?}");
        }
    }
}

/// A command id is no key to another tenant's call: not even one that was used there.
///
///
#[test]
fn a_foreign_namesake_learns_nothing_from_a_command_id_that_was_used() {
    let mut rig = Rig::opened_by(&["sofia"]);
    let command = Command::TakeAction { action: Action::Monitor };
    let used = rig.send(&person("sofia"), command.clone());
    assert_eq!(rig.reply(used), Some(Ok(())));
    for command in [command, Command::Disconnect] {
        rig.replies.clear();
        let who = Who::ForeignNamesake.actor();
        rig.give(backline_core::host::Input::Command { who, id: used, command });
        assert_eq!(rig.reply(used), Some(Err(Refusal::NoSuchCall)));
    }
}

fn floor_of(tenant: TenantId) -> Floor {
    let mut floor = Floor::empty(tenant);
    let profile = |name| Profile { card: card(name), roles: Vec::new(), grants: Vec::new() };
    let people = ["ana", "sofia", "ada", "audrey"].map(profile).to_vec();
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
            | Who::Server => assert_eq!(done, Err(FloorRefusal::NotOnTheFloor), "{who:?}"),
        }
    }
}
