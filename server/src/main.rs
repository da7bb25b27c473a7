//! The program `backline`: reads the command line, starts what it asks for.
//!
//! The one place where the demo is built onto the server, with the feature `demo`.

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
#[cfg(feature = "demo")]
use backline_server::demo::{self, Demo, DemoArgs};
use backline_server::{
    cli::Offline,
    config::{self, Config, ConfigError, LogFormat, ServeArgs},
    log, serve,
    wing::Wing,
};
use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

/// Backline: supervisors monitor, coach and barge in, and everybody knows who hears whom.
#[derive(Debug, Parser)]
#[command(name = "backline", version, about)]
struct Cli {
    /// What to do.
    #[command(subcommand)]
    command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
enum Command {
    /// Serve as the configuration says.
    Serve(ServeArgs),
    /// Serve two invented tenants to browsers on this machine, with sign-in by name.
    #[cfg(feature = "demo")]
    Demo(DemoArgs),
    /// What needs no running server.
    #[command(flatten)]
    Offline(Offline),
}

fn main() -> ExitCode {
    let command = Cli::parse().command;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    match runtime {
        Ok(runtime) => runtime.block_on(run(command)),
        Err(error) => fail(&error.into()),
    }
}

async fn run(command: Command) -> ExitCode {
    let outcome = match command {
        Command::Serve(args) => {
            let read = config::for_serve(&args);
            start(read, (), Some(Box::new(move || config::for_serve(&args)))).await
        }
        #[cfg(feature = "demo")]
        Command::Demo(args) => start(demo::for_demo(&args), Demo::default(), None).await,
        Command::Offline(offline) => return offline.run(usual_data).await,
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error),
    }
}

async fn start(
    config: Result<Config, ConfigError>,
    wing: impl Wing + 'static,
    reread: Option<serve::Reread>,
) -> Result<()> {
    let config = config?;
    log_to_stderr(config.log);
    serve::run(config, wing, reread).await
}

/// Where the record is, for a command that is not told: that of the demo.
#[cfg(feature = "demo")]
fn usual_data() -> PathBuf {
    demo::default_data()
}

/// Where the record is, for a command that is not told.
#[cfg(not(feature = "demo"))]
fn usual_data() -> PathBuf {
    config::USUAL_DATA.into()
}

fn log_to_stderr(format: LogFormat) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(log::USUAL));
    // Somebody else's would have been there first, and may stay.
    let _ = tracing::subscriber::set_global_default(log::to(std::io::stderr, format, filter));
    log::take_panics();
}

#[expect(clippy::print_stderr, reason = "whoever started the program reads it there")]
fn fail(error: &anyhow::Error) -> ExitCode {
    eprintln!("{error:#}");
    ExitCode::FAILURE
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn every_flag_of_a_server_can_come_from_the_environment() {
        let mut cli = Cli::command();
        cli.build();
        let serving = ["serve", "demo"].into_iter().filter_map(|name| cli.find_subcommand(name));
        for command in serving {
            let name = command.get_name();
            let flags = command.get_arguments().filter(|flag| flag.get_id() != "help");
            for flag in flags {
                let variable = flag.get_env().map(|name| name.to_string_lossy().into_owned());
                let id = flag.get_id();
                assert!(variable.is_some_and(|it| it.starts_with("BACKLINE_")), "{name} --{id}");
            }
        }
    }

    #[test]
    fn the_demo_is_a_command_only_where_it_is_built_in() {
        assert_eq!(Cli::command().find_subcommand("demo").is_some(), cfg!(feature = "demo"));
    }
}
