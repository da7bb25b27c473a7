//! The command line: what `backline` can be told, and the commands that need no server.
//!
//! The binary parses [`Cli`], runs `serve` and `demo` itself and hands the rest to
//! [`Offline::run`]. It refuses to know sockets and media.

mod check_config;
mod hash_password;
mod make_token;
mod rebuild_index;
mod verify_audit;

use std::{path::PathBuf, process::ExitCode};

use backline_core::id::IntegrationId;
use clap::{Parser, Subcommand};

use crate::{
    config::ServeArgs,
    demo::{self, DemoArgs},
    store::{StoreOptions, verify::AuditOptions},
};

/// Backline: supervisors monitor, coach and barge in, and everybody knows who hears whom.
#[derive(Debug, Parser)]
#[command(name = "backline", version, about)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve as the configuration says.
    Serve(ServeArgs),
    /// Serve two invented tenants on this machine only, with sign-in by name.
    Demo(DemoArgs),
    /// What needs no running server.
    #[command(flatten)]
    Offline(Offline),
}

/// Commands that need no running server.
#[derive(Debug, Subcommand)]
pub enum Offline {
    /// Print every problem of a configuration file, with its line and the remedy.
    CheckConfig {
        /// The file.
        file: PathBuf,
    },
    /// Compare the record with its anchors, and replay it.
    VerifyAudit {
        /// The anchor file.
        #[arg(long, value_name = "FILE")]
        anchor: PathBuf,
        /// The data directory [that of the demo].
        #[arg(long, env = "BACKLINE_DATA", value_name = "DIR")]
        data: Option<PathBuf>,
        /// The public key that the server names in its log when it starts [that of DIR/audit.key].
        #[arg(long, value_name = "HEX")]
        public_key: Option<String>,
    },
    /// Read a password and print what goes into the configuration instead.
    HashPassword,
    /// Make a token for a machine, and print it with what goes into the configuration.
    MakeToken {
        /// The machine's name, which stands in the record beside what it does.
        #[arg(default_value = "crm")]
        id: IntegrationId,
    },
    /// Write the index of help requests anew from the record, while no server uses it.
    RebuildIndex {
        /// The data directory [that of the demo].
        #[arg(long, env = "BACKLINE_DATA", value_name = "DIR")]
        data: Option<PathBuf>,
    },
}

impl Offline {
    /// Does it. What it found goes to the standard output, and into the exit code.
    pub async fn run(self) -> ExitCode {
        match self {
            Self::CheckConfig { file } => check_config::run(&file),
            Self::VerifyAudit { anchor, data, public_key } => {
                let data = data.unwrap_or_else(demo::default_data);
                let path = StoreOptions::in_directory(&data).path;
                verify_audit::run(AuditOptions { path, anchor, public_key }).await
            }
            Self::HashPassword => hash_password::run(),
            Self::MakeToken { id } => make_token::run(&id),
            Self::RebuildIndex { data } => {
                let data = data.unwrap_or_else(demo::default_data);
                rebuild_index::run(&StoreOptions::in_directory(&data).path).await
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn every_flag_of_a_server_can_come_from_the_environment() {
        let mut cli = Cli::command();
        cli.build();
        for name in ["serve", "demo"] {
            let command = cli.find_subcommand(name).unwrap();
            let flags = command.get_arguments().filter(|flag| flag.get_id() != "help");
            for flag in flags {
                let variable = flag.get_env().map(|name| name.to_string_lossy().into_owned());
                let id = flag.get_id();
                assert!(variable.is_some_and(|it| it.starts_with("BACKLINE_")), "{name} --{id}");
            }
        }
    }
}
