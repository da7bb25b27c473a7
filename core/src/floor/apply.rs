//! Facts of the floor into state, and the state back into facts.

use super::{Floor, FloorFact, Member, Reservation, StampedFloor};
use crate::{people::Presence, time::Timestamp};

impl Floor {
    /// Takes in what happened. A fact about somebody who is not configured changes nothing.
    pub fn apply(&mut self, stamped: &StampedFloor) {
        let at = stamped.at;
        match &stamped.fact {
            FloorFact::PeopleConfigured { people } => {
                let mut before = std::mem::take(&mut self.members);
                for profile in people {
                    let member = before.remove(&profile.card.person);
                    let (presence, since, leaves_at) = match member {
                        Some(member) => (member.presence, member.since, member.leaves_at),
                        None => (Presence::Offline, at, None),
                    };
                    let member = Member { profile: profile.clone(), presence, since, leaves_at };
                    self.members.insert(profile.card.person.clone(), member);
                }
                self.reservations.retain(|person, _| self.members.contains_key(person));
            }
            FloorFact::TermsConfigured { terms } => self.terms = Some((**terms).clone()),
            FloorFact::PresenceSet { person, presence } => {
                if let Some(member) = self.members.get_mut(person) {
                    member.presence = *presence;
                    member.since = at;
                    member.leaves_at = None;
                }
            }
            FloorFact::LinkLost { person, until } => {
                if let Some(member) = self.members.get_mut(person) {
                    member.leaves_at = Some(*until);
                }
            }
            FloorFact::LinkRegained { person } => {
                if let Some(member) = self.members.get_mut(person) {
                    member.leaves_at = None;
                }
            }
            FloorFact::Reserved { agent, interaction, until } => {
                let reservation = Reservation { interaction: *interaction, until: *until };
                self.reservations.insert(agent.clone(), reservation);
            }
            FloorFact::ReservationLapsed { agent } => {
                self.reservations.remove(agent);
            }
        }
    }

    /// The shortest facts that rebuild what the floor stores itself: people, presence and
    /// reservations. A new segment of the log begins with them.
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
            push(member.since, FloorFact::PresenceSet { person: person.clone(), presence });
            if let Some(until) = member.leaves_at {
                push(member.since, FloorFact::LinkLost { person, until });
            }
        }
        for (agent, reservation) in &self.reservations {
            let Reservation { interaction, until } = *reservation;
            push(until, FloorFact::Reserved { agent: agent.clone(), interaction, until });
        }
        log
    }
}
