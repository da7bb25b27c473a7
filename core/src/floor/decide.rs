//! What people ask of the floor, what pages and the configuration make of it, and what time does.

use super::{Due, Floor, FloorFact, LINK_GRACE, Member};
use crate::{
    id::PersonId,
    people::{Actor, Presence, Profile},
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
    /// A person signed in, though no page of theirs is there yet.
    SignedIn(PersonId),
    /// A person opened a page on which they work, or one that had fallen silent says something again.
    PageOpened(PersonId),
    /// A person's last page closed, or says nothing any more.
    LastPageClosed(PersonId),
    /// A connection for sound came up between a person's page and the server.
    SoundChecked(PersonId),
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
    /// The sign-in has run out.
    #[error("Your sign-in has ended. Sign in again.")]
    SignInEnded,
    /// No sound came up on the person's last call, nor in a check since.
    #[error("Your network lets no sound through. Open the way to the server, then try again.")]
    SoundUnheard,
}

impl Floor {
    /// What a command would lead to.
    ///
    /// # Errors
    /// When the author is nobody of this tenant, or would be rung where nobody could be heard.
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
            FloorCommand::SetPresence { presence: Presence::Available }
                if self.members.get(person).is_some_and(Member::is_unheard) =>
            {
                Err(FloorRefusal::SoundUnheard)
            }
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
            FloorObservation::SoundChecked(person) => match self.members.get(person) {
                Some(member) if member.is_unheard() => {
                    let (person, presence) = (person.clone(), Presence::Available);
                    vec![FloorFact::PresenceSet { person, presence }]
                }
                Some(_) | None => Vec::new(),
            },
            FloorObservation::SignedIn(person) => match self.members.get(person) {
                Some(member) if member.is_changed_by_sign_in() => {
                    vec![FloorFact::SignedIn { person: person.clone() }]
                }
                Some(_) | None => Vec::new(),
            },
            FloorObservation::LastPageClosed(person) => match self.members.get(person) {
                Some(member) if member.lost_at.is_none() => {
                    let until = at.plus(LINK_GRACE);
                    vec![FloorFact::LinkLost { person: person.clone(), until }]
                }
                Some(_) | None => Vec::new(),
            },
        }
    }

    /// What time has made due, and what calls have told that is to be recorded.
    #[must_use]
    pub fn lapse(&self, at: Timestamp) -> Vec<FloorFact> {
        let fact = |due: &Due| match due {
            Due::Leaving(person) => FloorFact::WentOffline { person: person.clone() },
            Due::Reservation(agent) => FloorFact::ReservationLapsed { agent: agent.clone() },
        };
        let missed = self.misses.iter().map(|(person, call)| FloorFact::CallMissed {
            person: person.clone(),
            call: call.clone(),
        });
        self.due.until(at).map(fact).chain(missed).collect()
    }

    /// The next instant at which [`Self::lapse`] has something to say.
    #[must_use]
    pub fn deadline(&self) -> Option<Timestamp> {
        self.due.first()
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

    /// A page changes nothing of what its person chose, however long there was none.
    fn page_opened(&self, person: &PersonId) -> Vec<FloorFact> {
        match self.members.get(person) {
            Some(member) if member.lost_at.is_some() => {
                vec![FloorFact::LinkRegained { person: person.clone() }]
            }
            Some(_) | None => Vec::new(),
        }
    }
}

tagged!(FloorCommand by "type", "data" {
    "set_presence" SetPresence { presence };
});

tagged!(FloorRefusal by "type", "data" {
    "not_on_the_floor" NotOnTheFloor;
    "command_reused" CommandReused;
    "not_recorded" NotRecorded;
    "sign_in_ended" SignInEnded;
    "sound_unheard" SoundUnheard;
});
