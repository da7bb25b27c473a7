//! Facts of the floor and notes of calls into state, and the state back into facts.

use std::collections::BTreeSet;

use super::{
    CallNote, Floor, FloorFact, Member, RESERVED_FOR, Reservation, StampedFloor, ViewChange,
};
use crate::{
    id::{InteractionId, PersonId},
    people::{MissedCall, Presence, Profile},
    time::Timestamp,
};

impl Floor {
    /// Takes in what happened. A fact about somebody who is not configured changes nothing.
    pub fn apply(&mut self, stamped: &StampedFloor) -> ViewChange {
        let (at, mut change) = (stamped.at, ViewChange::default());
        match &stamped.fact {
            FloorFact::PeopleConfigured { people } => self.configure(at, people, &mut change),
            FloorFact::TermsConfigured { terms } => {
                change.scope = self.scope() != terms.supervision_scope;
                self.terms = Some((**terms).clone());
                let everybody: Vec<PersonId> = self.members.keys().cloned().collect();
                everybody.iter().for_each(|person| self.refresh(person, &mut change));
            }
            FloorFact::PresenceSet { person, presence } => {
                self.alter(person, |member| chooses(member, at, *presence), &mut change);
            }
            FloorFact::SignedIn { person } => {
                let stands = |member: &mut Member| member.stands(at, Presence::Available, None);
                self.alter(person, stands, &mut change);
            }
            FloorFact::CallMissed { person, call } => {
                self.alter(person, |member| misses(member, at, call), &mut change);
            }
            FloorFact::LinkLost { person, until } => {
                let lose = |member: &mut Member| {
                    member.lost_at.get_or_insert(at);
                    member.leaves_at = Some(*until);
                };
                self.alter(person, lose, &mut change);
            }
            FloorFact::WentOffline { person } => {
                let leave = |member: &mut Member| {
                    member.lost_at.get_or_insert(at);
                    member.leaves_at = None;
                };
                self.alter(person, leave, &mut change);
            }
            FloorFact::LinkRegained { person } => {
                let regain = |member: &mut Member| {
                    // Who was gone comes in behind those who were there.
                    if member.is_gone() {
                        member.since = member.since.max(at);
                    }
                    (member.lost_at, member.leaves_at) = (None, None);
                };
                self.alter(person, regain, &mut change);
            }
            FloorFact::Reserved { agent, interaction, until } => {
                let reservation = Reservation { interaction: *interaction, until: *until };
                self.reserve(agent, reservation, &mut change);
            }
            FloorFact::ReservationLapsed { agent } => {
                self.release(agent, &mut change);
                self.refresh(agent, &mut change);
            }
        }
        change
    }

    /// Takes note of where a call stands. One that is older than what is known, or of a call that
    /// is over, changes nothing.
    pub fn note(&mut self, at: Timestamp, note: &CallNote) -> ViewChange {
        let mut change = ViewChange::default();
        if self.calls.knows_more(note) {
            return change;
        }
        let before = self.calls.take(at, note);
        if let Some(agent) = &note.agent {
            self.release(agent, &mut change);
        }
        if let Some((agent, call)) = &note.missed
            && self.members.get(agent).is_some_and(|member| member.answers_for(call))
        {
            self.misses.insert(agent.clone(), call.clone());
            self.refresh(agent, &mut change);
        }
        if let Some((agent, request)) = &note.asked {
            change.and(self.remember(at, agent, request.clone()));
        }
        let touched: BTreeSet<&PersonId> =
            before.iter().flat_map(people).chain(people(note)).collect();
        touched.into_iter().for_each(|person| self.refresh(person, &mut change));
        change
    }

    /// A call cannot go on, though it has not ended: nobody is on it any more, and late notes of it
    /// change nothing.
    pub fn forget(&mut self, at: Timestamp, call: InteractionId) -> ViewChange {
        let mut change = ViewChange::default();
        let before = self.calls.forget(at, call);
        before.iter().flat_map(people).for_each(|person| self.refresh(person, &mut change));
        change
    }

    fn configure(&mut self, at: Timestamp, people: &[Profile], change: &mut ViewChange) {
        let mut before = std::mem::take(&mut self.members);
        let mut touched: BTreeSet<PersonId> = before.keys().cloned().collect();
        for profile in people {
            let person = &profile.card.person;
            let member = before.remove(person);
            let profile = profile.clone();
            let member = match member {
                Some(member) => Member { profile, ..member },
                None => Member::new(profile, at),
            };
            self.members.insert(person.clone(), member);
            touched.insert(person.clone());
        }
        for person in before.keys() {
            self.misses.remove(person);
            self.release(person, change);
        }
        touched.iter().for_each(|person| self.refresh(person, change));
    }

    fn alter(&mut self, person: &PersonId, how: impl Fn(&mut Member), change: &mut ViewChange) {
        if let Some(member) = self.members.get_mut(person) {
            how(member);
            if self.misses.get(person).is_some_and(|call| !member.answers_for(call)) {
                self.misses.remove(person);
            }
            self.refresh(person, change);
        }
    }

    /// `agent` is kept free for one call, and nobody else for the same one. A call that has rung them
    /// while that was written keeps them.
    fn reserve(&mut self, agent: &PersonId, reservation: Reservation, change: &mut ViewChange) {
        self.release(agent, change);
        if let Some(other) = self.view.offered.get(&reservation.interaction).cloned() {
            self.release(&other, change);
            self.refresh(&other, change);
        }
        if self.calls.engaged(agent).is_none() {
            self.view.offered.insert(reservation.interaction, agent.clone());
            self.reservations.insert(agent.clone(), reservation);
            change.calls = true;
        }
        self.refresh(agent, change);
    }

    /// `agent` is kept free for nobody.
    fn release(&mut self, agent: &PersonId, change: &mut ViewChange) {
        let Some(Reservation { interaction, .. }) = self.reservations.remove(agent) else { return };
        if self.view.offered.get(&interaction) == Some(agent) {
            self.view.offered.remove(&interaction);
            change.calls = true;
        }
    }

    /// The shortest facts that rebuild what the floor stores itself: people, presence and
    /// reservations, in the order of their instants. A new segment of the log begins with them.
    #[must_use]
    pub fn restate(&self) -> Vec<StampedFloor> {
        let mut log = Vec::new();
        let mut push = |at: Timestamp, fact| log.push(StampedFloor { at, fact });
        let people = self.members.values().map(|member| member.profile.clone()).collect();
        push(Timestamp::default(), FloorFact::PeopleConfigured { people });
        if let Some(terms) = &self.terms {
            let terms = Box::new(terms.clone());
            push(Timestamp::default(), FloorFact::TermsConfigured { terms });
        }
        for (person, member) in &self.members {
            let (person, presence) = (person.clone(), member.presence);
            push(Timestamp::default(), FloorFact::LinkRegained { person: person.clone() });
            if let Some(call) = member.missed.clone() {
                push(member.since, FloorFact::CallMissed { person: person.clone(), call });
            }
            if member.missed.is_none() || presence != Presence::Busy {
                let person = person.clone();
                push(member.since, FloorFact::PresenceSet { person, presence });
            }
            match (member.lost_at, member.leaves_at) {
                (None, _) => {}
                (Some(at), Some(until)) => push(at, FloorFact::LinkLost { person, until }),
                (Some(at), None) => push(at, FloorFact::WentOffline { person }),
            }
        }
        for (agent, reservation) in &self.reservations {
            let Reservation { interaction, until } = *reservation;
            let reserved_at = Timestamp(until.0.saturating_sub(RESERVED_FOR.0));
            push(reserved_at, FloorFact::Reserved { agent: agent.clone(), interaction, until });
        }
        log.sort_by_key(|stamped| stamped.at);
        log
    }
}

/// Everybody who is on a call, by its note.
fn people(note: &CallNote) -> impl Iterator<Item = &PersonId> {
    note.agent.iter().chain(note.supervisors.keys())
}

/// What is not over by another choice stays: a missed call whose sound did not come up, until the person
/// is Available.
fn chooses(member: &mut Member, at: Timestamp, presence: Presence) {
    let stays = |missed: &MissedCall| missed.unheard && presence != Presence::Available;
    let missed = member.missed.take().filter(stays);
    member.stands(at, presence, missed);
}

/// Who is Offline by their own choice is told when they are back.
fn misses(member: &mut Member, at: Timestamp, call: &MissedCall) {
    let offline = call.unheard && member.presence == Presence::Offline;
    let presence = if offline { Presence::Offline } else { Presence::Busy };
    member.stands(at, presence, Some(call.clone()));
}
