//! Sessions: one task per tenant, one per interaction, and what they say to each other.
//!
//! A question comes in through the [`port`], to its tenant and on to the interaction it is about; the
//! interaction's host decides, its facts go on record, and only then do pages and the media plane
//! hear of them. Nothing is shared but inboxes and the floor's latest view.

mod clock;
mod earlier;
mod interaction;
mod keeper;
mod message;
mod ordering;
pub mod port;
mod reports;
mod tenant;

use std::{collections::BTreeMap, sync::Arc};

use backline_core::people::Profile;
use backline_core::{id::TenantId, terms::Terms, time::Timestamp};
use backline_media::{MediaHandle, Report};
use tokio::sync::mpsc;

pub use clock::{Clock, Wall};
use keeper::{Configured, TenantNeeds};
use port::TenantHandle;
use reports::Reports;

use crate::{
    hooks::Hooks,
    store::{Recovered, Store},
};

/// A tenant as configured, and what was on record of it.
#[derive(Debug, Clone)]
pub struct TenantSetup {
    /// The name by which pages and tokens know it.
    pub id: TenantId,
    /// Everybody who is configured.
    pub people: Vec<Profile>,
    /// What holds for calls that come in from here on.
    pub terms: Terms,
    /// The facts from before the start.
    pub recovered: Recovered,
}

/// Every tenant of the server.
#[derive(Debug, Clone)]
pub struct Sessions {
    tenants: Arc<BTreeMap<TenantId, TenantHandle>>,
    clock: Clock,
}

impl Sessions {
    /// Starts a task for each tenant and one for each interaction that was live.
    #[must_use]
    pub fn start(
        tenants: Vec<TenantSetup>,
        (store, hooks): (&Arc<dyn Store>, &Arc<dyn Hooks>),
        (media, reports): (MediaHandle, mpsc::UnboundedReceiver<Report>),
        wall: Wall,
    ) -> Self {
        let clock = Clock::starting_after(latest(&tenants), wall);
        let taken = Reports::default();
        tokio::spawn(taken.clone().run(reports));
        let mut handles = BTreeMap::new();
        for setup in tenants {
            let with = TenantNeeds {
                clock,
                store: Arc::clone(store),
                hooks: Arc::clone(hooks),
                media: media.clone(),
                reports: taken.clone(),
            };
            handles.insert(setup.id.clone(), keeper::start(setup, with));
        }
        Self { tenants: Arc::new(handles), clock }
    }

    /// One of them.
    #[must_use]
    pub fn tenant(&self, id: &TenantId) -> Option<&TenantHandle> {
        self.tenants.get(id)
    }

    /// The server's clock.
    #[must_use]
    pub const fn clock(&self) -> Clock {
        self.clock
    }

    /// The configuration of a tenant was read again. What is asked from here on finds it applied.
    pub fn configure(&self, tenant: &TenantId, people: Vec<Profile>, terms: Terms) {
        if let Some(tenant) = self.tenants.get(tenant) {
            tenant.configure.send_replace(Configured { people, terms });
        }
    }

    /// No new calls from here on.
    pub fn drain(&self) {
        for tenant in self.tenants.values() {
            tenant.drain.send_replace(true);
        }
    }

    /// How many calls are live.
    #[must_use]
    pub fn live(&self) -> usize {
        self.tenants.values().map(|tenant| *tenant.live.borrow()).sum()
    }
}

/// The latest instant on record.
#[must_use]
pub fn latest(tenants: &[TenantSetup]) -> Timestamp {
    let recovered = tenants.iter().map(|tenant| &tenant.recovered);
    let of_calls = recovered.clone().flat_map(|r| r.interactions.iter().flatten()).map(|r| r.at);
    let of_floors = recovered.flat_map(|r| &r.floor).map(|record| record.at);
    of_calls.chain(of_floors).max().unwrap_or_default()
}
