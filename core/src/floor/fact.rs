//! What happened on the floor.

use crate::{
    id::{InteractionId, PersonId},
    people::{MissedCall, Presence, Profile},
    terms::Terms,
    time::Timestamp,
    wire::{record, tagged},
};

/// A fact of the floor and its instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StampedFloor {
    /// When it happened, by the server's clock.
    pub at: Timestamp,
    /// The fact.
    pub fact: FloorFact,
}

/// Something that happened on the floor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FloorFact {
    /// The configuration was read: these are the people, all of them.
    PeopleConfigured {
        /// Everybody.
        people: Vec<Profile>,
    },
    /// The configuration was read: these are the tenant's choices, for interactions that open from
    /// here on.
    TermsConfigured {
        /// All of them.
        terms: Box<Terms>,
    },
    /// Somebody is, or was set to be, in this presence.
    PresenceSet {
        /// The person whose presence it is.
        person: PersonId,
        /// The presence from here on.
        presence: Presence,
    },
    /// A person signed in afresh while none of their pages was there: Available once one is.
    SignedIn {
        /// The person who signed in.
        person: PersonId,
    },
    /// A call rang at somebody until its time was over: they are Busy until they say otherwise.
    CallMissed {
        /// The person who did not answer.
        person: PersonId,
        /// What rang.
        call: MissedCall,
    },
    /// A person's last page closed, or none of them says any more that it is there.
    LinkLost {
        /// The person whose link was lost.
        person: PersonId,
        /// When the person counts as gone.
        until: Timestamp,
    },
    /// A person of whom nothing was heard for long is gone: Offline, whatever they chose.
    WentOffline {
        /// The person who is gone.
        person: PersonId,
    },
    /// A page of a person says that it is there, again or at first: they are as they chose to be.
    LinkRegained {
        /// The person who is back.
        person: PersonId,
    },
    /// An agent is kept free for an interaction.
    Reserved {
        /// The agent who is kept free.
        agent: PersonId,
        /// For which.
        interaction: InteractionId,
        /// Until when.
        until: Timestamp,
    },
    /// A reservation came to nothing.
    ReservationLapsed {
        /// The agent who is free again.
        agent: PersonId,
    },
}

record!(StampedFloor { at, fact });

tagged!(FloorFact by "type", "data" {
    "people_configured" PeopleConfigured { people };
    "terms_configured" TermsConfigured { terms };
    "presence_set" PresenceSet { person, presence };
    "signed_in" SignedIn { person };
    "call_missed" CallMissed { person, call };
    "link_lost" LinkLost { person, until };
    "went_offline" WentOffline { person };
    "link_regained" LinkRegained { person };
    "reserved" Reserved { agent, interaction, until };
    "reservation_lapsed" ReservationLapsed { agent };
});
