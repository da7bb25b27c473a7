//! What speaks against a fact of supervision: actions begin and end in order, and by a command of
//! their own supervisor.
//!
//! Asked for each such fact. It refuses to know whether the supervisor was allowed to act.

use super::{Contradiction, call::forbidden};
use crate::{
    id::PersonId,
    interaction::{Action, HelpRequest, Interaction, Origin, Stance, SuperviseFact},
    people::Identity,
    protocol::Record,
};

pub(super) fn before(
    state: &Interaction,
    record: &Record,
    fact: &SuperviseFact,
) -> Option<Contradiction> {
    match fact {
        SuperviseFact::SupervisorOpened { supervisor, origin, .. } => {
            opened(state, &supervisor.person, *origin)
        }
        SuperviseFact::ActionRequested { supervisor, .. } => requested(state, record, supervisor),
        SuperviseFact::ActionActive { supervisor, action, .. } => {
            let asked = stance(state, &supervisor.person).is_some_and(|stance| {
                matches!(stance, Stance::Requested { action: asked, .. } if asked == action)
            });
            (!asked).then_some(Contradiction::NotRequested)
        }
        SuperviseFact::ActionEnded { supervisor, action, .. } => {
            let runs = stance(state, supervisor).and_then(Stance::action) == Some(*action);
            (!runs).then_some(Contradiction::NotRunning)
        }
        SuperviseFact::SupervisorLeft { supervisor, .. } => {
            state.supervisor(supervisor).is_none().then_some(Contradiction::NotThere)
        }
        SuperviseFact::NoteSent { by, .. } => note(state, &by.person),
        SuperviseFact::SendPressed { supervisor } => send(state, supervisor, true),
        SuperviseFact::SendReleased { supervisor } => send(state, supervisor, false),
    }
}

pub(super) fn after(state: &Interaction, fact: &SuperviseFact) -> Option<Contradiction> {
    match fact {
        SuperviseFact::ActionActive { edges, .. } => forbidden(state, edges),
        SuperviseFact::SupervisorOpened { .. }
        | SuperviseFact::ActionRequested { .. }
        | SuperviseFact::ActionEnded { .. }
        | SuperviseFact::SupervisorLeft { .. }
        | SuperviseFact::NoteSent { .. }
        | SuperviseFact::SendPressed { .. }
        | SuperviseFact::SendReleased { .. } => None,
    }
}

fn requested(state: &Interaction, record: &Record, supervisor: &PersonId) -> Option<Contradiction> {
    let idle = stance(state, supervisor).is_some_and(|stance| *stance == Stance::Idle);
    if !idle {
        return Some(Contradiction::NotIdle);
    }
    if record.cause.is_none() {
        return Some(Contradiction::NotCommanded);
    }
    let themselves = match &record.by {
        Identity::Person(person) | Identity::Integration { on_behalf_of: Some(person), .. } => {
            person == supervisor
        }
        Identity::Integration { on_behalf_of: None, .. }
        | Identity::Visitor(_)
        | Identity::Server => false,
    };
    (!themselves).then_some(Contradiction::NotByThemselves)
}

fn opened(state: &Interaction, person: &PersonId, origin: Origin) -> Option<Contradiction> {
    match origin {
        Origin::Request(number) => {
            let help = state.help().filter(|help| help.number == number);
            let helper = help.and_then(HelpRequest::engagement).map(|work| &work.helper.person);
            (helper != Some(person)).then_some(Contradiction::NotTheHelper)
        }
        Origin::Listed => {
            (!state.helpers().contains_key(person)).then_some(Contradiction::NotListed)
        }
        Origin::Proactive => None,
    }
}

fn note(state: &Interaction, person: &PersonId) -> Option<Contradiction> {
    let helps = state.helps(person).is_some() || state.helpers().contains_key(person);
    (!helps && !coaches(state, person)).then_some(Contradiction::NotTheirNote)
}

/// `held` says whether Send is down after the fact.
fn send(state: &Interaction, person: &PersonId, held: bool) -> Option<Contradiction> {
    let before = state.supervisor(person).map(|supervision| supervision.send_held);
    (!coaches(state, person) || before == Some(held)).then_some(Contradiction::SendUnchanged)
}

fn coaches(state: &Interaction, person: &PersonId) -> bool {
    stance(state, person).and_then(Stance::active) == Some(Action::Coach)
}

fn stance<'s>(state: &'s Interaction, person: &PersonId) -> Option<&'s Stance> {
    state.supervisor(person).map(|supervision| supervision.stance)
}
