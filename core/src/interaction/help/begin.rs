//! How a request begins: what the agent submits, checked, and the first stage's deadlines.

use super::{MAX_REQUESTS, RequestFact, Severity, StageRun};
use crate::{
    id::{PersonId, ReasonId},
    interaction::{
        CallRefusal, Context, Fact, HelpFact, HelpRefusal, Interaction, Refusal,
        text::{MAX_FIELD_CHARS, MAX_TEXT_CHARS, checked},
    },
    personal::{Personal, Subject},
    terms::{CountUp, MAX_TIMERS},
    time::Timestamp,
    wire::record,
};

/// Longest comment, in characters.
pub const MAX_COMMENT_CHARS: usize = 500;

/// What the popup shows of a request besides its reason and comment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Brief {
    /// *Text*, as Markdown; the tenant's own where there is none.
    pub text: Option<Personal<String>>,
    /// *Additional timers*; the tenant's own where there are none. Whoever asks wrote their labels.
    /// Not `timers` on the wire: under that name they were no personal data once.
    pub count_ups: Option<Personal<Vec<CountUp>>>,
}

/// The same as it is submitted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct NewBrief {
    /// *Text*, as Markdown.
    pub text: String,
    /// *Additional timers*, two at most.
    pub timers: Vec<CountUp>,
}

/// What an agent submits.
pub(super) struct Submitted<'a> {
    pub(super) reason: &'a ReasonId,
    pub(super) comment: &'a str,
    pub(super) severity: Severity,
    pub(super) brief: &'a NewBrief,
}

impl NewBrief {
    /// The same with each text replaced by its length.
    #[must_use]
    pub fn without_texts(&self) -> Self {
        let mut timers = self.timers.clone();
        timers.iter_mut().for_each(|timer| timer.label = timer.label.len().to_string());
        Self { text: self.text.len().to_string(), timers }
    }

    /// The same within its bounds, as what is known about the customer.
    fn checked(&self, about: &Subject) -> Result<Brief, Refusal> {
        if self.timers.len() > MAX_TIMERS {
            return Err(Refusal::TooManyFields { limit: MAX_TIMERS });
        }
        let text = checked(&self.text, MAX_TEXT_CHARS)?;
        let mut timers = self.timers.clone();
        for timer in &mut timers {
            timer.label = checked(&timer.label, MAX_FIELD_CHARS)?;
            timer.since.in_seconds()?;
        }
        Ok(Brief {
            text: (!text.is_empty()).then(|| Personal::new(about.clone(), text)),
            count_ups: (!timers.is_empty()).then(|| Personal::new(about.clone(), timers)),
        })
    }
}

/// The agent asks for help.
pub(super) fn request_help(
    call: &Interaction,
    cx: &Context<'_>,
    asked: &Submitted<'_>,
) -> Result<Vec<Fact>, Refusal> {
    if !call.terms.live_updates {
        return Err(Refusal::Help(HelpRefusal::LiveUpdatesOff));
    }
    let (agent, _) = call.agents_party().ok_or(Refusal::Call(CallRefusal::NotAnswered))?;
    if call.help.as_ref().is_some_and(super::HelpRequest::is_live) {
        return Err(Refusal::Help(HelpRefusal::HelpAlreadyRequested));
    }
    if call.help.as_ref().is_some_and(|help| help.number >= MAX_REQUESTS) {
        return Err(Refusal::Help(HelpRefusal::TooManyRequests));
    }
    let reason =
        call.terms.help.reason(asked.reason).ok_or(Refusal::Help(HelpRefusal::UnknownReason))?;
    let about = Subject::Customer(call.id);
    let comment = checked(asked.comment, MAX_COMMENT_CHARS)?;
    let brief = asked.brief.checked(&about)?;
    let requested = RequestFact::Requested {
        reason: reason.id.clone(),
        label: reason.label.clone(),
        comment: Personal::new(about, comment),
        severity: asked.severity,
        brief,
        earlier: cx.floor.earlier(&agent.person),
        run: stage_run(call, asked.reason, 1, cx.at),
    };
    let request = call.help.as_ref().map_or(0, |help| help.number).saturating_add(1);
    Ok(vec![Fact::Help(HelpFact::Request { request, what: requested })])
}

/// The deadlines of a stage that begins at `at`. A plan without that stage ends at once.
pub(super) fn stage_run(
    call: &Interaction,
    reason: &ReasonId,
    stage: u32,
    at: Timestamp,
) -> StageRun {
    match call.terms.help.stage(reason, stage) {
        Some(terms) => StageRun {
            stage,
            until: at.plus(terms.wait),
            timer: terms.timer.map(|timer| at.plus(timer)),
        },
        None => StageRun { stage, until: at, timer: None },
    }
}

/// The stage that follows `stage`, if there is one.
pub(super) fn next_stage(
    call: &Interaction,
    reason: &ReasonId,
    stage: u32,
    at: Timestamp,
) -> Option<StageRun> {
    let next = stage.saturating_add(1);
    call.terms.help.stage(reason, next).map(|_| stage_run(call, reason, next, at))
}

/// Whether `person` is the agent of the talk.
pub(super) fn is_agent(call: &Interaction, person: &PersonId) -> bool {
    call.agents_party().is_some_and(|(agent, _)| agent.person == *person)
}

record!(Brief { text = spare, count_ups = spare });

record!(NewBrief { text = spare, timers = spare });
