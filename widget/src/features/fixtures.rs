//! A call in tests: Ana answers Carla and asks for help, Sofia helps. Each fact has its second.

use backline_core::{
    id::{InteractionId, PersonId, ReasonId, TenantId, VisitorId},
    interaction::{
        CallFact, Channel, Fact, HelpFact, RequestFact, Stamped,
        help::{Brief, Severity, StageRun},
    },
    people::PersonCard,
    personal::{Personal, Subject},
    terms::Terms,
    time::Timestamp,
};

/// An instant after all others.
pub(crate) const LATER: Timestamp = Timestamp(600_000);
/// The call that everything happens on.
pub(crate) const CALL: InteractionId = InteractionId::from_u128(7);

/// A person by id.
pub(crate) fn person(name: &str) -> PersonId {
    PersonId::new(name).expect("the name is well-formed")
}

/// A reason by id.
pub(crate) fn reason(name: &str) -> ReasonId {
    ReasonId::new(name).expect("the name is well-formed")
}

/// The agent.
pub(crate) fn ana() -> PersonCard {
    PersonCard::new(person("ana"), "Ana Ribeiro", None)
}

/// The supervisor.
pub(crate) fn sofia() -> PersonCard {
    PersonCard::new(person("sofia"), "Sofia Marin", Some("3001"))
}

/// A text of the customer's.
pub(crate) fn personal(text: &str) -> Personal<String> {
    Personal::new(Subject::Customer(CALL), text.to_owned())
}

/// The call begins at second 0 and is answered at second 5.
pub(crate) fn talking() -> Vec<(u64, Fact)> {
    let opened = Fact::Call(CallFact::Opened {
        id: CALL,
        tenant: TenantId::new("acme").expect("the name is well-formed"),
        channel: Channel::Voice,
        visitor: VisitorId::from_u128(0),
        name: personal("Carla"),
        number: None,
        wants: None,
        contact: None,
        terms: Box::new(Terms::default()),
    });
    vec![(0, opened), (5, Fact::Call(CallFact::Answered { agent: ana(), until: LATER }))]
}

/// A fact of the one request.
pub(crate) fn help(what: RequestFact) -> Fact {
    Fact::Help(HelpFact::Request { request: 1, what })
}

/// A stage that has begun.
pub(crate) fn run(stage: u32) -> StageRun {
    StageRun { stage, until: LATER, timer: None }
}

/// Ana asks for help.
pub(crate) fn asked(severity: Severity) -> Fact {
    help(RequestFact::Requested {
        reason: reason("policy"),
        label: "Policy or approval".to_owned(),
        comment: personal("Refund of 900"),
        severity,
        brief: Brief::default(),
        earlier: Vec::new(),
        run: run(1),
    })
}

/// The facts with their instants.
pub(crate) fn timeline(facts: Vec<(u64, Fact)>) -> Vec<Stamped> {
    let stamped = |(second, fact)| Stamped { at: Timestamp(second * 1000), fact };
    facts.into_iter().map(stamped).collect()
}
