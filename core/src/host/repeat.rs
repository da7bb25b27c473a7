//! Commands that are on record: one has one effect, however often it is sent.
//!
//! The rule of both hosts. A command is known by its author and the id that the author made. The
//! same body again is answered as done and does nothing; another body under a used id is refused.

use std::collections::BTreeMap;

use crate::{
    id::{CommandId, TenantId},
    people::{Actor, Identity},
    protocol::Cause,
};

/// The commands that a record holds, each with the fingerprint of its body.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct DoneCommands(BTreeMap<(Identity, CommandId), u64>);

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
