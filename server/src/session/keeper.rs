//! Keeps a tenant served: starts its task, and after a fault of the task another one, from the
//! record, as after a restart of the server. Other tenants notice nothing.
//!
//! It refuses to know what the task does.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use backline_core::{
    floor::FloorObservation,
    host::{CallHost, FloorHost, OpenedCalls, floor::FloorInput},
    people::FloorView,
};
use backline_media::MediaHandle;
use futures_util::FutureExt as _;
use tokio::sync::{mpsc, watch};

use super::{
    Clock, TenantSetup, earlier,
    interaction::Surroundings,
    message::{TenantNews, ToTenant},
    port::TenantHandle,
    reports::Reports,
    tenant::{TenantParts, TenantTask},
};
use crate::{
    hooks::Hooks,
    store::{Recovered, Store, a_day_before},
};

/// Questions to one tenant that wait; whoever asks more waits, too.
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

/// A tenant's task at one time.
struct Serving {
    task: TenantTask,
    hosts: Vec<CallHost>,
    told: mpsc::Receiver<ToTenant>,
    heard: mpsc::UnboundedReceiver<TenantNews>,
}

/// Starts the task of a tenant, and keeps one running.
pub(super) fn start(setup: TenantSetup, needs: TenantNeeds) -> TenantHandle {
    let (inbox, told) = mpsc::channel(MAX_ASKED);
    let (current, inboxes) = watch::channel(inbox);
    let (live, live_calls) = watch::channel(0);
    let serving = prepare(&setup, (&needs, &live), told);
    tokio::spawn(keep(setup, (needs, live), (current, serving)));
    TenantHandle { inbox: inboxes, live: live_calls }
}

async fn keep(
    mut setup: TenantSetup,
    (needs, live): (TenantNeeds, watch::Sender<usize>),
    (current, mut serving): (watch::Sender<mpsc::Sender<ToTenant>>, Serving),
) {
    loop {
        let Serving { task, hosts, told, mut heard } = serving;
        let configured = task.configured();
        let run = task.run(hosts, told, &mut heard);
        if AssertUnwindSafe(run).catch_unwind().await.is_ok() {
            return;
        }
        metrics::counter!("backline_tenant_panics_total").increment(1);
        tracing::error!(
            tenant = %setup.id,
            "a tenant ended by a fault of the server; it goes on from the record"
        );
        // Its interactions end when nobody tells them of the floor any more. When the last of them
        // has written what it had to, nobody has any news.
        while heard.recv().await.is_some() {}
        tokio::time::sleep(BEGIN_AGAIN_AFTER).await;
        if let Some((people, terms)) = configured.borrow().clone() {
            (setup.people, setup.terms) = (people, terms);
        }
        setup.recovered = recover(&setup, &needs).await;
        let (inbox, told) = mpsc::channel(MAX_ASKED);
        serving = prepare(&setup, (&needs, &live), told);
        current.send_replace(inbox);
    }
}

/// What is on record, as soon as it can be read.
async fn recover(setup: &TenantSetup, needs: &TenantNeeds) -> Recovered {
    loop {
        match needs.store.recover(&setup.id, a_day_before(needs.clock.now())).await {
            Ok(recovered) => return recovered,
            Err(error) => tracing::error!(tenant = %setup.id, %error, "the record is not read"),
        }
        tokio::time::sleep(BEGIN_AGAIN_AFTER).await;
    }
}

fn prepare(
    setup: &TenantSetup,
    (needs, live): (&TenantNeeds, &watch::Sender<usize>),
    told: mpsc::Receiver<ToTenant>,
) -> Serving {
    let now = needs.clock.now();
    let mut floor_host = FloorHost::replay(setup.id.clone(), &setup.recovered.floor);
    for (agent, request) in setup.recovered.helped.iter().flat_map(|call| earlier::requests(call)) {
        floor_host.handle(now, FloorInput::AskedBefore { agent, request });
    }
    let read = FloorObservation::Configured(setup.people.clone());
    floor_host.handle(now, FloorInput::Observed(read));
    let chosen = FloorObservation::TermsRead(Box::new(setup.terms.clone()));
    floor_host.handle(now, FloorInput::Observed(chosen));
    let interactions = setup.recovered.interactions.iter();
    let hosts = interactions.filter_map(|records| CallHost::replay(records)).collect();
    let mut opened = OpenedCalls::default();
    setup.recovered.opened.iter().for_each(|first| opened.note(first));
    let (news, heard) = mpsc::unbounded_channel();
    let (view, floor) = watch::channel(Arc::<FloorView>::default());
    let TenantNeeds { clock, store, hooks, media, reports } = needs.clone();
    let with = Surroundings { clock, store, media, reports, news, floor, hooks };
    let parts = TenantParts { with, floor_host, opened, view, live: live.clone() };
    Serving { task: TenantTask::new(parts), hosts, told, heard }
}
