//! What the floor knows of calls: derived from the interactions' facts, never stored.
//!
//! Applied idempotently by (interaction, number), so that facts may come twice or after a restart.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

use super::Floor;
use crate::{
    id::{InteractionId, PersonId},
    interaction::{HelpRequest, Interaction, Stage},
    people::Earlier,
    sorted::Map,
    time::{Millis, Timestamp},
};

/// How many calls that are over are kept in mind, so that late news of one do not bring it back.
const OVER_IN_MIND: usize = 1024;

/// How long an agent's help requests are kept in mind, so that a helper knows of them.
const REQUESTS_FOR: Millis = Millis::seconds(24 * 3600);

/// Most of them: the latest.
const MOST_REQUESTS: usize = 20;

/// Who is on which call, as far as the interactions have told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Calls {
    live: BTreeMap<InteractionId, Call>,
    over: VecDeque<InteractionId>,
    free_since: BTreeMap<PersonId, Timestamp>,
    requests: BTreeMap<PersonId, Arc<Vec<Earlier>>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Call {
    number: u64,
    agent: Option<PersonId>,
    supervisors: Map<PersonId, bool>,
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

    /// What each agent asked help for.
    pub(crate) const fn requests(&self) -> &BTreeMap<PersonId, Arc<Vec<Earlier>>> {
        &self.requests
    }

    /// Takes note of a request as it stands; whether anything is different.
    fn note_request(&mut self, at: Timestamp, agent: &PersonId, help: &HelpRequest) -> bool {
        let (raised, label, status) = (help.raised_at, help.label.clone(), help.status());
        self.remember(at, agent, Earlier { at: raised, label, status })
    }

    fn remember(&mut self, at: Timestamp, agent: &PersonId, request: Earlier) -> bool {
        let all = self.requests.entry(agent.clone()).or_default();
        if all.contains(&request) || request.at.plus(REQUESTS_FOR) < at {
            return false;
        }
        let all = Arc::make_mut(all);
        all.retain(|known| known.at != request.at && known.at.plus(REQUESTS_FOR) >= at);
        let place = all.partition_point(|known| known.at < request.at);
        all.insert(place, request);
        let surplus = all.len().saturating_sub(MOST_REQUESTS);
        all.drain(..surplus);
        true
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
    /// An agent asked for help before the server was started.
    pub fn remember(&mut self, at: Timestamp, agent: &PersonId, request: Earlier) {
        self.calls.remember(at, agent, request);
    }

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
            Stage::Talking(_) => interaction.agent().map(|agent| agent.person.clone()),
        };
        let supervisors = interaction
            .supervisors()
            .map(|own| (own.card.person.clone(), own.stance.action().is_some()))
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
        let asked = interaction.agent().zip(interaction.help());
        let news =
            asked.is_some_and(|(agent, help)| self.calls.note_request(at, &agent.person, help));
        if interaction.is_over() {
            self.calls.live.remove(&id);
            self.calls.over.truncate(OVER_IN_MIND - 1);
            self.calls.over.push_front(id);
            return before.is_some() || news;
        }
        let changed = before
            .as_ref()
            .is_none_or(|call| call.agent != agent || call.supervisors != supervisors);
        self.calls.live.insert(id, Call { number, agent, supervisors });
        changed || news
    }
}
