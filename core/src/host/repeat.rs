//! Commands that are on record: one has one effect, however often it is sent.
//!
//! The rule of both hosts. A command is known by its author and the id that the author made. The
//! same body again, apart from its texts, is answered as done and does nothing; another body under a
//! used id is refused.

use std::collections::{BTreeMap, VecDeque};

use crate::{
    id::{CommandId, InteractionId, TenantId},
    interaction::{CallFact, Fact},
    people::{Actor, Identity},
    protocol::{Cause, CommandBody, Record, fingerprint},
};

/// How many of a tenant's latest calls are known by the commands that asked for them. A page repeats
/// what it has not seen answered, which is among the latest.
pub const OPENINGS_REMEMBERED: usize = 1_000;

/// The commands that a record holds, each with the fingerprint of its body.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct DoneCommands(BTreeMap<(Identity, CommandId), u64>);

/// A tenant's latest calls, by the commands that asked for them: one that is sent again is that call,
/// also when the call is over and its driver gone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OpenedCalls(VecDeque<(Identity, Cause, InteractionId)>);

/// How a command stands to those on record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Repeat {
    /// Its author has used this id for nothing yet.
    New,
    /// It is on record: it is done.
    Done,
    /// Its id is on record with another body.
    Reused,
}

impl DoneCommands {
    /// Notes the command behind a record.
    pub(crate) fn note(&mut self, by: &Identity, cause: Option<Cause>) {
        if let Some(Cause { command, fingerprint }) = cause {
            self.0.insert((by.clone(), command), fingerprint);
        }
    }

    /// Whether something that `who` asks of something of `tenant` is on record under this id,
    /// whatever its body.
    pub(crate) fn holds(&self, (tenant, who): (&TenantId, &Actor), id: CommandId) -> bool {
        who.tenant == *tenant && self.0.contains_key(&(who.identity.clone(), id))
    }

    /// How something that `who` asks of something of `tenant` stands to what is on record.
    pub(crate) fn repeat(&self, (tenant, who): (&TenantId, &Actor), asked: Cause) -> Repeat {
        // A name means somebody else in another tenant.
        if who.tenant != *tenant {
            return Repeat::New;
        }
        match self.0.get(&(who.identity.clone(), asked.command)) {
            None => Repeat::New,
            Some(known) if *known == asked.fingerprint => Repeat::Done,
            Some(_) => Repeat::Reused,
        }
    }

    /// Forgets all of them.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

impl OpenedCalls {
    /// Notes a call by its first record. What nobody's command has opened nobody sends again.
    pub fn note(&mut self, first: &Record) {
        if let (Fact::Call(CallFact::Opened { id, .. }), Some(cause)) = (&first.fact, first.cause) {
            self.0.push_back((first.by.clone(), cause, *id));
            self.0.drain(..self.0.len().saturating_sub(OPENINGS_REMEMBERED));
        }
    }

    /// The call for which `who`, of this tenant, has used this id, and how the body stands to what
    /// was asked then; `None` when the id is new here.
    #[must_use]
    pub fn repeat(
        &self,
        who: &Actor,
        id: CommandId,
        body: &impl CommandBody,
    ) -> Option<(InteractionId, Repeat)> {
        let own =
            |(by, cause, _): &&(Identity, Cause, _)| *by == who.identity && cause.command == id;
        let (_, cause, interaction) = self.0.iter().rev().find(own)?;
        let is_same = cause.fingerprint == fingerprint(body);
        Some((*interaction, if is_same { Repeat::Done } else { Repeat::Reused }))
    }
}
