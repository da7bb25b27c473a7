//! The program `backline`: reads the command line, starts what it asks for.

use std::process::ExitCode;

use anyhow::Result;
use backline_server::{
    cli::{Cli, Command},
    config::{self, Config, LogFormat},
    demo, serve,
};
use clap::Parser as _;
use tracing_subscriber::EnvFilter;

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
            start(read, false, Some(Box::new(move || config::for_serve(&args)))).await
        }
        Command::Demo(args) => start(demo::for_demo(&args), true, None).await,
        Command::Offline(offline) => return offline.run().await,
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error),
    }
}

async fn start(
    config: Result<Config, config::ConfigError>,
    demo: bool,
    reread: Option<serve::Reread>,
) -> Result<()> {
    let config = config?;
    log_to_stderr(config.log);
    serve::run(config, demo, reread).await
}

/// Ids only: names, numbers, descriptions of sessions and tokens never reach a log line.
fn log_to_stderr(format: LogFormat) {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("warn,backline_server=info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match format {
        LogFormat::Human => log.init(),
        LogFormat::Json => log.json().init(),
    }
}

#[expect(clippy::print_stderr, reason = "whoever started the program reads it there")]
fn fail(error: &anyhow::Error) -> ExitCode {
    eprintln!("{error:#}");
    ExitCode::FAILURE
}
