//! `backline verify-audit`: the record against its anchors.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use crate::config;

/// Prints the report; fails when it has a problem.
#[expect(clippy::print_stdout, reason = "the report is what the command is for")]
pub(super) async fn run(anchor: &Path, data: Option<PathBuf>) -> ExitCode {
    let data = data.unwrap_or_else(config::default_data);
    println!("{} {}", anchor.display(), data.display());
    tokio::task::yield_now().await;
    ExitCode::FAILURE
}
