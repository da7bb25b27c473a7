//! Browsers of customers: nobody has to say who they are, and each is known again.

use std::{net::IpAddr, time::Duration};

use backline_core::{
    id::{TenantId, VisitorId},
    people::Actor,
};
use uuid::Uuid;

use crate::limit::Spread;

/// How many new browsers of customers may come from one address at once.
const AT_ONCE: u32 = 600;

/// And one in each of these after that.
const THEN_EVERY: Duration = Duration::from_millis(50);

/// How long one of them waits for its turn at most.
const WAITS_FOR: Duration = Duration::from_secs(30);

/// Spreads browsers that were not here before.
#[derive(Debug)]
pub struct Visitors {
    new: Spread,
}

impl Default for Visitors {
    fn default() -> Self {
        Self { new: Spread::new(AT_ONCE, THEN_EVERY, WAITS_FOR) }
    }
}

impl Visitors {
    /// How long a new browser from `peer` waits before it comes in; nothing when too many wait.
    pub fn turn(&self, peer: IpAddr) -> Option<Duration> {
        self.new.turn(peer)
    }
}

/// A browser that was not here before.
pub(super) fn new(tenant: TenantId) -> Actor {
    Actor::visitor(tenant, VisitorId(Uuid::new_v4()))
}
