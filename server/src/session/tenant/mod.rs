//! The task of one tenant: its floor, its interactions, and the pages that are connected.
//!
//! Everything a page asks comes through here, in order, and goes on to the interaction it is
//! about; so what an interaction has told about itself is known before the next question. It never
//! waits for an interaction nor for the record.

mod arrival;
mod floor;
mod opening;
mod past;
mod registry;
mod sound_check;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, atomic::Ordering},
};

use backline_core::{
    floor::{CallNote, FloorObservation},
    host::{CallHost, FloorHost, OpenedCalls, call::MAX_WAITING, floor::FloorInput},
    id::{InteractionId, PersonId, TenantId, VisitorId},
    interaction::{Observation, Refusal},
    people::FloorView,
};
use tokio::sync::{
    mpsc::{self, error::SendError},
    watch,
};

use super::{
    interaction::{InteractionTask, Surroundings},
    keeper::Standing,
    message::{AskedCommand, InteractionHandle, TenantNews, ToInteraction, ToTenant, Waiting},
    ordering::{PerPerson, Turn},
    port::{Answer, Asker, Question},
};
use floor::FloorAsked;
use opening::Openings;
use registry::Registry;
use sound_check::SoundChecks;

/// The task's own state.
pub(crate) struct TenantTask {
    tenant: TenantId,
    with: Surroundings,
    floor_host: FloorHost,
    view: watch::Sender<Arc<FloorView>>,
    registry: Registry,
    openings: Openings,
    opened: OpenedCalls,
    checks: SoundChecks,
    interactions: BTreeMap<InteractionId, InteractionHandle>,
    /// The calls that are not over, by their customer: more than one where a call came back from a
    /// fault after its customer had called again.
    callers: BTreeSet<(VisitorId, InteractionId)>,
    /// The customer of each call that is not over.
    visitors: BTreeMap<InteractionId, VisitorId>,
    /// Who waits for an answer of the floor.
    floor_asked: FloorAsked,
    ordering: PerPerson,
    /// Interactions that have ended by a fault once.
    faulty: BTreeSet<InteractionId>,
    /// Those of whom the floor was told last that a page of theirs is there.
    there: BTreeSet<PersonId>,
    standing: Standing,
}

/// What a tenant's task is made of.
pub(crate) struct TenantParts {
    pub(crate) with: Surroundings,
    pub(crate) floor_host: FloorHost,
    pub(crate) opened: OpenedCalls,
    pub(crate) view: watch::Sender<Arc<FloorView>>,
    pub(crate) standing: Standing,
}

impl TenantTask {
    pub(crate) fn new(parts: TenantParts) -> Self {
        Self {
            tenant: parts.floor_host.floor().tenant().clone(),
            with: parts.with,
            floor_host: parts.floor_host,
            view: parts.view,
            registry: Registry::default(),
            openings: Openings::default(),
            opened: parts.opened,
            checks: SoundChecks::default(),
            interactions: BTreeMap::new(),
            callers: BTreeSet::new(),
            visitors: BTreeMap::new(),
            floor_asked: FloorAsked::default(),
            ordering: PerPerson::default(),
            faulty: BTreeSet::new(),
            there: BTreeSet::new(),
            standing: parts.standing,
        }
    }

    /// Brings back what was on record, then serves until nobody can ask any more.
    pub(crate) async fn run(
        mut self,
        recovered: Vec<CallHost>,
        mut inbox: Waiting,
        news: &mut mpsc::UnboundedReceiver<TenantNews>,
    ) {
        self.recover(recovered);
        // Nobody is answered before it is on record who they are.
        let mut settled = false;
        let mut looks = arrival::looks();
        loop {
            self.let_floor_lapse();
            settled |= self.floor_host.is_settled();
            let deadline = self.floor_host.poll_timeout().map(|at| self.with.clock.instant(at));
            let soon = tokio::time::Instant::now() + std::time::Duration::from_millis(10);
            tokio::select! {
                biased;
                // First, and seldom: whoever asks much must not keep others from being missed.
                _ = looks.tick() => self.look_for_silent_pages(),
                heard = news.recv() => match heard {
                    Some(heard) => self.heard(heard),
                    None => return,
                },
                Ok(()) = self.standing.configured.changed() => self.configured(),
                told = inbox.next(), if settled => match told {
                    Some(told) => self.take_in(told),
                    None => return,
                },
                () = sleep_until(deadline.map(|at| at.max(soon))) => {}
            }
        }
    }

    /// Everybody who was signed in is expected back; every call lost its connections.
    fn recover(&mut self, recovered: Vec<CallHost>) {
        self.carry_out_floor();
        let signed_in: Vec<PersonId> = self.floor_host.floor().members().keys().cloned().collect();
        for person in signed_in {
            let closed = FloorObservation::LastPageClosed(person);
            self.tell_floor(FloorInput::Observed(closed));
        }
        let mut newest =
            BTreeMap::<PersonId, (backline_core::time::Timestamp, InteractionId)>::new();
        for host in &recovered {
            let state = host.state();
            let number = host.next_number().saturating_sub(1);
            self.tell_floor(FloorInput::Call(CallNote::of(number, state)));
            for supervision in state.supervisors() {
                let person = &supervision.card.person;
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
                .map(|own| &own.card.person)
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
        self.interactions.insert(id, handle.clone());
        self.callers.insert((visitor, id));
        self.visitors.insert(id, visitor);
        let news = self.with.news.clone();
        tokio::spawn(async move {
            let panicked = task.run(recovered).await;
            let _ = news.send(TenantNews::Gone { interaction: id, panicked });
        });
        for page in self.registry.pages() {
            let (page, cursor, had_part, subscribed) = (Arc::clone(page), None, false, None);
            let told = ToInteraction::Subscribe { page, cursor, had_part, subscribed };
            let _ = handle.inbox.send(told);
        }
        self.count_live();
        handle
    }

    /// The configuration was read again.
    fn configured(&mut self) {
        let read = self.standing.configured.borrow_and_update().observations();
        for seen in read {
            self.tell_floor(FloorInput::Observed(seen));
        }
    }

    fn take_in(&mut self, told: ToTenant) {
        // Read before this was asked.
        if self.standing.configured.has_changed().is_ok_and(|changed| changed) {
            self.configured();
        }
        match told {
            ToTenant::Arrive { page, greeting, reply } => {
                let _ = reply.send(self.arrive(&page, greeting));
            }
            ToTenant::Question { asker, question } => self.asked(asker, question),
            ToTenant::SignedIn { person, reply } => {
                self.tell_floor(FloorInput::Observed(FloorObservation::SignedIn(person)));
                let _ = reply.send(());
            }
            ToTenant::CaughtUp { page, interactions } => self.caught_up(&page, interactions),
            ToTenant::Depart { page } => self.depart(&page),
            ToTenant::Incoming { visitor, call, reply } => self.incoming(visitor, call, reply),
            ToTenant::Lens { who, interaction, reply } => {
                self.tell(interaction, ToInteraction::Lens { who, reply });
            }
            ToTenant::People { reply } => {
                let _ = reply.send(Arc::clone(&self.view.borrow()));
            }
        }
    }

    fn asked(&mut self, asker: Asker, question: Question) {
        match question {
            Question::Command { id, interaction, command } => {
                self.command(AskedCommand { asker, id, interaction, command });
            }
            Question::Floor { id, command } => self.ask_floor(asker, id, command),
            Question::Call { id, call } => self.call(asker, id, call),
            Question::CheckSound { id, offer } => {
                let here = asker.page().is_some_and(|page| self.registry.is_here(page));
                self.checks.begin(&self.with, (asker, here), (id, offer));
            }
            Question::RingHeard { interaction } => {
                if let Some(who) = asker.who().as_person().cloned() {
                    self.tell(interaction, ToInteraction::RingHeard { who });
                }
            }
            Question::Receipt { interaction, receipt } => {
                if let Some(who) = asker.who().as_person().cloned() {
                    self.tell(interaction, ToInteraction::Receipt { who, receipt });
                }
            }
        }
    }

    fn heard(&mut self, news: TenantNews) {
        match news {
            TenantNews::Changed { note, opened } => self.changed(*note, &opened),
            TenantNews::Settled { person, interaction } => self.settled(&person, interaction),
            TenantNews::Gone { interaction, panicked } => self.gone(interaction, panicked),
            TenantNews::Reread { interaction, records } => self.reread(interaction, &records),
            TenantNews::SoundChecked { page, id, passed } => self.sound_checked(&page, id, passed),
            TenantNews::FloorWritten { ticket, written } => self.tell_floor(match written {
                Ok(()) => FloorInput::Stored { ticket },
                Err(_) => FloorInput::StoreFailed { ticket },
            }),
            TenantNews::CallWritten { interaction, first, written } => {
                self.call_written(interaction, &first, written.is_ok());
            }
        }
    }

    /// What depends on others is not done for a page that has lost its place.
    fn command(&mut self, asked: AskedCommand) {
        let left = asked.asker.page().is_some_and(|page| !self.registry.is_here(page));
        if left && asked.command.depends_on_others() {
            return;
        }
        let sign_in = asked.asker.sign_in();
        if let Err(refusal) = sign_in.admit(self.with.clock.now(), &asked.command) {
            return refuse(asked, refusal);
        }
        match self.ordering.enter(asked) {
            Turn::Through { asked, awaited } => self.forward(*asked, awaited),
            Turn::Held => {}
            Turn::Full(asked) => refuse(*asked, Refusal::NotRecorded),
        }
    }

    fn forward(&mut self, asked: AskedCommand, awaited: bool) {
        let (interaction, person) = (asked.interaction, asked.asker.who().behind().cloned());
        let (asked, refusal) = match self.interactions.get(&interaction) {
            None => (asked, Refusal::NoSuchCall),
            Some(handle)
                if !asked.command.is_never_turned_away()
                    && handle.waiting.load(Ordering::Relaxed) >= MAX_WAITING =>
            {
                (asked, Refusal::NotRecorded)
            }
            Some(handle) => {
                handle.waiting.fetch_add(1, Ordering::Relaxed);
                let sent = handle.inbox.send(ToInteraction::Command { asked, awaited });
                let Err(SendError(ToInteraction::Command { asked, .. })) = sent else { return };
                (asked, Refusal::NoSuchCall)
            }
        };
        metrics::counter!("backline_commands_total", "outcome" => "refused").increment(1);
        refuse(asked, refusal);
        if let (true, Some(person)) = (awaited, person) {
            self.settled(&person, interaction);
        }
    }

    fn settled(&mut self, person: &PersonId, interaction: InteractionId) {
        for asked in self.ordering.settled(person, interaction) {
            self.command(asked);
        }
    }

    fn changed(&mut self, note: CallNote, opened: &[PersonId]) {
        let (interaction, over) = (note.interaction, note.over);
        self.tell_floor(FloorInput::Call(note));
        if over {
            self.has_no_caller(interaction);
            self.count_live();
        }
        for person in opened {
            let view = self.floor_host.view().people.get(person);
            let elsewhere: Vec<_> = view.iter().flat_map(|view| view.supervising.keys()).collect();
            for other in elsewhere.into_iter().filter(|id| **id != interaction) {
                let seen = Observation::Moved { supervisor: person.clone() };
                self.tell(*other, ToInteraction::Observed(seen));
            }
        }
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

    fn count_live(&self) {
        let live = self.visitors.len();
        self.standing.live.send_replace(live);
        let tenant = self.tenant.to_string();
        metrics::gauge!("backline_calls_live", "tenant" => tenant).set(live as f64);
    }
}

/// Tells whoever asked that it is not done.
fn refuse(mut asked: AskedCommand, refusal: Refusal) {
    asked.asker.answer(asked.id, Answer::Refused(refusal));
}

async fn sleep_until(at: Option<tokio::time::Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}
