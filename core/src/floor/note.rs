//! What the floor knows of calls: derived from the interactions' facts, never stored.
//!
//! Applied idempotently by (interaction, number), so that facts may come twice or after a restart.

use std::collections::{BTreeMap, VecDeque};

use super::Floor;
use crate::{
    id::{InteractionId, PersonId},
    interaction::{Interaction, Stage},
    time::Timestamp,
};

/// How many calls that are over are kept in mind, so that late news of one do not bring it back.
const OVER_IN_MIND: usize = 1024;

/// Who is on which call, as far as the interactions have told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Calls {
    live: BTreeMap<InteractionId, Call>,
    over: VecDeque<InteractionId>,
    free_since: BTreeMap<PersonId, Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Call {
    number: u64,
    agent: Option<PersonId>,
    supervisors: BTreeMap<PersonId, bool>,
}

impl Calls {
    /// The call that an agent is on or is being rung by.
    #[must_use]
    pub(crate) fn engaged(&self, person: &PersonId) -> Option<InteractionId> {
        let mut calls = self.live.iter();
        calls.find_map(|(id, call)| (call.agent.as_ref() == Some(person)).then_some(*id))
    }

    /// Since when an agent has had no call; the beginning of time when there was none.
    #[must_use]
    pub(crate) fn free_since(&self, person: &PersonId) -> Timestamp {
        self.free_since.get(person).copied().unwrap_or_default()
    }

    /// Each interaction that a person supervises, and whether an action runs there.
    pub(crate) fn supervising(
        &self,
        person: &PersonId,
    ) -> impl Iterator<Item = (InteractionId, bool)> {
        self.live.iter().filter_map(|(id, call)| Some((*id, *call.supervisors.get(person)?)))
    }
}

impl Floor {
    /// Takes note of an interaction as of its fact `number`. Older news than what is known is
    /// passed over. Returns whether anything is different.
    pub fn note(&mut self, at: Timestamp, number: u64, interaction: &Interaction) -> bool {
        let id = interaction.id();
        let known = self.calls.live.get(&id);
        if known.is_some_and(|call| call.number > number) || self.calls.over.contains(&id) {
            return false;
        }
        let agent = match interaction.stage() {
            Stage::Waiting | Stage::Ended { .. } => None,
            Stage::Ringing { agent, .. } => Some(agent.person.clone()),
            Stage::Talking(talk) => Some(talk.agent.person.clone()),
        };
        let supervisors = interaction
            .supervisors()
            .iter()
            .map(|(person, s)| (person.clone(), s.leg.stance().action().is_some()))
            .collect();
        let before = known.cloned();
        if let Some(left) = before.as_ref().and_then(|call| call.agent.clone())
            && agent.as_ref() != Some(&left)
        {
            self.calls.free_since.insert(left, at);
        }
        if let Some(agent) = &agent {
            self.reservations.remove(agent);
        }
        if interaction.is_over() {
            self.calls.live.remove(&id);
            self.calls.over.truncate(OVER_IN_MIND - 1);
            self.calls.over.push_front(id);
            return before.is_some();
        }
        let changed = before
            .as_ref()
            .is_none_or(|call| call.agent != agent || call.supervisors != supervisors);
        self.calls.live.insert(id, Call { number, agent, supervisors });
        changed
    }
}
