//! The style sheet of a program: what `www/<name>.css` imports, joined in that order, so that each
//! feature keeps its styles beside its code and a page still asks for one file.

use super::{face, pages};
use crate::workspace;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};

/// A joined sheet in the place where `www/<name>.html` links it; gone with the value.
pub(crate) struct Joined(PathBuf);

impl Joined {
    /// Joins the sheet of the program `name`, which is set in `face`.
    pub(crate) fn write(name: &str, face: &face::Address) -> Result<Self> {
        let joined = pages::dist(name).with_extension("css");
        let folder = joined.parent().context("the sheet has a folder")?;
        fs::create_dir_all(folder)?;
        fs::write(&joined, self::joined(name, face)?)
            .with_context(|| format!("cannot write {}", joined.display()))?;
        Ok(Self(joined))
    }
}

impl Drop for Joined {
    fn drop(&mut self) {
        // What is left behind is written over by the next build.
        let _left = fs::remove_file(&self.0);
    }
}

/// The text of every sheet that `www/<name>.css` imports, set in `face`.
pub(crate) fn joined(name: &str, face: &face::Address) -> Result<String> {
    let list = workspace::root().join("www").join(format!("{name}.css"));
    Ok(face.put_into(&join(&list)?))
}

/// The text of every sheet that `list` imports.
fn join(list: &Path) -> Result<String> {
    let read = |path: &Path| {
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
    };
    let mut joined = String::new();
    for sheet in imports(&read(list)?).with_context(|| list.display().to_string())? {
        joined.push_str(&read(&list.with_file_name(sheet))?);
    }
    Ok(joined)
}

/// The paths in a list that holds imports and whole-line comments, and nothing else.
fn imports(list: &str) -> Result<Vec<&str>> {
    let mut paths = Vec::new();
    for line in list.lines().map(str::trim) {
        if line.is_empty() || (line.starts_with("/*") && line.ends_with("*/")) {
            continue;
        }
        let import = line.strip_prefix("@import \"").and_then(|rest| rest.strip_suffix("\";"));
        let Some(path) = import else {
            bail!("a list of sheets holds `@import \"path\";` and comments, not `{line}`");
        };
        paths.push(path);
    }
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_imports_of_a_list_are_read_in_their_order() {
        let list = "/* First this. */\n@import \"b.css\";\n\n@import \"../a/a.css\";\n";
        assert!(imports(list).is_ok_and(|paths| paths == ["b.css", "../a/a.css"]));
    }

    #[test]
    fn a_rule_in_a_list_is_refused_since_it_would_be_lost() {
        assert!(imports("@import \"a.css\";\np { margin: 0; }\n").is_err());
    }

    #[test]
    fn every_sheet_beside_a_feature_is_on_a_page() {
        let root = workspace::root();
        let mut listed = Vec::new();
        for name in pages::PROGRAMS {
            let list = root.join("www").join(format!("{name}.css"));
            assert!(join(&list).is_ok(), "{name}");
            listed.push(fs::read_to_string(list).unwrap_or_default());
        }
        let mut folders = vec![root.join("widget/src")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|kind| kind == "css") {
                    let path = path.strip_prefix(&root).unwrap_or(&path).display().to_string();
                    let import = format!("@import \"../{path}\";");
                    assert!(listed.iter().any(|list| list.contains(&import)), "{path}");
                }
            }
        }
    }
}
