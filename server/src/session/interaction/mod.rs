//! The task of one interaction: it owns the host, and carries out what the host says.
//!
//! Moved by its inbox, the floor's news and time, and never held up by the record: what ends
//! something is taken in while a write hangs. Facts are on record before anybody is told. A panic
//! here ends this interaction and no other.

mod answering;
mod subscriptions;
mod told;
mod voice;
mod watching;
mod writing;

use std::{panic::AssertUnwindSafe, sync::Arc};

use backline_core::{
    host::call::{CallHost, CallInput, CallOutput},
    id::{CommandId, InteractionId, LegId},
    interaction::{
        CallCommand, CallFact, Command, Fact, Observation, Offer, Refusal, SuperviseCommand,
    },
    people::{Actor, FloorView, Identity},
    protocol::Record,
    routing::PartyId,
    time::{Millis, Timestamp},
};
use backline_media::{MediaHandle, Order, Report};
use futures_util::FutureExt as _;
use tokio::{
    sync::{mpsc, watch},
    time::Instant,
};
use uuid::Uuid;

use super::{
    clock::Clock,
    message::{AskedCommand, InteractionHandle, TenantNews, ToInteraction},
    port::{Answer, Asker, Receipt},
    reports::{Reports, ReportsTaken},
};
use crate::{
    hooks::{Hooks, Recorded},
    store::{Batch, Store},
};
use answering::Answering;
use subscriptions::{Subscriptions, Viewer};
use told::ToldTenant;
use voice::InteractionVoice;
use watching::Watch;
pub(crate) use writing::WriteOutcome;
use writing::Writing;

/// How long a call that is over is still there for the pages that show it.
const LINGER: Millis = Millis::seconds(10);

/// What an interaction's task works with.
#[derive(Clone)]
pub(crate) struct Surroundings {
    pub(crate) clock: Clock,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) media: MediaHandle,
    pub(crate) reports: Reports,
    pub(crate) news: mpsc::UnboundedSender<TenantNews>,
    pub(crate) floor: watch::Receiver<Arc<FloorView>>,
    pub(crate) hooks: Arc<dyn Hooks>,
}

/// The task's own state.
pub(crate) struct InteractionTask {
    host: CallHost,
    with: Surroundings,
    inbox: mpsc::UnboundedReceiver<ToInteraction>,
    handle: InteractionHandle,
    subscriptions: Subscriptions,
    voice: InteractionVoice,
    /// What plays the customer, when it is no browser.
    recorded: Option<Recorded>,
    _reports: ReportsTaken,
    writing: Writing,
    answering: Answering,
    shown: Arc<FloorView>,
    told: ToldTenant,
    watch: Watch,
    over_at: Option<Timestamp>,
}

impl InteractionTask {
    /// The task of `host`, and how to reach it.
    pub(crate) fn new(host: CallHost, mut with: Surroundings) -> (Self, InteractionHandle) {
        let (sender, inbox) = mpsc::unbounded_channel();
        let handle = InteractionHandle { inbox: sender, waiting: Arc::default() };
        let voice = InteractionVoice::new(host.state().id(), with.media.clone());
        let taken = with.reports.take(host.state().id(), handle.inbox.clone());
        let shown = with.floor.borrow_and_update().clone();
        let recorded = with.hooks.recorded(host.state().customer().visitor);
        let task = Self {
            host,
            with,
            inbox,
            handle: handle.clone(),
            subscriptions: Subscriptions::default(),
            voice,
            recorded,
            _reports: taken,
            writing: Writing::default(),
            answering: Answering::new(Arc::clone(&handle.waiting)),
            shown,
            told: ToldTenant::default(),
            watch: Watch::default(),
            over_at: None,
        };
        (task, handle)
    }

    /// Runs until the interaction is over and has been seen to be, and nothing of it is being
    /// written. Whether it ended by a fault of its own.
    pub(crate) async fn run(mut self, recovered: bool) -> bool {
        let id = self.id();
        let panicked = AssertUnwindSafe(self.serve(recovered)).catch_unwind().await.is_err();
        if panicked {
            metrics::counter!("backline_interaction_panics_total").increment(1);
            tracing::error!(interaction = %id, "an interaction ended by a fault of the server");
        }
        // Also when its tenant has ended by one: nobody is heard until the record is read again.
        if self.over_at.is_none() {
            self.voice.forget();
        }
        self.writing.is_over().await;
        panicked
    }

    /// What was brought back from the record learns of the restart before time lets anything lapse.
    async fn serve(&mut self, recovered: bool) {
        self.watch.follow(self.host.state().stage(), (self.with.clock.now(), true));
        let restarted = CallInput::Observed(Observation::Restarted);
        self.feed(if recovered { restarted } else { CallInput::Tick });
        if recovered {
            self.let_nobody_see_what_was().await;
        }
        if self.recorded.is_some() {
            self.as_customer(Command::Call(CallCommand::Join { offer: Offer(String::new()) }));
        }
        while !self.is_done() {
            let wake = self.wake_at();
            tokio::select! {
                biased;
                changed = self.with.floor.changed() => {
                    if changed.is_err() {
                        return;
                    }
                    self.people_moved();
                }
                told = self.inbox.recv() => match told {
                    Some(told) => self.take_in(told),
                    None => return,
                },
                () = tokio::time::sleep_until(wake) => {
                    self.look_for_silence();
                    self.look_for_unheard_ring();
                    self.tire_of_waiting();
                    self.feed(CallInput::Tick);
                }
            }
        }
    }

    fn id(&self) -> InteractionId {
        self.host.state().id()
    }

    fn is_done(&self) -> bool {
        self.over_at.is_some_and(|at| at.plus(LINGER) <= self.with.clock.now())
    }

    fn wake_at(&self) -> Instant {
        let soon = Instant::now() + std::time::Duration::from_millis(10);
        let mut wake = Instant::now() + std::time::Duration::from_secs(60);
        let lingers = self.over_at.map(|at| at.plus(LINGER));
        let dues = [self.host.poll_timeout(), lingers, self.tires_at(), self.watch.ring_due()];
        for due in dues.into_iter().flatten() {
            wake = wake.min(self.with.clock.instant(due));
        }
        wake = self.looks_at().map_or(wake, |look| wake.min(look));
        // A deadline that has passed and led to nothing must not become a busy loop.
        wake.max(soon)
    }

    fn take_in(&mut self, told: ToInteraction) {
        match told {
            ToInteraction::Subscribe { page, cursor, had_part, subscribed } => {
                // One that is over is gone but for pages that show it, or were away when it ended:
                // whoever has put it away, or comes later, does not see it once more.
                if self.host.state().is_over() && cursor.is_none() && !had_part {
                    return;
                }
                let connection = page.connection;
                let customer = self.host.state().customer().visitor;
                self.watch.is_here(Viewer::of(&page).place(customer).as_ref());
                self.subscriptions.subscribe(page, cursor);
                let (at, floor) = (self.with.clock.now(), Arc::clone(&self.shown));
                let exists = self.subscriptions.catch_up_one(connection, (at, &floor, &self.host));
                if let (true, Some(subscribed)) = (exists, subscribed) {
                    let _ = subscribed.send(self.id());
                }
            }
            ToInteraction::Unsubscribe(connection) => {
                if let Some(viewer) = self.subscriptions.unsubscribe(connection) {
                    self.page_is_gone(viewer);
                }
            }
            ToInteraction::PageSilent(connection) => self.page_is_silent(connection),
            ToInteraction::RingHeard { who } => self.watch.rings(&who, self.with.clock.now()),
            ToInteraction::Command { asked, awaited } => self.command(asked, awaited),
            ToInteraction::Receipt { who, receipt: Receipt { request, stage, seen } } => {
                self.feed(CallInput::Receipt { who, request, stage, seen });
            }
            ToInteraction::Announce(wish) => wish.answer(&self.host),
            ToInteraction::Lens { who, reply } => {
                let _ = reply.send(self.host.state().lens_of(&who, &self.with.floor.borrow()));
            }
            ToInteraction::Observed(seen) => self.observe(seen),
            ToInteraction::Media(report) => self.reported(report),
            ToInteraction::Written { ticket, outcome } => self.written(ticket, outcome),
        }
    }

    fn command(&mut self, asked: AskedCommand, awaited: bool) {
        let speaks = matches!(
            asked.command,
            Command::Supervise(SuperviseCommand::OpenInteraction)
                | Command::Call(CallCommand::Join { .. })
        );
        if let Some(page) = asked.asker.page().filter(|_| speaks) {
            self.subscriptions.speaks(page.connection);
        }
        let input = self.answering.take_in(asked, awaited);
        self.feed(input);
    }

    fn observe(&mut self, seen: Observation) {
        self.feed(CallInput::Observed(seen));
    }

    fn as_customer(&mut self, command: Command) {
        let who = Actor {
            tenant: self.host.state().tenant().clone(),
            identity: Identity::Visitor(self.host.state().customer().visitor),
        };
        let id = CommandId(Uuid::new_v4());
        self.feed(CallInput::Command { who, id, command });
    }

    /// A recording does not wait for an answer for ever.
    fn tire_of_waiting(&mut self) {
        if self.tires_at().is_some_and(|at| at <= self.with.clock.now()) {
            self.as_customer(Command::Call(CallCommand::HangUp));
        }
    }

    fn tires_at(&self) -> Option<Timestamp> {
        let state = self.host.state();
        let patience = self.recorded.filter(|_| state.talk().is_none())?.patience;
        // While something is written, the end may be among what waits already.
        (!state.is_over() && !self.writing.is_under_way()).then(|| state.opened_at().plus(patience))
    }

    fn reported(&mut self, report: Report) {
        match report {
            Report::Joined { leg, answer, .. } => self.voice.joined(leg, answer),
            Report::JoinRefused { leg, why, .. } => {
                self.voice.refused(leg, why.to_string());
                self.observe(Observation::LegLost { leg });
            }
            Report::Connected { leg, .. } => self.observe(Observation::LegConnected { leg }),
            Report::Lost { leg, .. } => {
                self.voice.lost(leg);
                self.observe(Observation::LegLost { leg });
            }
            Report::Silent { leg, .. } => {
                self.voice.silent(leg, self.with.clock.now());
                self.measured(leg);
            }
            Report::Heard { leg, .. } => {
                self.voice.heard(leg);
                self.measured(leg);
            }
            Report::Voice { leg, flows, alone, .. } => {
                self.voice.speaks(leg, flows, alone);
                self.measured(leg);
            }
            Report::Arrival { leg, arrives, .. } => {
                self.voice.arrives(leg, arrives);
                self.measured(leg);
            }
            Report::Applied { epoch, edges, .. } => {
                self.feed(CallInput::Applied { epoch, edges });
            }
            Report::TableWanted { .. } => self.feed(CallInput::TableWanted),
        }
    }

    /// Gives the host an input and carries out what it says.
    fn feed(&mut self, input: CallInput) {
        let floor = self.with.floor.borrow_and_update().clone();
        let fresh = LegId(Uuid::new_v4());
        self.host.handle(self.with.clock.now(), &floor, fresh, input);
        while let Some(output) = self.host.poll_output() {
            self.carry_out(output, &floor);
        }
        if !Arc::ptr_eq(&floor, &self.shown) {
            self.shown = Arc::clone(&floor);
            self.subscriptions.catch_up(self.with.clock.now(), &floor, &self.host);
        }
    }

    fn carry_out(&mut self, output: CallOutput, floor: &Arc<FloorView>) {
        match output {
            CallOutput::Store { ticket, records } => self.store(ticket, records),
            CallOutput::Published { records } => self.published(&records, floor),
            CallOutput::Reply { who, id, result } => self.reply(&who, id, result),
            CallOutput::Join { party, leg, offer } => {
                let by = self.answering.last();
                let page = by.as_ref().and_then(Asker::page);
                if page.is_some_and(|page| !self.subscriptions.watches(page.connection)) {
                    // Its page went meanwhile: nobody is there to take an answer.
                    let undone = Observation::LegLost { leg };
                    let _ = self.handle.inbox.send(ToInteraction::Observed(undone));
                    return;
                }
                match self.recorded.filter(|_| party == PartyId::Customer) {
                    Some(Recorded { clip, .. }) => self.voice.join_recorded(party, leg, clip),
                    None => self.voice.join(party, leg, offer, by),
                }
            }
            CallOutput::Leave { leg } => self.voice.leave(leg),
            CallOutput::Change(change) => self.voice.order(Order::Change(change)),
            CallOutput::Table { epoch, edges } => {
                let interaction = self.id();
                self.voice.order(Order::Table { interaction, epoch, edges });
            }
        }
    }

    fn store(&mut self, ticket: u64, records: Vec<Record>) {
        let sealing =
            records.iter().any(|record| matches!(record.fact, Fact::Call(CallFact::Ended { .. })));
        let state = self.host.state();
        let (tenant, interaction) = (state.tenant().clone(), state.id());
        metrics::counter!("backline_facts_total").increment(records.len() as u64);
        let batch = Batch::Interaction { tenant, interaction, records, sealing };
        let store = Arc::clone(&self.with.store);
        self.writing.begin(store, (ticket, batch), self.handle.inbox.clone());
    }

    /// The tenant hears of it before any page does: what a page asks next finds it done.
    fn published(&mut self, records: &[Record], floor: &Arc<FloorView>) {
        self.told.tell(&self.host, records, &self.with.news);
        let now = self.with.clock.now();
        self.watch.follow(self.host.state().stage(), (now, false));
        self.subscriptions.catch_up(now, floor, &self.host);
        self.shown = Arc::clone(floor);
        if self.host.state().is_over() && self.over_at.is_none() {
            self.over_at = Some(now);
            self.voice.forget();
            tracing::info!(interaction = %self.id(), "the call is over");
        }
    }

    fn reply(&mut self, who: &Actor, id: CommandId, result: Result<(), Refusal>) {
        let interaction = self.id();
        let done = Answer::Done { interaction: Some(interaction) };
        let answer = result.map_or_else(Answer::Refused, |()| done);
        if let Some(person) = self.answering.answer(who, id, answer) {
            let _ = self.with.news.send(TenantNews::Settled { person, interaction });
        }
    }
}
