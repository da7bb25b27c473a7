//! What the parts of a running server share: the configuration, the sessions, the keys.
//!
//! Made once at the start and never changed; it refuses to know how anything is done.

use std::{
    net::SocketAddr,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
};

use backline_media::MediaHandle;
use tokio::sync::watch;

use crate::{
    config::{Config, Origin},
    hooks::Hooks,
    identity::{Identities, session::Tokens},
    limit::{Limiter, Paces, Slots},
    session::{Sessions, port::ConnectionId},
    store::Store,
};

/// How much one token may ask of the API.
const API_CALLS_A_MINUTE: u32 = 600;

/// How often one token may listen at once.
const API_STREAMS: u32 = 8;

/// A running server.
#[derive(Debug)]
pub struct App {
    config: RwLock<Arc<Config>>,
    /// Where it listens.
    pub bound: SocketAddr,
    /// Whose pages may open a socket.
    pub origins: Vec<Origin>,
    /// Tenants and their calls.
    pub sessions: Sessions,
    /// The media plane.
    pub media: MediaHandle,
    /// The record.
    pub store: Arc<dyn Store>,
    /// Who somebody is.
    pub identities: Identities,
    /// Who is asked besides.
    pub hooks: Arc<dyn Hooks>,
    /// Counts what each token asks of the API.
    pub api_calls: Limiter,
    /// Bounds how often each token listens.
    pub api_streams: Slots,
    /// How fast pages may ask.
    pub paces: Paces,
    /// How far the end is.
    pub ending: watch::Sender<Ending>,
    connections: AtomicU64,
}

/// How far the end of the server is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ending {
    /// It is not.
    Serving,
    /// No new calls; those that run go on.
    Draining,
    /// Sockets close.
    Closing,
}

impl App {
    /// Puts the parts together.
    #[must_use]
    pub fn new(
        (config, bound): (Config, SocketAddr),
        (sessions, hooks): (Sessions, Arc<dyn Hooks>),
        media: MediaHandle,
        store: Arc<dyn Store>,
        tokens: Tokens,
    ) -> Arc<Self> {
        let origins = config.allowed_origins(bound);
        tokens.know(config.accounts());
        let (ending, _) = watch::channel(Ending::Serving);
        Arc::new(Self {
            config: RwLock::new(Arc::new(config)),
            bound,
            origins,
            sessions,
            media,
            store,
            identities: Identities::new(tokens),
            hooks,
            api_calls: Limiter::new(API_CALLS_A_MINUTE),
            api_streams: Slots::new(API_STREAMS),
            paces: Paces::default(),
            ending,
            connections: AtomicU64::new(0),
        })
    }

    /// What it was told, as last read.
    #[must_use]
    pub fn config(&self) -> Arc<Config> {
        Arc::clone(&self.config.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes in a configuration that was read again: people, grants, passwords and policies. What
    /// was opened at the start stays as it was, and so does the list of tenants.
    pub fn configure(&self, read: Config) {
        for tenant in &read.tenants {
            let (people, terms) = (tenant.profiles(), tenant.terms.clone());
            self.sessions.configure(&tenant.id, people, terms);
        }
        self.identities.tokens.know(read.accounts());
        *self.config.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(read);
    }

    /// The number of the next connection.
    pub fn next_connection(&self) -> ConnectionId {
        ConnectionId(self.connections.fetch_add(1, Ordering::Relaxed))
    }

    /// Whether pages of this origin may open a socket or sign in.
    #[must_use]
    pub fn allows(&self, origin: &str) -> bool {
        self.origins.iter().any(|allowed| allowed.as_str() == origin)
    }
}
