//! The wire format is decided where it is spoken of: in `wire/` and `protocol/`, and for ids in
//! `id.rs`. Every other type of core says its form by a macro of `wire/` and knows no serde.

use std::collections::BTreeMap;

use super::{
    Breach,
    code::blanked,
    files::{File, Files},
};

/// Folders and files of core that decide it, whatever the folder they lie in.
const FOLDERS: [&str; 2] = ["wire", "protocol"];
const NAMES: [&str; 1] = ["id.rs"];

/// What it is decided with, by import, by derive or by attribute.
const SERDE: [&str; 3] = ["serde", "Serialize", "Deserialize"];

/// The first mention in each file that does not belong to the wire.
pub(crate) fn breaches(files: &Files) -> Vec<Breach> {
    let mut first = BTreeMap::new();
    let core = files.rust().filter(|file| file.path.starts_with("core/src/") && !file.is_test());
    for file in core.filter(|file| !is_of_the_wire(file)) {
        for (number, line) in blanked(file.without_tests()).lines().enumerate() {
            if SERDE.iter().any(|word| line.contains(word)) {
                first.entry(file.path.clone()).or_insert(number + 1);
            }
        }
    }
    let rule = "serde stays in wire/, protocol/ and id.rs";
    first.into_iter().map(|(path, line)| Breach::new(&path, line, rule)).collect()
}

fn is_of_the_wire(file: &File) -> bool {
    let (folders, name) = file.path.rsplit_once('/').unwrap_or_default();
    NAMES.contains(&name) || folders.split('/').any(|folder| FOLDERS.contains(&folder))
}

#[test]
fn serde_is_found_outside_the_wire() {
    let derives = "//! It.\nuse serde::Serialize;\n#[derive(Serialize)]\nstruct X;\n";
    let attribute = "//! It.\n#[serde(transparent)]\nstruct X(u8);\n";
    let files = [
        ("core/src/wire/a.rs", derives),
        ("core/src/x/protocol/a.rs", derives),
        ("core/src/id.rs", derives),
        ("core/src/x/words.rs", derives),
        ("core/src/x/state.rs", attribute),
        ("core/src/x/other.rs", "// serde: Serialize\n"),
        ("server/src/x.rs", derives),
    ];
    let found = breaches(&Files::made_up(&files));
    let found: Vec<_> = found.into_iter().map(|it| it.place).collect();
    assert_eq!(found, ["core/src/x/state.rs:2", "core/src/x/words.rs:2"]);
}
