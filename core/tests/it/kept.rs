//! A thousand kept logs and what folding them gives, the same natively and in a browser.
//!
//! `facts.jsonl` has every fact that occurs, once; a line of `logs.txt` is one log: instant and
//! fact, by number; the same line of `digests.txt` has what each viewer sees in the end.

use backline_core::interaction::{Fact, Interaction, Lens, Stamped};
use backline_core::time::Timestamp;

const FACTS: &str = include_str!("../logs/facts.jsonl");
const LOGS: &str = include_str!("../logs/logs.txt");
pub(crate) const DIGESTS: &str = include_str!("../logs/digests.txt");

/// Every kept log.
pub(crate) fn logs() -> Vec<Vec<Stamped>> {
    let facts: Vec<Fact> =
        FACTS.lines().map(|line| serde_json::from_str(line).expect("a kept fact reads")).collect();
    let entry = |text: &str| {
        let (at, fact) = text.split_once(':').expect("instant and fact");
        let fact = facts[fact.parse::<usize>().expect("a number")].clone();
        Stamped { at: Timestamp(at.parse().expect("an instant")), fact }
    };
    LOGS.lines().map(|line| line.split(' ').map(entry).collect()).collect()
}

/// What everybody sees of a log in the end, as digests: the server, then each viewer by folding
/// what was projected for them.
pub(crate) fn digest(log: &[Stamped]) -> String {
    let (first, rest) = log.split_first().expect("a log has a first fact");
    let mut state =
        Interaction::fold(Lens::Server, std::slice::from_ref(first)).expect("it opens a call");
    let viewers = [Lens::Supervisor, Lens::Agent, Lens::Customer];
    let mut streams = viewers.map(|lens| (lens, state.project(&state, first, lens)));
    for stamped in rest {
        let before = state.clone();
        state.apply(stamped);
        for (lens, stream) in &mut streams {
            stream.extend(state.project(&before, stamped, *lens));
        }
    }
    let mut digests = vec![fnv(&whole(&state))];
    for (lens, stream) in streams {
        let seen = Interaction::fold(lens, &stream).expect("every viewer sees it open");
        let sent = serde_json::to_string(&stream).expect("facts are JSON");
        digests.push(fnv(&(sent + &whole(&seen))));
    }
    digests.join(" ")
}

/// Everything that a state is, as text: itself, its restatement, its routes.
fn whole(state: &Interaction) -> String {
    let restated = serde_json::to_string(&state.restate()).expect("facts are JSON");
    let routes = serde_json::to_string(&state.routes()).expect("routes are JSON");
    format!("{state:?}\n{restated}\n{routes}\n{:?}", state.deadline())
}

fn fnv(text: &str) -> String {
    let digest = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{digest:016x}")
}
