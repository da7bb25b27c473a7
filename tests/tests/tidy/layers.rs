//! Who may depend on whom, and what core may depend on.

use super::Breach;
use super::files::{File, Files};

/// Each member with the members that it may use.
const BELOW: [(&str, &[&str]); 6] = [
    ("core", &[]),
    ("widget", &["backline-core"]),
    ("media", &["backline-core"]),
    ("server", &["backline-core", "backline-media"]),
    ("xtask", &[]),
    ("fuzz", &["backline-tests"]),
];
const CORE_MAY_USE: [&str; 4] = ["serde", "serde_json", "thiserror", "uuid"];
pub(crate) fn member_breaches(files: &Files) -> Vec<Breach> {
    let mut found = Vec::new();
    for (member, below) in BELOW {
        let manifest = files.get(&format!("{member}/Cargo.toml"));
        for (line, name) in dependencies(manifest) {
            if name.starts_with("backline-") && !below.contains(&name.as_str()) {
                let rule = format!("{member} may not depend on {name}");
                found.push(Breach::new(&manifest.path, line, rule));
            }
        }
    }
    found
}

pub(crate) fn core_breaches(files: &Files) -> Vec<Breach> {
    let manifest = files.get("core/Cargo.toml");
    let mut found: Vec<Breach> = dependencies(manifest)
        .into_iter()
        .filter(|(_, name)| !CORE_MAY_USE.contains(&name.as_str()))
        .map(|(line, name)| {
            let rule = format!("core may use only {}, not {name}", CORE_MAY_USE.join(", "));
            Breach::new(&manifest.path, line, rule)
        })
        .collect();
    let workspace = files.get("Cargo.toml");
    let uuid = "uuid = { version = ";
    for (number, line) in workspace.text.lines().enumerate() {
        if line.starts_with(uuid)
            && !line.ends_with("default-features = false, features = [\"serde\"] }")
        {
            let rule = "uuid comes without its random features: core rolls no dice";
            found.push(Breach::new(&workspace.path, number + 1, rule));
        }
    }
    found
}

/// The names under `[dependencies]`, each with its line.
fn dependencies(manifest: &File) -> Vec<(usize, String)> {
    let mut inside = false;
    let mut names = Vec::new();
    for (number, line) in manifest.text.lines().enumerate() {
        if line.starts_with('[') {
            inside = line == "[dependencies]";
        } else if let (true, Some((name, _))) = (inside, line.split_once(['.', ' ', '='])) {
            names.push((number + 1, name.to_owned()));
        }
    }
    names
}
