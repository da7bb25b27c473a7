//! Which agents are there, as the server tells a workspace, and since when each stands as they do.
//!
//! The server tells how somebody stands and not since when: an instant is known of whatever has
//! begun while the page was live, and of all else that it had begun by the first word of it.

use crate::{
    floor::{Colleague, Colleagues},
    id::PersonId,
    sorted::Map,
    time::Timestamp,
};

/// Since when an agent stands as they do, by the server's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoodSince {
    /// The page was told when it began.
    At(Timestamp),
    /// It had begun when the page was told of it for the first time.
    Before(Timestamp),
}

/// Those who are not Offline.
#[derive(Debug, Clone)]
pub(super) struct Agents(Map<PersonId, (Colleague, StoodSince)>);

impl Agents {
    pub(super) const fn none() -> Self {
        Self(Map::new())
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Colleague> {
        self.0.values().map(|(agent, _)| agent)
    }

    pub(super) fn stood_since(&self, agent: &PersonId) -> Option<StoodSince> {
        self.0.get(agent).map(|(_, since)| *since)
    }

    /// Takes in what the server says at `now`; `all` is whether it says it of everybody.
    pub(super) fn told(
        &mut self,
        now: Timestamp,
        all: bool,
        Colleagues { here, away }: Colleagues,
    ) {
        if all {
            self.0.retain(|person, _| here.iter().any(|agent| agent.card.person == *person));
        }
        for person in &away {
            self.0.remove(person);
        }
        for agent in here {
            let person = agent.card.person.clone();
            let as_before = self.0.get(&person).filter(|(known, _)| stands_alike(known, &agent));
            let since = as_before.map_or_else(
                // What is said of everybody may have begun while the page was away.
                || if all { StoodSince::Before(now) } else { StoodSince::At(now) },
                |(_, since)| *since,
            );
            self.0.insert(person, (agent, since));
        }
    }
}

/// Whether nothing has begun or ended between the two.
fn stands_alike(known: &Colleague, agent: &Colleague) -> bool {
    (known.presence, known.missed_at) == (agent.presence, agent.missed_at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::{PersonCard, Presence};

    fn stands(presence: Presence) -> Colleagues {
        let card = PersonCard::new(PersonId::new("ana").unwrap(), "Ana", None);
        let agent = Colleague { card, presence, stale_since: None, missed_at: None };
        Colleagues { here: vec![agent], away: Vec::new() }
    }

    ///
    #[test]
    fn an_agent_stands_since_the_page_was_told_or_since_before_its_first_word() {
        let ana = PersonId::new("ana").unwrap();
        let mut agents = Agents::none();
        let mut told = |at, all, stands: Colleagues| {
            agents.told(Timestamp(at), all, stands);
            agents.stood_since(&ana)
        };
        let (before, at) = (
            |at| Some(StoodSince::Before(Timestamp(at))),
            |at| Some(StoodSince::At(Timestamp(at))),
        );
        assert_eq!(told(10, true, stands(Presence::Available)), before(10));
        assert_eq!(told(20, false, stands(Presence::Busy)), at(20));
        // A link that was lost and is back brings everybody anew.
        assert_eq!(told(30, true, stands(Presence::Busy)), at(20));
        assert_eq!(told(40, true, stands(Presence::Available)), before(40));
        let mut stale = stands(Presence::Available);
        stale.here[0].stale_since = Some(Timestamp(45));
        assert_eq!(told(50, false, stale), before(40));
        assert_eq!(told(60, true, Colleagues::default()), None);
        assert_eq!(told(70, false, stands(Presence::Available)), at(70));
        let away = Colleagues { here: Vec::new(), away: vec![ana.clone()] };
        assert_eq!(told(80, false, away), None);
    }
}
