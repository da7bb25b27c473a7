//! `demo` and `serve`: set-up, pages, server, and then this process becomes the server.

use super::{checks, pages};
use crate::process;
use crate::setup::{self, Needs};
use crate::stage::Stages;
use crate::workspace;
use anyhow::{Context, Result};
use std::os::unix::process::CommandExt;
use std::process::Command;

/// Builds what is needed and starts `backline <command> <arguments>`.
pub(crate) fn run(command: &str, arguments: &[String]) -> Result<()> {
    let tools = setup::ensure(Needs::Pages)?;
    let again = format!("cargo xtask {command}");
    let mut stages = Stages::begin();
    stages.run("pages", &again, || pages::build(&tools))?;
    stages.run("server", &again, || {
        let mut command = tools.command("cargo");
        command.arg("build").args(checks::NATIVE);
        process::run(command.args(["--bin", "backline"]))
    })?;
    let binary = workspace::target().join("debug/backline");
    // Replacing this process hands every signal to the server itself, so that it ends cleanly.
    let error =
        Command::new(&binary).arg(command).args(arguments).current_dir(workspace::root()).exec();
    Err(error).with_context(|| format!("{} could not be started", binary.display()))
}
