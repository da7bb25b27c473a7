//! What stands in a row and at the head of the open interaction, as plain values.

use backline_core::{
    interaction::{Interaction, Party, Stage},
    people::PersonCard,
    personal::Personal,
    routing::PartyId,
    time::{Millis, Timestamp},
};

/// A call in a few words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Facts {
    pub(crate) agent: Option<Named>,
    pub(crate) customer: Named,
    pub(crate) since: Timestamp,
    pub(crate) state: &'static str,
    pub(crate) condition: Condition,
    pub(crate) ended: Option<Timestamp>,
}

/// How a call stands, by what a supervisor looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Condition {
    /// Nobody has answered.
    Unanswered,
    /// Both talk.
    Talking,
    /// The customer is on hold.
    OnHold,
    /// Somebody is not there, cannot be heard, or cannot hear.
    Trouble,
    /// It is over.
    Ended,
}

/// A name, and a number when there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) number: Option<String>,
}

impl Facts {
    pub(crate) fn of(call: &Interaction) -> Self {
        let customer = call.customer();
        let (condition, state) = state(call);
        Self {
            agent: call.agent().map(Named::card),
            customer: Named::new(&customer.name, customer.number.as_ref(), "Guest"),
            since: call.talk().map_or(call.opened_at(), |talk| talk.since),
            state,
            condition,
            ended: match call.stage() {
                Stage::Ended { at, .. } => Some(*at),
                Stage::Waiting | Stage::Ringing { .. } | Stage::Talking(_) => None,
            },
        }
    }

    /// Who talks with whom.
    pub(crate) fn title(&self) -> String {
        let agent = self.agent.as_ref().map_or("Nobody", |agent| &agent.name);
        [agent, " with ", &self.customer.name].concat()
    }

    /// The same, counted from where it was counted before: an ended call has forgotten when it was
    /// answered.
    pub(crate) fn after(mut self, before: Option<&Self>) -> Self {
        if let (Some(_), Some(before)) = (self.ended, before) {
            self.since = before.since;
        }
        self
    }

    /// How long the call was, once it has ended.
    pub(crate) fn lasted(&self) -> Option<Millis> {
        self.ended.map(|ended| ended.since(self.since))
    }
}

impl Named {
    fn new(name: &Personal<String>, number: Option<&Personal<String>>, otherwise: &str) -> Self {
        let shown = |text: &Personal<String>| {
            Some(text.shown().into_owned()).filter(|text| !text.is_empty())
        };
        Self {
            name: shown(name).unwrap_or_else(|| otherwise.to_owned()),
            number: number.and_then(shown),
        }
    }

    pub(crate) fn card(card: &PersonCard) -> Self {
        Self::new(&card.name, card.number.as_ref(), card.person.as_str())
    }
}

/// Who cannot be heard, or cannot hear, though connected.
fn unheard(customer: Option<&Party>, agent: Option<&Party>) -> Option<&'static str> {
    let lacks = |party: Option<&Party>| {
        party.map_or((false, false), |party| (party.is_voiceless(), party.is_deaf()))
    };
    match (lacks(agent), lacks(customer)) {
        ((true, _), _) => Some("Agent not heard"),
        (_, (true, _)) => Some("Customer not heard"),
        ((_, true), _) => Some("Agent cannot hear"),
        (_, (_, true)) => Some("Customer cannot hear"),
        ((false, false), (false, false)) => None,
    }
}

fn state(call: &Interaction) -> (Condition, &'static str) {
    match call.stage() {
        Stage::Waiting => (Condition::Unanswered, "Waiting"),
        Stage::Ringing { .. } => (Condition::Unanswered, "Ringing"),
        Stage::Ended { .. } => (Condition::Ended, "Ended"),
        Stage::Talking(talk) => {
            let customer = call.party(&PartyId::Customer);
            let agent = call.agents_party().map(|(_, agent)| agent);
            let trouble = |what| (Condition::Trouble, what);
            if let Some(lost) = customer.and_then(Party::away) {
                trouble(if lost { "Customer reconnecting" } else { "Customer connecting" })
            } else if let Some(lost) = agent.and_then(Party::away) {
                trouble(if lost { "Agent reconnecting" } else { "Agent connecting" })
            } else if talk.holds(&PartyId::Customer) {
                (Condition::OnHold, "On hold")
            } else {
                unheard(customer, agent).map_or((Condition::Talking, "Talking"), trouble)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn an_ended_call_is_as_long_as_it_was_talked_however_long_it_had_waited() {
        let named = |name: &str| Named { name: name.to_owned(), number: None };
        let talking = Facts {
            agent: Some(named("Ana")),
            customer: named("Guest"),
            since: Timestamp(60_000),
            state: "Talking",
            condition: Condition::Talking,
            ended: None,
        };
        let ended = Facts {
            since: Timestamp(0),
            state: "Ended",
            condition: Condition::Ended,
            ended: Some(Timestamp(90_000)),
            ..talking.clone()
        };
        assert_eq!(talking.lasted(), None);
        assert_eq!(ended.after(Some(&talking)).lasted(), Some(Millis(30_000)));
    }
}
