//! Wings of the server: the product does not name them, and is whole without them.

use super::Breach;
use super::code::blanked;
use super::files::Files;

/// Each wing: its module, its folder, and the one place that builds it onto the product.
const WINGS: [(&str, &str, &str); 1] = [("demo", "server/src/demo/", "server/src/main.rs")];

/// Where the module of a wing is declared.
const ROOT: &str = "server/src/lib.rs";

pub(crate) fn breaches(files: &Files) -> Vec<Breach> {
    let product = files.rust().filter(|file| file.path.starts_with("server/src/"));
    let mut found = Vec::new();
    for file in product {
        let code = blanked(&file.text);
        for (wing, folder, plugged_in) in WINGS {
            if file.path.starts_with(folder) || file.path == plugged_in {
                continue;
            }
            let declared = format!("pub mod {wing};");
            let lines = code.lines().enumerate();
            for (number, _) in lines.filter(|(_, line)| {
                names(line, wing) && !(file.path == ROOT && line.trim() == declared)
            }) {
                let rule = format!("only {folder} and {plugged_in} name {wing}");
                found.push(Breach::new(&file.path, number + 1, rule));
            }
        }
    }
    found
}

/// Whether a line of blanked code names the module as such: in a path, or where it is declared.
fn names(line: &str, module: &str) -> bool {
    line.match_indices(module).any(|(at, _)| {
        let (before, after) = (&line[..at], &line[at + module.len()..]);
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let whole = !before.ends_with(is_word) && !after.starts_with(is_word);
        let declares = before.trim_end().ends_with("mod");
        whole && (after.starts_with("::") || before.ends_with("::") || declares)
    })
}

#[test]
fn a_module_is_named_by_a_path_and_not_by_a_word_that_holds_it() {
    for line in ["use crate::demo;", "    demo::start()", "pub mod demo;", "crate::demo::Demo"] {
        assert!(names(line, "demo"), "{line}");
    }
    for line in ["let demo = 1;", "demonstrate::it()", "args.demo", "fn for_demo()"] {
        assert!(!names(line, "demo"), "{line}");
    }
}
