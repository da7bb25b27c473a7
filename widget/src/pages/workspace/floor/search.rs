//! Which calls a supervisor looks for, and in which order they want them. Pure.
//!
//! An Emergency stands before all others, whatever the order.

use std::{cmp::Ordering, sync::Arc};

use backline_core::{
    id::{InteractionId, PersonId},
    interaction::{
        Interaction,
        help::{HelpRequest, HelpState, Severity},
    },
    time::Timestamp,
};

use crate::features::call::facts::{Condition, Facts, Named};

/// What is known of an answered call where it is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) id: InteractionId,
    pub(super) since: Timestamp,
    pub(super) agent: Option<(PersonId, Named)>,
    pub(super) customer: Named,
    pub(super) state: &'static str,
    pub(super) condition: Condition,
    pub(super) request: Request,
}

/// How its help request stands, the most pressing first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Request {
    Emergency,
    Raised,
    Helped,
    Nothing,
}

/// By what the rows are put in order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Column {
    Agent,
    Customer,
    #[default]
    Since,
    State,
}

/// What is looked for, and the order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Search {
    /// Part of a name or a number.
    pub(super) words: String,
    pub(super) agent: Option<PersonId>,
    pub(super) condition: Option<Condition>,
    pub(super) request: Option<Request>,
    pub(super) by: Column,
    pub(super) backwards: bool,
}

/// A call that was found, and whether it is an Emergency.
pub(super) type Found = (InteractionId, bool);

impl Candidate {
    /// An answered call, as a supervisor knows it.
    pub(super) fn of(call: &Interaction) -> Option<Self> {
        call.talk().filter(|_| call.lens().is_back_line())?;
        let Facts { agent, customer, since, state, condition, .. } = Facts::of(call);
        let person = call.agent().map(|agent| agent.person.clone());
        let request = call.help().map_or(Request::Nothing, Request::of);
        Some(Self {
            id: call.id(),
            since,
            agent: person.zip(agent),
            customer,
            state,
            condition,
            request,
        })
    }

    fn reads(&self, words: &str) -> bool {
        let agent = self.agent.as_ref().map(|(_, agent)| agent);
        let names = agent.into_iter().chain([&self.customer]);
        let mut texts = names.flat_map(|who| [Some(&who.name), who.number.as_ref()]).flatten();
        texts.any(|text| text.to_lowercase().contains(words))
    }
}

impl Request {
    const fn of(help: &HelpRequest) -> Self {
        match (&help.state, help.severity) {
            (HelpState::Requested(_), Severity::Emergency) => Self::Emergency,
            (HelpState::Requested(_), Severity::Assist) => Self::Raised,
            (HelpState::InProgress(_), _) => Self::Helped,
            (
                HelpState::Closed { .. }
                | HelpState::Cancelled { .. }
                | HelpState::Unclaimed { .. },
                _,
            ) => Self::Nothing,
        }
    }
}

impl Search {
    /// Whether it leaves any call out.
    pub(super) fn narrows(&self) -> bool {
        !self.words.trim().is_empty()
            || self.agent.is_some()
            || self.condition.is_some()
            || self.request.is_some()
    }

    /// The same order, of every call.
    pub(super) fn widened(&self) -> Self {
        Self { by: self.by, backwards: self.backwards, ..Self::default() }
    }

    /// The same calls in the order of `column`, or the other way round if that is their order.
    pub(super) fn sorted_by(&self, column: Column) -> Self {
        let backwards = self.by == column && !self.backwards;
        Self { by: column, backwards, ..self.clone() }
    }

    /// What is found, in its order.
    pub(super) fn of(&self, calls: &[Arc<Candidate>]) -> Vec<Found> {
        let words = self.words.trim().to_lowercase();
        let admits = |call: &&Arc<Candidate>| {
            let agent = || call.agent.as_ref().map(|(agent, _)| agent);
            self.agent.as_ref().is_none_or(|wanted| agent() == Some(wanted))
                && self.condition.is_none_or(|wanted| wanted == call.condition)
                && self.request.is_none_or(|wanted| wanted == call.request)
                && (words.is_empty() || call.reads(&words))
        };
        let mut found: Vec<&Arc<Candidate>> = calls.iter().filter(admits).collect();
        found.sort_by(|one, other| self.compare(one, other));
        found.iter().map(|call| (call.id, call.request == Request::Emergency)).collect()
    }

    fn compare(&self, one: &Candidate, other: &Candidate) -> Ordering {
        let usual = |call: &Candidate| call.request != Request::Emergency;
        let age = |call: &Candidate| (call.since, call.id);
        let agent =
            |call: &Candidate| call.agent.as_ref().map(|(_, agent)| agent.name.to_lowercase());
        let customer = |call: &Candidate| call.customer.name.to_lowercase();
        let by = match self.by {
            Column::Agent => agent(one).cmp(&agent(other)),
            Column::Customer => customer(one).cmp(&customer(other)),
            Column::Since => age(one).cmp(&age(other)),
            Column::State => (one.request, one.state).cmp(&(other.request, other.state)),
        };
        let by = if self.backwards { by.reverse() } else { by };
        usual(one).cmp(&usual(other)).then(by).then_with(|| age(one).cmp(&age(other)))
    }
}

/// The agents of these calls, each once, by name.
pub(super) fn agents(calls: &[Arc<Candidate>]) -> Vec<(PersonId, String)> {
    let mut agents: Vec<(PersonId, String)> = calls
        .iter()
        .filter_map(|call| call.agent.as_ref())
        .map(|(id, who)| (id.clone(), who.name.clone()))
        .collect();
    agents.sort_by(|(one, name), (other, other_name)| (name, one).cmp(&(other_name, other)));
    agents.dedup();
    agents
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    fn call(number: u8, agent: &str, customer: &str) -> Arc<Candidate> {
        Arc::new(answered(number, agent, customer))
    }

    fn answered(number: u8, agent: &str, customer: &str) -> Candidate {
        let named = |name: &str| Named { name: name.to_owned(), number: None };
        Candidate {
            id: InteractionId::from_u128(u128::from(number)),
            since: Timestamp(u64::from(number)),
            agent: Some((PersonId::new(agent.to_lowercase()).unwrap(), named(agent))),
            customer: named(customer),
            state: "Talking",
            condition: Condition::Talking,
            request: Request::Nothing,
        }
    }

    /// Three calls: the oldest, one on hold, and the latest, which is an Emergency.
    fn calls() -> [Arc<Candidate>; 3] {
        let (mut held, mut pressing) = (answered(2, "Cem", "Bo"), answered(3, "Ana", "Carla"));
        (held.state, held.condition) = ("On hold", Condition::OnHold);
        held.customer.number = Some("+1 202 555 0142".to_owned());
        pressing.request = Request::Emergency;
        [call(1, "Ben", "Ada"), Arc::new(held), Arc::new(pressing)]
    }

    /// Which of them are found, by their numbers.
    fn found(search: &Search) -> Vec<u8> {
        let number = |id| (1..=3).find(|n| InteractionId::from_u128(u128::from(*n)) == id);
        search.of(&calls()).into_iter().filter_map(|(id, _)| number(id)).collect()
    }

    ///
    #[test]
    fn the_oldest_call_stands_first_and_an_emergency_before_it_in_every_order() {
        let oldest = Search::default();
        assert_eq!(found(&oldest), [3, 1, 2]);
        assert_eq!(found(&oldest.sorted_by(Column::Since)), [3, 2, 1]);
        let agents = oldest.sorted_by(Column::Agent);
        assert_eq!(found(&agents), [3, 1, 2]);
        assert_eq!(found(&agents.sorted_by(Column::Agent)), [3, 2, 1]);
        assert_eq!(found(&oldest.sorted_by(Column::State)), [3, 2, 1]);
        assert_eq!(found(&agents.sorted_by(Column::Customer)), [3, 1, 2]);
    }

    ///
    #[test]
    fn a_call_is_found_by_part_of_a_name_or_number_by_agent_state_and_request() {
        let search = |words: &str| Search { words: words.to_owned(), ..Search::default() };
        assert_eq!(found(&search(" bO ")), [2]);
        assert_eq!(found(&search("0142")), [2]);
        assert_eq!(found(&search("a")), [3, 1]);
        let by = Search { agent: PersonId::new("ben").ok(), ..Search::default() };
        assert_eq!(found(&by), [1]);
        let held = Search { condition: Some(Condition::OnHold), ..Search::default() };
        assert_eq!(found(&held), [2]);
        let pressing = Search { request: Some(Request::Emergency), ..held.widened() };
        assert_eq!(found(&pressing), [3]);
        assert!(pressing.narrows() && !pressing.widened().narrows());
    }

    #[test]
    fn each_agent_is_named_once() {
        let mut calls = calls().to_vec();
        calls.push(call(4, "Ben", "Dora"));
        let names: Vec<String> = agents(&calls).into_iter().map(|(_, name)| name).collect();
        assert_eq!(names, ["Ana", "Ben", "Cem"]);
    }
}
