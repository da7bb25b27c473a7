//! The commands that need no server.
//!
//! The binary runs those that do itself and hands the rest to [`Offline::run`]. It refuses to know
//! sockets and media.

mod check_config;
mod hash_password;
mod make_token;
mod rebuild_index;
mod verify_audit;

use std::{path::PathBuf, process::ExitCode};

use backline_core::id::IntegrationId;
use clap::Subcommand;

use crate::store::sqlite::{AuditOptions, SqliteOptions};

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
        /// The data directory, where it is not the usual one.
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
        /// The data directory, where it is not the usual one.
        #[arg(long, env = "BACKLINE_DATA", value_name = "DIR")]
        data: Option<PathBuf>,
    },
}

impl Offline {
    /// Does it, on the record in `usual_data` where it is told no other. What it found goes to the
    /// standard output, and into the exit code.
    pub async fn run(self, usual_data: impl Fn() -> PathBuf) -> ExitCode {
        match self {
            Self::CheckConfig { file } => check_config::run(&file),
            Self::VerifyAudit { anchor, data, public_key } => {
                let data = data.unwrap_or_else(&usual_data);
                let path = SqliteOptions::in_directory(&data).path;
                verify_audit::run(AuditOptions { path, anchor, public_key }).await
            }
            Self::HashPassword => hash_password::run(),
            Self::MakeToken { id } => make_token::run(&id),
            Self::RebuildIndex { data } => {
                let data = data.unwrap_or_else(&usual_data);
                rebuild_index::run(&SqliteOptions::in_directory(&data).path).await
            }
        }
    }
}
