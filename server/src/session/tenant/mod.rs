//! The task of one tenant: its floor, its interactions, and the pages that are connected.
//!
//! Everything a page asks comes through here, in order, and goes on to the interaction it is
//! about; so what an interaction has told about itself is known before the next question. It never
//! waits for an interaction nor for the record.

mod arrival;
mod opening;
mod registry;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, atomic::Ordering},
};

use backline_core::{
    floor::FloorObservation,
    host::call::{CallHost, MAX_WAITING},
    id::{CommandId, InteractionId, PersonId, TenantId, VisitorId},
    interaction::{Interaction, Observation, Refusal},
    people::FloorView,
    protocol::{Record, ServerMessage},
    terms::Terms,
};
use tokio::sync::{mpsc, watch};

use super::{
    desk::{Desk, FloorAsk},
    dispatch::Registration,
    interaction::{InteractionTask, Surroundings},
    message::{Ask, Asked, ConnectionId, InteractionHandle, Note, ToInteraction, Viewer},
    ordering::{Gates, Passage},
};
use crate::store::StoreError;
use opening::Openings;
use registry::Registry;

/// The task's own state.
pub(crate) struct TenantTask {
    tenant: TenantId,
    terms: Terms,
    with: Surroundings,
    desk: Desk,
    view: watch::Sender<Arc<FloorView>>,
    registry: Registry,
    openings: Openings,
    draining: bool,
    interactions: BTreeMap<InteractionId, InteractionHandle>,
    callers: BTreeMap<VisitorId, InteractionId>,
    gates: Gates,
    /// Interactions that have ended by a fault once.
    faulty: BTreeSet<InteractionId>,
    switch: mpsc::UnboundedSender<Registration>,
    live: watch::Sender<usize>,
}

/// What a tenant's task is made of.
pub(crate) struct TenantParts {
    pub(crate) terms: Terms,
    pub(crate) with: Surroundings,
    pub(crate) desk: Desk,
    pub(crate) view: watch::Sender<Arc<FloorView>>,
    pub(crate) switch: mpsc::UnboundedSender<Registration>,
    pub(crate) live: watch::Sender<usize>,
}

impl TenantTask {
    pub(crate) fn new(parts: TenantParts) -> Self {
        Self {
            tenant: parts.desk.floor().tenant().clone(),
            terms: parts.terms,
            with: parts.with,
            desk: parts.desk,
            view: parts.view,
            registry: Registry::default(),
            openings: Openings::default(),
            draining: false,
            interactions: BTreeMap::new(),
            callers: BTreeMap::new(),
            gates: Gates::default(),
            faulty: BTreeSet::new(),
            switch: parts.switch,
            live: parts.live,
        }
    }

    /// Brings back what was on record, then serves until nobody can ask any more.
    pub(crate) async fn run(
        mut self,
        recovered: Vec<CallHost>,
        mut asks: mpsc::Receiver<Ask>,
        mut notes: mpsc::UnboundedReceiver<Note>,
    ) {
        self.recover(recovered);
        // Nobody is answered before it is on record who they are.
        let mut settled = false;
        loop {
            self.write_floor();
            settled |= self.desk.is_settled();
            let deadline = self.desk.deadline().map(|at| self.with.clock.instant(at));
            let soon = tokio::time::Instant::now() + std::time::Duration::from_millis(10);
            tokio::select! {
                biased;
                note = notes.recv() => match note {
                    Some(note) => self.noted(note),
                    None => return,
                },
                ask = asks.recv(), if settled => match ask {
                    Some(ask) => self.asked(ask),
                    None => return,
                },
                () = sleep_until(deadline.map(|at| at.max(soon))) => {}
            }
        }
    }

    /// Everybody who was signed in is expected back; every call lost its connections.
    fn recover(&mut self, recovered: Vec<CallHost>) {
        let signed_in: Vec<PersonId> = self.desk.floor().members().keys().cloned().collect();
        for person in signed_in {
            self.desk.ask(FloorAsk::Observed(FloorObservation::LastPageClosed(person)));
        }
        let mut newest =
            BTreeMap::<PersonId, (backline_core::time::Timestamp, InteractionId)>::new();
        for host in &recovered {
            let state = host.state();
            let number = host.next_number().saturating_sub(1);
            self.desk.note(self.with.clock.now(), number, state);
            for (person, supervision) in state.supervisors() {
                let opened = (supervision.since, state.id());
                let last = newest.entry(person.clone()).or_insert(opened);
                *last = opened.max(*last);
            }
        }
        self.publish_view();
        if !recovered.is_empty() {
            tracing::info!(tenant = %self.tenant, calls = recovered.len(), "calls go on");
        }
        for host in recovered {
            let id = host.state().id();
            let moved: Vec<PersonId> = host
                .state()
                .supervisors()
                .keys()
                .filter(|person| newest.get(*person).is_some_and(|(_, last)| *last != id))
                .cloned()
                .collect();
            let handle = self.start(host, true);
            for supervisor in moved {
                let moved = ToInteraction::Observed(Observation::Moved { supervisor });
                let _ = handle.inbox.send(moved);
            }
        }
    }

    /// Starts the task of an interaction. A panic in it ends that one.
    fn start(&mut self, host: CallHost, recovered: bool) -> InteractionHandle {
        let (id, visitor) = (host.state().id(), host.state().customer().visitor);
        let (task, handle) = InteractionTask::new(host, self.with.clone());
        let _ = self.switch.send(Registration::Add(id, handle.inbox.clone()));
        self.interactions.insert(id, handle.clone());
        self.callers.insert(visitor, id);
        let notes = self.with.notes.clone();
        tokio::spawn(async move {
            let panicked = task.run(recovered).await;
            let _ = notes.send(Note::Gone { interaction: id, panicked });
        });
        for viewer in self.registry.viewers() {
            let viewer = viewer.clone();
            let _ = handle.inbox.send(ToInteraction::Subscribe {
                viewer,
                cursor: None,
                subscribed: None,
            });
        }
        self.count_live();
        handle
    }

    fn asked(&mut self, ask: Ask) {
        match ask {
            Ask::Arrive { viewer, token, take_over, resume, reply } => {
                let arrival = self.arrive(viewer, token, take_over, &resume);
                let _ = reply.send(arrival);
            }
            Ask::Command(asked) => self.command(asked),
            Ask::Floor { viewer, id, command } => {
                let Viewer { outbox, who, .. } = viewer;
                self.desk.ask(FloorAsk::Command { outbox, who, id, command });
            }
            Ask::Receipt { viewer, interaction, receipt } => {
                if let Some(who) = viewer.who.as_person().cloned() {
                    self.tell(interaction, ToInteraction::Receipt { who, receipt });
                }
            }
            Ask::Depart { connection } => self.depart(connection),
            Ask::Call { viewer, id, call } => self.call(viewer, id, call),
            Ask::Incoming { visitor, call, reply } => self.incoming(visitor, call, reply),
            Ask::People { reply } => {
                let _ = reply.send(Arc::clone(&self.view.borrow()));
            }
            Ask::Configure { people, terms } => {
                self.terms = terms.clone();
                let chosen = FloorObservation::TermsRead(Box::new(terms));
                self.desk.ask(FloorAsk::Observed(chosen));
                let read = FloorObservation::Configured(people);
                self.desk.ask(FloorAsk::Observed(read));
            }
            Ask::Drain => self.draining = true,
        }
    }

    fn noted(&mut self, note: Note) {
        match note {
            Note::Changed { number, state, opened } => self.changed(number, &state, &opened),
            Note::Settled { person, interaction } => self.settled(&person, interaction),
            Note::Gone { interaction, panicked } => self.gone(interaction, panicked),
            Note::Reread { interaction, records } => self.reread(interaction, &records),
            Note::FloorWritten(written) => {
                if self.desk.written(self.with.clock.now(), written.is_ok()) {
                    self.publish_view();
                }
            }
            Note::CallWritten { interaction, first, written } => {
                self.call_written(interaction, &first, written.is_ok());
            }
        }
    }

    fn command(&mut self, asked: Asked) {
        let connection = asked.viewer.connection;
        let here = connection == ConnectionId::NO_PAGE || self.registry.is_here(connection);
        if !here && asked.command.depends_on_others() {
            return;
        }
        match self.gates.enter(asked) {
            Passage::Through { asked, gated } => self.forward(*asked, gated),
            Passage::Held => {}
            Passage::Full(asked) => refuse(&asked.viewer, asked.id, Refusal::NotRecorded),
        }
    }

    fn forward(&mut self, asked: Asked, gated: bool) {
        let (interaction, id) = (asked.interaction, asked.id);
        let viewer = asked.viewer.clone();
        let refusal = match self.interactions.get(&interaction) {
            None => Refusal::NoSuchCall,
            Some(handle)
                if !asked.command.is_never_turned_away()
                    && handle.waiting.load(Ordering::Relaxed) >= MAX_WAITING =>
            {
                Refusal::NotRecorded
            }
            Some(handle) => {
                handle.waiting.fetch_add(1, Ordering::Relaxed);
                match handle.inbox.send(ToInteraction::Command { asked, gated }) {
                    Ok(()) => return,
                    Err(_) => Refusal::NoSuchCall,
                }
            }
        };
        metrics::counter!("backline_commands_total", "outcome" => "refused").increment(1);
        refuse(&viewer, id, refusal);
        if let (true, Some(person)) = (gated, viewer.who.behind()) {
            self.settled(&person.clone(), interaction);
        }
    }

    fn settled(&mut self, person: &PersonId, interaction: InteractionId) {
        for asked in self.gates.settled(person, interaction) {
            self.command(asked);
        }
    }

    fn changed(&mut self, number: u64, state: &Interaction, opened: &[PersonId]) {
        let now = self.with.clock.now();
        let changed = self.desk.note(now, number, state);
        if state.is_over() {
            self.callers.remove(&state.customer().visitor);
            self.count_live();
        }
        if changed {
            self.publish_view();
        }
        for person in opened {
            let view = self.view.borrow().clone();
            let others = view.people.get(person).map(|view| view.supervising.clone());
            let elsewhere = others.unwrap_or_default().into_iter().map(|(id, _)| id);
            for other in elsewhere.filter(|id| *id != state.id()) {
                let seen = Observation::Moved { supervisor: person.clone() };
                self.tell(other, ToInteraction::Observed(seen));
            }
        }
    }

    fn gone(&mut self, interaction: InteractionId, panicked: bool) {
        let waited: Vec<_> = self.gates.waiting_for(interaction);
        self.interactions.remove(&interaction);
        self.callers.retain(|_, call| *call != interaction);
        let _ = self.switch.send(Registration::Remove(interaction));
        for person in waited {
            self.settled(&person, interaction);
        }
        self.count_live();
        // Once: a fault that the record itself brings about would come again.
        if panicked && self.faulty.insert(interaction) {
            let (ledger, notes) = (Arc::clone(&self.with.ledger), self.with.notes.clone());
            let tenant = self.tenant.clone();
            tokio::spawn(async move {
                let records = ledger.interaction(&tenant, interaction).await.unwrap_or_default();
                let _ = notes.send(Note::Reread { interaction, records });
            });
        } else if panicked {
            self.give_up(interaction);
        }
    }

    /// An interaction that ended by a fault goes on from the record, as after a restart.
    fn reread(&mut self, interaction: InteractionId, records: &[Record]) {
        match CallHost::replay(records) {
            Some(host) if !host.state().is_over() => {
                self.start(host, true);
            }
            Some(_) | None => self.give_up(interaction),
        }
    }

    /// Until the next restart, which reads the record again, it is as if it were over.
    fn give_up(&mut self, interaction: InteractionId) {
        tracing::error!(%interaction, "an interaction cannot go on");
        if self.desk.forget(self.with.clock.now(), interaction) {
            self.publish_view();
        }
        let withdrawn = ServerMessage::Withdrawn { interaction };
        self.registry.viewers().for_each(|viewer| viewer.outbox.send(&withdrawn));
    }

    fn tell(&self, interaction: InteractionId, what: ToInteraction) {
        if let Some(handle) = self.interactions.get(&interaction) {
            // Its task may have ended a moment ago; then there is nobody to tell.
            let _ = handle.inbox.send(what);
        }
    }

    fn interaction_ids(&self) -> Vec<InteractionId> {
        self.interactions.keys().copied().collect()
    }

    fn call_of(&self, visitor: VisitorId) -> Option<InteractionId> {
        self.callers.get(&visitor).copied()
    }

    fn publish_view(&mut self) {
        let view = Arc::new(self.desk.floor().view());
        self.registry.tell_about_themselves(self.desk.floor(), &view);
        self.view.send_replace(view);
    }

    fn count_live(&self) {
        let live = self.callers.len();
        self.live.send_replace(live);
        let tenant = self.tenant.to_string();
        metrics::gauge!("backline_calls_live", "tenant" => tenant).set(live as f64);
    }

    fn write_floor(&mut self) {
        let Some(entry) = self.desk.write(self.with.clock.now()) else { return };
        let (ledger, notes) = (Arc::clone(&self.with.ledger), self.with.notes.clone());
        tokio::spawn(async move {
            let written = ledger.append(entry).await;
            // At the end of the server the record closes last, and pages go before it.
            if let Err(why) = &written
                && !matches!(why, StoreError::Closed)
            {
                tracing::error!(%why, "facts of the floor were not recorded");
            }
            let _ = notes.send(Note::FloorWritten(written));
        });
    }
}

/// Tells a page that its command is not done.
fn refuse(viewer: &Viewer, id: CommandId, refusal: Refusal) {
    viewer.outbox.send(&ServerMessage::refused(id, refusal));
}

async fn sleep_until(at: Option<tokio::time::Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}
