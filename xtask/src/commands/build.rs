//! `build`: the release binary with the pages inside, one file to put on a server.

use super::{checks, no_arguments, pages};
use crate::process;
use crate::setup::{self, Needs};
use crate::stage::Stages;
use crate::terminal::say;
use crate::workspace;
use anyhow::{Context, Result};
use std::fs;

/// Builds it and says where it is.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    no_arguments("build", arguments)?;
    let tools = setup::ensure(Needs::Pages)?;
    let mut stages = Stages::begin();
    stages.run("pages", "cargo xtask build", || pages::build(&tools))?;
    stages.run("server", "cargo xtask build", || {
        let mut command = tools.command("cargo");
        command.args(["build", "--release", "--locked", "--package", checks::SERVER]);
        process::run(command.args(["--bin", "backline"]))
    })?;
    stages.conclude("one binary");
    let binary = workspace::target().join("release/backline");
    let size =
        fs::metadata(&binary).with_context(|| format!("{} is missing", binary.display()))?.len();
    say(&format!("{} ({} MiB)", binary.display(), size >> 20));
    Ok(())
}
