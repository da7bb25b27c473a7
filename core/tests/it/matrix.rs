//! The audio matrix, against a table written by hand, and its picture in ARCHITECTURE.md.

use backline_core::{
    interaction::{Action, CallCommand, Command, SuperviseCommand},
    routing::{Edge, PartyId, Position, may_hear},
    sorted::Set,
};

use crate::{
    cast::{agent_party, customer, person, supervisor_party},
    rig::Rig,
};

const POSITIONS: [Position; 7] = [
    Position::Customer,
    Position::Held,
    Position::Agent,
    Position::Idle,
    Position::Monitoring,
    Position::Coaching,
    Position::BargingIn,
];

/// A row listens, a column speaks, in the order of [`POSITIONS`]. `x` hears.
const HEARS: [&str; 7] = [
    "..x...x", // a customer hears the agent and who barges in
    ".......", // on hold, nobody
    "x....xx", // an agent hears the customer, a coach and who barges in
    ".......", // idle, nobody
    "x.x...x", // who monitors hears both, and who barges in
    "x.x...x", // so does a coach: never another coach
    "x.x...x", // and who barges in
];

///
#[test]
fn every_position_hears_exactly_the_positions_of_the_table() {
    for (listener, row) in POSITIONS.into_iter().zip(HEARS) {
        for (speaker, cell) in POSITIONS.into_iter().zip(row.chars()) {
            assert_eq!(may_hear(listener, speaker), cell == 'x', "{listener:?} of {speaker:?}");
        }
    }
}

/// Where a supervisor stands in the enumerated calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stands {
    Away,
    Connecting,
    Idle,
    Does(Action),
}

const STANDS: [Stands; 6] = [
    Stands::Away,
    Stands::Connecting,
    Stands::Idle,
    Stands::Does(Action::Monitor),
    Stands::Does(Action::Coach),
    Stands::Does(Action::BargeIn),
];

/// One call of the enumeration.
#[derive(Debug, Clone, Copy)]
struct Case {
    sofia: Stands,
    sam: Stands,
    hold: bool,
    agent_muted: bool,
    customer_muted: bool,
    agent_up: bool,
    customer_up: bool,
}

/// Who hears whom by the table of the requirements, as letters, listener first: `c` customer, `a`
/// agent, `1` sofia, `2` sam, `h` hold treatment. Written per state, for calls with nothing muted,
/// nobody on hold and everybody connected.
fn plain_rows(sofia: Stands, sam: Stands) -> Vec<&'static str> {
    use Action::{BargeIn, Coach, Monitor};
    use Stands::{Away, Connecting, Does, Idle};
    let mut rows = vec!["ca", "ac"];
    rows.extend_from_slice(match sofia {
        Away | Connecting | Idle => &[],
        Does(Monitor) => &["1a", "1c"],
        Does(Coach) => &["a1", "1a", "1c"],
        Does(BargeIn) => &["a1", "c1", "1a", "1c"],
    });
    rows.extend_from_slice(match sam {
        Away | Connecting | Idle => &[],
        Does(Monitor) => &["2a", "2c"],
        Does(Coach) => &["a2", "2a", "2c"],
        Does(BargeIn) => &["a2", "c2", "2a", "2c"],
    });
    rows.extend_from_slice(match (sofia, sam) {
        (Does(BargeIn), Does(BargeIn)) => &["12", "21"],
        (Does(BargeIn), Does(Monitor | Coach)) => &["21"],
        (Does(Monitor | Coach), Does(BargeIn)) => &["12"],
        (Away | Connecting | Idle | Does(_), Away | Connecting | Idle | Does(_)) => &[],
    });
    rows
}

fn party(letter: char) -> PartyId {
    match letter {
        'c' => PartyId::Customer,
        'a' => agent_party("ana"),
        '1' => supervisor_party("sofia"),
        '2' => supervisor_party("sam"),
        other => panic!("{other} is nobody"),
    }
}

/// The hand-written table of one case: mute takes what the muted one says, hold all of the
/// customer but the treatment, absence everything.
fn expected(case: Case) -> Set<Edge> {
    let silent = |c: char| {
        (c == 'a' && (case.agent_muted || !case.agent_up))
            || (c == 'c' && (case.customer_muted || !case.customer_up || case.hold))
    };
    let deaf =
        |c: char| (c == 'a' && !case.agent_up) || (c == 'c' && (!case.customer_up || case.hold));
    let mut edges: Set<Edge> = plain_rows(case.sofia, case.sam)
        .into_iter()
        .map(|row| (row.chars().next().unwrap(), row.chars().nth(1).unwrap()))
        .filter(|(listener, speaker)| !deaf(*listener) && !silent(*speaker))
        .map(|(listener, speaker)| Edge::between(party(speaker), party(listener)))
        .collect();
    if case.hold && case.customer_up {
        edges.insert(Edge::treatment(PartyId::Customer));
    }
    edges
}

/// Brings about a case by commands alone; `None` when the rules do not let it come about.
fn staged(case: Case) -> Option<Rig> {
    let mut rig = Rig::talking();
    for (name, stands) in [("sofia", case.sofia), ("sam", case.sam)] {
        match stands {
            Stands::Away => {}
            Stands::Connecting => {
                rig.ok(&person(name), Command::Supervise(SuperviseCommand::OpenInteraction))
            }
            Stands::Idle => rig.open(name),
            Stands::Does(action) => {
                rig.open(name);
                rig.ask(&person(name), Command::Supervise(SuperviseCommand::TakeAction { action }))
                    .ok()?;
                assert_eq!(rig.action_of(name), Some(action));
            }
        }
    }
    if case.hold {
        rig.ok(&person("ana"), Command::Call(CallCommand::Hold));
    }
    if case.agent_muted {
        rig.ok(&person("ana"), Command::Call(CallCommand::Mute));
    }
    if case.customer_muted {
        rig.ok(&customer(), Command::Call(CallCommand::Mute));
    }
    if !case.agent_up {
        rig.break_leg(&agent_party("ana"));
    }
    if !case.customer_up {
        rig.break_leg(&PartyId::Customer);
    }
    Some(rig)
}

fn every_case() -> impl Iterator<Item = Case> {
    STANDS.into_iter().flat_map(|sofia| {
        STANDS.into_iter().flat_map(move |sam| {
            (0..32_u8).map(move |bits| Case {
                sofia,
                sam,
                hold: bits & 1 != 0,
                agent_muted: bits & 2 != 0,
                customer_muted: bits & 4 != 0,
                agent_up: bits & 8 == 0,
                customer_up: bits & 16 == 0,
            })
        })
    })
}

/// Two coaches and two who barge in cannot be; all else is enumerated, and the media plane,
/// the state's routes and the record of what is enforced all say what the table says.
///
///
#[test]
fn every_combination_of_stances_hold_mutes_and_connections_sounds_as_the_table_says() {
    let (mut tried, mut impossible) = (0, 0);
    for case in every_case() {
        let Some(rig) = staged(case) else {
            let twice = case.sofia == case.sam
                && matches!(case.sofia, Stands::Does(Action::Coach | Action::BargeIn));
            assert!(twice, "{case:?} should come about");
            impossible += 1;
            continue;
        };
        tried += 1;
        let table = expected(case);
        assert_eq!(rig.state().routes().0, table, "routes of {case:?}");
        assert_eq!(rig.heard().0, table, "the media plane in {case:?}");
        assert_eq!(rig.state().enforced().0, table, "the record of {case:?}");
    }
    assert_eq!((tried, impossible), (34 * 32, 2 * 32));
}

/// The rules refuse a second one who barges in, yet if there were two they would hear each other.
#[test]
fn nobody_ever_hears_themselves() {
    for case in every_case() {
        let Some(rig) = staged(case) else { continue };
        for edge in &rig.state().routes().0 {
            assert_ne!(edge.speaker.party(), Some(&edge.listener), "{case:?}");
        }
    }
}

#[test]
fn before_the_call_is_answered_the_customer_hears_hold_treatment_only() {
    let mut rig = Rig::new();
    rig.join(&customer(), &PartyId::Customer);
    let treatment = Set::from_iter([Edge::treatment(PartyId::Customer)]);
    assert_eq!(rig.heard().0, treatment);
    rig.offer("ana");
    assert_eq!(rig.heard().0, treatment);
    rig.ok(&person("ana"), Command::Call(CallCommand::Answer));
    assert!(rig.heard().0.is_empty(), "answered, not connected yet: nobody is heard");
}

/// The same table as it stands in ARCHITECTURE.md.
fn printed() -> String {
    const NAMES: [&str; 7] =
        ["customer", "customer on hold", "agent", "ConnectedIdle", "Monitor", "Coach", "Barge In"];
    let mut text = String::from("| hears → |");
    NAMES.iter().for_each(|name| text.push_str(&format!(" {name} |")));
    text.push_str("\n|---|");
    NAMES.iter().for_each(|_| text.push_str(":-:|"));
    text.push('\n');
    for (listener, name) in POSITIONS.into_iter().zip(NAMES) {
        text.push_str(&format!("| **{name}** |"));
        for speaker in POSITIONS {
            text.push_str(if may_hear(listener, speaker) { " yes |" } else { " – |" });
        }
        text.push('\n');
    }
    text.push_str("\nA customer on hold, or whom nobody has answered yet, hears hold treatment.\n");
    text
}

/// `UPDATE_DOCS=1` writes it.
#[test]
fn the_matrix_in_the_architecture_is_the_one_in_the_code() {
    const BEGIN: &str = "<!-- audio matrix -->\n";
    const END: &str = "<!-- /audio matrix -->";
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../ARCHITECTURE.md");
    let text = std::fs::read_to_string(path).unwrap();
    let (before, rest) = text.split_once(BEGIN).unwrap();
    let (stands, after) = rest.split_once(END).unwrap();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, [before, BEGIN, &printed(), END, after].concat()).unwrap();
    } else {
        assert_eq!(stands, printed(), "run the tests with UPDATE_DOCS=1 to write it anew");
    }
}
