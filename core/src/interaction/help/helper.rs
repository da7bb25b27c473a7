//! What becomes of a request when its helper comes, goes or is lost, and when the call ends or
//! moves on.

use std::collections::BTreeMap;

use super::{
    CancelReason, CloseReason, HelpRequest, HelpState, HelperPresence, RequestFact, audience,
    decide,
};
use crate::{
    id::PersonId,
    interaction::{
        Context, Fact, HelpFact, Interaction, Origin, Parting, StopReason, SuperviseFact, leaving,
    },
    people::{Grant, Presence},
    sorted::Set,
    terms::AfterHelper,
};

/// The live request that `person` has taken and has not left.
pub(in crate::interaction) fn helps<'a>(
    call: &'a Interaction,
    person: &PersonId,
) -> Option<&'a HelpRequest> {
    let help = call.help.as_ref()?;
    let work = help.engagement()?;
    let there = work.presence == HelperPresence::There && work.helper.person == *person;
    there.then_some(help)
}

/// Whether `person` has taken the live request, still there or not.
pub(in crate::interaction) fn is_helper(call: &Interaction, person: &PersonId) -> bool {
    let work = call.help.as_ref().and_then(HelpRequest::engagement);
    work.is_some_and(|work| work.helper.person == *person)
}

/// What follows when `person` has left the interaction; nothing unless they were helping.
pub(in crate::interaction) fn helper_left(
    call: &Interaction,
    cx: &Context<'_>,
    person: &PersonId,
    how: Parting,
) -> Vec<Fact> {
    let after = match how {
        Parting::Disconnected | Parting::Moved => call.terms.help.after_disconnect,
        Parting::GraceOver | Parting::GrantWithdrawn => call.terms.help.after_loss,
        Parting::CallEnded => return Vec::new(),
    };
    helper_gone(call, cx, person, (how, after))
}

/// The facts that `person` has gone, if they were helping, and what is done then.
pub(super) fn helper_gone(
    call: &Interaction,
    cx: &Context<'_>,
    person: &PersonId,
    (how, after): (Parting, AfterHelper),
) -> Vec<Fact> {
    let Some(help) = helps(call, person) else { return Vec::new() };
    let request = help.number;
    let mut facts =
        vec![Fact::Help(HelpFact::Request { request, what: RequestFact::HelperLeft { how } })];
    match after {
        AfterHelper::Keep => {}
        AfterHelper::Reopen => facts.push(decide::reopened(call, cx, help)),
        AfterHelper::Close => {
            facts.push(Fact::Help(HelpFact::Request {
                request,
                what: RequestFact::Closed { why: CloseReason::HelperGone },
            }));
        }
    }
    facts
}

/// The fact that a helper who had gone is there again: the agent is not told who opens the
/// interaction, and must not go on reading that nobody is there.
pub(in crate::interaction) fn helper_returns(
    call: &Interaction,
    person: &PersonId,
) -> Option<Fact> {
    let help = call.help.as_ref()?;
    let work = help.engagement().filter(|work| work.helper.person == *person)?;
    let gone = work.presence != HelperPresence::There;
    gone.then_some(Fact::Help(HelpFact::Request {
        request: help.number,
        what: RequestFact::HelperReturned,
    }))
}

/// The fact that opens the interaction for `person`, unless it is open or cannot be yet. Where
/// it was open and no connection is under way, it opens anew, with a helper's time to come.
pub(super) fn open_for(
    call: &Interaction,
    cx: &Context<'_>,
    person: &PersonId,
    origin: Origin,
) -> Option<Fact> {
    let busy =
        cx.floor.acts_elsewhere(person, call.id) || cx.floor.talks_elsewhere(person, call.id);
    let comes = call.supervisor(person).is_some_and(|own| own.connection.leg().is_some());
    if busy || call.talk().is_none() || comes {
        return None;
    }
    let supervisor = cx.floor.card(person)?;
    let until = cx.at.plus(call.terms.help.helper_grace);
    Some(Fact::Supervise(SuperviseFact::SupervisorOpened { supervisor, until, origin }))
}

/// A helper who was busy elsewhere when claiming comes as soon as that has ended.
pub(in crate::interaction) fn lapse_helper(call: &Interaction, cx: &Context<'_>) -> Vec<Fact> {
    let work = call.help.as_ref().and_then(HelpRequest::engagement);
    let Some(person) = work.map(|work| &work.helper.person) else { return Vec::new() };
    let Some(help) = helps(call, person) else { return Vec::new() };
    if call.supervisor(person).is_some() {
        return Vec::new();
    }
    if !cx.floor.may(person, Grant::Help) {
        return helper_left(call, cx, person, Parting::GrantWithdrawn);
    }
    open_for(call, cx, person, Origin::Request(help.number)).into_iter().collect()
}

/// The facts that end a live request because the call is over.
pub(in crate::interaction) fn ends_with_call(call: &Interaction) -> Option<Fact> {
    ends(call, CancelReason::CallEnded, CloseReason::CallEnded)
}

/// The fact that ends a live request because a transfer has completed. One
/// that only began, or failed, changes nothing.
fn ends_with_transfer(call: &Interaction, to_helper: bool) -> Option<Fact> {
    let close =
        if to_helper { CloseReason::TransferredToHelper } else { CloseReason::TransferCompleted };
    ends(call, CancelReason::TransferCompleted, close)
}

fn ends(call: &Interaction, cancel: CancelReason, close: CloseReason) -> Option<Fact> {
    let help = call.help.as_ref()?;
    let request = help.number;
    match &help.state {
        HelpState::Requested(_) => Some(Fact::Help(HelpFact::Request {
            request,
            what: RequestFact::Cancelled { why: cancel },
        })),
        HelpState::InProgress(_) => Some(Fact::Help(HelpFact::Request {
            request,
            what: RequestFact::Closed { why: close },
        })),
        HelpState::Closed { .. } | HelpState::Cancelled { .. } | HelpState::Unclaimed { .. } => {
            None
        }
    }
}

/// What a completed transfer ends: a live request, and its helper's part in the call.
pub(in crate::interaction) fn transferred(call: &Interaction, to_helper: bool) -> Vec<Fact> {
    let Some(ended) = ends_with_transfer(call, to_helper) else { return Vec::new() };
    let helper = call.help.as_ref().and_then(HelpRequest::engagement);
    let helper = helper.map(|work| &work.helper.person);
    let mut facts = vec![ended];
    if let Some(person) = helper.filter(|person| call.supervisor(person).is_some()) {
        facts.extend(leaving::take_off(call, person, StopReason::HelpClosed, Parting::Moved));
    }
    facts
}

/// The fact that others than before are away of those on whose page the request is.
pub(in crate::interaction) fn receivers_moved(
    call: &Interaction,
    cx: &Context<'_>,
) -> Option<Fact> {
    let help = call.help.as_ref()?;
    let run = help.run()?;
    let terms = audience::stage_terms(call, run, &help.reason)?;
    let is_away = |person: &&PersonId| {
        cx.floor.people.get(*person).is_none_or(|view| {
            view.stale_since.is_some()
                || !terms.allows(Presence::Offline) && view.presence == Presence::Offline
        })
    };
    let away: Set<PersonId> = run.delivered.iter().filter(is_away).cloned().collect();
    let people = away.iter().cloned().collect();
    let what = RequestFact::Away { stage: run.stage, people };
    (away != run.away).then_some(Fact::Help(HelpFact::Request { request: help.number, what }))
}

/// Receipts that count: from those who may answer the request in this stage, once each.
pub(in crate::interaction) fn received(
    call: &Interaction,
    cx: &Context<'_>,
    (request, stage): (u32, u32),
    by: &BTreeMap<PersonId, bool>,
) -> Option<Fact> {
    let help = call.help.as_ref().filter(|help| help.number == request)?;
    let run = help.run().filter(|run| run.stage == stage)?;
    let terms = audience::stage_terms(call, run, &help.reason)?;
    let counts = |person: &PersonId| {
        let view = cx.floor.people.get(person);
        view.is_some_and(|view| terms.allows(view.presence))
            && audience::asks(call, person, cx.floor)
    };
    let new = |known: &Set<PersonId>, of: &mut dyn Iterator<Item = &PersonId>| {
        let fresh = of.filter(|person| !known.contains(*person) && counts(person));
        fresh.cloned().collect::<Vec<_>>()
    };
    let delivered = new(&run.delivered, &mut by.keys());
    let seen = new(&run.seen, &mut by.iter().filter(|(_, seen)| **seen).map(|(p, _)| p));
    let news = !delivered.is_empty() || !seen.is_empty();
    let what = RequestFact::Received { stage, delivered, seen };
    news.then_some(Fact::Help(HelpFact::Request { request, what }))
}
