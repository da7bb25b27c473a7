//! Facts into the state machine once more: what it would not have concluded is a difference.
//!
//! The chains say that the bytes are those that were written; this says that what was written makes
//! sense, above all that nobody was ever recorded as hearing what the rules do not allow.

use std::collections::BTreeSet;

use backline_core::{
    floor::{Floor, FloorFact, StampedFloor},
    host::CallHost,
    id::{LegId, PersonId, TenantId},
    interaction::{
        Action, CallFact, ContactFact, Fact, HelpFact, Interaction, Lens, Stance, SuperviseFact,
    },
    protocol::{FloorRecord, Record, put_back},
    routing::{PartyId, Routes},
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{help, logs::ReadLog};

/// Every difference, each beginning with the fact it is about.
pub(super) fn of(
    tenant: &TenantId,
    log: &ReadLog,
    segments: &BTreeSet<u64>,
    sealed: bool,
) -> Vec<String> {
    let result = match log.interaction {
        Some(id) => read(&log.bodies).map(|records: Vec<Record>| {
            let mut problems = interaction(&records);
            let opens = |record: &Record| {
                matches!(&record.fact, Fact::Call(CallFact::Opened { id: opened, tenant: whose, .. })
                    if *opened == id && whose == tenant)
            };
            if !records.first().is_some_and(opens) {
                problems.push("fact 0: it does not open this interaction.".to_owned());
            }
            let over = records.last().is_some_and(|last| matches!(last.fact, Fact::Call(CallFact::Ended { .. })));
            if sealed && !over {
                problems.push("the log is sealed, and the call has not ended.".to_owned());
            }
            problems
        }),
        None => read(&log.bodies).map(|records| floor(tenant, &records, segments)),
    };
    result.unwrap_or_else(|problem| vec![problem])
}

fn read<T: DeserializeOwned>(bodies: &[Value]) -> Result<Vec<T>, String> {
    let one = |(number, body): (usize, &Value)| {
        let mut body = body.clone();
        // What people are called changes nothing.
        put_back(&mut body, &mut |_| None);
        serde_json::from_value(body).map_err(|e| format!("fact {number}: it is no record ({e})."))
    };
    bodies.iter().enumerate().map(one).collect()
}

/// The differences of one interaction's log.
pub(crate) fn interaction(records: &[Record]) -> Vec<String> {
    let Some(first) = records.first() else { return Vec::new() };
    let Some(mut state) = Interaction::fold(Lens::Server, &[first.stamped()]) else {
        return vec!["fact 0: a log begins with its opening.".to_owned()];
    };
    let mut problems = Vec::new();
    for (place, record) in (0_u64..).zip(records) {
        if record.number != place {
            problems.push(format!("fact {place}: it calls itself {}.", record.number));
        }
        if place == 0 {
            continue;
        }
        if let Some(problem) = before(&state, &record.fact) {
            problems.push(format!("fact {place}: {problem}."));
        }
        state.apply(&record.stamped());
        if let Some(problem) = after(&state, &record.fact) {
            problems.push(format!("fact {place}: {problem}."));
        }
    }
    if CallHost::replay(records).is_none_or(|host| *host.state() != state) {
        problems.push("the server would rebuild another state from it.".to_owned());
    }
    problems
}

/// What speaks against a fact in the state that it is said to have happened in.
fn before(state: &Interaction, fact: &Fact) -> Option<String> {
    if state.is_over() {
        return Some("it comes after the end".to_owned());
    }
    match fact {
        Fact::Call(CallFact::Opened { .. }) => Some("a log is opened once".to_owned()),
        Fact::Call(CallFact::LegConnected { party, leg }) => (leg_of(state, party) != Some(*leg))
            .then(|| "no such connection was coming up".to_owned()),
        Fact::Supervise(SuperviseFact::ActionRequested { supervisor, .. }) => {
            let idle = stance(state, supervisor).is_some_and(|stance| *stance == Stance::Idle);
            (!idle).then(|| "the supervisor was not connected and idle".to_owned())
        }
        Fact::Supervise(SuperviseFact::ActionActive { supervisor, action, .. }) => {
            let asked = stance(state, &supervisor.person).is_some_and(|stance| {
                matches!(stance, Stance::Requested { action: asked, .. } if asked == action)
            });
            (!asked).then(|| "nobody had asked for this action".to_owned())
        }
        Fact::Supervise(SuperviseFact::ActionEnded { supervisor, action, .. }) => {
            let runs = stance(state, supervisor).and_then(running) == Some(*action);
            (!runs).then(|| "no such action was running".to_owned())
        }
        Fact::Supervise(SuperviseFact::SupervisorLeft { supervisor, .. }) => {
            (!state.supervisors().contains_key(supervisor))
                .then(|| "the supervisor was not there".to_owned())
        }
        Fact::Supervise(SuperviseFact::SupervisorOpened { supervisor, origin, .. }) => {
            help::opened(state, &supervisor.person, *origin).map(str::to_owned)
        }
        Fact::Help(HelpFact::Request { request, what }) => {
            help::before(state, *request, what).map(str::to_owned)
        }
        Fact::Supervise(SuperviseFact::NoteSent { by, .. }) => {
            help::note(state, &by.person).map(str::to_owned)
        }
        Fact::Supervise(SuperviseFact::SendPressed { supervisor }) => {
            help::send(state, supervisor, true).map(str::to_owned)
        }
        Fact::Supervise(SuperviseFact::SendReleased { supervisor }) => {
            help::send(state, supervisor, false).map(str::to_owned)
        }
        Fact::Help(HelpFact::HelperAdded { helper }) => {
            (state.helpers().contains_key(&helper.person))
                .then(|| "this person was on the list of helpers already".to_owned())
        }
        Fact::Help(HelpFact::HelperRemoved { helper }) => (!state.helpers().contains_key(helper))
            .then(|| "this person was not on the list of helpers".to_owned()),
        Fact::Call(CallFact::AgentRung { .. })
        | Fact::Call(CallFact::AgentPassed { .. })
        | Fact::Call(CallFact::NobodyFreeTold)
        | Fact::Call(CallFact::PassForgotten { .. })
        | Fact::Call(CallFact::Answered { .. })
        | Fact::Call(CallFact::LegJoining { .. })
        | Fact::Call(CallFact::LegLost { .. })
        | Fact::Call(CallFact::Muted { .. })
        | Fact::Call(CallFact::Unmuted { .. })
        | Fact::Call(CallFact::Held)
        | Fact::Call(CallFact::Resumed)
        | Fact::Call(CallFact::KeyPressed { .. })
        | Fact::Contact(ContactFact::Noted { .. })
        | Fact::Call(CallFact::HearingEnforced { .. })
        | Fact::Call(CallFact::ServerRestarted { .. })
        | Fact::Call(CallFact::Ended { .. }) => None,
    }
}

/// What speaks against a fact in the state that it led to.
fn after(state: &Interaction, fact: &Fact) -> Option<String> {
    let edges = match fact {
        Fact::Supervise(SuperviseFact::ActionActive { edges, .. })
        | Fact::Call(CallFact::HearingEnforced { edges }) => edges,
        Fact::Call(CallFact::Opened { .. })
        | Fact::Call(CallFact::AgentRung { .. })
        | Fact::Call(CallFact::AgentPassed { .. })
        | Fact::Call(CallFact::NobodyFreeTold)
        | Fact::Call(CallFact::PassForgotten { .. })
        | Fact::Call(CallFact::Answered { .. })
        | Fact::Call(CallFact::LegJoining { .. })
        | Fact::Call(CallFact::LegConnected { .. })
        | Fact::Call(CallFact::LegLost { .. })
        | Fact::Call(CallFact::Muted { .. })
        | Fact::Call(CallFact::Unmuted { .. })
        | Fact::Call(CallFact::Held)
        | Fact::Call(CallFact::Resumed)
        | Fact::Call(CallFact::KeyPressed { .. })
        | Fact::Supervise(SuperviseFact::SupervisorOpened { .. })
        | Fact::Help(HelpFact::Request { .. })
        | Fact::Supervise(SuperviseFact::NoteSent { .. })
        | Fact::Supervise(SuperviseFact::SendPressed { .. })
        | Fact::Supervise(SuperviseFact::SendReleased { .. })
        | Fact::Help(HelpFact::HelperAdded { .. })
        | Fact::Help(HelpFact::HelperRemoved { .. })
        | Fact::Contact(ContactFact::Noted { .. })
        | Fact::Supervise(SuperviseFact::ActionRequested { .. })
        | Fact::Supervise(SuperviseFact::ActionEnded { .. })
        | Fact::Supervise(SuperviseFact::SupervisorLeft { .. })
        | Fact::Call(CallFact::ServerRestarted { .. })
        | Fact::Call(CallFact::Ended { .. }) => return None,
    };
    let forbidden: Routes = edges.minus(&state.routes()).into_iter().collect();
    let edge = forbidden.0.iter().next()?;
    let speaker = edge.speaker.party().map_or_else(|| "the hold treatment".to_owned(), name);
    Some(format!("it lets {} hear {speaker}, which the rules do not allow", name(&edge.listener)))
}

fn leg_of(state: &Interaction, party: &PartyId) -> Option<LegId> {
    state.connection(party).and_then(|connection| connection.leg())
}

fn stance<'s>(state: &'s Interaction, person: &PersonId) -> Option<&'s Stance> {
    state.supervisors().get(person).map(|supervision| supervision.leg.stance())
}

const fn running(stance: &Stance) -> Option<Action> {
    stance.action()
}

fn name(party: &PartyId) -> String {
    match party {
        PartyId::Customer => "the customer".to_owned(),
        PartyId::Agent(person) => format!("the agent {person}"),
        PartyId::Supervisor(person) => format!("the supervisor {person}"),
    }
}

/// The differences of a floor's log.
fn floor(tenant: &TenantId, records: &[FloorRecord], segments: &BTreeSet<u64>) -> Vec<String> {
    let mut problems = Vec::new();
    let mut floor = Floor::empty(tenant.clone());
    for (place, record) in (0_u64..).zip(records) {
        if record.number != place {
            problems.push(format!("fact {place}: it calls itself {}.", record.number));
        }
        if segments.contains(&place) {
            floor = Floor::empty(tenant.clone());
        }
        if let Some(person) = spoken_of(&record.fact)
            && !floor.members().contains_key(person)
        {
            problems.push(format!("fact {place}: {person} is not one of the people."));
        }
        floor.apply(&StampedFloor { at: record.at, fact: record.fact.clone() });
    }
    problems
}

const fn spoken_of(fact: &FloorFact) -> Option<&PersonId> {
    match fact {
        FloorFact::PeopleConfigured { .. } | FloorFact::TermsConfigured { .. } => None,
        FloorFact::PresenceSet { person, .. }
        | FloorFact::LinkLost { person, .. }
        | FloorFact::LinkRegained { person } => Some(person),
        FloorFact::Reserved { agent, .. } | FloorFact::ReservationLapsed { agent } => Some(agent),
    }
}
