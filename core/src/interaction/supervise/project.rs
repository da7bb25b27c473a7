//! What a viewer may know of supervision.
//!
//! A supervisor who only listens does not exist through the lens of an agent or a customer: not by
//! name, not by a fact without visible effect, not by an edge, not by how long they have been there.

use super::{Action, Origin, Stance, StopReason, SuperviseFact, Supervision};
use crate::{
    interaction::{
        Connection, Fact, Interaction, Lens, Party, PartyRole, Sound, Supervisor, call, project,
    },
    routing::PartyId,
    terms::Terms,
};

impl Lens {
    /// Whether a supervisor in this action exists.
    pub(crate) const fn shows(self, action: Action, terms: &Terms) -> bool {
        match self {
            Self::Server | Self::Supervisor => true,
            Self::Agent => action.shown_to_agent(terms),
            Self::Customer => action.shown_to_customer(),
        }
    }
}

/// A supervisor through `lens`; `None` when there is none.
pub(in crate::interaction) fn seen(own: &Party, lens: Lens, terms: &Terms) -> Option<Party> {
    let sound = own.sound;
    let Supervisor { card, since, connection, stance, origin, send_held } = own.supervisor()?;
    let party = |since, connection, supervision| Party {
        since,
        connection,
        muted: false,
        sound,
        role: PartyRole::Supervisor(supervision),
    };
    let (card, stance) = (project::card(lens, card), stance.clone());
    let whole = |card, stance| Supervision { card, stance, origin, send_held };
    match (lens, &stance) {
        (Lens::Server, _) => Some(party(since, connection.clone(), whole(card, stance))),
        (Lens::Supervisor, _) => Some(party(since, connection.veiled(), whole(card, stance))),
        (Lens::Agent | Lens::Customer, Stance::Active { action, since })
            if lens.shows(*action, terms) =>
        {
            // Whether one who only listens could speak, or hears, is nobody else's business.
            let sound = if *action == Action::Monitor { Sound::default() } else { sound };
            let (origin, since) = (Origin::default(), *since);
            let connection = Connection::Connected { leg: project::NO_LEG, since };
            let own = Supervision { card, stance, origin, send_held: false };
            Some(Party { sound, ..party(since, connection, own) })
        }
        (
            Lens::Agent | Lens::Customer,
            Stance::Active { .. } | Stance::Idle | Stance::Requested { .. },
        ) => None,
    }
}

/// What a fact, which led from `before` to `after`, says through `lens`.
pub(in crate::interaction) fn facts(
    (before, after): (&Interaction, &Interaction),
    fact: &SuperviseFact,
    lens: Lens,
) -> Vec<Fact> {
    let all = lens.sees_supervision();
    let keep = |kept: bool| if kept { vec![Fact::Supervise(fact.clone())] } else { Vec::new() };
    match fact {
        SuperviseFact::SupervisorOpened { .. }
        | SuperviseFact::ActionRequested { .. }
        | SuperviseFact::SupervisorLeft { .. }
        | SuperviseFact::SendPressed { .. }
        | SuperviseFact::SendReleased { .. } => keep(all),
        SuperviseFact::NoteSent { .. } => keep(lens != Lens::Customer),
        SuperviseFact::ActionActive { supervisor, action, .. } => {
            if lens.shows(*action, &after.terms) {
                let edges = project::enforced(after, lens);
                let party = PartyId::Person(supervisor.person.clone());
                let supervisor = project::card(lens, supervisor);
                let active = SuperviseFact::ActionActive { supervisor, action: *action, edges };
                let appears = (!all).then(|| call::change_seen(before, after, (&party, lens)));
                [Fact::Supervise(active)].into_iter().chain(appears.flatten()).collect()
            } else {
                project::hearing_changed(before, after, lens)
            }
        }
        SuperviseFact::ActionEnded { .. } if all => keep(true),
        SuperviseFact::ActionEnded { supervisor, action, .. } => {
            let seen = before.supervisor(supervisor);
            let seen = seen.is_some_and(|own| seen_at_all(own, lens, &before.terms));
            // Why would tell whether the supervisor is still there, and does what is hidden.
            let (supervisor, action) = (supervisor.clone(), *action);
            let why = StopReason::Completed;
            let ended = SuperviseFact::ActionEnded { supervisor, action, why };
            if seen { vec![Fact::Supervise(ended)] } else { Vec::new() }
        }
    }
}

/// Whether a supervisor exists through `lens`.
pub(in crate::interaction) fn seen_at_all(own: Supervisor<'_>, lens: Lens, terms: &Terms) -> bool {
    match (lens, own.stance) {
        (Lens::Server | Lens::Supervisor, _) => true,
        (Lens::Agent | Lens::Customer, Stance::Active { action, .. }) => lens.shows(*action, terms),
        (Lens::Agent | Lens::Customer, Stance::Idle | Stance::Requested { .. }) => false,
    }
}
