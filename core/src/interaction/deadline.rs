//! Timers as data: the next instant at which time alone changes the interaction, and why; and what
//! follows from time or from a change of the floor. Each slice says its own.

use super::{Context, Fact, Interaction, call, help, leaving, supervise};
use crate::time::Timestamp;

/// The next instant at which [`Interaction::lapse`] has something to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deadline {
    /// When it is due.
    pub at: Timestamp,
    /// What it is for.
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

/// The earliest deadline; `None` when time changes nothing.
pub(super) fn earliest(state: &Interaction) -> Option<Deadline> {
    if state.is_over() {
        return None;
    }
    call::deadlines(state).chain(help::deadline(state)).chain(supervise::deadlines(state)).min()
}

/// The facts that time or the floor has made due. The end of the call comes before all else.
pub(super) fn lapse(state: &Interaction, cx: &Context<'_>) -> Vec<Fact> {
    if state.is_over() {
        return Vec::new();
    }
    if let Some(why) = call::given_up(state, cx) {
        return leaving::end(state, why);
    }
    if let Some(agent) = call::unheard(state, cx.at) {
        return leaving::wait_again(state, agent);
    }
    let mut facts = supervise::lapse(state, cx);
    facts.extend(call::lapse(state, cx));
    facts.extend(help::lapse(state, cx));
    facts.extend(help::lapse_helper(state, cx));
    facts
}
