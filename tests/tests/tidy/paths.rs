//! Paths in blanked Rust code that begin at the crate, a parent or the module itself, and what a
//! module re-exports. Trees of `use` are taken apart into one path for each leaf.

/// A path as it is written, its first segment `crate`, `super`, `self` or a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written {
    /// Where it begins.
    pub(crate) offset: usize,
    pub(crate) segments: Vec<String>,
}

/// Something that a module hands on under a name; `*` for all of what is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HandedOn {
    pub(crate) name: String,
    pub(crate) segments: Vec<String>,
}

const BEGINNINGS: [&str; 3] = ["crate", "super", "self"];

/// Every path of the code that begins at the crate, a parent or the module itself. Who may see
/// something (`pub(in crate::a)`) is no use of it.
pub(crate) fn written(code: &str) -> Vec<Written> {
    let mut found: Vec<Written> = Vec::new();
    for beginning in BEGINNINGS {
        for (offset, _) in code.match_indices(&format!("{beginning}::")) {
            let before = &code[..offset];
            let inside_another = before.ends_with(|c: char| is_word(c) || c == ':' || c == '$');
            if inside_another || before.trim_end().ends_with("(in") {
                continue;
            }
            let leaves = leaves(&code[offset..]);
            found.extend(leaves.into_iter().map(|(segments, _)| Written { offset, segments }));
        }
    }
    found.sort_by_key(|path| path.offset);
    found
}

/// What the code hands on with `pub use`, in whatever visibility.
pub(crate) fn handed_on(code: &str) -> Vec<HandedOn> {
    let mut found = Vec::new();
    for (at, word) in code.match_indices("use ") {
        let line = code[..at].rfind('\n').map_or(0, |end| end + 1);
        if code[line..at].trim_start().starts_with("pub") {
            for (segments, name) in leaves(&code[at + word.len()..]) {
                found.push(HandedOn { name, segments });
            }
        }
    }
    found
}

/// The leaves of the path or tree that the text begins with, each with the name that it is known
/// by afterwards. `self` in a tree is the module itself.
fn leaves(text: &str) -> Vec<(Vec<String>, String)> {
    let mut found = Vec::new();
    branch(text.trim_start(), &[], &mut found);
    found
}

/// Reads one branch and gives the text after it.
fn branch<'a>(
    mut text: &'a str,
    before: &[String],
    found: &mut Vec<(Vec<String>, String)>,
) -> &'a str {
    let mut segments = before.to_vec();
    loop {
        if let Some(inside) = text.strip_prefix('{') {
            return tree(inside, &segments, found);
        }
        if let Some(rest) = text.strip_prefix('*') {
            found.push((segments, "*".to_owned()));
            return rest;
        }
        let length = text.find(|c: char| !is_word(c)).unwrap_or(text.len());
        let (name, rest) = text.split_at(length);
        if name.is_empty() {
            return text;
        }
        if name != "self" || segments.is_empty() {
            segments.push(name.to_owned());
        }
        match rest.strip_prefix("::") {
            // A turbofish ends the path.
            Some(more) if !more.starts_with('<') => text = more,
            _ => return leaf(segments, rest, found),
        }
    }
}

fn tree<'a>(
    mut text: &'a str,
    before: &[String],
    found: &mut Vec<(Vec<String>, String)>,
) -> &'a str {
    loop {
        text = text.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        if let Some(rest) = text.strip_prefix('}') {
            return rest;
        }
        let rest = branch(text, before, found);
        if rest.len() == text.len() {
            return "";
        }
        text = rest;
    }
}

fn leaf<'a>(
    segments: Vec<String>,
    rest: &'a str,
    found: &mut Vec<(Vec<String>, String)>,
) -> &'a str {
    let own = segments.last().cloned().unwrap_or_default();
    let (name, rest) = match rest.trim_start().strip_prefix("as ") {
        Some(renamed) => {
            let length = renamed.find(|c: char| !is_word(c)).unwrap_or(renamed.len());
            (renamed[..length].to_owned(), &renamed[length..])
        }
        None => (own, rest),
    };
    found.push((segments, name));
    rest
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(code: &str) -> Vec<String> {
        written(code).into_iter().map(|path| path.segments.join("::")).collect()
    }

    #[test]
    fn a_tree_of_imports_is_one_path_for_each_leaf() {
        let code = "use crate::{a::{self, b::C, D as E}, f::*};\nuse super::g;\nuse std::fmt;\n";
        let paths = ["crate::a", "crate::a::b::C", "crate::a::D", "crate::f", "super::g"];
        assert_eq!(joined(code), paths);
        assert_eq!(written(code).last().map(|path| path.offset), code.find("super"));
    }

    #[test]
    fn a_path_in_the_middle_of_code_is_a_use_and_a_visibility_is_none() {
        let code = "pub(in crate::a) fn f(x: crate::b::X<u8>) { self::g(super::super::h::<u8>()) }";
        assert_eq!(joined(code), ["crate::b::X", "self::g", "super::super::h"]);
        assert_eq!(joined("macro!($crate::a::b) myself::c"), Vec::<String>::new());
    }

    #[test]
    fn what_is_handed_on_has_the_name_that_it_is_known_by() {
        let code = "use x::Y;\npub use a::{B, C as D};\npub(crate) use e::*;\n";
        let names: Vec<_> =
            handed_on(code).into_iter().map(|it| (it.name, it.segments.join("::"))).collect();
        let expected = [("B", "a::B"), ("D", "a::C"), ("*", "e")];
        assert_eq!(names, expected.map(|(name, path)| (name.to_owned(), path.to_owned())));
    }
}
