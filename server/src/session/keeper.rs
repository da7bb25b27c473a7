//! Keeps a tenant served: starts its task, and after a fault of the task another one, from the
//! record, as after a restart of the server. Other tenants notice nothing. What outlasts a task,
//! because it is not on record, stands here and in the tenant's handle.
//!
//! It refuses to know what the task does.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use backline_core::{
    floor::FloorObservation,
    host::{CallHost, FloorHost, OpenedCalls, floor::FloorInput},
    id::TenantId,
    people::{Actor, FloorView, Profile},
    terms::Terms,
};
use backline_media::MediaHandle;
use futures_util::FutureExt as _;
use tokio::sync::{mpsc, watch};

use super::{
    Clock, TenantSetup, earlier,
    interaction::Surroundings,
    message::{Inbox, TenantNews, Waiting},
    port::TenantHandle,
    reports::Reports,
    tenant::{TenantParts, TenantTask},
};
use crate::{
    hooks::Hooks,
    store::{Recovered, Store, a_day_before},
};

/// Questions to one tenant that wait, of people and of visitors; whoever asks more waits, too.
const MAX_ASKED: usize = 256;

/// Between a fault and the next task: what the record itself brings about would come again at once.
const BEGIN_AGAIN_AFTER: Duration = Duration::from_millis(500);

/// What the task of a tenant works with, besides its own.
#[derive(Clone)]
pub(super) struct TenantNeeds {
    pub(super) clock: Clock,
    pub(super) store: Arc<dyn Store>,
    pub(super) hooks: Arc<dyn Hooks>,
    pub(super) media: MediaHandle,
    pub(super) reports: Reports,
}

/// A tenant's configuration as it was read last.
#[derive(Debug)]
pub(crate) struct Configured {
    /// Everybody.
    pub(crate) people: Vec<Profile>,
    /// What holds for calls that come in from here on.
    pub(crate) terms: Terms,
}

/// What holds whichever task serves the tenant at the moment.
#[derive(Clone)]
pub(crate) struct Standing {
    /// How many calls are live.
    pub(crate) live: watch::Sender<usize>,
    /// The configuration.
    pub(crate) configured: watch::Receiver<Configured>,
    /// Whether the server is about to end, so that no call may begin.
    pub(crate) draining: watch::Receiver<bool>,
}

/// A tenant that is kept served.
struct Tenant {
    id: TenantId,
    needs: TenantNeeds,
    standing: Standing,
}

/// A tenant's task at one time.
struct Serving {
    task: TenantTask,
    hosts: Vec<CallHost>,
    told: Waiting,
    heard: mpsc::UnboundedReceiver<TenantNews>,
}

/// Starts the task of a tenant, and keeps one running.
pub(super) fn start(setup: TenantSetup, needs: TenantNeeds) -> TenantHandle {
    let TenantSetup { id, people, terms, recovered } = setup;
    let (inbox, told) = Inbox::new(MAX_ASKED);
    let (current, inboxes) = watch::channel(inbox);
    let (live, live_calls) = watch::channel(0);
    let (configure, configured) = watch::channel(Configured { people, terms });
    let (drain, draining) = watch::channel(false);
    let standing = Standing { live, configured, draining };
    let itself = Actor::server(id.clone());
    let tenant = Tenant { id, needs, standing };
    let serving = tenant.prepare(&recovered, told);
    tokio::spawn(tenant.keep(current, serving));
    TenantHandle { inbox: inboxes, itself, live: live_calls, configure, drain }
}

impl Configured {
    /// What the floor is to be told of it.
    pub(crate) fn observations(&self) -> [FloorObservation; 2] {
        let terms = FloorObservation::TermsRead(Box::new(self.terms.clone()));
        [FloorObservation::Configured(self.people.clone()), terms]
    }
}

impl Tenant {
    async fn keep(self, current: watch::Sender<Inbox>, mut serving: Serving) {
        loop {
            let Serving { task, hosts, told, mut heard } = serving;
            let run = task.run(hosts, told, &mut heard);
            if AssertUnwindSafe(run).catch_unwind().await.is_ok() {
                return;
            }
            // Whoever asks from here on waits for the next task.
            let (inbox, told) = Inbox::new(MAX_ASKED);
            current.send_replace(inbox);
            metrics::counter!("backline_tenant_panics_total").increment(1);
            tracing::error!(
                tenant = %self.id,
                "a tenant ended by a fault of the server; it goes on from the record"
            );
            // Its interactions end when nobody tells them of the floor any more. When the last of
            // them has written what it had to, nobody has any news.
            while heard.recv().await.is_some() {}
            tokio::time::sleep(BEGIN_AGAIN_AFTER).await;
            let recovered = self.recover().await;
            serving = self.prepare(&recovered, told);
        }
    }

    /// What is on record, as soon as it can be read.
    async fn recover(&self) -> Recovered {
        loop {
            let since = a_day_before(self.needs.clock.now());
            match self.needs.store.recover(&self.id, since).await {
                Ok(recovered) => return recovered,
                Err(error) => tracing::error!(tenant = %self.id, %error, "the record is not read"),
            }
            tokio::time::sleep(BEGIN_AGAIN_AFTER).await;
        }
    }

    fn prepare(&self, recovered: &Recovered, told: Waiting) -> Serving {
        let now = self.needs.clock.now();
        let mut floor_host = FloorHost::replay(self.id.clone(), &recovered.floor);
        for (agent, request) in recovered.helped.iter().flat_map(|call| earlier::requests(call)) {
            floor_host.handle(now, FloorInput::AskedBefore { agent, request });
        }
        let mut standing = self.standing.clone();
        for read in standing.configured.borrow_and_update().observations() {
            floor_host.handle(now, FloorInput::Observed(read));
        }
        let hosts = recovered.interactions.iter();
        let hosts = hosts.filter_map(|records| CallHost::replay(records)).collect();
        let mut opened = OpenedCalls::default();
        recovered.opened.iter().for_each(|first| opened.note(first));
        let (news, heard) = mpsc::unbounded_channel();
        let (view, floor) = watch::channel(Arc::<FloorView>::default());
        let TenantNeeds { clock, store, hooks, media, reports } = self.needs.clone();
        let with = Surroundings { clock, store, media, reports, news, floor, hooks };
        let parts = TenantParts { with, floor_host, opened, view, standing };
        Serving { task: TenantTask::new(parts), hosts, told, heard }
    }
}
