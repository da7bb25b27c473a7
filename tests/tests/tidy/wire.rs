//! The wire format is decided where it is spoken of: `wire/`, `protocol/`, ids, and the words of a
//! slice. The states that these build are nowhere among them.

use std::collections::BTreeMap;

use super::{
    Breach,
    code::blanked,
    files::{File, Files},
    known::{Found, except},
};

/// Folders and files of core that decide it, whatever the folder they lie in.
const FOLDERS: [&str; 2] = ["wire", "protocol"];
const NAMES: [&str; 2] = ["id.rs", "words.rs"];

const THIS: &str = "tests/tests/tidy/wire.rs";

/// Files that still decide it beside these.
const KNOWN: [&str; 23] = [
    "core/src/floor/decide.rs",
    "core/src/floor/fact.rs",
    "core/src/interaction/call/offer.rs",
    "core/src/interaction/capability.rs",
    "core/src/interaction/command.rs",
    "core/src/interaction/fact.rs",
    "core/src/interaction/help/begin.rs",
    "core/src/interaction/help/request.rs",
    "core/src/interaction/help/severity.rs",
    "core/src/interaction/lens.rs",
    "core/src/interaction/refusal.rs",
    "core/src/interaction/supervise/supervision.rs",
    "core/src/people/actor.rs",
    "core/src/people/earlier.rs",
    "core/src/people/presence.rs",
    "core/src/people/profile.rs",
    "core/src/people/view.rs",
    "core/src/personal.rs",
    "core/src/routing/edge.rs",
    "core/src/sorted.rs",
    "core/src/terms/help.rs",
    "core/src/terms/mod.rs",
    "core/src/time.rs",
];

pub(crate) fn breaches(files: &Files) -> Vec<Breach> {
    except(found(files), &KNOWN, THIS)
}

/// The first mention in each file that does not belong to the wire.
fn found(files: &Files) -> Vec<Found> {
    let mut first = BTreeMap::new();
    let core = files.rust().filter(|file| file.path.starts_with("core/src/") && !file.is_test());
    for file in core.filter(|file| !is_of_the_wire(file)) {
        for (number, line) in blanked(file.without_tests()).lines().enumerate() {
            if line.contains("Serialize") || line.contains("Deserialize") {
                first.entry(file.path.clone()).or_insert(number + 1);
            }
        }
    }
    let breach = |(path, line): (String, usize)| {
        let rule = "serde stays in wire/, protocol/, id.rs and the words of a slice";
        Found { breach: Breach::new(&path, line, rule), name: path }
    };
    first.into_iter().map(breach).collect()
}

fn is_of_the_wire(file: &File) -> bool {
    let (folders, name) = file.path.rsplit_once('/').unwrap_or_default();
    NAMES.contains(&name) || folders.split('/').any(|folder| FOLDERS.contains(&folder))
}

#[test]
fn serde_is_found_outside_the_wire() {
    let derives = "//! It.\nuse serde::Serialize;\n#[derive(Serialize)]\nstruct X;\n";
    let files = [
        ("core/src/wire/a.rs", derives),
        ("core/src/x/protocol/a.rs", derives),
        ("core/src/id.rs", derives),
        ("core/src/x/words.rs", derives),
        ("core/src/x/state.rs", derives),
        ("core/src/x/other.rs", "// Serialize\n"),
        ("server/src/x.rs", derives),
    ];
    let found = found(&Files::made_up(&files));
    let found: Vec<_> = found.into_iter().map(|it| (it.name, it.breach.place)).collect();
    let place = "core/src/x/state.rs";
    assert_eq!(found, [(place.to_owned(), format!("{place}:2"))]);
}
