//! The floor as a plain value.

use super::Floor;
use crate::{
    id::{InteractionId, PersonId},
    people::{FloorView, PersonView},
};

impl Floor {
    /// This floor as a plain value.
    #[must_use]
    pub fn view(&self) -> FloorView {
        let people = self.members.iter().map(|(person, member)| {
            let view = PersonView {
                card: member.profile.card.clone(),
                grants: member.profile.grants.clone(),
                presence: self.presence(person),
                supervising: self.calls.supervising(person).collect(),
                teams: member.profile.teams.clone(),
                supervises: member.profile.supervises.clone(),
            };
            (person.clone(), view)
        });
        let offered = self.reservations.iter().map(|(agent, r)| (r.interaction, agent.clone()));
        let engaged = self
            .members
            .keys()
            .filter_map(|person| Some((person.clone(), self.calls.engaged(person)?)));
        FloorView {
            people: people.collect(),
            offered: offered.collect(),
            engaged: engaged.collect(),
            requests: self
                .calls
                .requests()
                .iter()
                .map(|(agent, all)| (agent.clone(), all.as_ref().clone()))
                .collect(),
        }
    }

    /// The agent who is kept free for `interaction`.
    #[must_use]
    pub fn offered(&self, interaction: InteractionId) -> Option<&PersonId> {
        let mut all = self.reservations.iter();
        all.find_map(|(agent, r)| (r.interaction == interaction).then_some(agent))
    }
}
