//! `backline rebuild-index`: the index of help requests, written anew from the record.

use std::{path::Path, process::ExitCode};

use crate::store::sqlite::SqliteStore;

/// Does it and says how much there is.
#[expect(clippy::print_stdout, reason = "the outcome is what the command is for")]
#[expect(clippy::print_stderr, reason = "an error is not part of the output")]
pub(super) async fn run(database: &Path) -> ExitCode {
    match SqliteStore::rebuild_index(database).await {
        Ok(events) => {
            println!("The index is written anew, with {events} events of help requests.");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
