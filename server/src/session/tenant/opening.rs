//! How a call begins: its first fact is on record before anybody is told of it; and how one begins
//! again whose task has ended by a fault of its own.

use std::{collections::BTreeMap, sync::Arc};

use backline_core::{
    floor::CallNote,
    host::{CallHost, Repeat, floor::FloorInput},
    id::{CommandId, InteractionId, LegId, VisitorId},
    interaction::{CallFact, Context, Fact, NewCall, Refusal},
    people::{Actor, Identity},
    protocol::{Cause, Record, ServerMessage, fingerprint},
};
use tokio::sync::oneshot;
use uuid::Uuid;

use super::TenantTask;
use crate::{
    session::{
        message::{AskedCall, TenantNews, ToInteraction},
        port::{Answer, Asker, CallRequest},
    },
    store::Batch,
};

/// Calls whose first fact is being written, by the browser that calls.
#[derive(Default)]
pub(super) struct Openings(BTreeMap<VisitorId, Opening>);

/// A call whose first fact is being written, and who waits for that.
struct Opening {
    interaction: InteractionId,
    asked: Vec<AskedCall>,
    reply: Option<oneshot::Sender<Option<InteractionId>>>,
}

impl Openings {
    /// What is being written for a browser.
    fn of(&mut self, visitor: VisitorId) -> Option<&mut Opening> {
        self.0.get_mut(&visitor)
    }

    /// A browser's call begins to be written.
    fn begin(&mut self, visitor: VisitorId, interaction: InteractionId) -> &mut Opening {
        let opening = Opening { interaction, asked: Vec::new(), reply: None };
        self.0.entry(visitor).insert_entry(opening).into_mut()
    }

    /// A call's first fact is written, or not: who has waited for it.
    fn end(&mut self, first: &Record) -> Option<Opening> {
        let Fact::Call(CallFact::Opened { visitor, .. }) = &first.fact else { return None };
        self.0.remove(visitor)
    }
}

impl Opening {
    /// Tells everybody who waits that there is no call.
    fn refuse(&mut self) {
        for AskedCall { mut asker, id, .. } in self.asked.drain(..) {
            asker.answer(id, Answer::Refused(Refusal::NotRecorded));
        }
    }
}

impl AskedCall {
    /// Answers that this is the call, unless the id of the wish is on record for another.
    pub(in crate::session) fn answer(self, call: &CallHost) {
        let stands = call.repeat(self.asker.who(), self.id, &self.call);
        self.answer_with(call.state().id(), stands);
    }

    fn answer_with(mut self, interaction: InteractionId, stands: Repeat) {
        let answer = match stands {
            Repeat::New | Repeat::Done => Answer::Done { interaction: Some(interaction) },
            Repeat::Reused => Answer::Refused(Refusal::CommandReused),
        };
        self.asker.answer(self.id, answer);
    }
}

impl TenantTask {
    fn call_of(&self, visitor: VisitorId) -> Option<InteractionId> {
        let first = (visitor, InteractionId::from_u128(0));
        let (caller, interaction) = self.callers.range(first..).next()?;
        (*caller == visitor).then_some(*interaction)
    }

    /// Whether the server is about to end.
    fn is_draining(&self) -> bool {
        *self.standing.draining.borrow()
    }

    /// The customer of a call may call again, unless there is another call of theirs.
    pub(super) fn has_no_caller(&mut self, interaction: InteractionId) {
        if let Some(visitor) = self.visitors.remove(&interaction) {
            self.callers.remove(&(visitor, interaction));
        }
    }

    /// A customer calls. One browser has one call at a time, and a wish that comes again when its
    /// call is over is still that call.
    pub(super) fn call(&mut self, mut asker: Asker, id: CommandId, call: CallRequest) {
        let Identity::Visitor(visitor) = asker.who().identity else {
            asker.answer(id, Answer::Refused(Refusal::NotYours));
            return;
        };
        let before = self.opened.repeat(asker.who(), id, &call);
        if let Some((interaction, stands)) =
            before.filter(|(it, _)| !self.visitors.contains_key(it))
        {
            AskedCall { asker, id, call }.answer_with(interaction, stands);
            return;
        }
        if let Some(interaction) = before.map(|(it, _)| it).or_else(|| self.call_of(visitor)) {
            self.tell(interaction, ToInteraction::Announce(AskedCall { asker, id, call }));
        } else if let Some(opening) = self.openings.of(visitor) {
            opening.asked.push(AskedCall { asker, id, call });
        } else if self.is_draining() {
            asker.answer(id, Answer::Refused(Refusal::NotRecorded));
        } else if let Err(refusal) = self.opened.admit(asker.who(), self.with.clock.now()) {
            asker.answer(id, Answer::Refused(refusal));
        } else {
            let cause = Some(Cause { command: id, fingerprint: fingerprint(&call) });
            match self.begin_call(visitor, call.clone(), cause) {
                Ok(opening) => opening.asked.push(AskedCall { asker, id, call }),
                Err(refusal) => asker.answer(id, Answer::Refused(refusal)),
            }
        }
    }

    /// A customer calls who has no page here.
    pub(super) fn incoming(
        &mut self,
        visitor: VisitorId,
        call: CallRequest,
        reply: oneshot::Sender<Option<InteractionId>>,
    ) {
        if self.is_draining() {
            let _ = reply.send(None);
            return;
        }
        match self.begin_call(visitor, call, None) {
            Ok(opening) => opening.reply = Some(reply),
            Err(_) => {
                let _ = reply.send(None);
            }
        }
    }

    fn begin_call(
        &mut self,
        visitor: VisitorId,
        call: CallRequest,
        cause: Option<Cause>,
    ) -> Result<&mut Opening, Refusal> {
        let (at, interaction) = (self.with.clock.now(), InteractionId(Uuid::new_v4()));
        let who = Actor::visitor(self.tenant.clone(), visitor);
        let floor = Arc::clone(&self.view.borrow());
        let cx = Context { at, who: &who, floor: &floor, fresh_leg: LegId(Uuid::new_v4()) };
        let CallRequest { name, number, to, contact } = call;
        let new = NewCall { id: interaction, name, number, wants: to, contact };
        let terms = self.floor_host.floor().terms().ok_or(Refusal::NotRecorded)?;
        let fact = new.decide(&cx, terms)?;
        let record = Record { number: 0, at, by: who.identity.clone(), cause, fact };
        self.write_opening(interaction, record);
        Ok(self.openings.begin(visitor, interaction))
    }

    fn write_opening(&self, interaction: InteractionId, record: Record) {
        let (store, news) = (Arc::clone(&self.with.store), self.with.news.clone());
        let entry = Batch::Interaction {
            tenant: self.tenant.clone(),
            interaction,
            records: vec![record.clone()],
            sealing: false,
        };
        metrics::counter!("backline_facts_total").increment(1);
        tokio::spawn(async move {
            let written = store.append(entry).await;
            let first = Box::new(record);
            let _ = news.send(TenantNews::CallWritten { interaction, first, written });
        });
    }

    /// The first fact is on record, or it is not.
    pub(super) fn call_written(&mut self, interaction: InteractionId, first: &Record, done: bool) {
        let Some(mut opening) = self.openings.end(first) else { return };
        let host = if done { CallHost::open(first) } else { None };
        match host {
            Some(host) => {
                self.opened.note(first);
                let note = CallNote::of(first.number, host.state());
                self.tell_floor(FloorInput::Call(note));
                tracing::info!(%interaction, tenant = %self.tenant, "a call came in");
                let handle = self.start(host, false);
                for asked in opening.asked {
                    let _ = handle.inbox.send(ToInteraction::Announce(asked));
                }
            }
            None => {
                tracing::error!(%interaction, "a call was not recorded, so it was refused");
                opening.refuse();
            }
        }
        if let Some(reply) = opening.reply {
            let _ = reply.send(done.then_some(opening.interaction));
        }
    }

    /// The task of an interaction has ended, perhaps by a fault of its own.
    pub(super) fn gone(&mut self, interaction: InteractionId, panicked: bool) {
        let waited: Vec<_> = self.ordering.waiting_for(interaction);
        self.interactions.remove(&interaction);
        self.has_no_caller(interaction);
        for person in waited {
            self.settled(&person, interaction);
        }
        self.count_live();
        // Once: a fault that the record itself brings about would come again.
        if panicked && self.faulty.insert(interaction) {
            let (store, news) = (Arc::clone(&self.with.store), self.with.news.clone());
            let tenant = self.tenant.clone();
            tokio::spawn(async move {
                let records = store.interaction(&tenant, interaction).await.unwrap_or_default();
                let _ = news.send(TenantNews::Reread { interaction, records });
            });
        } else if panicked {
            self.give_up(interaction);
        }
    }

    /// An interaction that ended by a fault goes on from the record, as after a restart.
    pub(super) fn reread(&mut self, interaction: InteractionId, records: &[Record]) {
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
        self.tell_floor(FloorInput::CallGone(interaction));
        self.registry.tell_all(ServerMessage::Withdrawn { interaction });
    }
}
