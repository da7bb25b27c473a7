//! What can happen in a generated world, and to whom.

use backline_core::{
    interaction::{Action, CallCommand, Command, Key, SuperviseCommand},
    people::Actor,
    routing::PartyId,
};
use proptest::prelude::{Just, Strategy, any, prop_oneof};

use crate::{
    cast::{STRANGER, acme, agent_party, customer, globex, id, machine, person, supervisor_party},
    rig::offer,
    world::help::{self, HelpStep, help_step},
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
    /// A supervisor ends what they do, or leaves.
    End {
        supervisor: u8,
        leaves: bool,
    },
    /// Everything under way arrives, but for what a store that hangs has been given.
    Settle,
    /// The store hangs, or does not any more.
    Hang {
        hangs: bool,
    },
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
    Gone {
        party: u8,
    },
    RingUnheard {
        agent: u8,
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
    /// Something about help.
    Help(HelpStep),
    /// The server dies. A write under way may have got through.
    Crash {
        written: bool,
    },
}

pub(crate) fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        24 => any::<u16>().prop_map(|pick| Step::Apt { pick }),
        6 => any::<(u8, u8)>().prop_map(|(who, what)| Step::Ask { who, what }),
        2 => any::<u8>().prop_map(|which| Step::Again { which }),
        2 => any::<(u8, u8)>().prop_map(|(which, what)| Step::Twist { which, what }),
        1 => any::<bool>().prop_map(|by_agent| Step::HangUp { by_agent }),
        6 => (0..4_u8, any::<bool>())
            .prop_map(|(supervisor, leaves)| Step::End { supervisor, leaves }),
        24 => Just(Step::Settle),
        4 => any::<bool>().prop_map(|hangs| Step::Hang { hangs }),
        10 => Just(Step::Obey),
        2 => Just(Step::LoseOrder),
        10 => Just(Step::Report),
        10 => prop_oneof![4 => Just(true), 1 => Just(false)].prop_map(|works| Step::Write { works }),
        8 => (0..6_u8).prop_map(|party| Step::Connect { party }),
        3 => (0..6_u8).prop_map(|party| Step::Break { party }),
        2 => (0..6_u8).prop_map(|party| Step::SocketClosed { party }),
        1 => (0..6_u8).prop_map(|party| Step::Silent { party }),
        1 => (0..6_u8).prop_map(|party| Step::Gone { party }),
        1 => (0..3_u8).prop_map(|agent| Step::RingUnheard { agent }),
        1 => (0..4_u8).prop_map(|supervisor| Step::Moved { supervisor }),
        6 => prop_oneof![4 => 1..1_200_u32, 1 => 1..35_000_u32].prop_map(|ms| Step::Wait { ms }),
        3 => (0..4_u8, 0..6_u8, any::<bool>())
            .prop_map(|(person, grant, given)| Step::Grant { person, grant, given }),
        2 => (0..3_u8).prop_map(|agent| Step::Offer { agent }),
        5 => help_step().prop_map(Step::Help),
        1 => any::<bool>().prop_map(|written| Step::Crash { written }),
    ]
}

pub(crate) const PARTIES: [fn() -> PartyId; 6] = [
    || PartyId::Customer,
    || agent_party("ana"),
    || supervisor_party("sofia"),
    || supervisor_party("sam"),
    || supervisor_party("sue"),
    || supervisor_party("hugo"),
];

pub(crate) const SUPERVISORS: [&str; 4] = ["sofia", "sam", "sue", "hugo"];

pub(crate) fn actors() -> [Actor; 14] {
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
        person("hugo"),
        machine(None),
        machine(Some("sam")),
    ]
}

pub(crate) fn commands() -> Vec<Command> {
    let key = Key::try_from('7').unwrap();
    let plain = [
        Command::Call(CallCommand::Answer),
        Command::Call(CallCommand::Decline),
        Command::Call(CallCommand::Join { offer: offer() }),
        Command::Call(CallCommand::TellSound { microphone: false, speaker: true }),
        Command::Call(CallCommand::TellSound { microphone: true, speaker: false }),
        Command::Call(CallCommand::Mute),
        Command::Call(CallCommand::Unmute),
        Command::Call(CallCommand::Hold),
        Command::Call(CallCommand::Resume),
        Command::Call(CallCommand::PressKey { key }),
        Command::Supervise(SuperviseCommand::OpenInteraction),
        Command::Supervise(SuperviseCommand::Disconnect),
    ];
    let take =
        Action::ALL.map(|action| Command::Supervise(SuperviseCommand::TakeAction { action }));
    let end = Action::ALL.map(|action| Command::Supervise(SuperviseCommand::EndAction { action }));
    let switch =
        Action::ALL.map(|action| Command::Supervise(SuperviseCommand::SwitchTo { action }));
    plain.into_iter().chain(take).chain(end).chain(switch).chain(help::commands()).collect()
}

pub(crate) fn party_at(index: u8) -> PartyId {
    PARTIES[usize::from(index) % PARTIES.len()]()
}

pub(crate) fn pick<T: Clone>(from: &[T], index: u8) -> T {
    from[usize::from(index) % from.len()].clone()
}
