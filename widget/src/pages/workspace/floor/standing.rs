//! How each agent of the floor stands, as far as this page knows. Pure.
//!
//! Of whoever has a call, the call says it; of the others the server has told it.

use std::{collections::BTreeMap, sync::Arc};

use backline_core::{
    floor::Colleague,
    id::{InteractionId, PersonId},
    interaction::{Interaction, Stage, help::Severity},
    people::Presence,
    replica::{Replica, StoodSince},
    time::Timestamp,
};

use crate::features::call::facts::Named;

/// What agents have in common who stand together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Group {
    OnCall,
    Available,
    Busy,
    /// Nothing is heard of their page.
    Unreached,
}

/// One agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Standing {
    pub(super) person: PersonId,
    pub(super) who: Named,
    pub(super) group: Group,
    /// The call that they are on, or are rung by.
    pub(super) call: Option<InteractionId>,
    /// Whether they ask for help and nobody has come yet.
    pub(super) asks: Option<Severity>,
    engaged: Option<Engaged>,
    idle: Idle,
}

/// A call as its agent stands to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Engaged {
    call: InteractionId,
    rings: bool,
    since: Timestamp,
    asks: Option<Severity>,
}

/// How an agent stands besides that, as the server has told it.
pub(super) type Idle = (Colleague, Option<StoodSince>);

impl Group {
    pub(super) const ALL: [Self; 4] = [Self::OnCall, Self::Available, Self::Busy, Self::Unreached];

    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::OnCall => "On a call",
            Self::Available => "Available",
            Self::Busy => "Busy",
            Self::Unreached => "Unreachable",
        }
    }

    /// The word by which the sheets know it.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::OnCall => "call",
            Self::Available => "available",
            Self::Busy => "busy",
            Self::Unreached => "unreached",
        }
    }
}

impl Standing {
    /// Every agent who is not Offline: those who ask for help, the pressing first, then by name.
    pub(super) fn all(agents: &[Idle], engaged: &[Arc<(PersonId, Engaged)>]) -> Vec<Self> {
        let engaged: BTreeMap<_, _> = engaged.iter().map(|it| (&it.0, it.1)).collect();
        let one = |idle: &Idle| Self::of(idle, engaged.get(&idle.0.card.person).copied());
        let mut all: Vec<Self> = agents.iter().map(one).collect();
        all.sort_by(|one, other| {
            let place = |it: &Self| (it.asks.is_none(), it.asks);
            let name = |it: &Self| (it.who.name.clone(), it.person.clone());
            place(one).cmp(&place(other)).then_with(|| name(one).cmp(&name(other)))
        });
        all
    }

    fn of(idle: &Idle, engaged: Option<Engaged>) -> Self {
        let agent = &idle.0;
        Self {
            person: agent.card.person.clone(),
            who: Named::card(&agent.card),
            group: group(agent, engaged.is_some()),
            call: engaged.map(|engaged| engaged.call),
            asks: engaged.and_then(|engaged| engaged.asks),
            engaged,
            idle: idle.clone(),
        }
    }

    /// In words, with an instant as `time` tells it.
    pub(super) fn said(&self, time: impl Fn(Timestamp) -> String) -> String {
        let asking = match self.asks {
            Some(Severity::Emergency) => ". Emergency",
            Some(Severity::Assist) => ". Asks for help",
            None => "",
        };
        let said = match self.engaged {
            Some(Engaged { rings: true, since, .. }) => ["Ringing since ", &time(since)].concat(),
            Some(Engaged { since, .. }) => ["On a call since ", &time(since)].concat(),
            None => alone(&self.idle.0, self.idle.1, time),
        };
        [&*said, asking].concat()
    }
}

impl Engaged {
    /// Whose call it is, or who is rung by it.
    pub(super) fn of(call: &Interaction) -> Option<(PersonId, Self)> {
        let (agent, rings, since) = match call.stage() {
            Stage::Ringing { agent, since, .. } => (agent, true, *since),
            Stage::Talking(talk) => (call.agent()?, false, talk.since),
            Stage::Waiting | Stage::Ended { .. } => return None,
        };
        let asks = call.help().filter(|help| help.needs_action()).map(|help| help.severity);
        Some((agent.person.clone(), Self { call: call.id(), rings, since, asks }))
    }
}

/// Every agent who is not Offline, as the server has told it.
pub(super) fn idle(replica: &Replica) -> Vec<Idle> {
    let one = |agent: &Colleague| (agent.clone(), replica.stood_since(&agent.card.person));
    replica.agents().map(one).collect()
}

const fn group(agent: &Colleague, engaged: bool) -> Group {
    match (engaged, agent.stale_since, agent.presence) {
        (true, _, _) => Group::OnCall,
        (false, Some(_), _) => Group::Unreached,
        (false, None, Presence::Available) => Group::Available,
        (false, None, Presence::Busy | Presence::Offline) => Group::Busy,
    }
}

/// How an agent without a call stands, and since when.
fn alone(
    agent: &Colleague,
    since: Option<StoodSince>,
    time: impl Fn(Timestamp) -> String,
) -> String {
    let word = agent.presence.label();
    match (agent.stale_since, agent.missed_at, since) {
        (Some(at), _, _) => ["Unreachable since ", &time(at), ". Was ", word].concat(),
        (None, Some(at), _) => [word, " since a missed call at ", &time(at)].concat(),
        (None, None, Some(StoodSince::At(at))) => [word, " since ", &time(at)].concat(),
        (None, None, Some(StoodSince::Before(at))) => [word, " since before ", &time(at)].concat(),
        (None, None, None) => word.to_owned(),
    }
}

/// The first letters of the first and the last part of a name.
pub(super) fn initials(name: &str) -> String {
    let first = |part: &str| part.chars().find(|letter| letter.is_alphanumeric());
    let mut letters = name.split_whitespace().filter_map(first);
    let all = letters.next().into_iter().chain(letters.next_back());
    all.flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use backline_core::people::PersonCard;
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    ///
    #[test]
    fn an_agent_stands_with_since_when_that_is_known_to_be_so() {
        let mut agent = Colleague {
            card: PersonCard::new(PersonId::new("ana").unwrap(), "Ana", None),
            presence: Presence::Available,
            stale_since: None,
            missed_at: None,
        };
        let said = |agent: &Colleague, since| {
            (group(agent, false), alone(agent, since, |at| at.0.to_string()))
        };
        let (at, before) = (StoodSince::At(Timestamp(7)), StoodSince::Before(Timestamp(5)));
        assert_eq!(said(&agent, Some(at)), (Group::Available, "Available since 7".to_owned()));
        assert_eq!(said(&agent, Some(before)).1, "Available since before 5");
        agent.stale_since = Some(Timestamp(8));
        let unreached = "Unreachable since 8. Was Available".to_owned();
        assert_eq!(said(&agent, Some(at)), (Group::Unreached, unreached));
        (agent.stale_since, agent.presence) = (None, Presence::Busy);
        agent.missed_at = Some(Timestamp(8));
        let missed = "Busy since a missed call at 8".to_owned();
        assert_eq!(said(&agent, Some(at)), (Group::Busy, missed));
        assert_eq!(group(&agent, true), Group::OnCall);
    }

    #[test]
    fn initials_are_those_of_the_first_and_the_last_name() {
        let all = [
            "Ana Ribeiro",
            "ben",
            "Ana Lucia de Souza",
            "王 小明",
            "(Cem) 4",
            "\u{2068}עדה\u{2069}",
            "…",
        ];
        assert_eq!(all.map(initials), ["AR", "B", "AS", "王小", "C4", "ע", ""]);
    }
}
