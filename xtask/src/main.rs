//! `cargo xtask`: set-up and every developer command of Backline.
//!
//! Moved by a person or by CI. It knows how to fetch tools and in which order to call cargo,
//! Trunk and the browser; it knows nothing of calls, pages or media.

mod commands;
mod process;
mod setup;
mod stage;
mod terminal;
mod workspace;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match commands::run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            terminal::complain(&format!("\nerror: {error:#}"));
            ExitCode::FAILURE
        }
    }
}
