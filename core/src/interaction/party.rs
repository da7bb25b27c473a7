//! A party: somebody on the interaction, in a role, with a media connection.
//!
//! Moved by the facts of the slices. Who hears whom is derived from all parties together, not here.

use super::{Action, Connection, Flow, Origin, Sound, Stance, supervise::Supervision};
use crate::{people::PersonCard, routing::OnFault, terms::Terms, time::Timestamp};

/// Somebody on an interaction.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Party {
    /// Since when they are on it.
    pub since: Timestamp,
    /// The media connection.
    pub connection: Connection,
    /// Whether the microphone is muted.
    pub muted: bool,
    /// Whether sound flows, as far as is known.
    pub sound: Sound,
    /// What they are there for, with what belongs to that.
    pub role: PartyRole,
}

/// What a party is on the interaction for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PartyRole {
    /// The one who called; see [`super::Customer`].
    Customer,
    /// The front-line agent who answered.
    Agent(PersonCard),
    /// A person of the back line.
    Supervisor(Supervision),
}

/// A supervisor on an interaction, as one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Supervisor<'a> {
    /// Name and number.
    pub card: &'a PersonCard,
    /// Since when the interaction is open there.
    pub since: Timestamp,
    /// The voice connection.
    pub connection: &'a Connection,
    /// What the supervisor does.
    pub stance: &'a Stance,
    /// What the interaction was opened for.
    pub origin: Origin,
    /// Whether Send is held down, where a coach is heard only meanwhile.
    pub send_held: bool,
}

impl Party {
    /// The party as a supervisor, if it is one.
    #[must_use]
    pub const fn supervisor(&self) -> Option<Supervisor<'_>> {
        let Self { since, connection, .. } = self;
        match &self.role {
            PartyRole::Supervisor(Supervision { card, stance, origin, send_held }) => {
                let (since, origin, send_held) = (*since, *origin, *send_held);
                Some(Supervisor { card, since, connection, stance, origin, send_held })
            }
            PartyRole::Customer | PartyRole::Agent(_) => None,
        }
    }

    /// Whether a voice is to come from the party: from a supervisor only while somebody is to hear it.
    pub(super) fn is_expected_to_speak(&self, terms: &Terms) -> bool {
        let PartyRole::Supervisor(own) = &self.role else { return true };
        match own.stance.active() {
            Some(Action::BargeIn) => true,
            Some(Action::Coach) => !self.waits_for_send(terms),
            Some(Action::Monitor) | None => false,
        }
    }

    /// Whether its connection is up, and brings something: one of whom nothing comes may be lost, and
    /// what is missing then is no fault of a microphone.
    #[must_use]
    pub fn is_reached(&self) -> bool {
        self.connection.is_up() && self.sound.flow != Flow::Nothing
    }

    /// Whether one that is not reached was reached before; nothing when it is.
    #[must_use]
    pub fn away(&self) -> Option<bool> {
        (!self.is_reached()).then(|| self.connection.was_ever_up())
    }

    /// Whether nobody could hear the party, though it is reached, not muted, and there to be heard.
    #[must_use]
    pub fn is_voiceless(&self) -> bool {
        let speaks = self
            .supervisor()
            .is_none_or(|own| matches!(own.stance.active(), Some(Action::Coach | Action::BargeIn)));
        self.is_reached() && speaks && !self.muted && !self.sound.can_be_heard()
    }

    /// Whether nothing of what is sent to the party is played, though it is reached and there to hear.
    #[must_use]
    pub fn is_deaf(&self) -> bool {
        let hears = self.supervisor().is_none_or(|own| own.stance.active().is_some());
        self.is_reached() && hears && !self.sound.can_hear()
    }

    /// Whether a coach is heard only while Send is held down, and it is not.
    pub(super) fn waits_for_send(&self, terms: &Terms) -> bool {
        terms.coach_push_to_send && self.supervisor().is_some_and(|own| !own.send_held)
    }

    /// Stops what a supervisor does; nothing for whoever speaks for themselves.
    pub(super) fn comes_to_rest(&mut self) {
        self.takes(Stance::Idle);
    }

    /// What a supervisor does from here on; nothing for whoever speaks for themselves.
    pub(super) fn takes(&mut self, stance: Stance) {
        if let Some(own) = self.supervision_mut() {
            own.stance = stance;
            own.send_held = false;
            self.sound.at_rest();
        }
    }

    /// The supervision of the party, if it is a supervisor.
    pub(super) const fn supervision_mut(&mut self) -> Option<&mut Supervision> {
        match &mut self.role {
            PartyRole::Supervisor(supervision) => Some(supervision),
            PartyRole::Customer | PartyRole::Agent(_) => None,
        }
    }
}

impl PartyRole {
    /// The agent of the talk, if it is the agent.
    #[must_use]
    pub const fn agent(&self) -> Option<&PersonCard> {
        match self {
            Self::Agent(card) => Some(card),
            Self::Customer | Self::Supervisor(_) => None,
        }
    }

    /// Whether it speaks for itself: it can be muted, goes on talking without its page, and comes
    /// back after a restart within the grace of a party, not of a supervisor.
    pub(super) const fn speaks_for_itself(&self) -> bool {
        match self {
            Self::Customer | Self::Agent(_) => true,
            Self::Supervisor(_) => false,
        }
    }

    /// What the media plane does with the party's edges when it has lost its place.
    #[must_use]
    pub const fn on_fault(&self) -> OnFault {
        match self {
            Self::Customer | Self::Agent(_) => OnFault::Stays,
            Self::Supervisor(_) => OnFault::Closes,
        }
    }
}
