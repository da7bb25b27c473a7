//! A supervisor back into the shortest facts that rebuild it.

use super::{Stance, SuperviseFact};
use crate::{
    interaction::{Connection, Fact, Interaction, Supervisor, call, restate::Restated},
    routing::PartyId,
};

/// The facts that fold to these supervisors.
pub(in crate::interaction) fn restate(call: &Interaction, log: &mut Restated) {
    for own in call.supervisors() {
        one(call, own, log);
    }
}

/// The facts that fold to this supervisor.
pub(super) fn one(call: &Interaction, own: Supervisor<'_>, log: &mut Restated) {
    if call.has_all_of(own) {
        whole(call, own, log);
    } else if let Stance::Active { action, since } = own.stance {
        let edges = call.enforced.clone();
        let (supervisor, action) = (own.card.clone(), *action);
        let active = SuperviseFact::ActionActive { supervisor, action, edges };
        log.push(*since, Fact::Supervise(active));
    }
    call::restate_sound(call, &PartyId::Person(own.card.person.clone()), log);
}

/// One whose part is visible whatever they do.
fn whole(call: &Interaction, own: Supervisor<'_>, log: &mut Restated) {
    let mut push = |at, fact| log.push(at, Fact::Supervise(fact));
    let until = match own.connection {
        Connection::Awaited { until, .. } => *until,
        Connection::Joining { .. }
        | Connection::Connected { .. }
        | Connection::Reattaching { .. } => own.since.plus(call.terms.supervisor_grace),
    };
    let (supervisor, origin) = (own.card.clone(), own.origin);
    push(own.since, SuperviseFact::SupervisorOpened { supervisor, until, origin });
    let first = Connection::Awaited { since: own.since, until };
    let party = PartyId::Person(own.card.person.clone());
    call::restate_connection(&party, (own.connection, &first), log);
    let mut push = |at, fact| log.push(at, Fact::Supervise(fact));
    let supervisor = own.card.person.clone();
    match own.stance {
        Stance::Idle => {}
        Stance::Requested { action, since, until } => {
            let (action, until) = (*action, *until);
            push(*since, SuperviseFact::ActionRequested { supervisor, action, until });
        }
        Stance::Active { action, since } => {
            let (card, edges) = (own.card.clone(), call.enforced.clone());
            let active = SuperviseFact::ActionActive { supervisor: card, action: *action, edges };
            push(*since, active);
            if own.send_held {
                push(*since, SuperviseFact::SendPressed { supervisor });
            }
        }
    }
}
