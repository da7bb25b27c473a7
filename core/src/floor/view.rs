//! The floor as a plain value, and what is derived about each person.
//!
//! The view is kept, not made: whatever changes somebody brings that person's part up to date, and
//! the rest is shared with the view of before.

use std::collections::BTreeSet;

use super::{Due, Floor, Member};
use crate::{
    id::{InteractionId, PersonId},
    people::{Earlier, FloorView, Grant, PersonView, Presence},
    terms::{MicrophoneUse, Scope},
    time::{Millis, Timestamp},
};

/// How long an agent's help requests are kept in mind, so that a helper knows of them.
const REQUESTS_FOR: Millis = Millis::seconds(24 * 3600);

/// Most of them: the latest.
const MOST_REQUESTS: usize = 20;

/// What a fact or a note has changed in the view.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ViewChange {
    /// Those who are seen differently.
    pub people: BTreeSet<PersonId>,
    /// Whether reservations, engagements or earlier help requests are different.
    pub calls: bool,
    /// Whether it is different whose calls supervisors may see.
    pub scope: bool,
}

impl ViewChange {
    /// Whether everything is seen as before.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.people.is_empty() && !self.calls && !self.scope
    }

    /// This change and then another.
    pub fn and(&mut self, then: Self) {
        self.people.extend(then.people);
        self.calls |= then.calls;
        self.scope |= then.scope;
    }
}

impl Floor {
    /// This floor as a plain value.
    #[must_use]
    pub const fn view(&self) -> &FloorView {
        &self.view
    }

    /// Whose calls supervisors may see, by the terms for calls that come in from here on.
    #[must_use]
    pub fn scope(&self) -> Scope {
        self.terms.as_ref().map_or(Scope::Tenant, |terms| terms.supervision_scope)
    }

    /// The agent who is kept free for `interaction`.
    #[must_use]
    pub fn offered(&self, interaction: InteractionId) -> Option<&PersonId> {
        self.view.offered.get(&interaction)
    }

    /// Brings up to date what is derived about `person`.
    pub(super) fn refresh(&mut self, person: &PersonId, change: &mut ViewChange) {
        let member = self.members.get(person);
        let (leaves, lapses) = (
            member.and_then(|member| member.leaves_at),
            self.reservations.get(person).map(|reservation| reservation.until),
        );
        self.due.set(Due::Leaving(person.clone()), leaves);
        self.due.set(Due::Reservation(person.clone()), lapses);
        self.free.set(person.clone(), self.can_be_rung_since(person));
        let engaged = self.members.get(person).and_then(|_| self.calls.engaged(person));
        if self.view.engaged.get(person) != engaged.as_ref() {
            change.calls = true;
            match engaged {
                Some(call) => self.view.engaged.insert(person.clone(), call),
                None => drop(self.view.engaged.remove(person)),
            }
        }
        let seen = self.seen(person);
        if self.view.people.get(person) != seen.as_ref() {
            change.people.insert(person.clone());
            match seen {
                Some(seen) => self.view.people.insert(person.clone(), seen),
                None => drop(self.view.people.remove(person)),
            }
        }
    }

    fn seen(&self, person: &PersonId) -> Option<PersonView> {
        let member = self.members.get(person)?;
        let profile = &member.profile;
        Some(PersonView {
            card: profile.card.clone(),
            grants: profile.grants.clone(),
            presence: self.presence(person),
            stale_since: member
                .lost_at
                .filter(|_| member.presence != Presence::Offline && !member.is_gone()),
            microphone: self.microphone(member),
            missed: member.missed.clone(),
            supervising: self.calls.supervised(person).cloned().unwrap_or_default(),
            teams: profile.teams.clone(),
            supervises: profile.supervises.clone(),
        })
    }

    /// By what they chose: a call that makes them Busy needs the microphone.
    fn microphone(&self, member: &Member) -> Option<MicrophoneUse> {
        let rung = member.presence == Presence::Available
            && !member.is_gone()
            && member.profile.grants.contains(&Grant::TakeCalls);
        rung.then(|| self.terms.as_ref().map(|terms| terms.microphone).unwrap_or_default())
    }

    /// Notes what an agent asked help for, as it stands: also before the server was started.
    pub fn remember(&mut self, at: Timestamp, agent: &PersonId, request: Earlier) -> ViewChange {
        let known = self.view.requests.get(agent);
        let is_known = known.is_some_and(|all| all.contains(&request));
        if is_known || request.at.plus(REQUESTS_FOR) < at {
            return ViewChange::default();
        }
        let mut all = known.cloned().unwrap_or_default();
        all.retain(|known| known.at != request.at && known.at.plus(REQUESTS_FOR) >= at);
        let place = all.partition_point(|known| known.at < request.at);
        all.insert(place, request);
        all.drain(..all.len().saturating_sub(MOST_REQUESTS));
        self.view.requests.insert(agent.clone(), all);
        ViewChange { calls: true, ..ViewChange::default() }
    }
}
