//! What the parts of a running server share: the configuration, the sessions, the keys.
//!
//! Made once at the start and never changed; it refuses to know how anything is done.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use backline_core::id::{PersonId, TenantId};
use tokio::sync::watch;

use crate::{
    auth::tokens::Tokens,
    config::{Config, Origin, TenantConfig},
    http::limit::Limiter,
    media::MediaHandle,
    session::{Sessions, message::ConnectionId},
    store::Store,
};

/// A running server.
#[derive(Debug)]
pub struct App {
    /// What it was told.
    pub config: Config,
    /// Whether people sign in by name.
    pub demo: bool,
    /// Where it listens.
    pub bound: SocketAddr,
    /// Whose pages may open a socket.
    pub origins: Vec<Origin>,
    /// Tenants and their calls.
    pub sessions: Sessions,
    /// The media plane.
    pub media: MediaHandle,
    /// The record.
    pub store: Store,
    /// Makes and checks tokens.
    pub tokens: Tokens,
    /// Counts attempts to sign in.
    pub sign_ins: Limiter,
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
        (config, demo, bound): (Config, bool, SocketAddr),
        sessions: Sessions,
        media: MediaHandle,
        store: Store,
        tokens: Tokens,
    ) -> Arc<Self> {
        let origins = config.allowed_origins(bound);
        let (ending, _) = watch::channel(Ending::Serving);
        Arc::new(Self {
            config,
            demo,
            bound,
            origins,
            sessions,
            media,
            store,
            tokens,
            sign_ins: Limiter::default(),
            ending,
            connections: AtomicU64::new(0),
        })
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

    /// The tenant of the demo that has a person of this name.
    #[must_use]
    pub fn tenant_of(&self, person: &PersonId) -> Option<&TenantConfig> {
        self.config.tenants.iter().find(|tenant| tenant.person(person).is_some())
    }

    /// The tenant that the server's own pages call.
    #[must_use]
    pub fn first_tenant(&self) -> Option<&TenantId> {
        self.config.tenants.first().map(|tenant| &tenant.id)
    }
}
