//! What becomes of supervision by time or by a change of the floor: graces that are over, actions
//! that nobody confirmed, permissions withdrawn.

use super::{Action, Parting, Stance, StopReason};
use crate::{
    interaction::{
        Context, Deadline, DeadlineReason, Fact, Interaction, Supervisor, access, leaving,
    },
    people::Grant,
};

/// When time next changes something here.
pub(in crate::interaction) fn deadlines(call: &Interaction) -> impl Iterator<Item = Deadline> {
    call.supervisors().flat_map(|own| {
        let grace = own.connection.until();
        let confirm = match own.stance {
            Stance::Requested { until, .. } => Some(*until),
            Stance::Idle | Stance::Active { .. } => None,
        };
        let grace = grace.map(|at| Deadline { at, reason: DeadlineReason::SupervisorGrace });
        let confirm = confirm.map(|at| Deadline { at, reason: DeadlineReason::NotConfirmed });
        grace.into_iter().chain(confirm)
    })
}

/// The facts that are due.
pub(in crate::interaction) fn lapse(call: &Interaction, cx: &Context<'_>) -> Vec<Fact> {
    call.supervisors().flat_map(|own| of_one(call, cx, own)).collect()
}

fn of_one(call: &Interaction, cx: &Context<'_>, own: Supervisor<'_>) -> Vec<Fact> {
    let person = &own.card.person;
    if own.connection.until().is_some_and(|until| until <= cx.at) {
        return leaving::part_with(
            call,
            cx,
            person,
            StopReason::ConnectionLost,
            Parting::GraceOver,
        );
    }
    if !may_stay(call, cx, own) {
        let (reason, parting) = (StopReason::GrantWithdrawn, Parting::GrantWithdrawn);
        return leaving::part_with(call, cx, person, reason, parting);
    }
    if own.stance.action().is_some_and(|action| !may_go_on(call, cx, own, action)) {
        return leaving::stop(call, person, StopReason::GrantWithdrawn);
    }
    match own.stance {
        Stance::Requested { until, .. } if *until <= cx.at => {
            leaving::stop(call, person, StopReason::NotConfirmed)
        }
        Stance::Idle | Stance::Requested { .. } | Stance::Active { .. } => Vec::new(),
    }
}

/// Whether somebody who came to help is in conversation with the customer.
fn left_barging(own: Supervisor<'_>) -> bool {
    own.stance.active() == Some(Action::BargeIn) && own.origin.is_help()
}

/// Whoever helps stays for as long as they do and hold the grant, and to the end of a Barge In that
/// the agent's Close has left running; everybody else for as long as they may see the call.
fn may_stay(call: &Interaction, cx: &Context<'_>, own: Supervisor<'_>) -> bool {
    let person = &own.card.person;
    if call.helps(person).is_some() && !cx.floor.may(person, Grant::Help) {
        return false;
    }
    access::may_view(call, person, cx.floor)
        || ((access::is_invited(call, person) || left_barging(own))
            && cx.floor.may(person, Grant::Help))
}

/// An action goes on by its own grant and by what would let it begin; a Barge In that was left
/// running by its own alone.
fn may_go_on(call: &Interaction, cx: &Context<'_>, own: Supervisor<'_>, action: Action) -> bool {
    let person = &own.card.person;
    cx.floor.may(person, action.grant())
        && (left_barging(own) || access::origin(call, cx, person).is_ok())
}
