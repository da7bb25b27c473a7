//! Timers as data: the next instant at which time alone changes the interaction, and why.

use super::{Interaction, Stage, Stance};
use crate::time::Timestamp;

/// The next instant at which [`Interaction::lapse`] has something to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deadline {
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: DeadlineReason,
}

/// What a deadline is for. The order decides a tie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DeadlineReason {
    /// An action was not confirmed by the media plane.
    NotConfirmed,
    /// A supervisor did not come back.
    SupervisorGrace,
    /// The customer did not come back.
    CustomerGrace,
    /// The agent did not come back.
    AgentGrace,
    /// The agent let it ring.
    RingOver,
    /// Nobody reacted before the request's Auto-action timeout. Before Timeout in a tie.
    HelpTimer,
    /// Nobody claimed the request in time.
    HelpTimeout,
    /// An agent who passed may be rung again.
    RingAgain,
    /// The customer should hear that nobody is free.
    TellNobodyFree,
}

impl Interaction {
    /// The earliest deadline; `None` when time changes nothing.
    #[must_use]
    pub fn deadline(&self) -> Option<Deadline> {
        if self.is_over() {
            return None;
        }
        let due = |at, reason| Deadline { at, reason };
        let customer = self.customer.connection.until();
        let agent = self.talk().and_then(|talk| talk.connection.until());
        let ring = match &self.stage {
            Stage::Ringing { until, .. } => Some(*until),
            Stage::Waiting | Stage::Talking(_) | Stage::Ended { .. } => None,
        };
        let tell = (self.talk().is_none() && !self.customer.told)
            .then(|| self.opened_at.plus(self.terms.tell_nobody_free_after));
        let passed = self.customer.passed.values().min();
        let again = passed.map(|at| at.plus(self.terms.ring_again_after));
        let supervisors = self.supervisors.values().flat_map(|supervision| {
            let grace = supervision.leg.connection().until();
            let confirm = match supervision.leg.stance() {
                Stance::Requested { until, .. } => Some(*until),
                Stance::Idle | Stance::Active { .. } => None,
            };
            let grace = grace.map(|at| due(at, DeadlineReason::SupervisorGrace));
            grace.into_iter().chain(confirm.map(|at| due(at, DeadlineReason::NotConfirmed)))
        });
        let own = [
            customer.map(|at| due(at, DeadlineReason::CustomerGrace)),
            agent.map(|at| due(at, DeadlineReason::AgentGrace)),
            ring.map(|at| due(at, DeadlineReason::RingOver)),
            again.map(|at| due(at, DeadlineReason::RingAgain)),
            tell.map(|at| due(at, DeadlineReason::TellNobodyFree)),
        ];
        own.into_iter().flatten().chain(self.help_deadline()).chain(supervisors).min()
    }
}
