//! `backline check-config`: every problem of a file, with its line and the remedy.

use std::{path::Path, process::ExitCode};

use crate::config;

/// Reads the file as `serve` would.
#[expect(clippy::print_stdout, reason = "the report is what the command is for")]
pub(super) fn run(file: &Path) -> ExitCode {
    match config::check(file) {
        Ok(config) => {
            let people: usize = config.tenants.iter().map(|tenant| tenant.people.len()).sum();
            println!(
                "{}: good. Tenants: {}. People: {people}. Listens on {}.",
                file.display(),
                config.tenants.len(),
                config.listen
            );
            ExitCode::SUCCESS
        }
        Err(error) => {
            println!("{error}");
            ExitCode::FAILURE
        }
    }
}
