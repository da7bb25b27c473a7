//! What a viewer may know of supervision.
//!
//! A supervisor who only listens does not exist for an agent, a customer or a helper: not by name, not
//! by a fact without visible effect, not by an edge, not by how long they have been there.

use super::{Action, Origin, Parting, Stance, StopReason, SuperviseFact, Supervision, restate};
use crate::{
    id::PersonId,
    interaction::{
        Connection, Eyes, Fact, Interaction, Lens, Party, PartyRole, Sound, Stamped, Supervisor,
        call, project, restate::Restated,
    },
    people::PersonCard,
    routing::PartyId,
    terms::Terms,
};

impl Lens {
    /// Whether a supervisor in this action exists, whoever it is.
    pub(crate) const fn shows(self, action: Action, terms: &Terms) -> bool {
        match self {
            Self::Server | Self::Supervisor => true,
            Self::Helper | Self::Agent => action.shown_to_agent(terms),
            Self::Customer => action.shown_to_customer(),
        }
    }
}

/// A supervisor as these eyes see one; `None` when there is none.
pub(in crate::interaction) fn seen(party: &Party, eyes: Eyes<'_>, terms: &Terms) -> Option<Party> {
    let own = party.supervisor()?;
    let Supervisor { card, since, connection, stance, origin, send_held } = own;
    let seen = |since, connection, sound, supervision| Party {
        since,
        connection,
        muted: false,
        sound,
        role: PartyRole::Supervisor(supervision),
    };
    let (card, stance) = (project::card(eyes.lens, card), stance.clone());
    if eyes.see_all_of(own) {
        let shown =
            if eyes.lens == Lens::Server { connection.clone() } else { connection.veiled() };
        return Some(seen(
            since,
            shown,
            party.sound,
            Supervision { card, stance, origin, send_held },
        ));
    }
    let Stance::Active { action, since } = stance else { return None };
    if !eyes.lens.shows(action, terms) {
        return None;
    }
    // Whether one who only listens could speak, or hears, is nobody else's business.
    let sound = if action == Action::Monitor { Sound::default() } else { party.sound };
    let connection = Connection::Connected { leg: project::NO_LEG, since };
    let own = Supervision { card, stance, origin: Origin::default(), send_held: false };
    Some(seen(since, connection, sound, own))
}

/// What a fact, which led from `before` to `after`, says to these eyes.
pub(in crate::interaction) fn facts(
    states: (&Interaction, &Interaction),
    fact: &SuperviseFact,
    eyes: Eyes<'_>,
) -> Vec<Fact> {
    let (before, after) = states;
    let all = |state, person| sees_all(state, person, eyes);
    let keep = |kept: bool| if kept { vec![Fact::Supervise(fact.clone())] } else { Vec::new() };
    match fact {
        SuperviseFact::SupervisorOpened { supervisor, .. } => {
            let person = &supervisor.person;
            if all(before, person) && !all(after, person) {
                // Opened anew, for something that is not shown: what was shown is over.
                let (supervisor, why) = (person.clone(), Parting::Moved);
                return vec![Fact::Supervise(SuperviseFact::SupervisorLeft { supervisor, why })];
            }
            keep(all(after, person))
        }
        SuperviseFact::SupervisorLeft { supervisor, .. } => keep(all(before, supervisor)),
        SuperviseFact::ActionRequested { supervisor, .. }
        | SuperviseFact::SendPressed { supervisor }
        | SuperviseFact::SendReleased { supervisor } => keep(all(after, supervisor)),
        SuperviseFact::NoteSent { .. } => keep(eyes.lens != Lens::Customer),
        SuperviseFact::ActionActive { supervisor, action, .. } => {
            active(states, (supervisor, *action), eyes)
        }
        SuperviseFact::ActionEnded { supervisor, .. } if all(before, supervisor) => keep(true),
        SuperviseFact::ActionEnded { supervisor, action, why } => {
            let seen = before.supervisor(supervisor);
            let seen = seen.is_some_and(|own| seen_at_all(own, eyes, &before.terms));
            // Why would tell whether the supervisor is still there, and does what is hidden. That
            // somebody in the middle of a sentence was lost is no secret.
            let (supervisor, action) = (supervisor.clone(), *action);
            let lost = *why == StopReason::ConnectionLost;
            let why = if lost { *why } else { StopReason::Completed };
            let ended = SuperviseFact::ActionEnded { supervisor, action, why };
            if seen { vec![Fact::Supervise(ended)] } else { Vec::new() }
        }
    }
}

fn active(
    (before, after): (&Interaction, &Interaction),
    (supervisor, action): (&PersonCard, Action),
    eyes: Eyes<'_>,
) -> Vec<Fact> {
    let all = sees_all(after, &supervisor.person, eyes);
    if !all && !eyes.lens.shows(action, &after.terms) {
        return project::hearing_changed(before, after, eyes);
    }
    let edges = project::enforced(after, eyes);
    let party = PartyId::Person(supervisor.person.clone());
    let supervisor = project::card(eyes.lens, supervisor);
    let active = Fact::Supervise(SuperviseFact::ActionActive { supervisor, action, edges });
    let appears = (!all).then(|| call::change_seen(before, after, (&party, eyes)));
    [active].into_iter().chain(appears.flatten()).collect()
}

/// What a helper has to be told of their own part when it becomes visible without being opened: they
/// came of their own accord, and have claimed the request since.
pub(in crate::interaction) fn comes_to_light(
    (before, after): (&Interaction, &Interaction),
    eyes: Eyes<'_>,
) -> Vec<Stamped> {
    let Some(person) = eyes.own.filter(|person| sees_all(after, person, eyes)) else {
        return Vec::new();
    };
    if sees_all(before, person, eyes) {
        return Vec::new();
    }
    let seen = after.seen_by(eyes);
    let mut told = Restated::default();
    if let Some(own) = seen.supervisor(person) {
        restate::one(&seen, own, &mut told);
    }
    call::restate_hearing(&seen, &mut told);
    told.into_facts()
}

fn sees_all(state: &Interaction, person: &PersonId, eyes: Eyes<'_>) -> bool {
    state.supervisor(person).is_some_and(|own| eyes.see_all_of(own))
}

/// Whether a supervisor exists for these eyes.
pub(in crate::interaction) fn seen_at_all(
    own: Supervisor<'_>,
    eyes: Eyes<'_>,
    terms: &Terms,
) -> bool {
    let shown = own.stance.active().is_some_and(|action| eyes.lens.shows(action, terms));
    shown || eyes.see_all_of(own)
}
