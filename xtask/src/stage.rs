//! Stages: a name, the work, the time it took, and a table at the end.
//!
//! The first stage that fails ends the run, so that its output is the last thing on the screen.

use crate::terminal::{say, took};
use anyhow::{Result, anyhow};
use std::time::{Duration, Instant};

/// The stages that have run so far.
pub(crate) struct Stages {
    began: Instant,
    finished: Vec<(String, Duration)>,
}

impl Stages {
    pub(crate) fn begin() -> Self {
        Self { began: Instant::now(), finished: Vec::new() }
    }

    /// Runs one stage; `again` is the command that repeats this stage alone.
    pub(crate) fn run(
        &mut self,
        name: &str,
        again: &str,
        work: impl FnOnce() -> Result<()>,
    ) -> Result<()> {
        say(&format!("\n── {name}"));
        let started = Instant::now();
        let outcome = work();
        let time = started.elapsed();
        match outcome {
            Ok(()) => {
                say(&format!("── {name}: done in {}", took(time)));
                self.finished.push((name.to_owned(), time));
                Ok(())
            }
            Err(error) => {
                self.table();
                say(&format!("  FAILED  {:>12}  {name}", took(time)));
                say(&format!("\n{} stages passed, 1 failed", self.finished.len()));
                Err(anyhow!("{name}: {error:#}\nTo run only this stage again: {again}"))
            }
        }
    }

    /// Prints the table and the line that a script may look for, with what came of it all.
    pub(crate) fn conclude(&self, result: &str) {
        self.table();
        say(&format!(
            "\n{} stages passed, 0 failed ({result}), in {}",
            self.finished.len(),
            took(self.began.elapsed())
        ));
    }

    fn table(&self) {
        say("");
        for (name, time) in &self.finished {
            say(&format!("  passed  {:>12}  {name}", took(*time)));
        }
    }
}
