//! `fuzz`: cargo-fuzz over the targets in `fuzz/`, where it can run.

use crate::process;
use crate::terminal::say;
use crate::workspace;
use anyhow::{Context, Result, bail};
use std::fs;
use std::process::Command;

/// A taste of fuzzing; `cargo +nightly fuzz run --features fuzzing <target>` goes on without end.
const SECONDS: u32 = 60;

/// Fuzzes one target, or each for a minute.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let targets = match arguments {
        [] => targets(),
        [one] => vec![one.clone()],
        _ => bail!("`fuzz` takes the name of one target"),
    };
    if targets.is_empty() {
        bail!("there are no targets in fuzz/fuzz_targets");
    }
    if let Some(missing) = missing() {
        bail!(
            "fuzzing cannot run here: {missing}. \
             `cargo xtask test` runs the stored corpus without it"
        );
    }
    for target in targets {
        say(&format!("\n── {target}, {SECONDS} s"));
        fuzz(&target)?;
    }
    Ok(())
}

/// What it finds goes to `fuzz/corpus`; the kept corpus of the tests is where it begins.
fn fuzz(target: &str) -> Result<()> {
    let found = workspace::root().join("fuzz/corpus").join(target);
    fs::create_dir_all(&found).with_context(|| format!("cannot create {}", found.display()))?;
    let mut command = Command::new("cargo");
    command.current_dir(workspace::root()).env_remove("RUSTUP_TOOLCHAIN");
    command.args(["+nightly", "fuzz", "run", "--features", "fuzzing", target]).arg(found);
    let kept = workspace::root().join("tests/corpus").join(target);
    if kept.is_dir() {
        command.arg(kept);
    }
    process::run(command.arg("--").arg(format!("-max_total_time={SECONDS}")))
}

fn targets() -> Vec<String> {
    let folder = workspace::root().join("fuzz/fuzz_targets");
    let mut names: Vec<String> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().file_stem()?.to_str()?.to_owned()))
        .collect();
    names.sort();
    names
}

fn missing() -> Option<String> {
    let mut parts = Vec::new();
    let nightly = Command::new("rustc")
        .env_remove("RUSTUP_TOOLCHAIN")
        .args(["+nightly", "--version"])
        .output();
    if !nightly.is_ok_and(|answer| answer.status.success()) {
        parts.push("the nightly toolchain (`rustup toolchain install nightly`)");
    }
    if process::on_path("cargo-fuzz").is_none() {
        parts.push("cargo-fuzz (`cargo install cargo-fuzz`)");
    }
    (!parts.is_empty()).then(|| format!("missing {}", parts.join(" and ")))
}
