//! Child processes: run in the open, run into a log with a sign of life, or asked for their output.
//!
//! Every failure names the command that failed.

use crate::terminal::{say, took};
use anyhow::{Context, Result, anyhow, bail};
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// How often a quiet child is asked whether it has ended.
const POLL: Duration = Duration::from_millis(50);
/// How often a long child is reported; more often is noise in a CI log.
const SIGN_OF_LIFE: Duration = Duration::from_secs(15);

/// Runs `command` with its output on the terminal.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let shown = shown(command);
    let status = command.status().with_context(|| format!("`{shown}` could not be started"))?;
    judge(&shown, status)
}

/// Runs a test command with its output on the terminal, and adds up the tests that passed.
pub(crate) fn run_tests(command: &mut Command) -> Result<u64> {
    let shown = shown(command);
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("`{shown}` could not be started"))?;
    let mut passed = 0;
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).lines() {
            let line = line?;
            passed += tests_passed(&line);
            say(&line);
        }
    }
    judge(&shown, child.wait()?)?;
    Ok(passed)
}

/// Runs `command` and returns what it wrote to standard output, trimmed.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let shown = shown(command);
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("`{shown}` could not be started"))?;
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        bail!("`{shown}` failed ({}): {}", output.status, complaint.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// A child whose output goes to a file, because it is of interest only when it fails.
pub(crate) struct Quiet<'a> {
    pub(crate) label: &'a str,
    pub(crate) log: PathBuf,
    pub(crate) bound: Option<Duration>,
}

impl Quiet<'_> {
    pub(crate) fn run(&self, command: &mut Command) -> Result<()> {
        let shown = shown(command);
        if let Some(folder) = self.log.parent() {
            fs::create_dir_all(folder)?;
        }
        let log = File::create(&self.log)
            .with_context(|| format!("cannot write {}", self.log.display()))?;
        let child = command
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .with_context(|| format!("`{shown}` could not be started"))?;
        let status = self.wait(child, &shown)?;
        judge(&shown, status).map_err(|error| {
            anyhow!("{error}; the end of {}:\n{}", self.log.display(), tail(&self.log, 15))
        })
    }

    fn wait(&self, mut child: Child, shown: &str) -> Result<ExitStatus> {
        let started = Instant::now();
        let mut reported = started;
        loop {
            if let Some(status) = child.try_wait()? {
                return Ok(status);
            }
            if self.bound.is_some_and(|bound| started.elapsed() > bound) {
                child.kill()?;
                child.wait()?;
                bail!("`{shown}` did not end within {}", took(started.elapsed()));
            }
            if reported.elapsed() > SIGN_OF_LIFE {
                reported = Instant::now();
                say(&format!(
                    "   {}: {}, {}",
                    self.label,
                    took(started.elapsed()),
                    tail(&self.log, 1).trim()
                ));
            }
            std::thread::sleep(POLL);
        }
    }
}

/// The program of that name on `PATH`.
pub(crate) fn on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|candidate| candidate.is_file())
}

/// What a line like `test result: ok. 12 passed; 0 failed; …` tells; zero for any other line.
fn tests_passed(line: &str) -> u64 {
    line.strip_prefix("test result: ok. ")
        .and_then(|rest| rest.split_once(" passed"))
        .and_then(|(number, _)| number.parse().ok())
        .unwrap_or(0)
}

fn shown(command: &Command) -> String {
    let mut text = command.get_program().to_string_lossy().into_owned();
    for argument in command.get_args() {
        text.push(' ');
        text.push_str(&argument.to_string_lossy());
    }
    text
}

fn judge(shown: &str, status: ExitStatus) -> Result<()> {
    if status.success() { Ok(()) } else { Err(anyhow!("`{shown}` failed ({status})")) }
}

fn tail(log: &Path, lines: usize) -> String {
    let text = fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let all: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    all[all.len().saturating_sub(lines)..].join("\n")
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may")]
mod tests {
    use super::*;

    fn quiet(name: &str, bound: Option<Duration>) -> Quiet<'static> {
        let log = std::env::temp_dir().join(format!("backline-{name}-{}", std::process::id()));
        Quiet { label: "test", log, bound }
    }

    #[test]
    fn a_child_over_its_time_is_killed_and_said_so() {
        let job = quiet("bound", Some(Duration::from_millis(100)));
        let error = job.run(Command::new("sleep").arg("30")).unwrap_err();
        assert!(error.to_string().contains("`sleep 30` did not end within"));
    }

    #[test]
    fn the_tests_of_all_binaries_are_added_up() {
        let script =
            "echo running; for n in 2 3; do echo \"test result: ok. $n passed; 0 failed\"; done";
        assert_eq!(run_tests(Command::new("sh").args(["-c", script])).unwrap(), 5);
    }

    #[test]
    fn a_failure_shows_the_end_of_its_log() {
        let job = quiet("fail", None);
        let error =
            job.run(Command::new("sh").args(["-c", "echo the reason; exit 3"])).unwrap_err();
        assert!(error.to_string().contains("the reason"));
    }
}
