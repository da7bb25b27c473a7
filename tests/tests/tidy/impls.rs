//! What a type can do stands where the type lives, and in few files beside it.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Breach,
    code::line_at,
    files::Files,
    known::{Found, except},
    modules::{Import, Module, Modules},
};

const MEMBERS: [&str; 4] = ["core", "server", "widget", "media"];

/// The file of the type itself, and those beside it.
const MOST_FILES: usize = 4;

const THIS: &str = "tests/tests/tidy/impls.rs";

/// Types that are still spread over more.
const KNOWN: [&str; 2] = ["core/floor: Floor", "core/host/call: CallHost"];

pub(crate) fn breaches(files: &Files) -> Vec<Breach> {
    except(found(files), &KNOWN, THIS)
}

fn found(files: &Files) -> Vec<Found> {
    MEMBERS.iter().flat_map(|member| of_member(files, member)).collect()
}

fn of_member(files: &Files, member: &str) -> Vec<Found> {
    let modules = Modules::of(files, member);
    let imports = modules.imports();
    let mut types: BTreeMap<(String, String), BTreeSet<(String, usize)>> = BTreeMap::new();
    for (path, module) in modules.all() {
        for (name, line) in inherent(module) {
            let home = home(&imports, path, module, &name);
            types.entry((home, name)).or_default().insert((module.file.clone(), line));
        }
    }
    let spread = types.into_iter().filter_map(|((home, name), places)| {
        let files: BTreeSet<&String> = places.iter().map(|(file, _)| file).collect();
        (files.len() > MOST_FILES).then(|| {
            let count = files.len();
            let listed: Vec<_> = files.iter().map(|file| file.as_str()).collect();
            let rule = format!("`{name}` has its `impl` in {count} files: {}", listed.join(", "));
            let (file, line) = places.first().cloned().unwrap_or_default();
            let name = format!("{member}/{home}: {name}");
            Found { name, breach: Breach::new(&file, line, rule) }
        })
    });
    spread.collect()
}

/// Where a type lives: here, or where it is imported from.
fn home(imports: &[Import], path: &[String], module: &Module, name: &str) -> String {
    let imported = imports.iter().find(|it| it.from == path && it.name == name);
    let home = match imported {
        Some(import) if !module.declares(name) => &import.to,
        Some(_) | None => path,
    };
    home.join("/")
}

/// The names of the types for which the code has an `impl` that is none of a trait, each with its
/// line.
fn inherent(module: &Module) -> Vec<(String, usize)> {
    let begins = |line: &str| line.starts_with("impl ") || line.starts_with("impl<");
    let mut found = Vec::new();
    let mut offset = 0;
    for line in module.code.split_inclusive('\n') {
        if begins(line) {
            let head = module.code[offset..].split('{').next().unwrap_or_default();
            if let Some(name) = implemented(head) {
                found.push((name, line_at(&module.code, offset)));
            }
        }
        offset += line.len();
    }
    found
}

/// The type that the head of an `impl` names; nothing where it is of a trait.
fn implemented(head: &str) -> Option<String> {
    let rest = past_generics(head.strip_prefix("impl")?);
    if rest.contains(" for ") {
        return None;
    }
    let path = rest.trim().split(['<', ' ', '\n']).next()?;
    path.rsplit("::").next().filter(|name| !name.is_empty()).map(str::to_owned)
}

fn past_generics(text: &str) -> &str {
    if !text.starts_with('<') {
        return text;
    }
    let mut depth = 0_i32;
    for (at, letter) in text.char_indices() {
        match letter {
            '<' => depth += 1,
            '>' if !text[..at].ends_with('-') => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &text[at + 1..];
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_of_an_impl_names_a_type_unless_it_is_of_a_trait() {
        let named = |head: &str| implemented(head).unwrap_or_default();
        assert_eq!(named("impl Host "), "Host");
        assert_eq!(named("impl<T: Into<u8>> Host<T> "), "Host");
        assert_eq!(named("impl super::Host\nwhere X: Y "), "Host");
        assert_eq!(named("impl fmt::Display for Host "), "");
    }

    #[test]
    fn a_type_is_counted_where_it_lives_and_its_namesakes_apart() {
        let own = "pub struct X;\nimpl X {}\nimpl Clone for X {}\n";
        let beside = "use super::X;\nimpl X {}\n";
        let names = ["a", "b", "c", "d"].map(|name| format!("core/src/x/{name}.rs"));
        let mut files = vec![("core/src/x/mod.rs", own), ("core/src/y.rs", own)];
        files.extend(names.iter().map(|name| (name.as_str(), beside)));
        let spread = |files: &[(&str, &str)]| -> Vec<String> {
            found(&Files::made_up(files)).into_iter().map(|found| found.name).collect()
        };
        assert_eq!(spread(&files), ["core/x: X"]);
        files.pop();
        assert_eq!(spread(&files), Vec::<String>::new());
    }
}
