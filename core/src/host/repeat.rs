//! Commands that are on record: one has one effect, however often it is sent.
//!
//! The rule of both hosts. A command is known by its author and the id that the author made. The
//! same body again, apart from its texts, is answered as done and does nothing; another body under a
//! used id is refused.
//! Of each author the latest [`KNOWN`] are known, so that nobody makes a state grow by asking. Of a
//! tenant's calls it says, too, how many one browser may open within a while.

use std::collections::{BTreeMap, VecDeque};

use crate::{
    id::{CommandId, InteractionId, TenantId},
    interaction::{CallFact, CallRefusal, Fact, Refusal},
    people::{Actor, Identity},
    protocol::{Cause, CommandBody, Record, fingerprint},
    time::{Millis, Timestamp},
};

/// How many of a tenant's latest calls are known by the commands that asked for them. A page repeats
/// what it has not seen answered, which is among the latest.
pub const OPENINGS_REMEMBERED: usize = 1_000;

/// Commands of one author that are known again: far more than a page keeps that it has not seen
/// answered, or than a machine tries again.
pub const KNOWN: usize = 1_000;

/// Calls that one browser may open within [`CALLS_WITHIN`]: more than anybody needs who is cut off
/// again and again.
pub const MOST_CALLS: usize = 20;

/// See [`MOST_CALLS`].
pub const CALLS_WITHIN: Millis = Millis::seconds(600);

/// The latest commands that a record holds, by their author.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct DoneCommands(BTreeMap<Identity, OwnCommands>);

/// Those of one author, each with the fingerprint of its body, and in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
struct OwnCommands {
    known: BTreeMap<CommandId, u64>,
    order: VecDeque<CommandId>,
}

/// A tenant's latest calls, by the commands that asked for them: one that is sent again is that call,
/// also when the call is over and its driver gone. And how many one browser has had of late.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OpenedCalls(VecDeque<OpenedCall>);

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
struct OpenedCall {
    by: Identity,
    cause: Cause,
    interaction: InteractionId,
    at: Timestamp,
}

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
        let Some(Cause { command, fingerprint }) = cause else { return };
        let own = self.0.entry(by.clone()).or_default();
        if own.known.insert(command, fingerprint).is_some() {
            return;
        }
        own.order.push_back(command);
        if own.order.len() > KNOWN
            && let Some(oldest) = own.order.pop_front()
        {
            own.known.remove(&oldest);
        }
    }

    /// Whether something that `who` asks of something of `tenant` is on record under this id,
    /// whatever its body.
    pub(crate) fn holds(&self, (tenant, who): (&TenantId, &Actor), id: CommandId) -> bool {
        who.tenant == *tenant && self.fingerprint(&who.identity, id).is_some()
    }

    /// How something that `who` asks of something of `tenant` stands to what is on record.
    pub(crate) fn repeat(&self, (tenant, who): (&TenantId, &Actor), asked: Cause) -> Repeat {
        // A name means somebody else in another tenant.
        if who.tenant != *tenant {
            return Repeat::New;
        }
        match self.fingerprint(&who.identity, asked.command) {
            None => Repeat::New,
            Some(known) if known == asked.fingerprint => Repeat::Done,
            Some(_) => Repeat::Reused,
        }
    }

    fn fingerprint(&self, by: &Identity, id: CommandId) -> Option<u64> {
        self.0.get(by)?.known.get(&id).copied()
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
            let (by, interaction, at) = (first.by.clone(), *id, first.at);
            self.0.push_back(OpenedCall { by, cause, interaction, at });
            self.0.drain(..self.0.len().saturating_sub(OPENINGS_REMEMBERED));
        }
    }

    /// Whether `who` may open another call at `at`.
    ///
    /// # Errors
    /// [`CallRefusal::TooManyCalls`] when they have had [`MOST_CALLS`] within [`CALLS_WITHIN`].
    pub fn admit(&self, who: &Actor, at: Timestamp) -> Result<(), Refusal> {
        let lately = |call: &&OpenedCall| at < call.at.plus(CALLS_WITHIN);
        let own = self.0.iter().rev().take_while(lately).filter(|call| call.by == who.identity);
        if own.count() < MOST_CALLS { Ok(()) } else { Err(CallRefusal::TooManyCalls.into()) }
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
        let own = |call: &&OpenedCall| call.by == who.identity && call.cause.command == id;
        let OpenedCall { cause, interaction, .. } = self.0.iter().rev().find(own)?;
        let is_same = cause.fingerprint == fingerprint(body);
        Some((*interaction, if is_same { Repeat::Done } else { Repeat::Reused }))
    }
}
