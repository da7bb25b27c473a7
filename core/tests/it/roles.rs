//! Every command by everybody at every stage: done, or refused by which rule. Written by hand; a
//! command that is not in the table does not compile.

use backline_core::{
    floor::{Floor, FloorCommand, FloorObservation, FloorRefusal},
    id::TenantId,
    interaction::{
        Action, CallCommand, CallRefusal, Command, ContactCommand, HelpCommand, HelpRefusal,
        Refusal, SuperviseCommand, SuperviseRefusal,
    },
    people::{Actor, Grant, Presence, Role},
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

/// The columns of the table.
const WHO: [Who; 18] = [
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
    Who::Helper,
    Who::Machine,
    Who::MachineForAgent,
    Who::MachineForHelper,
    Who::ForeignMachine,
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
    /// An agent who may take help requests and nothing else; takes this one, where the stage lets
    /// that be.
    Helper,
    /// Acts for itself.
    Machine,
    MachineForAgent,
    MachineForHelper,
    ForeignMachine,
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
            Self::Helper => person("hugo"),
            Self::Machine => machine(None),
            Self::MachineForAgent => machine(Some("ana")),
            Self::MachineForHelper => machine(Some("hugo")),
            Self::ForeignMachine => Actor { tenant: globex(), ..machine(None) },
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum At {
    Waiting,
    Ringing,
    Talking,
    HelpRequested,
    HelpInProgress,
    Ended,
}

const STAGES: [At; 6] =
    [At::Waiting, At::Ringing, At::Talking, At::HelpRequested, At::HelpInProgress, At::Ended];

/// The calls of the table: nothing muted, nobody on hold, everybody connected who can be.
fn call(at: At) -> Rig {
    match at {
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

/// Six rows, one per stage; a column per [`WHO`]. The letters are read by [`outcome`].
///
/// Whoever has no part in the call is told that there is no such call (`n`), whatever they send, and
/// so is a machine that speaks for them; a machine does nothing but what concerns help (`y`).
const fn table(command: &Command) -> [&'static str; 6] {
    match command {
        Command::Call(CallCommand::Answer) | Command::Call(CallCommand::Decline) => [
            "ynnnyyynnnnnn nynnn",
            "yn+nyyynnnnnn nyynn",
            "ynrnyyynnnnnn nyynn",
            "ynrnyyynnnnnn yyyyn",
            "ynrnyyynnnnnn yyyyn",
            "eneneeennnnnn nyynn",
        ],
        Command::Call(CallCommand::Join { .. }) => [
            "+nnnvvvnnnnnn nynnn",
            "+nwnvvvnnnnnn nyynn",
            "+n+nv++nnnnnn nyynn",
            "+n+nv++nnnnnn vyyyn",
            "+n+nv++nnnnnn +yyyn",
            "eneneeennnnnn nyynn",
        ],
        Command::Call(CallCommand::Mute) => [
            "+nnnyyynnnnnn nynnn",
            "+nwnyyynnnnnn nyynn",
            "+n+nyyynnnnnn nyynn",
            "+n+nyyynnnnnn yyyyn",
            "+n+nyyynnnnnn yyyyn",
            "eneneeennnnnn nyynn",
        ],
        Command::Call(CallCommand::Unmute) => [
            "unnnyyynnnnnn nynnn",
            "unwnyyynnnnnn nyynn",
            "ununyyynnnnnn nyynn",
            "ununyyynnnnnn yyyyn",
            "ununyyynnnnnn yyyyn",
            "eneneeennnnnn nyynn",
        ],
        Command::Call(CallCommand::Hold) => [
            "ynnnyyynnnnnn nynnn",
            "ynwnyyynnnnnn nyynn",
            "yn+nyyynnnnnn nyynn",
            "yn+nyyynnnnnn yyyyn",
            "yn+nyyynnnnnn yyyyn",
            "eneneeennnnnn nyynn",
        ],
        Command::Call(CallCommand::Resume) => [
            "ynnnyyynnnnnn nynnn",
            "ynwnyyynnnnnn nyynn",
            "ynhnyyynnnnnn nyynn",
            "ynhnyyynnnnnn yyyyn",
            "ynhnyyynnnnnn yyyyn",
            "eneneeennnnnn nyynn",
        ],
        Command::Call(CallCommand::PressKey { .. }) => [
            "wnnnyyynnnnnn nynnn",
            "wnwnyyynnnnnn nyynn",
            "+n+nyyynnnnnn nyynn",
            "+n+nyyynnnnnn yyyyn",
            "+n+nyyynnnnnn yyyyn",
            "eneneeennnnnn nyynn",
        ],
        Command::Call(CallCommand::HangUp) => [
            "+nnnyyynnnnnn nynnn",
            "+nwnyyynnnnnn nyynn",
            "+n+nyyynnnnnn nyynn",
            "+n+nyyynnnnnn yyyyn",
            "+n+nyyynnnnnn yyyyn",
            "eneneeennnnnn nyynn",
        ],
        Command::Supervise(SuperviseCommand::OpenInteraction) => [
            "ynnnwwwnnnnnn nynnn",
            "ynynwwwnnnnnn nyynn",
            "ynyn+oonnnnnn nyynn",
            "ynyn+oonnnnnn pyyyn",
            "ynyn+oonnnnnn oyyyn",
            "eneneeennnnnn nyynn",
        ],
        Command::Supervise(SuperviseCommand::TakeAction { .. }) => [
            "ynnnvvvnnnnnn nynnn",
            "ynynvvvnnnnnn nyynn",
            "ynynv+bnnnnnn nyynn",
            "ynynv+bnnnnnn myyyn",
            "ynynv+bnnnnnn myyyn",
            "eneneeennnnnn nyynn",
        ],
        Command::Supervise(SuperviseCommand::EndAction { .. }) => [
            "ynnnvvvnnnnnn nynnn",
            "ynynvvvnnnnnn nyynn",
            "ynynvx+nnnnnn nyynn",
            "ynynvx+nnnnnn vyyyn",
            "ynynvx+nnnnnn xyyyn",
            "eneneeennnnnn nyynn",
        ],
        Command::Supervise(SuperviseCommand::SwitchTo { .. }) => [
            "ynnnsssnnnnnn nynnn",
            "ynynsssnnnnnn nyynn",
            "ynynsssnnnnnn nyynn",
            "ynynsssnnnnnn syyyn",
            "ynynsssnnnnnn syyyn",
            "eneneeennnnnn nyynn",
        ],
        Command::Supervise(SuperviseCommand::Disconnect) => [
            "ynnnvvvnnnnnn nynnn",
            "ynynvvvnnnnnn nyynn",
            "ynynv++nnnnnn nyynn",
            "ynynv++nnnnnn vyyyn",
            "ynynv++nnnnnn +yyyn",
            "eneneeennnnnn nyynn",
        ],
        Command::Supervise(SuperviseCommand::SendNote { .. }) => [
            "ynnnNNNnnnnnn nynnn",
            "ynynNNNnnnnnn nyynn",
            "ynynNNNnnnnnn nyynn",
            "ynynNNNnnnnnn Nyyyn",
            "ynynNNNnnnnnn +yyyn",
            "eneneeennnnnn nyynn",
        ],
        Command::Supervise(SuperviseCommand::PressSend)
        | Command::Supervise(SuperviseCommand::ReleaseSend) => [
            "ynnnvvvnnnnnn nynnn",
            "ynynvvvnnnnnn nyynn",
            "ynynvkknnnnnn nyynn",
            "ynynvkknnnnnn vyyyn",
            "ynynvkknnnnnn kyyyn",
            "eneneeennnnnn nyynn",
        ],
        Command::Help(HelpCommand::Request { .. }) => [
            "ynnnyyynnnnnn nynnn",
            "ynwnyyynnnnnn nywnn",
            "yn+nyyynnnnnn ny+nn",
            "ynanyyynnnnnn yyayn",
            "ynanyyynnnnnn yyayn",
            "eneneeennnnnn nyenn",
        ],
        Command::Help(HelpCommand::Cancel { .. }) => [
            "ynnnyyynnnnnn nynnn",
            "ynqnyyynnnnnn nyqnn",
            "ynqnyyynnnnnn nyqnn",
            "yn+nyyynnnnnn yy+yn",
            "yntnyyynnnnnn yytyn",
            "eneneeennnnnn nyenn",
        ],
        Command::Help(HelpCommand::Close { .. }) => [
            "ynnnyyynnnnnn nynnn",
            "ynqnyyynnnnnn nyqnn",
            "ynqnyyynnnnnn nyqnn",
            "ynlnyyynnnnnn yylyn",
            "yn+nyyynnnnnn yy+yn",
            "eneneeennnnnn nyenn",
        ],
        Command::Help(HelpCommand::AskAgain { .. }) => [
            "ynnnyyynnnnnn nynnn",
            "ynqnyyynnnnnn nyqnn",
            "ynqnyyynnnnnn nyqnn",
            "ynanyyynnnnnn yyayn",
            "yntnyyynnnnnn yytyn",
            "eneneeennnnnn nyenn",
        ],
        Command::Help(HelpCommand::Claim { .. }) | Command::Help(HelpCommand::Reject { .. }) => [
            "ynnnqqqnnnnnn nynnn",
            "ynynqqqnnnnnn nyynn",
            "ynynqqqnnnnnn nyynn",
            "ynyn+++nnnnnn +yy+n",
            "ynyntttnnnnnn tyytn",
            "eneneeennnnnn nyenn",
        ],
        Command::Help(HelpCommand::AddHelper { .. })
        | Command::Contact(ContactCommand::Note { .. }) => [
            "ynnnyyynn+nnn n+nnn",
            "ynynyyynn+nnn n+ynn",
            "ynynyyynn+nnn n+ynn",
            "ynynyyynn+nnn y+yyn",
            "ynynyyynn+nnn y+yyn",
            "eneneeennennn neynn",
        ],
        Command::Help(HelpCommand::RemoveHelper { .. }) => [
            "ynnnyyynnLnnn nLnnn",
            "ynynyyynnLnnn nLynn",
            "ynynyyynnLnnn nLynn",
            "ynynyyynnLnnn yLyyn",
            "ynynyyynn+nnn y+yyn",
            "eneneeennennn neynn",
        ],
    }
}

fn outcome(letter: char) -> Result<(), Refusal> {
    Err(match letter {
        '+' => return Ok(()),
        'n' => Refusal::NoSuchCall,
        'y' => Refusal::NotYours,
        'e' => Refusal::CallEnded,
        'r' => Refusal::Call(CallRefusal::NotRinging),
        'w' => Refusal::Call(CallRefusal::NotAnswered),
        'v' => Refusal::Supervise(SuperviseRefusal::NoVoiceConnection),
        'o' => Refusal::Supervise(SuperviseRefusal::AlreadyOpen),
        'b' => Refusal::ActionMustBeCompleted,
        'x' => Refusal::Supervise(SuperviseRefusal::ActionNotRunning { action: Action::Monitor }),
        's' => Refusal::Supervise(SuperviseRefusal::SwitchNotEnabled),
        'u' => Refusal::Call(CallRefusal::NotMuted),
        'h' => Refusal::Call(CallRefusal::NotHeld),
        'p' => Refusal::NotPermitted { grant: Grant::Proactive },
        'm' => Refusal::NotPermitted { grant: Grant::Monitor },
        'N' => Refusal::Supervise(SuperviseRefusal::NoteNeedsCoaching),
        'k' => Refusal::Supervise(SuperviseRefusal::ActionNotRunning { action: Action::Coach }),
        'q' => Refusal::Help(HelpRefusal::NoSuchRequest),
        'a' => Refusal::Help(HelpRefusal::HelpAlreadyRequested),
        'l' => Refusal::Help(HelpRefusal::HelpNotTaken),
        't' => Refusal::Help(HelpRefusal::HelpTaken { by: "Hugo Weiss".to_owned() }),
        'L' => Refusal::Help(HelpRefusal::HelperNotListed),
        other => panic!("{other} is no outcome"),
    })
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
        for (at, row) in STAGES.into_iter().zip(table(&command)) {
            let rig = call(at);
            let row: Vec<char> = row.chars().filter(|letter| *letter != ' ').collect();
            assert_eq!(row.len(), WHO.len(), "{command:?} {at:?}");
            for (who, letter) in WHO.into_iter().zip(row) {
                let got = rig.would(&who.actor(), &command);
                let place = format!("{command:?} by {who:?}, {at:?}");
                assert!(
                    got.as_ref().is_ok_and(|facts| !facts.is_empty()) || got.is_err(),
                    "{place}: silence"
                );
                assert_eq!(got.map(|_| ()), outcome(letter), "{place}");
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
            let mut rig = call(at);
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
