//! What the command line and the environment may say, and what of it goes over the file.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, builder::BoolishValueParser};

use super::{ExternalAddresses, LogFormat, address};

/// `backline serve`
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// The configuration file.
    #[arg(long, env = "BACKLINE_CONFIG", default_value = "backline.toml")]
    pub config: PathBuf,
    /// What overrides it.
    #[command(flatten)]
    pub overrides: Overrides,
}

/// What a flag or the environment says, over what the file says.
#[derive(Debug, Clone, Default, Args)]
pub struct Overrides {
    /// Where pages and sockets are served; a port alone means this machine [127.0.0.1:8080].
    #[arg(long, env = "BACKLINE_LISTEN", value_name = "ADDR:PORT", value_parser = address)]
    pub listen: Option<SocketAddr>,
    /// Where /metrics is served; port 0 takes a free one [127.0.0.1:0].
    #[arg(long, env = "BACKLINE_METRICS", value_name = "ADDR:PORT", value_parser = address)]
    pub metrics: Option<SocketAddr>,
    /// First UDP port for media; 0, the default, takes free ones.
    #[arg(long, env = "BACKLINE_MEDIA", value_name = "PORT")]
    pub media: Option<u16>,
    /// Threads that forward media, each on a port of its own.
    #[arg(long, env = "BACKLINE_MEDIA_WORKERS", value_name = "COUNT")]
    pub media_workers: Option<usize>,
    /// Keep media on this machine.
    #[arg(long, env = "BACKLINE_LOOPBACK_ONLY", value_name = "BOOL", num_args = 0..=1,
          require_equals = true, default_missing_value = "true",
          value_parser = BoolishValueParser::new())]
    pub loopback_only: Option<bool>,
    /// The addresses that browsers reach this machine under, IPv4 or IPv6, in the order in which
    /// they are offered; the machine's own come after them.
    #[arg(long, env = "BACKLINE_EXTERNAL_ADDRESS", value_name = "ADDR[,ADDR...]")]
    pub external_address: Option<ExternalAddresses>,
    /// The data directory.
    #[arg(long, env = "BACKLINE_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// The file for signed heads of the record, best on another disk [DATA/audit.anchor].
    #[arg(long, env = "BACKLINE_ANCHOR", value_name = "FILE")]
    pub anchor: Option<PathBuf>,
    /// Start though the clock is years ahead of the record: what is recorded from then on has that
    /// time, and the server's clock never goes back behind it.
    #[arg(long, env = "BACKLINE_ACCEPT_CLOCK", value_name = "BOOL", num_args = 0..=1,
          require_equals = true, default_missing_value = "true",
          value_parser = BoolishValueParser::new())]
    pub accept_clock: Option<bool>,
    /// How the log looks.
    #[arg(long, env = "BACKLINE_LOG", value_name = "FORMAT")]
    pub log: Option<LogFormat>,
}
