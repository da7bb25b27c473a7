//! Where the kept logs come from, and that they fold natively to what is kept with them.
//!
//! `UPDATE_LOGS=1` generates them anew, from seeds; `UPDATE_DIGESTS=1` keeps the logs and writes
//! what they fold to.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::PathBuf};

use backline_core::{
    interaction::{CallCommand, Command, Observation, Stamped},
    people::Presence,
    routing::PartyId,
    terms::Terms,
    time::Millis,
};

use crate::{
    cast::customer,
    dice::Dice,
    help::{receipt, set_presence},
    kept::{DIGESTS, digest, logs},
    rig::Rig,
    step::{PARTIES, actors, commands},
};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/logs")
}

/// One log, the same from the same seed.
fn generated(seed: u64) -> Vec<Stamped> {
    let mut dice = Dice(seed);
    let terms = Terms {
        allow_switch: seed.is_multiple_of(2),
        coach_push_to_send: seed.is_multiple_of(3),
        notify_agent_on_monitor: seed.is_multiple_of(7),
        ..Terms::default()
    };
    let mut rig =
        if seed.is_multiple_of(5) { Rig::with(terms, None) } else { Rig::talking_under(terms) };
    for _ in 0..6 + dice.below(16) {
        match dice.below(28) {
            0 => rig.crash(),
            1 => {
                rig.send(&customer(), Command::Call(CallCommand::HangUp));
            }
            2 => rig.offer(["ana", "ben"][dice.below(2)]),
            3..6 => rig.wait(Millis([100, 1_000, 10_000, 20_000, 30_000][dice.below(5)])),
            6 | 7 => {
                let party = PARTIES[dice.below(6)]();
                rig.saw(Observation::SocketClosed { party });
            }
            8 => {
                let party = PARTIES[dice.below(6)]();
                if rig.engine.leg(&party).is_some() {
                    rig.break_leg(&party);
                }
            }
            9 => {
                let who = ["sofia", "sam", "sue", "hugo"][dice.below(4)];
                receipt(&mut rig, who, (1, 1), dice.below(2) == 0);
            }
            10 => {
                let who = ["sofia", "sam", "sue"][dice.below(3)];
                let all = [Presence::Available, Presence::Busy, Presence::Offline];
                set_presence(&mut rig, who, all[dice.below(3)]);
            }
            _ => apt(&mut rig, &mut dice),
        }
    }
    rig.records.iter().map(backline_core::protocol::Record::stamped).collect()
}

/// A command that would be done at this moment; then whoever is joining connects.
fn apt(rig: &mut Rig, dice: &mut Dice) {
    let who = &actors();
    let all = who.iter().flat_map(|who| commands().into_iter().map(move |c| (who.clone(), c)));
    let mut apt: Vec<_> = all.filter(|(who, command)| rig.would(who, command).is_ok()).collect();
    if apt.is_empty() {
        return;
    }
    let (who, command) = apt.swap_remove(dice.below(apt.len()));
    rig.send(&who, command);
    let joining: Vec<PartyId> = rig.engine.legs().map(|(party, _)| party.clone()).collect();
    for party in joining {
        rig.connected(&party);
    }
}

/// Writes each fact once and the logs by number.
fn keep(logs: &[Vec<Stamped>]) {
    let (mut facts, mut text, mut known) = (String::new(), String::new(), BTreeMap::new());
    for log in logs {
        let entries: Vec<String> = log
            .iter()
            .map(|stamped| {
                let fact = serde_json::to_string(&stamped.fact).unwrap();
                let next = known.len();
                let number = *known.entry(fact.clone()).or_insert_with(|| {
                    writeln!(facts, "{fact}").unwrap();
                    next
                });
                format!("{}:{number}", stamped.at.0)
            })
            .collect();
        writeln!(text, "{}", entries.join(" ")).unwrap();
    }
    fs::create_dir_all(folder()).unwrap();
    fs::write(folder().join("facts.jsonl"), facts).unwrap();
    fs::write(folder().join("logs.txt"), text).unwrap();
}

fn digests(logs: &[Vec<Stamped>]) -> String {
    logs.iter().map(|log| digest(log) + "\n").collect()
}

#[test]
fn a_thousand_kept_logs_fold_natively_to_what_is_kept_with_them() {
    if std::env::var_os("UPDATE_LOGS").is_some() {
        let generated: Vec<_> = (0..1000).map(generated).collect();
        keep(&generated);
        fs::write(folder().join("digests.txt"), digests(&generated)).unwrap();
        return;
    }
    let logs = logs();
    assert_eq!(logs.len(), 1000);
    if std::env::var_os("UPDATE_DIGESTS").is_some() {
        fs::write(folder().join("digests.txt"), digests(&logs)).unwrap();
        return;
    }
    for (number, (log, wanted)) in logs.iter().zip(DIGESTS.lines()).enumerate() {
        assert_eq!(digest(log), wanted, "log {number}");
    }
    assert_eq!(DIGESTS.lines().count(), logs.len());
}

/// The generator gives the same log from the same seed, and not always the same one.
#[test]
fn a_seed_stands_for_one_log() {
    assert_eq!(generated(7), generated(7));
    assert_ne!(generated(7), generated(8));
}
