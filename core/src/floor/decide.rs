//! What people, pages and waiting interactions ask of the floor.

use super::{Floor, FloorFact, LINK_GRACE, RESERVED_FOR};
use crate::{
    id::{InteractionId, PersonId},
    interaction::Seek,
    people::{Actor, Grant, Presence, Profile},
    terms::Terms,
    time::Timestamp,
    wire::tagged,
};

/// What a person asks.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum FloorCommand {
    /// Be in this presence from here on.
    SetPresence {
        /// The presence to set.
        presence: Presence,
    },
}

/// What the server noticed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FloorObservation {
    /// The configuration was read: the people.
    Configured(Vec<Profile>),
    /// The configuration was read: the tenant's choices.
    TermsRead(Box<Terms>),
    /// A person opened a page on which they work.
    PageOpened(PersonId),
    /// A person's last page closed.
    LastPageClosed(PersonId),
    /// An interaction wants somebody rung.
    Seeks {
        /// The interaction that is about to ring.
        interaction: InteractionId,
        /// Whom it would have.
        seek: Seek,
    },
}

/// Why not. `Display` is the sentence for the screen.
#[derive(Debug, Clone, PartialEq, Eq, Hash, thiserror::Error)]
pub enum FloorRefusal {
    /// Not a person of this tenant.
    #[error("You have no presence here.")]
    NotOnTheFloor,
    /// The same command id came with another body.
    #[error("A command with this id was already sent with different content.")]
    CommandReused,
    /// The record could not be written.
    #[error("This could not be recorded, so it was not done. Try again.")]
    NotRecorded,
}

impl Floor {
    /// What a command would lead to.
    ///
    /// # Errors
    /// When the author is nobody of this tenant.
    pub fn decide(
        &self,
        who: &Actor,
        command: &FloorCommand,
    ) -> Result<Vec<FloorFact>, FloorRefusal> {
        let person = who
            .as_person()
            .filter(|person| who.tenant == self.tenant && self.members.contains_key(*person))
            .ok_or(FloorRefusal::NotOnTheFloor)?;
        match command {
            FloorCommand::SetPresence { presence } => {
                Ok(vec![FloorFact::PresenceSet { person: person.clone(), presence: *presence }])
            }
        }
    }

    /// What follows from something noticed.
    #[must_use]
    pub fn observe(&self, at: Timestamp, seen: &FloorObservation) -> Vec<FloorFact> {
        match seen {
            FloorObservation::Configured(people) => self.configured(people),
            FloorObservation::TermsRead(terms) if self.terms.as_ref() == Some(&**terms) => {
                Vec::new()
            }
            FloorObservation::TermsRead(terms) => {
                vec![FloorFact::TermsConfigured { terms: terms.clone() }]
            }
            FloorObservation::PageOpened(person) => self.page_opened(person),
            FloorObservation::LastPageClosed(person) => match self.members.get(person) {
                Some(member) if member.presence != Presence::Offline => {
                    let until = at.plus(LINK_GRACE);
                    vec![FloorFact::LinkLost { person: person.clone(), until }]
                }
                Some(_) | None => Vec::new(),
            },
            FloorObservation::Seeks { interaction, seek } => {
                if self.offered(*interaction).is_some() {
                    return Vec::new();
                }
                let until = at.plus(RESERVED_FOR);
                let reserved =
                    |agent| FloorFact::Reserved { agent, interaction: *interaction, until };
                self.longest_waiting(seek).map(reserved).into_iter().collect()
            }
        }
    }

    /// What time has made due.
    #[must_use]
    pub fn lapse(&self, at: Timestamp) -> Vec<FloorFact> {
        let left = self.members.iter().filter(|(_, m)| m.leaves_at.is_some_and(|t| t <= at));
        let offline = left.map(|(person, _)| FloorFact::PresenceSet {
            person: person.clone(),
            presence: Presence::Offline,
        });
        let over = self.reservations.iter().filter(|(_, r)| r.until <= at);
        let lapsed = over.map(|(agent, _)| FloorFact::ReservationLapsed { agent: agent.clone() });
        offline.chain(lapsed).collect()
    }

    /// The next instant at which [`Self::lapse`] has something to say.
    #[must_use]
    pub fn deadline(&self) -> Option<Timestamp> {
        let leaving = self.members.values().filter_map(|member| member.leaves_at);
        leaving.chain(self.reservations.values().map(|r| r.until)).min()
    }

    fn configured(&self, people: &[Profile]) -> Vec<FloorFact> {
        let same = people.len() == self.members.len()
            && people.iter().all(|profile| {
                self.members.get(&profile.card.person).is_some_and(|m| m.profile == *profile)
            });
        if same {
            Vec::new()
        } else {
            vec![FloorFact::PeopleConfigured { people: people.to_vec() }]
        }
    }

    /// Opening a page signs in as Available; whoever is signed in already stays as they are.
    fn page_opened(&self, person: &PersonId) -> Vec<FloorFact> {
        match self.members.get(person) {
            None => Vec::new(),
            Some(member) if member.presence == Presence::Offline => vec![FloorFact::PresenceSet {
                person: person.clone(),
                presence: Presence::Available,
            }],
            Some(member) if member.leaves_at.is_some() => {
                vec![FloorFact::LinkRegained { person: person.clone() }]
            }
            Some(_) => Vec::new(),
        }
    }

    /// The Available agent who has been free for longest and has neither passed nor lost touch.
    fn longest_waiting(&self, seek: &Seek) -> Option<PersonId> {
        let fits = |person: &PersonId, member: &super::Member| {
            member.profile.grants.contains(&Grant::TakeCalls)
                && self.presence(person) == Presence::Available
                && member.leaves_at.is_none()
                && !self.reservations.contains_key(person)
                && !self.calls.supervising(person).any(|(_, acting)| acting)
                && !seek.passed.contains(person)
                && seek.wants.as_ref().is_none_or(|wanted| wanted == person)
        };
        self.members
            .iter()
            .filter(|(person, member)| fits(person, member))
            .min_by_key(|(person, member)| member.since.max(self.calls.free_since(person)))
            .map(|(person, _)| person.clone())
    }
}

tagged!(FloorCommand by "type", "data" {
    "set_presence" SetPresence { presence };
});

tagged!(FloorRefusal by "type", "data" {
    "not_on_the_floor" NotOnTheFloor;
    "command_reused" CommandReused;
    "not_recorded" NotRecorded;
});
