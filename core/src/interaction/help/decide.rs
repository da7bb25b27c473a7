//! What agent and helpers ask of a request: cancel, close, ask again, claim, reject.
//!
//! Commit order decides between a cancel and a claim; who comes second is told by whom and how
//!

use super::{
    CancelReason, CloseReason, HelpCommand, HelpRequest, HelpState, HelperPresence, RequestFact,
    Run, audience,
    begin::{self, Submitted},
    helper,
};
use crate::{
    id::PersonId,
    interaction::{
        Context, Fact, HelpFact, HelpRefusal, Interaction, Origin, Refusal, StopReason,
        decide::Part, leaving,
    },
    people::{Grant, PersonCard, PersonView},
};

/// What `command` of somebody in that part would lead to.
pub(in crate::interaction) fn decide(
    call: &Interaction,
    cx: &Context<'_>,
    (part, command): (&Part, &HelpCommand),
) -> Result<Vec<Fact>, Refusal> {
    match part {
        Part::Agent(_) => agents(call, cx, command),
        Part::Supervisor(person) => helpers(call, cx, (person, command)),
        Part::Customer => Err(Refusal::NotYours),
    }
}

/// What the agent may do about help.
fn agents(
    call: &Interaction,
    cx: &Context<'_>,
    command: &HelpCommand,
) -> Result<Vec<Fact>, Refusal> {
    match command {
        HelpCommand::Request { reason, comment, severity, brief } => {
            let severity = *severity;
            begin::request_help(call, cx, &Submitted { reason, comment, severity, brief })
        }
        HelpCommand::Cancel { request } => cancel(call, *request),
        HelpCommand::Close { request } => close(call, *request),
        HelpCommand::AskAgain { request } => ask_again(call, cx, *request),
        HelpCommand::Claim { .. }
        | HelpCommand::Reject { .. }
        | HelpCommand::AddHelper { .. }
        | HelpCommand::RemoveHelper { .. } => Err(Refusal::NotYours),
    }
}

/// What somebody who is asked may do about it.
fn helpers(
    call: &Interaction,
    cx: &Context<'_>,
    (person, command): (&PersonId, &HelpCommand),
) -> Result<Vec<Fact>, Refusal> {
    match command {
        HelpCommand::Claim { request } => claim(call, cx, person, *request),
        HelpCommand::Reject { request } => reject(call, cx, person, *request),
        HelpCommand::Request { .. }
        | HelpCommand::Cancel { .. }
        | HelpCommand::Close { .. }
        | HelpCommand::AskAgain { .. }
        | HelpCommand::AddHelper { .. }
        | HelpCommand::RemoveHelper { .. } => Err(Refusal::NotYours),
    }
}

fn cancel(call: &Interaction, request: u32) -> Result<Vec<Fact>, Refusal> {
    let help = live_request(call, request)?;
    match &help.state {
        HelpState::Requested(_) => Ok(vec![Fact::Help(HelpFact::Request {
            request,
            what: RequestFact::Cancelled { why: CancelReason::ByAgent },
        })]),
        HelpState::InProgress(work) => Err(taken(&work.helper)),
        HelpState::Closed { .. } | HelpState::Cancelled { .. } | HelpState::Unclaimed { .. } => {
            Err(HelpRefusal::HelpEnded.into())
        }
    }
}

/// Closing says that the help is over: what its helper does unheard by the customer, or has only
/// asked for, ends at once; a running Barge In goes on, because a customer is in conversation
///
fn close(call: &Interaction, request: u32) -> Result<Vec<Fact>, Refusal> {
    let help = live_request(call, request)?;
    match &help.state {
        HelpState::InProgress(work) => {
            let mut facts =
                leaving::stop_unheard(call, &work.helper.person, StopReason::HelpClosed);
            facts.push(Fact::Help(HelpFact::Request {
                request,
                what: RequestFact::Closed { why: CloseReason::ByAgent },
            }));
            Ok(facts)
        }
        HelpState::Requested(_) => Err(HelpRefusal::HelpNotTaken.into()),
        HelpState::Closed { .. } | HelpState::Cancelled { .. } | HelpState::Unclaimed { .. } => {
            Err(HelpRefusal::HelpEnded.into())
        }
    }
}

/// The helper has gone, and the agent still needs one: the same request, from its first stage.
fn ask_again(call: &Interaction, cx: &Context<'_>, request: u32) -> Result<Vec<Fact>, Refusal> {
    let help = live_request(call, request)?;
    match &help.state {
        HelpState::InProgress(work) => match work.presence {
            HelperPresence::Left { .. } => Ok(vec![reopened(call, cx, help)]),
            HelperPresence::There => Err(taken(&work.helper)),
        },
        HelpState::Requested(_) => Err(HelpRefusal::HelpAlreadyRequested.into()),
        HelpState::Closed { .. } | HelpState::Cancelled { .. } | HelpState::Unclaimed { .. } => {
            Err(HelpRefusal::HelpEnded.into())
        }
    }
}

pub(super) fn reopened(call: &Interaction, cx: &Context<'_>, help: &HelpRequest) -> Fact {
    let run = begin::stage_run(call, &help.reason, 1, cx.at);
    Fact::Help(HelpFact::Request { request: help.number, what: RequestFact::Reopened { run } })
}

/// In Progress, HelpProvidedBy and the flag in one fact; the interaction opens
/// with it, unless an action still runs elsewhere: then as soon as that has ended.
fn claim(
    call: &Interaction,
    cx: &Context<'_>,
    person: &PersonId,
    request: u32,
) -> Result<Vec<Fact>, Refusal> {
    let (run, view) = answerable(call, cx, person, request)?;
    let helper = view.card.clone();
    let mut facts = vec![Fact::Help(HelpFact::Request {
        request,
        what: RequestFact::Claimed { stage: run.stage, helper },
    })];
    facts.extend(helper::open_for(call, cx, person, Origin::Request(request)));
    Ok(facts)
}

fn reject(
    call: &Interaction,
    cx: &Context<'_>,
    person: &PersonId,
    request: u32,
) -> Result<Vec<Fact>, Refusal> {
    let (_, view) = answerable(call, cx, person, request)?;
    let by = view.card.clone();
    Ok(vec![Fact::Help(HelpFact::Request { request, what: RequestFact::Rejected { by } })])
}

/// The request's stage under way and who answers it, if `person` may take or reject it at this moment.
fn answerable<'a>(
    call: &'a Interaction,
    cx: &Context<'a>,
    person: &PersonId,
    request: u32,
) -> Result<(&'a Run, &'a PersonView), Refusal> {
    let help = live_request(call, request)?;
    let run = match &help.state {
        HelpState::Requested(run) => run,
        HelpState::InProgress(work) => return Err(taken(&work.helper)),
        HelpState::Closed { .. } | HelpState::Cancelled { .. } | HelpState::Unclaimed { .. } => {
            return Err(HelpRefusal::HelpEnded.into());
        }
    };
    // Looked up once: this is asked for everybody whose page shows the request, with each fact.
    let view = cx.floor.people.get(person).filter(|view| view.grants.contains(&Grant::Help));
    let view = view.ok_or(Refusal::NotPermitted { grant: Grant::Help })?;
    if run.rejected.contains_key(person) {
        return Err(HelpRefusal::AlreadyRejected.into());
    }
    let stage = audience::stage_terms(call, run, &help.reason)
        .ok_or(Refusal::Help(HelpRefusal::NotAsked))?;
    if !audience::is_eligible(call, stage, cx.floor, view) {
        return Err(HelpRefusal::NotAsked.into());
    }
    if !stage.allows(view.presence) {
        return Err(Refusal::Help(HelpRefusal::StatusNotAllowed { presence: view.presence }));
    }
    Ok((run, view))
}

/// The request of this number, unless it has ended: then the rule says how.
fn live_request(call: &Interaction, request: u32) -> Result<&HelpRequest, Refusal> {
    let help = call.help.as_ref().ok_or(Refusal::Help(HelpRefusal::NoSuchRequest))?;
    if request == 0 || request > help.number {
        return Err(HelpRefusal::NoSuchRequest.into());
    }
    if request < help.number {
        return Err(HelpRefusal::HelpEnded.into());
    }
    match &help.state {
        HelpState::Requested(_) | HelpState::InProgress(_) => Ok(help),
        HelpState::Cancelled { why: CancelReason::ByAgent, .. } => {
            let by = call.agent().map(|agent| agent.name.shown().into_owned());
            Err(Refusal::Help(HelpRefusal::HelpCancelled { by: by.unwrap_or_default() }))
        }
        HelpState::Closed { .. } | HelpState::Cancelled { .. } | HelpState::Unclaimed { .. } => {
            Err(HelpRefusal::HelpEnded.into())
        }
    }
}

fn taken(helper: &PersonCard) -> Refusal {
    Refusal::Help(HelpRefusal::HelpTaken { by: helper.name.shown().into_owned() })
}
