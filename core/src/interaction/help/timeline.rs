//! Which facts about help are told again, and how they read.

use super::{
    CancelReason, CloseReason, HelpFact, HelpRequest, NotClaimed, RequestFact, Run, Severity,
    Unclaimed,
};
use crate::{
    id::ReasonId,
    interaction::{Interaction, Mark, Parting, Told},
    legible::isolated,
    people::{PersonCard, Reader},
    terms::Audience,
};

/// Whether a fact belongs to the timeline.
pub(in crate::interaction) const fn tells(fact: &HelpFact) -> bool {
    match fact {
        HelpFact::Request { .. }
        | HelpFact::HelperAdded { .. }
        | HelpFact::HelperRemoved { .. } => true,
    }
}

/// How a fact reads, from the state that it led to.
pub(in crate::interaction) fn told<'f>(
    fact: &'f HelpFact,
    state: &Interaction,
    reader: Reader<'_>,
) -> Option<Told<'f>> {
    match fact {
        HelpFact::Request { what, .. } => {
            let said = request_told(what, (state, state.help()?), reader)?;
            Some(Told { mark: Mark::Help, said, written: written(what) })
        }
        HelpFact::HelperAdded { helper } => {
            Some(Told::new(Mark::Help, reader.did(helper, "joined the list of helpers.")))
        }
        HelpFact::HelperRemoved { helper } => {
            let said = [&*reader.known(helper), " left the list of helpers."].concat();
            Some(Told::new(Mark::Help, said))
        }
    }
}

/// The person whom a fact tells by name.
pub(in crate::interaction) const fn introduces(fact: &HelpFact) -> Option<&PersonCard> {
    if let HelpFact::HelperAdded { helper }
    | HelpFact::Request { what: RequestFact::Claimed { helper, .. }, .. } = fact
    {
        Some(helper)
    } else {
        None
    }
}

fn request_told(
    what: &RequestFact,
    (state, request): (&Interaction, &HelpRequest),
    reader: Reader<'_>,
) -> Option<String> {
    let agent = &*reader.name_or(state.agent(), "The agent");
    let helper = &*reader.name_or(request.helper(), "Somebody");
    let goes_to = |stage| {
        whom_stage_asks(state, &request.reason, stage)
            .map_or_else(String::new, |asked| [" It went to ", &asked, "."].concat())
    };
    Some(match what {
        RequestFact::Requested { label, severity, .. } => {
            let pressing = match severity {
                Severity::Emergency => " asked for help. Emergency: ",
                Severity::Assist => " asked for help: ",
            };
            [agent, pressing, &*isolated(label), "."].concat()
        }
        RequestFact::Received { .. } => [&receipts(request.run()?)?, "."].concat(),
        // Those who are there again are there.
        RequestFact::Away { .. } => [&receipts(request.run()?)?, "."].concat(),
        RequestFact::Rejected { by } => reader.did(by, "rejected the request."),
        RequestFact::StageEnded { exit, next, .. } => {
            let next = next.map_or_else(String::new, |next| goes_to(next.stage));
            [exited(*exit), &next].concat()
        }
        RequestFact::Claimed { helper, .. } => reader.did(helper, "claimed the request."),
        RequestFact::HelperLeft { how } => [helper, helper_left(*how)].concat(),
        RequestFact::HelperReturned => [helper, " came back."].concat(),
        RequestFact::Reopened { run } => {
            ["The request was opened again.", &goes_to(run.stage)].concat()
        }
        RequestFact::Cancelled { why } => cancelled(*why, agent),
        RequestFact::Closed { why } => closed(*why, agent),
    })
}

fn written(what: &RequestFact) -> Option<&str> {
    if let RequestFact::Requested { comment, .. } = what { Some(comment.text()) } else { None }
}

fn cancelled(why: CancelReason, agent: &str) -> String {
    match why {
        CancelReason::ByAgent => [agent, " cancelled the request."].concat(),
        CancelReason::TransferCompleted => {
            "Cancelled, because the call was transferred.".to_owned()
        }
        CancelReason::CallEnded => "Cancelled, because the call ended.".to_owned(),
    }
}

fn closed(why: CloseReason, agent: &str) -> String {
    match why {
        CloseReason::ByAgent => [agent, " closed the request."].concat(),
        CloseReason::TransferCompleted => "Closed, because the call was transferred.".to_owned(),
        CloseReason::TransferredToHelper => {
            "Closed, because the helper took the call over.".to_owned()
        }
        CloseReason::CallEnded => "Closed, because the call ended.".to_owned(),
        CloseReason::HelperGone => "Closed, because the helper had left.".to_owned(),
    }
}

const fn helper_left(how: Parting) -> &'static str {
    match how {
        Parting::Disconnected | Parting::Moved | Parting::CallEnded => " left the request.",
        Parting::GraceOver => " did not come back after a loss.",
        Parting::GrantWithdrawn => " may not help any more.",
    }
}

/// How far a request has come: *Delivered to 3 supervisors, seen by 1, 2 of them away now*; nothing
/// before it is on anybody's page.
#[must_use]
pub fn receipts(run: &Run) -> Option<String> {
    let people = match run.delivered.len() {
        0 => return None,
        1 => "Delivered to 1 supervisor".to_owned(),
        many => ["Delivered to ", &many.to_string(), " supervisors"].concat(),
    };
    let seen = match run.seen.len() {
        0 => String::new(),
        some => [", seen by ", &some.to_string()].concat(),
    };
    let away = match (run.away.len(), run.delivered.len()) {
        (0, _) => String::new(),
        (1, 1) => ", who is away now".to_owned(),
        (some, all) if some == all => ", all of them away now".to_owned(),
        (some, _) => [", ", &some.to_string(), " of them away now"].concat(),
    };
    Some([people, seen, away].concat())
}

/// Whom a stage of a request's plan asks, as it stands after *asking*.
#[must_use]
pub fn whom_stage_asks(call: &Interaction, reason: &ReasonId, stage: u32) -> Option<String> {
    Some(match &call.terms().help.stage(reason, stage)?.audience {
        Audience::Specific(_) => "one person".to_owned(),
        Audience::Team => "the supervisors of the team".to_owned(),
        Audience::OtherTeam(team) => ["the supervisors of ", team.as_str()].concat(),
        Audience::FanOut => "everybody".to_owned(),
    })
}

/// The three exits without a claim, to the letter, and what they mean.
#[must_use]
pub const fn exited(exit: Unclaimed) -> &'static str {
    match exit {
        Unclaimed::NotClaimed(NotClaimed::NotAvailable) => "Not claimed. Nobody was available.",
        Unclaimed::NotClaimed(NotClaimed::NoAgents) => "Not claimed. There was nobody to ask.",
        Unclaimed::NotClaimed(NotClaimed::Rejected) => "Not claimed. The request was rejected.",
        Unclaimed::TimerAction => "Timer action. The countdown ran out.",
        Unclaimed::Timeout => "Timeout. Nobody claimed it in time.",
    }
}
