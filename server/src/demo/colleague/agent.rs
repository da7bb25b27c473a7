//! The scripted agent: takes one call, asks for help, lets it help, closes the request, hangs up.
//!
//! Moved by what their page shows and by time. Everything is said as any agent would say it.

use backline_core::{
    id::InteractionId,
    interaction::{
        Action, CallCommand, Command, HelpCommand, HelpRequest, Interaction, Offer, Stage, Talk,
        help::{Engagement, HelpState, HelperPresence, NewBrief, Severity},
    },
    replica::Replica,
    time::{Millis, Timestamp},
};

use super::{NextStep, after};

/// From the first ring to the answer.
const ANSWERS_AFTER: Millis = Millis::seconds(2);

/// From the first word to the help request.
const ASKS_AFTER: Millis = Millis::seconds(8);

/// From whatever has ended to what follows it.
const REACTS_AFTER: Millis = Millis::seconds(6);

/// A call that does not ring for so long is given up.
const PATIENCE: Millis = Millis::seconds(60);

/// A connection that is not up by then is asked for again.
const CONNECTS_WITHIN: Millis = Millis::seconds(5);

/// Most requests on one call.
const MOST_REQUESTS: u32 = 2;

/// The reason that is chosen where the tenant has it.
const REASON: &str = "technical";

const COMMENT: &str =
    "The line drops every evening at eight, the router is fine. May I send somebody?";

/// What the scripted agent has in mind.
pub(super) struct Agent {
    call: InteractionId,
    since: Timestamp,
    joined: Option<Timestamp>,
    /// Whether somebody has coached or barged in since the request was taken.
    helped: bool,
    /// Since when nobody does so.
    quiet: Option<Timestamp>,
}

impl Agent {
    pub(super) const fn new(call: InteractionId, since: Timestamp) -> Self {
        Self { call, since, joined: None, helped: false, quiet: None }
    }

    /// Notes whether somebody speaks with the agent.
    pub(super) fn look(&mut self, at: Timestamp, page: &Replica) {
        let Some(call) = page.interaction(self.call) else { return };
        let speaks = |action: Option<Action>| match action {
            Some(Action::Coach | Action::BargeIn) => true,
            Some(Action::Monitor) | None => false,
        };
        if call.help().is_none_or(HelpRequest::needs_action) {
            (self.helped, self.quiet) = (false, None);
        } else if call.supervisors().any(|it| speaks(it.stance.active())) {
            (self.helped, self.quiet) = (true, None);
        } else {
            self.quiet.get_or_insert(at);
        }
    }

    pub(super) fn next(&mut self, at: Timestamp, page: &Replica) -> NextStep {
        let gives_up = after(self.since, PATIENCE, at, NextStep::Done);
        let Some(call) = page.interaction(self.call) else { return gives_up };
        match call.stage() {
            Stage::Waiting => gives_up,
            Stage::Ringing { since, .. } => {
                after(*since, ANSWERS_AFTER, at, self.say(Command::Call(CallCommand::Answer)))
            }
            Stage::Talking(talk) => match call.agents_party() {
                Some((_, own)) if own.connection.is_up() => self.talks(at, call, talk),
                Some(_) | None => self.joins(at),
            },
            Stage::Ended { .. } => NextStep::Done,
        }
    }

    fn say(&self, command: Command) -> NextStep {
        NextStep::Say(self.call, command)
    }

    fn joins(&mut self, at: Timestamp) -> NextStep {
        if self.joined.is_some_and(|asked| asked.plus(CONNECTS_WITHIN) > at) {
            return NextStep::Wait;
        }
        self.joined = Some(at);
        self.say(Command::Call(CallCommand::Join { offer: Offer(String::new()) }))
    }

    fn talks(&self, at: Timestamp, call: &Interaction, talk: &Talk) -> NextStep {
        let Some(help) = call.help() else {
            return after(talk.since, ASKS_AFTER, at, self.asks(call));
        };
        match &help.state {
            HelpState::Requested(_) => NextStep::Wait,
            HelpState::InProgress(work) => self.is_helped(at, (help, work)),
            HelpState::Unclaimed { at: ended, .. } if help.number < MOST_REQUESTS => {
                after(*ended, REACTS_AFTER, at, self.asks(call))
            }
            HelpState::Unclaimed { at: ended, .. }
            | HelpState::Closed { at: ended, .. }
            | HelpState::Cancelled { at: ended, .. } => {
                after(*ended, REACTS_AFTER, at, self.say(Command::Call(CallCommand::HangUp)))
            }
        }
    }

    /// While somebody speaks with the agent there is nothing to do; a while after that the request
    /// is closed. Who leaves without a word is asked again.
    fn is_helped(&self, at: Timestamp, (help, work): (&HelpRequest, &Engagement)) -> NextStep {
        let Some(quiet) = self.quiet else { return NextStep::Wait };
        let request = help.number;
        let next = match (self.helped, &work.presence) {
            (true, _) => HelpCommand::Close { request },
            (false, HelperPresence::Left { .. }) => HelpCommand::AskAgain { request },
            (false, HelperPresence::There) => return NextStep::Wait,
        };
        after(quiet, REACTS_AFTER, at, self.say(Command::Help(next)))
    }

    fn asks(&self, call: &Interaction) -> NextStep {
        let reasons = &call.terms().help.reasons;
        let known = reasons.iter().find(|reason| reason.id.as_str() == REASON);
        let Some(reason) = known.or_else(|| reasons.first()) else { return NextStep::Wait };
        self.say(Command::Help(HelpCommand::Request {
            reason: reason.id.clone(),
            comment: COMMENT.to_owned(),
            severity: Severity::Assist,
            brief: NewBrief::default(),
        }))
    }
}
