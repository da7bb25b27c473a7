//! What the floor knows of calls: the last note of each, and by person who is on which.
//!
//! Derived from the interactions' facts, never stored. A note that comes twice or late changes
//! nothing, so that calls may tell again after a restart.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::CallNote;
use crate::{
    id::{InteractionId, PersonId},
    interaction::Seek,
    sorted::Map,
    time::Timestamp,
};

/// How many calls that are over are kept in mind, so that late news of one do not bring it back.
const OVER_IN_MIND: usize = 1024;

/// Who is on which call, as far as the interactions have told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Calls {
    live: BTreeMap<InteractionId, CallNote>,
    over: Over,
    /// The calls of each agent who talks or is rung.
    engaged: BTreeMap<PersonId, BTreeSet<InteractionId>>,
    /// The calls that each supervisor is on, and whether an action runs there.
    supervised: BTreeMap<PersonId, Map<InteractionId, bool>>,
    /// The calls that want somebody rung, those that came in first before the others.
    seeking: BTreeMap<(Timestamp, InteractionId), Seek>,
    free_since: BTreeMap<PersonId, Timestamp>,
}

/// The latest calls that are over, in a bounded number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Over {
    calls: BTreeSet<InteractionId>,
    order: VecDeque<InteractionId>,
}

impl Calls {
    /// The call that an agent is on or is being rung by.
    pub(super) fn engaged(&self, person: &PersonId) -> Option<InteractionId> {
        self.engaged.get(person).and_then(|calls| calls.first().copied())
    }

    /// Since when an agent has had no call; the beginning of time when there was none.
    pub(super) fn free_since(&self, person: &PersonId) -> Timestamp {
        self.free_since.get(person).copied().unwrap_or_default()
    }

    /// Each interaction that a person supervises, and whether an action runs there.
    pub(super) fn supervised(&self, person: &PersonId) -> Option<&Map<InteractionId, bool>> {
        self.supervised.get(person)
    }

    /// Whether an action of `person` runs anywhere.
    pub(super) fn acts(&self, person: &PersonId) -> bool {
        self.supervised.get(person).is_some_and(|calls| calls.values().any(|acting| *acting))
    }

    /// The calls that want somebody rung, those that came in first before the others.
    pub(super) fn seeking(&self) -> impl Iterator<Item = (InteractionId, &Seek)> {
        self.seeking.iter().map(|((_, interaction), seek)| (*interaction, seek))
    }

    /// Whether this note is older than what is known, or of a call that is over.
    pub(super) fn knows_more(&self, note: &CallNote) -> bool {
        let newer = |call: &CallNote| call.number > note.number;
        self.over.calls.contains(&note.interaction)
            || self.live.get(&note.interaction).is_some_and(newer)
    }

    /// Puts a note in the place of the last one of the same call, which is given back.
    pub(super) fn take(&mut self, at: Timestamp, note: &CallNote) -> Option<CallNote> {
        let before = self.live.remove(&note.interaction);
        if let Some(before) = &before {
            self.leave(at, before, note.agent.as_ref());
        }
        if note.over {
            self.over.push(note.interaction);
        } else {
            self.enter(note);
            self.live.insert(note.interaction, note.clone());
        }
        before
    }

    /// Takes a call out that cannot go on: what it told last, if it was known.
    pub(super) fn forget(&mut self, at: Timestamp, call: InteractionId) -> Option<CallNote> {
        self.over.push(call);
        let before = self.live.remove(&call)?;
        self.leave(at, &before, None);
        Some(before)
    }

    fn enter(&mut self, note: &CallNote) {
        let call = note.interaction;
        if let Some(agent) = &note.agent {
            self.engaged.entry(agent.clone()).or_default().insert(call);
        }
        for (person, acting) in &note.supervisors {
            self.supervised.entry(person.clone()).or_default().insert(call, *acting);
        }
        if let Some(seek) = &note.seek {
            self.seeking.insert((note.opened_at, call), seek.clone());
        }
    }

    fn leave(&mut self, at: Timestamp, before: &CallNote, goes_on: Option<&PersonId>) {
        let call = before.interaction;
        if let Some(agent) = &before.agent {
            if let Some(calls) = self.engaged.get_mut(agent) {
                calls.remove(&call);
                if calls.is_empty() {
                    self.engaged.remove(agent);
                }
            }
            if goes_on != Some(agent) {
                self.free_since.insert(agent.clone(), at);
            }
        }
        for person in before.supervisors.keys() {
            if let Some(calls) = self.supervised.get_mut(person) {
                calls.remove(&call);
                if calls.is_empty() {
                    self.supervised.remove(person);
                }
            }
        }
        self.seeking.remove(&(before.opened_at, call));
    }
}

impl Over {
    fn push(&mut self, call: InteractionId) {
        if !self.calls.insert(call) {
            return;
        }
        self.order.push_back(call);
        if self.order.len() > OVER_IN_MIND
            && let Some(oldest) = self.order.pop_front()
        {
            self.calls.remove(&oldest);
        }
    }
}
