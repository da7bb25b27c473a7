//! What speaks against a fact of supervision, in a log that is checked: actions begin and end in
//! order, and by a command of their own supervisor.
//!
//! Asked for each such fact. It refuses to know whether the supervisor was allowed to act.

use super::{Action, Origin, Stance, SuperviseFact};
use crate::{id::PersonId, interaction::Interaction, people::Identity, routing::Routes};

/// Why a fact of supervision cannot have happened where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SuperviseContradiction {
    /// An action was requested by one who was not connected, or acted already.
    #[error("the supervisor was not connected and idle")]
    NotIdle,
    /// An action was requested without a command.
    #[error("no command asked for this action")]
    NotCommanded,
    /// An action was requested for somebody by somebody else.
    #[error("somebody else asked for this action")]
    NotByThemselves,
    /// An action became active that was not requested.
    #[error("nobody had asked for this action")]
    NotRequested,
    /// An action ended that did not run.
    #[error("no such action was running")]
    NotRunning,
    /// A supervisor left who was not on the call.
    #[error("the supervisor was not there")]
    NotThere,
    /// Somebody came for a help request that another had, or nobody.
    #[error("this person had not taken that request")]
    NotTheHelper,
    /// Somebody came as a helper without being on the list.
    #[error("this person was not on the list of helpers")]
    NotListed,
    /// A note by somebody who had no part in the call.
    #[error("its author neither coached nor helped")]
    NotTheirNote,
    /// Send was pressed or released by one who did not coach, or was so already.
    #[error("Send could not change like that")]
    SendUnchanged,
}

/// What speaks against a fact in the state that it is said to have happened in, by the command of
/// `author`, if by any.
pub(crate) fn against(
    state: &Interaction,
    fact: &SuperviseFact,
    author: Option<&Identity>,
) -> Option<SuperviseContradiction> {
    match fact {
        SuperviseFact::SupervisorOpened { supervisor, origin, .. } => {
            opened(state, &supervisor.person, *origin)
        }
        SuperviseFact::ActionRequested { supervisor, .. } => requested(state, author, supervisor),
        SuperviseFact::ActionActive { supervisor, action, .. } => {
            let asked = stance(state, &supervisor.person).is_some_and(|stance| {
                matches!(stance, Stance::Requested { action: asked, .. } if asked == action)
            });
            (!asked).then_some(SuperviseContradiction::NotRequested)
        }
        SuperviseFact::ActionEnded { supervisor, action, .. } => {
            let runs = stance(state, supervisor).and_then(Stance::action) == Some(*action);
            (!runs).then_some(SuperviseContradiction::NotRunning)
        }
        SuperviseFact::SupervisorLeft { supervisor, .. } => {
            state.supervisor(supervisor).is_none().then_some(SuperviseContradiction::NotThere)
        }
        SuperviseFact::NoteSent { by, .. } => note(state, &by.person),
        SuperviseFact::SendPressed { supervisor } => send(state, supervisor, true),
        SuperviseFact::SendReleased { supervisor } => send(state, supervisor, false),
    }
}

/// The edges that a fact records as enforced from there on.
pub(crate) const fn enforces(fact: &SuperviseFact) -> Option<&Routes> {
    match fact {
        SuperviseFact::ActionActive { edges, .. } => Some(edges),
        SuperviseFact::SupervisorOpened { .. }
        | SuperviseFact::ActionRequested { .. }
        | SuperviseFact::ActionEnded { .. }
        | SuperviseFact::SupervisorLeft { .. }
        | SuperviseFact::NoteSent { .. }
        | SuperviseFact::SendPressed { .. }
        | SuperviseFact::SendReleased { .. } => None,
    }
}

fn requested(
    state: &Interaction,
    author: Option<&Identity>,
    supervisor: &PersonId,
) -> Option<SuperviseContradiction> {
    let idle = stance(state, supervisor).is_some_and(|stance| *stance == Stance::Idle);
    if !idle {
        return Some(SuperviseContradiction::NotIdle);
    }
    let Some(author) = author else { return Some(SuperviseContradiction::NotCommanded) };
    let themselves = match author {
        Identity::Person(person) | Identity::Integration { on_behalf_of: Some(person), .. } => {
            person == supervisor
        }
        Identity::Integration { on_behalf_of: None, .. }
        | Identity::Visitor(_)
        | Identity::Server => false,
    };
    (!themselves).then_some(SuperviseContradiction::NotByThemselves)
}

fn opened(
    state: &Interaction,
    person: &PersonId,
    origin: Origin,
) -> Option<SuperviseContradiction> {
    match origin {
        Origin::Request(number) => {
            let help = state.help().filter(|help| help.number == number);
            let helper = help.and_then(|help| help.engagement()).map(|work| &work.helper.person);
            (helper != Some(person)).then_some(SuperviseContradiction::NotTheHelper)
        }
        Origin::Listed => {
            (!state.helpers().contains_key(person)).then_some(SuperviseContradiction::NotListed)
        }
        Origin::Proactive => None,
    }
}

fn note(state: &Interaction, person: &PersonId) -> Option<SuperviseContradiction> {
    let helps = state.helps(person).is_some() || state.helpers().contains_key(person);
    (!helps && !coaches(state, person)).then_some(SuperviseContradiction::NotTheirNote)
}

/// `held` says whether Send is down after the fact.
fn send(state: &Interaction, person: &PersonId, held: bool) -> Option<SuperviseContradiction> {
    let before = state.supervisor(person).map(|supervision| supervision.send_held);
    (!coaches(state, person) || before == Some(held))
        .then_some(SuperviseContradiction::SendUnchanged)
}

fn coaches(state: &Interaction, person: &PersonId) -> bool {
    stance(state, person).and_then(Stance::active) == Some(Action::Coach)
}

fn stance<'s>(state: &'s Interaction, person: &PersonId) -> Option<&'s Stance> {
    state.supervisor(person).map(|supervision| supervision.stance)
}
