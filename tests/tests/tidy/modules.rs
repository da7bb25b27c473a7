//! The modules of a crate, by the places of their files, and the module in which a path ends.

use std::collections::BTreeMap;

use super::{
    code::{blanked, line_at},
    files::{File, Files},
    paths::{HandedOn, handed_on, written},
};

/// How often a name may be handed on before it is found.
const MOST_STEPS: usize = 8;

/// A module: its file, its code without tests, comments and literals, and what it hands on.
pub(crate) struct Module {
    pub(crate) file: String,
    pub(crate) code: String,
    handed_on: Vec<HandedOn>,
}

/// The modules of one crate by their paths.
pub(crate) struct Modules(BTreeMap<Vec<String>, Module>);

/// A use of something in another module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Import {
    pub(crate) file: String,
    pub(crate) line: usize,
    pub(crate) from: Vec<String>,
    pub(crate) to: Vec<String>,
    /// The last segment, as it is written.
    pub(crate) name: String,
}

impl Modules {
    /// Those below `<member>/src/`, without tests.
    pub(crate) fn of(files: &Files, member: &str) -> Self {
        let source = format!("{member}/src/");
        let mut modules = BTreeMap::new();
        for file in files.rust().filter(|file| !file.is_test()) {
            if let Some(place) = file.path.strip_prefix(&source) {
                modules.insert(module_path(place), Module::read(file));
            }
        }
        Self(modules)
    }

    /// All of them, each with its path.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&Vec<String>, &Module)> {
        self.0.iter()
    }

    /// Whether a module has modules of its own.
    pub(crate) fn is_folder(&self, path: &[String]) -> bool {
        self.0.keys().any(|other| other.len() > path.len() && other.starts_with(path))
    }

    /// Every use of another module of the crate.
    pub(crate) fn imports(&self) -> Vec<Import> {
        let mut found = Vec::new();
        for (from, module) in &self.0 {
            for path in written(&module.code) {
                let Some(absolute) = absolute(from, &path.segments) else { continue };
                let to = self.home_of(&absolute, MOST_STEPS);
                let (file, line) = (module.file.clone(), line_at(&module.code, path.offset));
                let name = path.segments.last().cloned().unwrap_or_default();
                found.push(Import { file, line, from: from.clone(), to, name });
            }
        }
        found
    }

    /// The module in which the item lives that this path names.
    fn home_of(&self, path: &[String], steps: usize) -> Vec<String> {
        let known = (0..=path.len()).rev().find(|n| self.0.contains_key(&path[..*n])).unwrap_or(0);
        let (module, rest) = path.split_at(known);
        let Some((name, rest)) = rest.split_first().filter(|_| steps > 0) else {
            return module.to_vec();
        };
        let handed_on = self.0.get(module).map(|it| it.handed_on.as_slice()).unwrap_or_default();
        for it in handed_on.iter().filter(|it| it.name == *name) {
            if let Some(mut target) = self.target(module, &it.segments) {
                target.extend(rest.iter().cloned());
                return self.home_of(&target, steps - 1);
            }
        }
        for it in handed_on.iter().filter(|it| it.name == "*") {
            if let Some(target) = self.target(module, &it.segments)
                && self.0.get(&target).is_some_and(|module| module.declares(name))
            {
                return target;
            }
        }
        module.to_vec()
    }

    /// Where what is handed on leads: from the module itself, or from one of its own.
    fn target(&self, module: &[String], segments: &[String]) -> Option<Vec<String>> {
        absolute(module, segments).or_else(|| {
            let below = [module, segments].concat();
            self.0.contains_key(&below[..=module.len()]).then_some(below)
        })
    }
}

impl Module {
    fn read(file: &File) -> Self {
        let code = blanked(file.without_tests());
        Self { file: file.path.clone(), handed_on: handed_on(&code), code }
    }

    /// Whether an item of this name is declared here.
    pub(crate) fn declares(&self, name: &str) -> bool {
        const KINDS: [&str; 7] = ["struct", "enum", "trait", "type", "fn", "const", "static"];
        KINDS.iter().any(|kind| {
            self.code.match_indices(&format!("{kind} {name}")).any(|(at, found)| {
                !self.code[at + found.len()..]
                    .starts_with(|c: char| c.is_alphanumeric() || c == '_')
            })
        })
    }
}

/// The path of the module in a file at this place below `src/`.
fn module_path(place: &str) -> Vec<String> {
    let place = place.strip_suffix(".rs").unwrap_or(place);
    let mut path: Vec<String> = place.split('/').map(str::to_owned).collect();
    if path.last().is_some_and(|last| ["mod", "lib", "main"].contains(&last.as_str())) {
        path.pop();
    }
    path
}

/// A path from the root of the crate; nothing where it does not begin at the crate, a parent or the
/// module itself.
fn absolute(from: &[String], segments: &[String]) -> Option<Vec<String>> {
    let (first, rest) = segments.split_first()?;
    let mut base = match first.as_str() {
        "crate" => Vec::new(),
        "self" => from.to_vec(),
        "super" => from[..from.len().checked_sub(1)?].to_vec(),
        _ => return None,
    };
    let mut rest = rest;
    while let Some(("super", more)) = rest.split_first().map(|(first, more)| (first.as_str(), more))
    {
        base.pop()?;
        rest = more;
    }
    base.extend(rest.iter().cloned());
    Some(base)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn homes(files: &[(&str, &str)]) -> Vec<String> {
        let modules = Modules::of(&Files::made_up(files), "core");
        modules.imports().into_iter().map(|import| import.to.join("/")).collect()
    }

    #[test]
    fn what_is_handed_on_counts_where_it_lives() {
        let files = [
            ("core/src/lib.rs", "//! It.\nmod a; mod z;\n"),
            ("core/src/a/mod.rs", "mod b; mod d;\npub use b::Thing;\npub use d::*;\n"),
            ("core/src/a/b.rs", "pub use super::d::Deep as Thing;\n"),
            ("core/src/a/d.rs", "pub struct Deep; pub struct Wide;\n"),
            ("core/src/z.rs", "use crate::a::{Thing, Wide, Own};\n"),
        ];
        assert_eq!(homes(&files), ["a/d", "a/d", "a/d", "a"]);
    }

    #[test]
    fn a_parent_and_the_module_itself_are_found_from_where_one_is() {
        let files = [
            ("core/src/a/b/mod.rs", "use super::c::X; use self::d::Y;\n"),
            ("core/src/a/b/d.rs", "use super::super::c::X;\n"),
            ("core/src/a/c.rs", ""),
        ];
        assert_eq!(homes(&files), ["a/c", "a/b/d", "a/c"]);
    }

    #[test]
    fn tests_are_no_part_of_it() {
        let code = "use crate::b::X;\n#[cfg(test)]\nmod tests {\n    use crate::c::Y;\n}\n";
        let files = [("core/src/a.rs", code), ("core/src/b.rs", ""), ("core/src/c.rs", "")];
        assert_eq!(homes(&files), ["b"]);
    }
}
