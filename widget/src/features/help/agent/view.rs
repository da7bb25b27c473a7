//! How the agent's help stands, as a value: what the one button and *Ask again* do, and what is
//! said of the request.
//!
//! Made from the agent's own projection; whether a helper is listening is not in it.

use backline_core::{
    id::{PersonId, ReasonId},
    interaction::{
        Command, Fact, HelpCommand, HelpFact, Interaction, Parting, RequestFact, Stamped,
        StopReason, SuperviseFact,
        help::{
            CancelReason, CloseReason, Engagement, HelpRequest, HelpState, HelperPresence,
            NewBrief, Run, Severity, exited, receipts, whom_stage_asks,
        },
    },
    time::Timestamp,
};

/// What the one button does; its word follows the state of the request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum HelpStep {
    /// Opens the dialog.
    #[default]
    Request,
    /// Takes back request number so.
    Cancel(u32),
    /// Says that the help of request number so is over.
    Close(u32),
}

/// What *Ask again* does, where it is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Again {
    /// Opens the same request again.
    Reopen(u32),
    /// Opens the dialog, filled in.
    Anew,
}

/// All that the help area shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct HelpView {
    pub(crate) step: HelpStep,
    pub(crate) again: Option<Again>,
    /// What has changed: another stage, a helper who was lost.
    pub(crate) news: Option<String>,
    /// How the request stands.
    pub(crate) said: Option<String>,
    /// Since when, while it runs.
    pub(crate) since: Option<Timestamp>,
    pub(crate) emergency: bool,
    /// Whether somebody works on it.
    pub(crate) helped: bool,
}

impl HelpStep {
    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::Request => "Help Request",
            Self::Cancel(_) => "Cancel",
            Self::Close(_) => "Close",
        }
    }

    /// What it comes to; for a new request, one that any call could be asked about.
    pub(crate) fn command(self, call: Option<&Interaction>) -> Option<Command> {
        Some(Command::Help(match self {
            Self::Request => {
                let first = call.and_then(|call| call.terms().help.reasons.first());
                let reason = first.map(|reason| reason.id.clone());
                HelpCommand::Request {
                    reason: reason.or_else(|| ReasonId::new("none").ok())?,
                    comment: String::new(),
                    severity: Severity::default(),
                    brief: NewBrief::default(),
                }
            }
            Self::Cancel(request) => HelpCommand::Cancel { request },
            Self::Close(request) => HelpCommand::Close { request },
        }))
    }
}

impl HelpView {
    pub(crate) fn of(call: &Interaction, timeline: &[Stamped]) -> Self {
        let Some(help) = call.help() else { return Self::default() };
        let emergency = help.is_live() && help.severity == Severity::Emergency;
        let view = match &help.state {
            HelpState::Requested(run) => Self::waiting(call, help, run, timeline),
            HelpState::InProgress(work) => Self::helped(help.number, work, timeline),
            HelpState::Closed { why, helper, .. } => {
                let again = (*why == CloseReason::HelperGone).then_some(Again::Anew);
                Self { again, said: Some(closed(*why, &helper.name.shown())), ..Self::default() }
            }
            HelpState::Cancelled { why, .. } => {
                Self { said: Some(cancelled(*why).to_owned()), ..Self::default() }
            }
            HelpState::Unclaimed { exit, .. } => Self {
                again: Some(Again::Anew),
                said: Some([exited(*exit), " Ask again if you still need help."].concat()),
                ..Self::default()
            },
        };
        Self { emergency, ..view }
    }

    fn waiting(call: &Interaction, help: &HelpRequest, run: &Run, timeline: &[Stamped]) -> Self {
        let widened = || {
            let asks = |stage| whom_stage_asks(call, &help.reason, stage);
            let (before, asked) = (asks(run.stage - 1)?, asks(run.stage)?);
            Some(["Not taken by ", &before, ". Asking ", &asked, " now."].concat())
        };
        let news = if run.stage > 1 { widened() } else { reopened(timeline).map(str::to_owned) };
        let said = receipts(run).unwrap_or_else(|| "Waiting for somebody to see it".to_owned());
        Self {
            step: HelpStep::Cancel(help.number),
            news,
            said: Some(said),
            since: Some(help.asked_at),
            ..Self::default()
        }
    }

    fn helped(request: u32, work: &Engagement, timeline: &[Stamped]) -> Self {
        let name = &*work.helper.name.shown();
        let (again, said, since) = match &work.presence {
            HelperPresence::There => {
                let said = if was_lost(&work.helper.person, timeline) {
                    ["In Progress. The connection of ", name, " was lost."].concat()
                } else {
                    ["In Progress, help provided by ", name].concat()
                };
                (None, said, Some(work.since))
            }
            HelperPresence::Left { how, .. } => {
                let said = [name, gone(*how), " Close the request or ask again."].concat();
                (Some(Again::Reopen(request)), said, None)
            }
        };
        let (step, said) = (HelpStep::Close(request), Some(said));
        Self { step, again, said, since, helped: again.is_none(), ..Self::default() }
    }
}

/// Whether the last that was told of a helper's actions is that one ended with the connection.
fn was_lost(helper: &PersonId, timeline: &[Stamped]) -> bool {
    let last = timeline.iter().rev().find_map(|told| match &told.fact {
        Fact::Supervise(SuperviseFact::ActionActive { supervisor, .. })
            if supervisor.person == *helper =>
        {
            Some(false)
        }
        Fact::Supervise(SuperviseFact::ActionEnded { supervisor, why, .. })
            if supervisor == helper =>
        {
            Some(*why == StopReason::ConnectionLost)
        }
        Fact::Supervise(_) | Fact::Call(_) | Fact::Help(_) | Fact::Contact(_) => None,
    });
    last.unwrap_or_default()
}

fn help_fact(stamped: &Stamped) -> Option<&RequestFact> {
    if let Fact::Help(HelpFact::Request { what, .. }) = &stamped.fact { Some(what) } else { None }
}

const fn is_reopened(what: &RequestFact) -> bool {
    matches!(what, RequestFact::Reopened { .. })
}

/// Why a request in its first stage is asked a second time; nothing when it is not.
fn reopened(timeline: &[Stamped]) -> Option<&'static str> {
    let mut helps =
        timeline.iter().rev().filter_map(|stamped| Some((stamped.at, help_fact(stamped)?)));
    let (at, _) = helps
        .find(|(_, what)| !matches!(what, RequestFact::Received { .. }))
        .filter(|(_, what)| is_reopened(what))?;
    // By the tenant's choice it is opened again in the moment in which the helper goes.
    let how = helps.next().and_then(|(left, what)| {
        if let RequestFact::HelperLeft { how } = what { (left == at).then_some(*how) } else { None }
    });
    Some(match how {
        Some(Parting::GraceOver) => "The helper lost the connection. Your request is open again.",
        Some(
            Parting::Disconnected | Parting::Moved | Parting::GrantWithdrawn | Parting::CallEnded,
        ) => "The helper has left. Your request is open again.",
        None => "Your request is open again.",
    })
}

const fn gone(how: Parting) -> &'static str {
    match how {
        Parting::GraceOver => " lost the connection.",
        Parting::Disconnected | Parting::Moved | Parting::GrantWithdrawn | Parting::CallEnded => {
            " has left."
        }
    }
}

fn closed(why: CloseReason, helper: &str) -> String {
    match why {
        CloseReason::ByAgent => "The help request is closed.".to_owned(),
        CloseReason::TransferCompleted => {
            "The help request was closed, because the call was transferred.".to_owned()
        }
        CloseReason::TransferredToHelper => {
            ["The help request was closed, because ", helper, " took the call over."].concat()
        }
        CloseReason::CallEnded => "The help request was closed with the call.".to_owned(),
        CloseReason::HelperGone => {
            [helper, " has left, and the help request was closed. Ask again if you need help."]
                .concat()
        }
    }
}

const fn cancelled(why: CancelReason) -> &'static str {
    match why {
        CancelReason::ByAgent => "The help request is cancelled.",
        CancelReason::TransferCompleted => {
            "The help request was cancelled, because the call was transferred."
        }
        CancelReason::CallEnded => "The help request was cancelled with the call.",
    }
}
