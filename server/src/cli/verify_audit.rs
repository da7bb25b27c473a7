//! `backline verify-audit`: the record against its anchors.

use std::process::ExitCode;

use crate::store::sqlite::{AuditOptions, verify};

/// Prints the report; fails when it has a problem.
#[expect(clippy::print_stdout, reason = "the report is what the command is for")]
pub(super) async fn run(options: AuditOptions) -> ExitCode {
    match verify(&options).await {
        Ok(report) => {
            println!("{report}");
            if report.is_good() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            println!("Problem: {error}");
            ExitCode::FAILURE
        }
    }
}
