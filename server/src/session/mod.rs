//! Sessions: one task per tenant, one per interaction, and what they say to each other.
//!
//! A question comes in through the [`port`], to its tenant and on to the interaction it is about; the
//! interaction's host decides, its facts go on record, and only then do pages and the media plane
//! hear of them. Nothing is shared but inboxes and the floor's latest view.

mod clock;
mod earlier;
mod interaction;
mod message;
mod ordering;
pub mod port;
mod reports;
mod tenant;

use std::{collections::BTreeMap, panic::AssertUnwindSafe, sync::Arc};

use backline_core::people::Profile;
use backline_core::{
    floor::FloorObservation,
    host::{CallHost, FloorHost, OpenedCalls, floor::FloorInput},
    id::TenantId,
    people::FloorView,
    terms::Terms,
    time::Timestamp,
};
use backline_media::{MediaHandle, Report};
use futures_util::FutureExt as _;
use tokio::sync::{mpsc, watch};

pub use clock::Clock;
use interaction::Surroundings;
use message::ToTenant;
use port::TenantHandle;
use reports::Reports;
use tenant::{TenantParts, TenantTask};

use crate::{
    hooks::Hooks,
    store::{Recovered, Store},
};

/// Questions to one tenant that wait; whoever asks more waits, too.
const MAX_ASKED: usize = 256;

/// The exit code for a fault of the server's own (`EX_SOFTWARE`).
const FAULT: i32 = 70;

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
    ) -> Self {
        let clock = Clock::starting_after(latest(&tenants));
        let taken = Reports::default();
        tokio::spawn(taken.clone().run(reports));
        let mut handles = BTreeMap::new();
        for setup in tenants {
            let id = setup.id.clone();
            let with = (Arc::clone(store), Arc::clone(hooks), media.clone());
            handles.insert(id, start_tenant(setup, (clock, taken.clone()), with));
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

    /// The configuration of a tenant was read again.
    pub async fn configure(&self, tenant: &TenantId, people: Vec<Profile>, terms: Terms) {
        if let Some(tenant) = self.tenants.get(tenant) {
            let _ = tenant.inbox.send(ToTenant::Configure { people, terms }).await;
        }
    }

    /// No new calls from here on.
    pub async fn drain(&self) {
        for tenant in self.tenants.values() {
            let _ = tenant.inbox.send(ToTenant::Drain).await;
        }
    }

    /// How many calls are live.
    #[must_use]
    pub fn live(&self) -> usize {
        self.tenants.values().map(|tenant| *tenant.live.borrow()).sum()
    }
}

fn start_tenant(
    setup: TenantSetup,
    (clock, reports): (Clock, Reports),
    (store, hooks, media): (Arc<dyn Store>, Arc<dyn Hooks>, MediaHandle),
) -> TenantHandle {
    let now = clock.now();
    let mut floor_host = FloorHost::replay(setup.id, &setup.recovered.floor);
    for (agent, request) in setup.recovered.helped.iter().flat_map(|call| earlier::requests(call)) {
        floor_host.handle(now, FloorInput::AskedBefore { agent, request });
    }
    let read = FloorObservation::Configured(setup.people);
    floor_host.handle(now, FloorInput::Observed(read));
    let chosen = FloorObservation::TermsRead(Box::new(setup.terms));
    floor_host.handle(now, FloorInput::Observed(chosen));
    let hosts: Vec<CallHost> = setup
        .recovered
        .interactions
        .iter()
        .filter_map(|records| CallHost::replay(records))
        .collect();
    let mut opened = OpenedCalls::default();
    setup.recovered.opened.iter().for_each(|first| opened.note(first));
    let (inbox, told) = mpsc::channel(MAX_ASKED);
    let (news, heard) = mpsc::unbounded_channel();
    let (view, floor) = watch::channel(Arc::<FloorView>::default());
    let (live, live_calls) = watch::channel(0);
    let with = Surroundings { clock, store, media, reports, news, floor, hooks };
    let parts = TenantParts { with, floor_host, opened, view, live };
    let task = TenantTask::new(parts).run(hosts, told, heard);
    tokio::spawn(async move {
        if AssertUnwindSafe(task).catch_unwind().await.is_err() {
            // Its interactions would go on with nobody to ask for their end.
            tracing::error!(
                "a tenant ended by a fault of the server; a restart goes on from the record"
            );
            std::process::exit(FAULT);
        }
    });
    TenantHandle { inbox, live: live_calls }
}

/// The latest instant on record.
fn latest(tenants: &[TenantSetup]) -> Timestamp {
    let recovered = tenants.iter().map(|tenant| &tenant.recovered);
    let of_calls = recovered.clone().flat_map(|r| r.interactions.iter().flatten()).map(|r| r.at);
    let of_floors = recovered.flat_map(|r| &r.floor).map(|record| record.at);
    of_calls.chain(of_floors).max().unwrap_or_default()
}
