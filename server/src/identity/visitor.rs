//! Browsers of customers: nobody has to say who they are, and each is known again.

use std::net::IpAddr;

use backline_core::{
    id::{TenantId, VisitorId},
    people::Actor,
};
use uuid::Uuid;

use crate::limit::Limiter;

/// How many new browsers of customers may come from one address.
const NEW_VISITORS_A_MINUTE: u32 = 600;

/// Counts browsers that were not here before.
#[derive(Debug)]
pub struct Visitors {
    new: Limiter,
}

impl Default for Visitors {
    fn default() -> Self {
        Self { new: Limiter::new(NEW_VISITORS_A_MINUTE) }
    }
}

impl Visitors {
    /// Counts a new browser from `peer`; whether it may come in.
    pub fn admit(&self, peer: IpAddr) -> bool {
        self.new.admit("", peer)
    }
}

/// A browser that was not here before.
pub(super) fn new(tenant: TenantId) -> Actor {
    Actor::visitor(tenant, VisitorId(Uuid::new_v4()))
}
