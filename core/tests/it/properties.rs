//! Generated sequences against the laws: 10,000 of each kind, the same in every run, so that a
//! change is judged by the change. `BACKLINE_CASES` asks for another number, and for new ones.

use backline_core::{
    id::LegId,
    interaction::{
        Action, CallCommand, Command, Eyes, Flow, Interaction, Lens, Observation, SuperviseCommand,
    },
    people::Grant,
    routing::{Edge, PartyId},
    terms::{Audience, Terms},
    time::Millis,
};
use proptest::{
    collection::vec,
    prelude::{Strategy, any, prop_oneof},
    test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner},
};

use crate::{
    cast::{agent_party, customer, id, person, supervisor_party},
    help::{claim, planned, request, stage},
    laws::{self, is_talking, own_edges},
    rig::{Rig, offer},
    step::{PARTIES, Step, step},
    world::{View, World, help::terms},
};

pub(crate) fn check<S: Strategy>(strategy: &S, law: impl Fn(S::Value)) {
    let cases = std::env::var("BACKLINE_CASES").ok().and_then(|n| n.parse().ok());
    let config = Config {
        cases: cases.unwrap_or(10_000),
        failure_persistence: None,
        max_shrink_iters: 20_000,
        ..Config::default()
    };
    let mut runner = match cases {
        Some(_) => TestRunner::new(config),
        None => {
            let same = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
            TestRunner::new_with_rng(config, same)
        }
    };
    let outcome = runner.run(strategy, |value| {
        law(value);
        Ok::<(), TestCaseError>(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

/// How far a call is when the generated steps begin.
fn begun(kind: u8, terms: &Terms) -> World {
    match kind {
        0 => World::new(terms),
        connected => World::talking(terms, usize::from(connected) - 1),
    }
}

///
///
#[test]
fn no_sequence_of_commands_faults_and_crashes_breaks_a_law() {
    check(&(0..5_u8, terms(), vec(step(), 1..60)), |(kind, terms, steps)| {
        let mut world = begun(kind, &terms);
        for step in &steps {
            world.step(step);
        }
        world.come_to_rest();
    });
}

/// What happens in the calls of the second kind of property: prompt, and the same with and without
/// supervisors.
#[derive(Debug, Clone)]
enum Scene {
    Own { by_agent: bool, what: u8 },
    OwnBreak { agent: bool },
    OwnReturn { agent: bool },
    Wait { ms: u32 },
    Supervisor { who: u8, what: u8 },
    SupervisorFault { who: u8, what: u8 },
}

const OWN: [Command; 8] = [
    Command::Call(CallCommand::TellSound { microphone: false, speaker: true }),
    Command::Call(CallCommand::TellSound { microphone: true, speaker: true }),
    Command::Call(CallCommand::Mute),
    Command::Call(CallCommand::Unmute),
    Command::Call(CallCommand::Hold),
    Command::Call(CallCommand::Resume),
    Command::Call(CallCommand::Answer),
    Command::Supervise(SuperviseCommand::OpenInteraction),
];

fn scene(supervisors_do: u8) -> impl Strategy<Value = Scene> {
    prop_oneof![
        6 => any::<(bool, u8)>().prop_map(|(by_agent, what)| Scene::Own { by_agent, what }),
        1 => any::<bool>().prop_map(|agent| Scene::OwnBreak { agent }),
        2 => any::<bool>().prop_map(|agent| Scene::OwnReturn { agent }),
        2 => (1..4_000_u32).prop_map(|ms| Scene::Wait { ms }),
        10 => (0..3_u8, 0..supervisors_do).prop_map(|(who, what)| Scene::Supervisor { who, what }),
        2 => (0..3_u8, 0..7_u8).prop_map(|(who, what)| Scene::SupervisorFault { who, what }),
    ]
}

/// What a supervisor does, the silent things first.
fn supervisors_commands() -> Vec<Command> {
    let take = |action| Command::Supervise(SuperviseCommand::TakeAction { action });
    let end = |action| Command::Supervise(SuperviseCommand::EndAction { action });
    vec![
        Command::Supervise(SuperviseCommand::OpenInteraction),
        Command::Call(CallCommand::Join { offer: offer() }),
        take(Action::Monitor),
        end(Action::Monitor),
        Command::Supervise(SuperviseCommand::SwitchTo { action: Action::Monitor }),
        Command::Supervise(SuperviseCommand::Disconnect),
        Command::Call(CallCommand::Hold),
        Command::Call(CallCommand::HangUp),
        Command::Call(CallCommand::TellSound { microphone: false, speaker: false }),
        Command::Call(CallCommand::TellSound { microphone: true, speaker: true }),
        take(Action::Coach),
        end(Action::Coach),
        take(Action::BargeIn),
        end(Action::BargeIn),
        Command::Supervise(SuperviseCommand::SwitchTo { action: Action::Coach }),
        Command::Supervise(SuperviseCommand::SwitchTo { action: Action::BargeIn }),
    ]
}

const SILENT: u8 = 10;
const NAMES: [&str; 3] = ["sofia", "sam", "sue"];

fn play(rig: &mut Rig, scene: &Scene) {
    match scene {
        Scene::Own { by_agent, what } => {
            let who = if *by_agent { person("ana") } else { customer() };
            let answer = rig.ask(&who, OWN[usize::from(*what) % OWN.len()].clone());
            rig.replies.push((who.identity, backline_core::id::CommandId::from_u128(0), answer));
        }
        Scene::OwnBreak { agent } => {
            let party = PARTIES[usize::from(*agent)]();
            if rig.engine.leg(&party).is_some() {
                rig.break_leg(&party);
            }
        }
        Scene::OwnReturn { agent } => {
            let who = if *agent { person("ana") } else { customer() };
            rig.send(&who, Command::Call(CallCommand::Join { offer: offer() }));
            let party = PARTIES[usize::from(*agent)]();
            if rig.engine.leg(&party).is_some() {
                rig.connected(&party);
            }
        }
        Scene::Wait { ms } => rig.wait(Millis(u64::from(*ms))),
        Scene::Supervisor { who, what } => {
            let name = NAMES[usize::from(*who)];
            rig.send(&person(name), supervisors_commands()[usize::from(*what)].clone());
            if let Some(leg) = rig.engine.leg(&supervisor_party(name)) {
                rig.saw(Observation::LegConnected { leg });
            }
        }
        Scene::SupervisorFault { who, what } => fault(rig, NAMES[usize::from(*who)], *what),
    }
}

const FLOWS: [Flow; 4] = [Flow::Flows, Flow::NoVoice, Flow::OneWay, Flow::Nothing];

fn fault(rig: &mut Rig, name: &str, what: u8) {
    let party = supervisor_party(name);
    match what {
        0 => rig.saw(Observation::SocketClosed { party }),
        1 => rig.saw(Observation::Silent { party }),
        2 => rig.saw(Observation::Moved { supervisor: id(name) }),
        4..8 => {
            if let Some(leg) = rig.engine.leg(&party) {
                let flow = FLOWS[usize::from(what - 4)];
                rig.saw(Observation::Measured { leg, flow });
            }
        }
        _ => {
            if rig.engine.leg(&party).is_some() {
                rig.break_leg(&party);
            }
        }
    }
}

const fn is_supervisors(scene: &Scene) -> bool {
    matches!(scene, Scene::Supervisor { .. } | Scene::SupervisorFault { .. })
}

fn own_replies(rig: &Rig) -> Vec<String> {
    let marked = backline_core::id::CommandId::from_u128(0);
    let own = rig.replies.iter().filter(|(_, id, _)| *id == marked);
    own.map(|(who, _, answer)| format!("{who:?} {answer:?}")).collect()
}

fn talking() -> Rig {
    Rig::talking_under(Terms { allow_switch: true, ..Terms::default() })
}

/// The agent's, the customer's and a helper's streams with silent supervisors are those without, byte for byte:
/// no fact, no number, no instant, no refusal differs.
///
///
#[test]
fn silent_supervision_leaves_no_trace_in_anybodys_stream() {
    check(&vec(scene(SILENT), 1..40), |scenes| {
        let (mut watched, mut alone) = (talking(), talking());
        for scene in &scenes {
            play(&mut watched, scene);
            if !is_supervisors(scene) {
                play(&mut alone, scene);
            }
        }
        for lens in [Lens::Helper, Lens::Agent, Lens::Customer] {
            let with = serde_json::to_string(watched.stream(lens)).unwrap();
            assert_eq!(with, serde_json::to_string(alone.stream(lens)).unwrap(), "{lens:?}");
        }
        assert_eq!(own_replies(&watched), own_replies(&alone));
    });
}

/// The same for a colleague who helps meanwhile, and sees their own part.
///
///
#[test]
fn silent_supervision_leaves_no_trace_in_a_helpers_stream() {
    let hugo = person("hugo");
    let eyes = Eyes::of(Lens::Helper, &hugo);
    check(&(vec(scene(SILENT), 1..40), 0..4_u8), |(scenes, does)| {
        let (mut watched, mut alone) = (helped(), helped());
        for (place, scene) in scenes.iter().enumerate() {
            play(&mut watched, scene);
            if !is_supervisors(scene) {
                play(&mut alone, scene);
            }
            if place % 4 == usize::from(does) {
                for rig in [&mut watched, &mut alone] {
                    act_as_helper(rig, place / 4);
                }
            }
        }
        let with = serde_json::to_string(watched.stream(eyes)).unwrap();
        assert_eq!(with, serde_json::to_string(alone.stream(eyes)).unwrap());
    });
}

/// Hugo, who may see no call unasked, has claimed the request.
fn helped() -> Rig {
    let plan = vec![stage(Audience::FanOut)];
    let mut rig = Rig::talking_under(Terms { allow_switch: true, ..planned(plan) });
    let grants = &mut rig.floor.people.get_mut(&id("hugo")).unwrap().grants;
    grants.extend([Grant::Monitor, Grant::Coach]);
    rig.ok(&person("ana"), request());
    rig.ok(&person("hugo"), claim(1));
    rig
}

fn act_as_helper(rig: &mut Rig, place: usize) {
    let take = |action| Command::Supervise(SuperviseCommand::TakeAction { action });
    let does = [
        Command::Call(CallCommand::Join { offer: offer() }),
        take(Action::Monitor),
        Command::Supervise(SuperviseCommand::SwitchTo { action: Action::Coach }),
        Command::Supervise(SuperviseCommand::EndAction { action: Action::Coach }),
        Command::Supervise(SuperviseCommand::Disconnect),
        Command::Supervise(SuperviseCommand::OpenInteraction),
    ];
    rig.send(&person("hugo"), does[place % does.len()].clone());
    if let Some(leg) = rig.engine.leg(&supervisor_party("hugo")) {
        rig.saw(Observation::LegConnected { leg });
    }
}

/// Whatever supervisors do, agent and customer are muted, held and connected to each other as if
/// nobody else were there, at every step of the media plane.
#[test]
fn supervisors_change_nothing_between_agent_and_customer() {
    check(&vec(scene(supervisors_commands().len() as u8), 1..40), |scenes| {
        let (mut watched, mut alone) = (talking(), talking());
        for scene in &scenes {
            let before: Vec<_> = own_edges(watched.heard()).into_iter().cloned().collect();
            play(&mut watched, scene);
            if is_supervisors(scene) {
                let after: Vec<_> = own_edges(watched.heard()).into_iter().cloned().collect();
                assert_eq!(before, after, "{scene:?}");
            } else {
                play(&mut alone, scene);
            }
            assert_eq!(own_edges(watched.heard()), own_edges(alone.heard()), "{scene:?}");
            let (one, other) = (watched.state(), alone.state());
            let muted = |of: &Interaction, party: &PartyId| of.party(party).map(|it| it.muted);
            for party in [PartyId::Customer, agent_party("ana")] {
                assert_eq!(muted(one, &party), muted(other, &party), "{party:?}");
                assert_eq!(one.held_since(&party), other.held_since(&party), "{party:?}");
            }
            assert_eq!(is_talking(one), is_talking(other));
        }
        assert_eq!(own_replies(&watched), own_replies(&alone));
    });
}

/// Extra ticks between two instants change nothing in the log.
#[test]
fn any_split_of_the_same_time_gives_the_same_log() {
    let everything = supervisors_commands().len() as u8;
    check(&(vec(scene(everything), 1..40), vec(1..900_u32, 1..8)), |(scenes, pieces)| {
        let (mut whole, mut split) = (talking(), talking());
        for scene in &scenes {
            play(&mut whole, scene);
            match scene {
                Scene::Wait { ms } => wait_in_pieces(&mut split, *ms, &pieces),
                Scene::Own { .. }
                | Scene::OwnBreak { .. }
                | Scene::OwnReturn { .. }
                | Scene::Supervisor { .. }
                | Scene::SupervisorFault { .. } => play(&mut split, scene),
            }
        }
        let log = |rig: &Rig| -> Vec<_> {
            rig.records.iter().map(|record| unnamed(record.stamped())).collect()
        };
        assert_eq!(log(&whole), log(&split));
    });
}

fn wait_in_pieces(rig: &mut Rig, ms: u32, pieces: &[u32]) {
    let end = rig.at.plus(Millis(u64::from(ms)));
    for piece in pieces.iter().cycle() {
        let left = end.since(rig.at);
        if left.0 == 0 {
            break;
        }
        rig.wait(Millis(left.0.min(u64::from(*piece))));
    }
}

/// A fact without the name of a connection, which depends on how many ticks there were.
fn unnamed(
    mut stamped: backline_core::interaction::Stamped,
) -> backline_core::interaction::Stamped {
    use backline_core::interaction::{CallFact, Fact};
    if let Fact::Call(CallFact::LegJoining { leg, .. })
    | Fact::Call(CallFact::LegConnected { leg, .. }) = &mut stamped.fact
    {
        *leg = LegId::from_u128(0);
    }
    stamped
}

/// The laws are no empty words: a media plane that opens one edge too many is found out.
#[test]
#[should_panic(expected = "is open and forbidden")]
fn a_coach_who_is_heard_by_the_customer_is_found_out() {
    let mut world = World::talking(&Terms::default(), 1);
    world.command(
        person("sofia"),
        Command::Supervise(SuperviseCommand::TakeAction { action: Action::Coach }),
    );
    world.step(&Step::Settle);
    let mut table = world.plane.engine.hears().clone();
    laws::nobody_is_heard_by_the_wrong_one(View { world: &world }, table.0.iter());
    table.0.insert(Edge::between(supervisor_party("sofia"), agent_party("ana")));
    laws::nobody_is_heard_by_the_wrong_one(View { world: &world }, table.0.iter());
    table.0.insert(Edge::between(supervisor_party("sofia"), PartyId::Customer));
    laws::nobody_is_heard_by_the_wrong_one(View { world: &world }, table.0.iter());
}
