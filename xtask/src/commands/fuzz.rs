//! `fuzz`: cargo-fuzz over the targets in `fuzz/`, where it can run.

use crate::process;
use crate::terminal::say;
use crate::workspace;
use anyhow::{Result, bail};
use std::fs;
use std::process::Command;

/// A taste of fuzzing; `cargo +nightly fuzz run <target>` goes on without end.
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
        process::run(
            Command::new("cargo")
                .current_dir(workspace::root())
                .env_remove("RUSTUP_TOOLCHAIN")
                .args(["+nightly", "fuzz", "run", &target, "--"])
                .arg(format!("-max_total_time={SECONDS}")),
        )?;
    }
    Ok(())
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
