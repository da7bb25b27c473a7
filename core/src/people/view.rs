//! The floor as a plain value, handed to an interaction's questions like time.

use super::{Earlier, Grant, MissedCall, PersonCard, Presence, Role};
use crate::{
    id::{InteractionId, PersonId, TeamId},
    shared::SharedMap,
    sorted::Map,
    terms::MicrophoneUse,
    time::Timestamp,
    wire::record,
};

/// What an interaction may ask about people. A copy costs four counts of references, so that the
/// floor is published as a whole with each change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FloorView {
    /// Everybody, by id.
    pub people: SharedMap<PersonId, PersonView>,
    /// The agent who is kept free for each waiting interaction.
    pub offered: SharedMap<InteractionId, PersonId>,
    /// The call that each agent is on or is rung by.
    pub engaged: SharedMap<PersonId, InteractionId>,
    /// What each agent asked help for in the last day, oldest first.
    pub requests: SharedMap<PersonId, Vec<Earlier>>,
}

/// One person as an interaction sees them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonView {
    /// Name and number.
    pub card: PersonCard,
    /// What they may do.
    pub grants: Vec<Grant>,
    /// Whether they can be reached.
    pub presence: Presence,
    /// Since when none of their pages says that it is there; nothing for somebody who is Offline.
    pub stale_since: Option<Timestamp>,
    /// What their panel does with the microphone, on a call or not, as long as they want to be rung;
    /// nothing for anybody else.
    pub microphone: Option<MicrophoneUse>,
    /// The call that they missed, which is why they are Busy.
    pub missed: Option<MissedCall>,
    /// Each interaction they supervise, and whether an action runs there.
    pub supervising: Map<InteractionId, bool>,
    /// The teams they belong to.
    pub teams: Vec<TeamId>,
    /// The teams they supervise.
    pub supervises: Vec<TeamId>,
}

impl PersonView {
    /// Somebody Available who holds the grants of `role`, belongs to no team and supervises nothing.
    #[must_use]
    pub fn in_role(card: PersonCard, role: Role) -> Self {
        Self::with_grants(card, role.grants().into_iter().collect())
    }

    /// The same with these grants.
    #[must_use]
    pub const fn with_grants(card: PersonCard, grants: Vec<Grant>) -> Self {
        Self {
            card,
            grants,
            presence: Presence::Available,
            stale_since: None,
            microphone: None,
            missed: None,
            supervising: Map::new(),
            teams: Vec::new(),
            supervises: Vec::new(),
        }
    }
}

impl FloorView {
    /// Whether `person` holds `grant`.
    #[must_use]
    pub fn may(&self, person: &PersonId, grant: Grant) -> bool {
        self.people.get(person).is_some_and(|view| view.grants.contains(&grant))
    }

    /// The name and number of `person`.
    #[must_use]
    pub fn card(&self, person: &PersonId) -> Option<PersonCard> {
        self.people.get(person).map(|view| view.card.clone())
    }

    /// Whether a page of `person` says that it is there.
    #[must_use]
    pub fn has_a_page(&self, person: &PersonId) -> bool {
        self.people
            .get(person)
            .is_some_and(|view| view.presence != Presence::Offline && view.stale_since.is_none())
    }

    /// Whether `supervisor` supervises a team that `agent` belongs to.
    #[must_use]
    pub fn supervises(&self, supervisor: &PersonId, agent: &PersonId) -> bool {
        let (Some(supervisor), Some(agent)) = (self.people.get(supervisor), self.people.get(agent))
        else {
            return false;
        };
        supervisor.supervises.iter().any(|team| agent.teams.contains(team))
    }

    /// What `agent` asked help for in the last day.
    #[must_use]
    pub fn earlier(&self, agent: &PersonId) -> Vec<Earlier> {
        self.requests.get(agent).cloned().unwrap_or_default()
    }

    /// The agent who is kept free for `interaction`.
    #[must_use]
    pub fn offered(&self, interaction: InteractionId) -> Option<PersonCard> {
        self.offered.get(&interaction).and_then(|agent| self.card(agent))
    }

    /// Whether `person` is on a call, as its agent or as a supervisor.
    #[must_use]
    pub fn is_on_a_call(&self, person: &PersonId) -> bool {
        let supervises = |view: &PersonView| view.supervising.iter().next().is_some();
        self.engaged.get(person).is_some() || self.people.get(person).is_some_and(supervises)
    }

    /// Whether `person` talks, or is about to, as the agent of another interaction than `here`.
    #[must_use]
    pub fn talks_elsewhere(&self, person: &PersonId, here: InteractionId) -> bool {
        self.engaged.get(person).is_some_and(|id| *id != here)
    }

    /// Whether `person` has an action running on another interaction than `here`.
    #[must_use]
    pub fn acts_elsewhere(&self, person: &PersonId, here: InteractionId) -> bool {
        self.people
            .get(person)
            .is_some_and(|view| view.supervising.iter().any(|(id, acting)| *id != here && *acting))
    }
}

record!(PersonView { card, grants, presence, stale_since = spare, microphone = spare, missed = spare, supervising, teams = default, supervises = default });
