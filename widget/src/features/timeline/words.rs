//! What a fact reads as in a timeline. Past tense, one or two short sentences; the viewer is *you*.

use backline_core::{
    id::{PersonId, ReasonId},
    interaction::{
        Action, CallFact, ContactFact, EndReason, Fact, HelpFact, Interaction, Origin, Parting,
        RequestFact, Stamped, StopReason, SuperviseFact,
        help::{CancelReason, CloseReason, HelpRequest, NotClaimed, Run, Severity, Unclaimed},
    },
    people::PersonCard,
    terms::Audience,
};

use super::rows::RowMark;

/// Tells a fact from the state that it led to.
pub(crate) struct Teller<'a> {
    pub(crate) timeline: &'a [Stamped],
    pub(crate) state: &'a Interaction,
    pub(crate) me: Option<&'a PersonId>,
}

impl Teller<'_> {
    /// What a fact belongs to and how it reads; nothing where another row says the same.
    pub(crate) fn tell(&self, fact: &Fact) -> Option<(RowMark, String)> {
        let call = |said: String| Some((RowMark::Call, said));
        match fact {
            Fact::Call(CallFact::Opened { name, .. }) => call(match name.text() {
                "" => "The customer called.".to_owned(),
                name => [name, " called."].concat(),
            }),
            Fact::Call(CallFact::Answered { agent, .. }) => call(self.did(agent, "answered.")),
            Fact::Call(CallFact::Held) => call("The customer was put on hold.".to_owned()),
            Fact::Call(CallFact::Resumed) => call("The hold ended.".to_owned()),
            Fact::Supervise(SuperviseFact::SupervisorOpened { supervisor, origin, .. }) => {
                call(self.did(supervisor, opened(*origin)))
            }
            Fact::Supervise(SuperviseFact::ActionActive { supervisor, action, .. }) => {
                Some((RowMark::Action(*action), self.did(supervisor, began(*action))))
            }
            Fact::Supervise(SuperviseFact::ActionEnded { supervisor, action, why }) => {
                let said = [self.known(supervisor), " ", stopped(*action), because(*why)];
                Some((RowMark::Action(*action), said.concat()))
            }
            Fact::Supervise(SuperviseFact::SupervisorLeft { supervisor, why }) => {
                let said = parted(*why).map(|parted| [self.known(supervisor), parted].concat());
                said.and_then(call)
            }
            Fact::Help(HelpFact::Request { what, .. }) => {
                self.help(what).map(|said| (RowMark::Help, said))
            }
            Fact::Supervise(SuperviseFact::NoteSent { by, .. }) => {
                Some((RowMark::Note, self.did(by, "sent a note.")))
            }
            Fact::Help(HelpFact::HelperAdded { helper }) => {
                Some((RowMark::Help, self.did(helper, "joined the list of helpers.")))
            }
            Fact::Help(HelpFact::HelperRemoved { helper }) => {
                let said = [self.known(helper), " left the list of helpers."].concat();
                Some((RowMark::Help, said))
            }
            Fact::Call(CallFact::ServerRestarted { .. }) => {
                call("The server was started again.".to_owned())
            }
            Fact::Call(CallFact::Ended { why }) => call(self.ended(*why)),
            Fact::Call(CallFact::AgentRung { .. })
            | Fact::Call(CallFact::AgentPassed { .. })
            | Fact::Call(CallFact::NobodyFreeTold)
            | Fact::Call(CallFact::PassForgotten { .. })
            | Fact::Call(CallFact::LegJoining { .. })
            | Fact::Call(CallFact::LegConnected { .. })
            | Fact::Call(CallFact::LegLost { .. })
            | Fact::Call(CallFact::Muted { .. })
            | Fact::Call(CallFact::Unmuted { .. })
            | Fact::Call(CallFact::KeyPressed { .. })
            | Fact::Supervise(SuperviseFact::ActionRequested { .. })
            | Fact::Supervise(SuperviseFact::SendPressed { .. })
            | Fact::Supervise(SuperviseFact::SendReleased { .. })
            | Fact::Contact(ContactFact::Noted { .. })
            | Fact::Call(CallFact::HearingEnforced { .. }) => None,
        }
    }

    fn help(&self, what: &RequestFact) -> Option<String> {
        let request = self.state.help()?;
        let said = match what {
            RequestFact::Requested { label, severity, .. } => {
                let pressing = match severity {
                    Severity::Emergency => " asked for help. Emergency: ",
                    Severity::Assist => " asked for help: ",
                };
                [self.agent(), pressing, label, "."].concat()
            }
            RequestFact::Received { .. } => [&receipts(request.run()?)?, "."].concat(),
            RequestFact::Rejected { by } => self.did(by, "rejected the request."),
            RequestFact::StageEnded { exit, next, .. } => {
                let next = next.map_or_else(String::new, |next| self.goes_to(request, next.stage));
                [exited(*exit), &next].concat()
            }
            RequestFact::Claimed { helper, .. } => self.did(helper, "claimed the request."),
            RequestFact::HelperLeft { how } => {
                let helper = request.helper().map_or("Somebody", |helper| self.name(helper));
                [helper, helper_left(*how)].concat()
            }
            RequestFact::HelperReturned => {
                let helper = request.helper().map_or("Somebody", |helper| self.name(helper));
                [helper, " came back."].concat()
            }
            RequestFact::Reopened { run } => {
                ["The request was opened again.", &self.goes_to(request, run.stage)].concat()
            }
            RequestFact::Cancelled { why } => match why {
                CancelReason::ByAgent => [self.agent(), " cancelled the request."].concat(),
                CancelReason::TransferCompleted => {
                    "Cancelled, because the call was transferred.".to_owned()
                }
                CancelReason::CallEnded => "Cancelled, because the call ended.".to_owned(),
            },
            RequestFact::Closed { why } => match why {
                CloseReason::ByAgent => [self.agent(), " closed the request."].concat(),
                CloseReason::TransferCompleted => {
                    "Closed, because the call was transferred.".to_owned()
                }
                CloseReason::TransferredToHelper => {
                    "Closed, because the helper took the call over.".to_owned()
                }
                CloseReason::CallEnded => "Closed, because the call ended.".to_owned(),
                CloseReason::HelperGone => "Closed, because the helper had left.".to_owned(),
            },
        };
        Some(said)
    }

    fn goes_to(&self, request: &HelpRequest, stage: u32) -> String {
        audience(self.state, &request.reason, stage)
            .map_or_else(String::new, |asked| [" It went to ", &asked, "."].concat())
    }

    fn ended(&self, why: EndReason) -> String {
        match why {
            EndReason::CustomerHungUp => "The customer hung up.".to_owned(),
            EndReason::AgentHungUp => [self.agent(), " hung up."].concat(),
            EndReason::CustomerLost => {
                "The call ended. The customer's connection was lost.".to_owned()
            }
            EndReason::AgentLost => "The call ended. The agent's connection was lost.".to_owned(),
        }
    }

    fn did(&self, who: &PersonCard, what: &str) -> String {
        [self.name(who), " ", what].concat()
    }

    fn agent(&self) -> &str {
        self.state.agent().map_or("The agent", |agent| self.name(agent))
    }

    fn name<'b>(&self, card: &'b PersonCard) -> &'b str {
        if self.me == Some(&card.person) {
            return "You";
        }
        match card.name.text() {
            "" => "Somebody",
            name => name,
        }
    }

    fn known(&self, person: &PersonId) -> &str {
        if self.me == Some(person) {
            return "You";
        }
        named(self.timeline, person).unwrap_or("Somebody")
    }
}

/// The name that a timeline has for somebody.
pub(crate) fn named<'a>(timeline: &'a [Stamped], person: &PersonId) -> Option<&'a str> {
    let mut cards = timeline.iter().filter_map(|stamped| card(&stamped.fact));
    let found = cards.find(|card| card.person == *person);
    found.map(|card| card.name.text()).filter(|name| !name.is_empty())
}

fn card(fact: &Fact) -> Option<&PersonCard> {
    if let Fact::Supervise(SuperviseFact::SupervisorOpened { supervisor: card, .. })
    | Fact::Supervise(SuperviseFact::ActionActive { supervisor: card, .. })
    | Fact::Help(HelpFact::HelperAdded { helper: card })
    | Fact::Help(HelpFact::Request {
        what: RequestFact::Claimed { helper: card, .. }, ..
    }) = fact
    {
        Some(card)
    } else {
        None
    }
}

/// How far a request has come: *Delivered to 3 supervisors, seen by 1*; nothing before it is on
/// anybody's page.
#[must_use]
pub fn receipts(run: &Run) -> Option<String> {
    let people = match run.delivered.len() {
        0 => return None,
        1 => "Delivered to 1 supervisor".to_owned(),
        many => ["Delivered to ", &many.to_string(), " supervisors"].concat(),
    };
    Some(match run.seen.len() {
        0 => people,
        some => [&people, ", seen by ", &some.to_string()].concat(),
    })
}

/// Whom a stage of a request's plan asks, as it stands after *asking*.
#[must_use]
pub fn audience(call: &Interaction, reason: &ReasonId, stage: u32) -> Option<String> {
    Some(match &call.terms().help.stage(reason, stage)?.audience {
        Audience::Specific(_) => "one person".to_owned(),
        Audience::Team => "the supervisors of the team".to_owned(),
        Audience::OtherTeam(team) => ["the supervisors of ", team.as_str()].concat(),
        Audience::FanOut => "everybody".to_owned(),
    })
}

const fn opened(origin: Origin) -> &'static str {
    match origin {
        Origin::Proactive | Origin::Listed => "opened the interaction.",
        Origin::Request(_) => "opened the interaction to help.",
    }
}

const fn began(action: Action) -> &'static str {
    match action {
        Action::Monitor => "began to monitor.",
        Action::Coach => "began to coach.",
        Action::BargeIn => "barged in.",
    }
}

const fn stopped(action: Action) -> &'static str {
    match action {
        Action::Monitor => "stopped monitoring.",
        Action::Coach => "stopped coaching.",
        Action::BargeIn => "ended Barge In.",
    }
}

/// Why, where somebody else than the supervisor ended it.
const fn because(why: StopReason) -> &'static str {
    match why {
        StopReason::Completed | StopReason::Disconnected | StopReason::Switched => "",
        StopReason::ConnectionLost => " The connection was lost.",
        StopReason::NotConfirmed => " It was not confirmed in time.",
        StopReason::GrantWithdrawn => " The permission was withdrawn.",
        StopReason::ServerRestarted => " The server was started again.",
        StopReason::HelpClosed => " The request was closed.",
        StopReason::CallEnded => " The call ended.",
    }
}

/// Nothing where the end of the call says it.
const fn parted(why: Parting) -> Option<&'static str> {
    match why {
        Parting::Disconnected => Some(" disconnected."),
        Parting::Moved => Some(" moved to another call."),
        Parting::GraceOver => Some(" did not come back after a loss."),
        Parting::GrantWithdrawn => Some(" left. The permission was withdrawn."),
        Parting::CallEnded => None,
    }
}

const fn helper_left(how: Parting) -> &'static str {
    match how {
        Parting::Disconnected | Parting::Moved | Parting::CallEnded => " left the request.",
        Parting::GraceOver => " did not come back after a loss.",
        Parting::GrantWithdrawn => " may not help any more.",
    }
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
