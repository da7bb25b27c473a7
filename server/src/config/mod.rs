//! What the server is told before it starts: flags over environment over file over defaults.
//!
//! Read once, checked as a whole: [`ConfigError`] holds every problem with its line and what to do
//! about it. It refuses to know what the values are used for.

mod accounts;
mod args;
mod duration;
mod external;
mod file;
mod help;
mod layers;
mod origin;
mod people;
mod policy;
mod section;
mod teams;
mod terms;
mod theme;
mod tokens;

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
};

use backline_core::people::Profile;
use backline_core::{
    id::{PersonId, TeamId, TenantId},
    people::{Grant, PersonCard, Role},
    terms::Terms,
};
use backline_media::Ports;

use crate::{identity::password::PasswordHash, peer::Network};

pub use args::{Overrides, ServeArgs};
pub use external::ExternalAddresses;
pub use file::read_policies;
pub use layers::{check, for_serve, overlay};
pub use origin::Origin;
pub use theme::{CallTheme, Colour};
pub use tokens::TokenConfig;

/// Where a server keeps its data that is told nothing else: beside its file.
pub const USUAL_DATA: &str = "backline-data";

/// Everything the server is told.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where pages and sockets are served.
    pub listen: SocketAddr,
    /// Where `/metrics` is served; port 0 takes a free one.
    pub metrics: SocketAddr,
    /// The media plane.
    pub media: MediaConfig,
    /// The data directory.
    pub data: PathBuf,
    /// The anchor file; in the data directory when `None`.
    pub anchor: Option<PathBuf>,
    /// How the log looks.
    pub log: LogFormat,
    /// The origins that were listed; ask [`Config::allowed_origins`].
    pub origins: Vec<Origin>,
    /// Whose word about where a request comes from is believed.
    pub trusted_proxies: Vec<Network>,
    /// Whether a clock that is far ahead of the record is believed.
    pub accept_clock: bool,
    /// Who is served.
    pub tenants: Vec<TenantConfig>,
}

/// What the media plane is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaConfig {
    /// The first UDP port, one for each worker in a row; 0 takes free ones.
    pub port: u16,
    /// How many threads forward.
    pub workers: usize,
    /// Whether media stays on this machine.
    pub loopback_only: bool,
    /// The addresses that browsers reach this machine under, before its own.
    pub external_address: ExternalAddresses,
}

/// How the log looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum LogFormat {
    /// Lines for people.
    #[default]
    Human,
    /// One JSON object a line.
    Json,
}

/// One tenant.
#[derive(Debug, Clone)]
pub struct TenantConfig {
    /// Its id.
    pub id: TenantId,
    /// Its name on screens.
    pub name: String,
    /// Its policies.
    pub terms: Terms,
    /// How its customers see their page.
    pub theme: CallTheme,
    /// Its people.
    pub people: Vec<PersonConfig>,
    /// Its machines.
    pub tokens: Vec<TokenConfig>,
}

/// One person.
#[derive(Debug, Clone)]
pub struct PersonConfig {
    /// Name and number.
    pub card: PersonCard,
    /// What they are.
    pub roles: Vec<Role>,
    /// What they may do besides what their roles bring.
    pub grants: Vec<Grant>,
    /// The teams they belong to.
    pub teams: Vec<TeamId>,
    /// The teams they supervise.
    pub supervises: Vec<TeamId>,
    /// What their password is compared with; without one they cannot sign in by password.
    pub password: Option<PasswordHash>,
}

/// Something wrong with the configuration, and the remedy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigProblem {
    /// The line in the file, unless it is about something else.
    pub line: Option<usize>,
    /// What is wrong and what to do, in a sentence or two.
    pub text: String,
}

/// Everything wrong with a configuration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ConfigError {
    /// Where it was read from.
    pub source_name: String,
    /// Each problem, by line.
    pub problems: Vec<ConfigProblem>,
}

impl Config {
    /// The tenant of this id.
    #[must_use]
    pub fn tenant(&self, id: &TenantId) -> Option<&TenantConfig> {
        self.tenants.iter().find(|tenant| tenant.id == *id)
    }

    /// The origins whose pages may open a socket, once the port is known: those listed; when none
    /// is and the server listens on loopback only, `http://localhost` and `http://127.0.0.1`.
    #[must_use]
    pub fn allowed_origins(&self, bound: SocketAddr) -> Vec<Origin> {
        if self.origins.is_empty() && bound.ip().is_loopback() {
            Origin::loopback(bound.port())
        } else {
            self.origins.clone()
        }
    }
}

impl TenantConfig {
    /// The person of this id.
    #[must_use]
    pub fn person(&self, id: &PersonId) -> Option<&PersonConfig> {
        self.people.iter().find(|person| person.card.person == *id)
    }

    /// Everybody, as the floor knows them.
    #[must_use]
    pub fn profiles(&self) -> Vec<Profile> {
        self.people.iter().map(PersonConfig::profile).collect()
    }
}

impl PersonConfig {
    /// This person as the floor knows them, with the grants of the roles and their own.
    #[must_use]
    pub fn profile(&self) -> Profile {
        let mut grants: Vec<Grant> = self.roles.iter().flat_map(|role| role.grants()).collect();
        grants.extend(&self.grants);
        grants.sort_unstable();
        grants.dedup();
        Profile {
            card: self.card.clone(),
            roles: self.roles.clone(),
            grants,
            teams: self.teams.clone(),
            supervises: self.supervises.clone(),
        }
    }
}

impl MediaConfig {
    /// The UDP ports through which sound goes; nothing where free ones are taken at the start.
    #[must_use]
    pub fn ports(&self) -> Option<Ports> {
        (self.port != 0).then(|| Ports::row(self.port, self.workers))
    }
}

impl Default for MediaConfig {
    fn default() -> Self {
        let workers = std::thread::available_parallelism().map_or(1, usize::from).min(2);
        let external_address = ExternalAddresses::default();
        Self { port: 0, workers, loopback_only: false, external_address }
    }
}

/// An address with a port; a port alone means loopback.
///
/// # Errors
/// A sentence that says what to write, when it is neither.
pub fn address(text: &str) -> Result<SocketAddr, String> {
    if let Ok(port) = text.parse() {
        return Ok(loopback(port));
    }
    text.parse().map_err(|_| {
        "Write an IP address and a port, such as 127.0.0.1:8080, or a port alone.".to_owned()
    })
}

/// Loopback, at this port.
pub(crate) const fn loopback(port: u16) -> SocketAddr {
    SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port)
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, problem) in self.problems.iter().enumerate() {
            let end = if n + 1 < self.problems.len() { "\n" } else { "" };
            match problem.line {
                Some(line) => write!(f, "{}:{line}: {}{end}", self.source_name, problem.text)?,
                None => write!(f, "{}: {}{end}", self.source_name, problem.text)?,
            }
        }
        Ok(())
    }
}
