//! Which waiting call gets which agent.
//!
//! The call that came in first is served first, by the agent who has been free for longest and
//! whom it has not passed. Who can be rung is kept in that order, so that nobody is looked for.

use super::{Floor, FloorFact, RESERVED_FOR};
use crate::{
    id::PersonId,
    interaction::Seek,
    people::{Grant, Presence},
    time::Timestamp,
};

impl Floor {
    /// Keeps an agent free for the call that has waited longest, if one is to be had.
    #[must_use]
    pub fn offer(&self, at: Timestamp) -> Option<FloorFact> {
        if self.free.is_empty() {
            return None;
        }
        let mut open = self.calls.seeking().filter(|(call, _)| self.offered(*call).is_none());
        let (interaction, agent) =
            open.find_map(|(call, seek)| Some((call, self.longest_free(seek)?)))?;
        let until = at.plus(RESERVED_FOR);
        Some(FloorFact::Reserved { agent: agent.clone(), interaction, until })
    }

    /// The agent who has been free for longest and has not passed.
    fn longest_free<'a>(&'a self, seek: &'a Seek) -> Option<&'a PersonId> {
        let fits = |agent: &&PersonId| !seek.passed.contains(*agent);
        match &seek.wants {
            Some(wanted) => self.free.contains(wanted).then_some(wanted).filter(fits),
            None => self.free.keys().filter(fits).find(|agent| !self.by_name.contains(*agent)),
        }
    }

    /// Since when `person` can be rung: an Available agent who has not lost touch, is not kept free
    /// for a call and acts on none.
    pub(super) fn can_be_rung_since(&self, person: &PersonId) -> Option<Timestamp> {
        let member = self.members.get(person)?;
        let fits = member.profile.grants.contains(&Grant::TakeCalls)
            && self.presence(person) == Presence::Available
            && member.lost_at.is_none()
            && !self.misses.contains_key(person)
            && !self.reservations.contains_key(person)
            && !self.calls.acts(person);
        fits.then(|| member.since.max(self.calls.free_since(person)))
    }
}
