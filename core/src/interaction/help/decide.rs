//! What agent and helpers ask of a request: cancel, close, ask again, claim, reject.
//!
//! Commit order decides between a cancel and a claim; who comes second is told by whom and how
//!

use super::{
    CancelReason, CloseReason, HelpCommand, HelpRequest, HelpState, HelperPresence, RequestFact,
    begin::Submitted,
};
use crate::{
    id::PersonId,
    interaction::{Context, Fact, HelpFact, HelpRefusal, Interaction, Origin, Refusal, StopReason},
    people::Grant,
};

impl Interaction {
    /// What the agent may do about help.
    pub(in crate::interaction) fn agents_help(
        &self,
        cx: &Context<'_>,
        command: &HelpCommand,
    ) -> Result<Vec<Fact>, Refusal> {
        match command {
            HelpCommand::Request { reason, comment, severity, brief } => {
                let severity = *severity;
                self.request_help(cx, &Submitted { reason, comment, severity, brief })
            }
            HelpCommand::Cancel { request } => self.cancel_help(*request),
            HelpCommand::Close { request } => self.close_help(*request),
            HelpCommand::AskAgain { request } => self.ask_again(cx, *request),
            HelpCommand::Claim { .. }
            | HelpCommand::Reject { .. }
            | HelpCommand::AddHelper { .. }
            | HelpCommand::RemoveHelper { .. } => Err(Refusal::NotYours),
        }
    }

    /// What somebody who is asked may do about it.
    pub(in crate::interaction) fn helpers_help(
        &self,
        cx: &Context<'_>,
        person: &PersonId,
        command: &HelpCommand,
    ) -> Result<Vec<Fact>, Refusal> {
        match command {
            HelpCommand::Claim { request } => self.claim(cx, person, *request),
            HelpCommand::Reject { request } => self.reject(cx, person, *request),
            HelpCommand::Request { .. }
            | HelpCommand::Cancel { .. }
            | HelpCommand::Close { .. }
            | HelpCommand::AskAgain { .. }
            | HelpCommand::AddHelper { .. }
            | HelpCommand::RemoveHelper { .. } => Err(Refusal::NotYours),
        }
    }

    fn cancel_help(&self, request: u32) -> Result<Vec<Fact>, Refusal> {
        let help = self.live_request(request)?;
        match &help.state {
            HelpState::Requested(_) => Ok(vec![Fact::Help(HelpFact::Request {
                request,
                what: RequestFact::Cancelled { why: CancelReason::ByAgent },
            })]),
            HelpState::InProgress(work) => Err(taken(&work.helper)),
            HelpState::Closed { .. }
            | HelpState::Cancelled { .. }
            | HelpState::Unclaimed { .. } => Err(Refusal::Help(HelpRefusal::HelpEnded)),
        }
    }

    /// Closing says that the help is over: what its helper does unheard by the customer, or has only
    /// asked for, ends at once; a running Barge In goes on, because a customer is in conversation
    ///
    fn close_help(&self, request: u32) -> Result<Vec<Fact>, Refusal> {
        let help = self.live_request(request)?;
        match &help.state {
            HelpState::InProgress(work) => {
                let mut facts = self.stop_unheard(&work.helper.person, StopReason::HelpClosed);
                facts.push(Fact::Help(HelpFact::Request {
                    request,
                    what: RequestFact::Closed { why: CloseReason::ByAgent },
                }));
                Ok(facts)
            }
            HelpState::Requested(_) => Err(Refusal::Help(HelpRefusal::HelpNotTaken)),
            HelpState::Closed { .. }
            | HelpState::Cancelled { .. }
            | HelpState::Unclaimed { .. } => Err(Refusal::Help(HelpRefusal::HelpEnded)),
        }
    }

    /// The helper has gone, and the agent still needs one: the same request, from its first stage.
    fn ask_again(&self, cx: &Context<'_>, request: u32) -> Result<Vec<Fact>, Refusal> {
        let help = self.live_request(request)?;
        match &help.state {
            HelpState::InProgress(work) => match work.presence {
                HelperPresence::Left { .. } => Ok(vec![self.reopened(cx, help)]),
                HelperPresence::There => Err(taken(&work.helper)),
            },
            HelpState::Requested(_) => Err(Refusal::Help(HelpRefusal::HelpAlreadyRequested)),
            HelpState::Closed { .. }
            | HelpState::Cancelled { .. }
            | HelpState::Unclaimed { .. } => Err(Refusal::Help(HelpRefusal::HelpEnded)),
        }
    }

    pub(super) fn reopened(&self, cx: &Context<'_>, help: &HelpRequest) -> Fact {
        let run = self.stage_run(&help.reason, 1, cx.at);
        Fact::Help(HelpFact::Request { request: help.number, what: RequestFact::Reopened { run } })
    }

    /// In Progress, HelpProvidedBy and the flag in one fact; the interaction opens
    /// with it, unless an action still runs elsewhere: then as soon as that has ended.
    fn claim(
        &self,
        cx: &Context<'_>,
        person: &PersonId,
        request: u32,
    ) -> Result<Vec<Fact>, Refusal> {
        let help = self.answerable(cx, person, request)?;
        let Some(run) = help.run() else { return Err(Refusal::Help(HelpRefusal::HelpEnded)) };
        let helper = cx.floor.card(person).ok_or(Refusal::NoSuchCall)?;
        let mut facts = vec![Fact::Help(HelpFact::Request {
            request,
            what: RequestFact::Claimed { stage: run.stage, helper },
        })];
        facts.extend(self.open_for(cx, person, Origin::Request(request)));
        Ok(facts)
    }

    fn reject(
        &self,
        cx: &Context<'_>,
        person: &PersonId,
        request: u32,
    ) -> Result<Vec<Fact>, Refusal> {
        self.answerable(cx, person, request)?;
        let by = cx.floor.card(person).ok_or(Refusal::NoSuchCall)?;
        Ok(vec![Fact::Help(HelpFact::Request { request, what: RequestFact::Rejected { by } })])
    }

    /// The request, if `person` may take or reject it at this moment.
    fn answerable(
        &self,
        cx: &Context<'_>,
        person: &PersonId,
        request: u32,
    ) -> Result<&HelpRequest, Refusal> {
        let help = self.live_request(request)?;
        let run = match &help.state {
            HelpState::Requested(run) => run,
            HelpState::InProgress(work) => return Err(taken(&work.helper)),
            HelpState::Closed { .. }
            | HelpState::Cancelled { .. }
            | HelpState::Unclaimed { .. } => return Err(Refusal::Help(HelpRefusal::HelpEnded)),
        };
        if !cx.floor.may(person, Grant::Help) {
            return Err(Refusal::NotPermitted { grant: Grant::Help });
        }
        if run.rejected.contains_key(person) {
            return Err(Refusal::Help(HelpRefusal::AlreadyRejected));
        }
        let stage =
            self.stage_terms(run, &help.reason).ok_or(Refusal::Help(HelpRefusal::NotAsked))?;
        let view = cx.floor.people.get(person).ok_or(Refusal::Help(HelpRefusal::NotAsked))?;
        if !self.is_eligible(stage, cx.floor, view) {
            return Err(Refusal::Help(HelpRefusal::NotAsked));
        }
        if !stage.allows(view.presence) {
            return Err(Refusal::Help(HelpRefusal::StatusNotAllowed { presence: view.presence }));
        }
        Ok(help)
    }

    /// The request of this number, unless it has ended: then the rule says how.
    fn live_request(&self, request: u32) -> Result<&HelpRequest, Refusal> {
        let help = self.help.as_ref().ok_or(Refusal::Help(HelpRefusal::NoSuchRequest))?;
        if request == 0 || request > help.number {
            return Err(Refusal::Help(HelpRefusal::NoSuchRequest));
        }
        if request < help.number {
            return Err(Refusal::Help(HelpRefusal::HelpEnded));
        }
        match &help.state {
            HelpState::Requested(_) | HelpState::InProgress(_) => Ok(help),
            HelpState::Cancelled { why: CancelReason::ByAgent, .. } => {
                let by = self.agent().map(|agent| agent.name.text().to_owned());
                Err(Refusal::Help(HelpRefusal::HelpCancelled { by: by.unwrap_or_default() }))
            }
            HelpState::Closed { .. }
            | HelpState::Cancelled { .. }
            | HelpState::Unclaimed { .. } => Err(Refusal::Help(HelpRefusal::HelpEnded)),
        }
    }
}

fn taken(helper: &crate::people::PersonCard) -> Refusal {
    Refusal::Help(HelpRefusal::HelpTaken { by: helper.name.text().to_owned() })
}
