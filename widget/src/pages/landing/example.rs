//! A call that never was, for the picture on the first page: folded and routed by the core, so
//! that even the example says what the server would enforce.

use backline_core::{
    id::{InteractionId, LegId, PersonId, TenantId, VisitorId},
    interaction::{
        Action, CallFact, Channel, Fact, Interaction, Lens, Origin, Stamped, SuperviseFact,
    },
    people::PersonCard,
    personal::{Personal, Subject},
    routing::PartyId,
    terms::Terms,
    time::Timestamp,
};

use crate::picture::{Picture, for_supervisor};

const NEVER: Timestamp = Timestamp(u64::MAX);

/// Picture and sentence while the viewer does `action`, or nothing.
#[must_use]
pub(super) fn shown(action: Option<Action>) -> (Picture, String) {
    let Ok(people) = People::new() else { return <(Picture, String)>::default() };
    let Some(call) = people.call(action) else { return <(Picture, String)>::default() };
    let me = &people.supervisor.person;
    (Picture::of(&call, Some(me)), for_supervisor(&call, me, true))
}

struct People {
    tenant: TenantId,
    agent: PersonCard,
    supervisor: PersonCard,
}

impl People {
    fn new() -> Result<Self, backline_core::id::IdError> {
        Ok(Self {
            tenant: TenantId::new("example")?,
            agent: PersonCard::new(PersonId::new("ana")?, "Ana", None),
            supervisor: PersonCard::new(PersonId::new("you")?, "You", None),
        })
    }

    fn call(&self, action: Option<Action>) -> Option<Interaction> {
        let id = InteractionId::from_u128(0);
        let agent = PartyId::Person(self.agent.person.clone());
        let supervisor = PartyId::Person(self.supervisor.person.clone());
        let mut facts = vec![Fact::Call(CallFact::Opened {
            id,
            tenant: self.tenant.clone(),
            channel: Channel::Voice,
            visitor: VisitorId::from_u128(0),
            name: Personal::new(Subject::Customer(id), "Customer".to_owned()),
            number: None,
            wants: None,
            contact: None,
            terms: Box::new(Terms::default()),
        })];
        facts.push(connected(PartyId::Customer));
        facts.push(Fact::Call(CallFact::Answered { agent: self.agent.clone(), until: NEVER }));
        facts.push(connected(agent));
        facts.push(Fact::Supervise(SuperviseFact::SupervisorOpened {
            supervisor: self.supervisor.clone(),
            until: NEVER,
            origin: Origin::Proactive,
        }));
        facts.push(connected(supervisor));
        if let Some(action) = action {
            let supervisor = self.supervisor.person.clone();
            facts.push(Fact::Supervise(SuperviseFact::ActionRequested {
                supervisor,
                action,
                until: NEVER,
            }));
        }
        let edges = fold(&facts)?.routes();
        facts.push(match action {
            Some(action) => Fact::Supervise(SuperviseFact::ActionActive {
                supervisor: self.supervisor.clone(),
                action,
                edges,
            }),
            None => Fact::Call(CallFact::HearingEnforced { edges }),
        });
        fold(&facts)
    }
}

fn connected(party: PartyId) -> Fact {
    Fact::Call(CallFact::LegConnected { party, leg: LegId::from_u128(0) })
}

fn fold(facts: &[Fact]) -> Option<Interaction> {
    let stamped = |fact: &Fact| Stamped { at: Timestamp(0), fact: fact.clone() };
    let log: Vec<_> = facts.iter().map(stamped).collect();
    Interaction::fold(Lens::Supervisor, &log)
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[track_caller]
    fn check(action: Option<Action>, sentence: &str, arrows: usize) {
        let (picture, said) = shown(action);
        assert_eq!(said, sentence);
        assert_eq!(picture.arrows.len(), arrows);
    }

    #[test]
    fn the_example_says_what_the_core_routes() {
        check(None, "Nobody hears you. You hear nobody.", 2);
        check(Some(Action::Monitor), "Nobody hears you.", 4);
        check(Some(Action::Coach), "Only Ana hears you.", 5);
        check(Some(Action::BargeIn), "Ana and the customer hear you.", 6);
    }
}
