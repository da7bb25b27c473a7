//! Where things are: the workspace, its target directory, and the versions its files pin.

use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// The folder that holds the workspace's `Cargo.toml`.
pub(crate) fn root() -> PathBuf {
    let manifest =
        std::env::var("CARGO_MANIFEST_DIR").unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").into());
    let folder = PathBuf::from(manifest);
    folder.parent().map(Path::to_path_buf).unwrap_or(folder)
}

/// Cargo's target directory: wherever cargo put xtask itself, so no setting can be overlooked.
pub(crate) fn target() -> PathBuf {
    std::env::current_exe()
        .ok()
        .and_then(|exe| Some(exe.parent()?.parent()?.to_path_buf()))
        .unwrap_or_else(|| root().join("target"))
}

/// The version of `package` in `Cargo.lock`.
pub(crate) fn locked_version(package: &str) -> Result<String> {
    let lock = fs::read_to_string(root().join("Cargo.lock")).context("Cargo.lock is missing")?;
    version_in_lock(&lock, package)
        .with_context(|| format!("Cargo.lock does not mention {package}"))
}

/// A value of `Trunk.toml`, which pins Trunk and wasm-opt.
pub(crate) fn trunk_setting(key: &str) -> Result<String> {
    let text = fs::read_to_string(root().join("Trunk.toml")).context("Trunk.toml is missing")?;
    quoted_value(&text, key).with_context(|| format!("Trunk.toml does not set {key}"))
}

/// The targets of a member in its folder `tests` or `benches`, by the places where cargo finds
/// them: `<name>.rs` and `<name>/main.rs`.
pub(crate) fn targets(member: &str, folder: &str) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(root().join(member).join(folder)).into_iter().flatten() {
        let path = entry?.path();
        let found =
            path.join("main.rs").is_file() || path.extension().is_some_and(|kind| kind == "rs");
        if let (true, Some(stem)) = (found, path.file_stem().and_then(|stem| stem.to_str())) {
            names.push(stem.to_owned());
        }
    }
    names.sort();
    Ok(names)
}

fn version_in_lock(lock: &str, package: &str) -> Option<String> {
    let entry = format!("name = \"{package}\"\n");
    let (_, rest) = lock.split_once(&entry)?;
    quoted_value(rest, "version")
}

fn quoted_value(text: &str, key: &str) -> Option<String> {
    text.lines().find_map(|line| {
        let (name, value) = line.split_once('=')?;
        (name.trim() == key).then(|| value.trim().trim_matches('"').to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locked_version_is_the_one_of_that_very_package() {
        let lock = "[[package]]\nname = \"a-b\"\nversion = \"1.0.0\"\n\n[[package]]\nname = \"a\"\nversion = \"2.3.4\"\n";
        assert_eq!(version_in_lock(lock, "a"), Some("2.3.4".to_owned()));
        assert_eq!(version_in_lock(lock, "b"), None);
    }

    #[test]
    fn a_test_target_is_a_file_or_a_folder_with_a_main() {
        let names = targets("tests", "tests").unwrap_or_default();
        assert!(names.contains(&"tidy".to_owned()), "{names:?}");
    }

    #[test]
    fn this_workspace_pins_every_tool_that_set_up_installs() {
        assert!(locked_version("wasm-bindgen").is_ok());
        assert!(trunk_setting("trunk-version").is_ok_and(|version| version.starts_with('=')));
        assert!(trunk_setting("wasm_opt").is_ok_and(|version| version.starts_with("version_")));
    }
}
