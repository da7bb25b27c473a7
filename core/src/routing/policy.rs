//! May this listener hear that speaker? The one place that says so.
//!
//! [`may_hear`] is an exhaustive match over two positions; an interaction folds it over the parties
//! that are connected. Absence is silence.

/// How many voices a connection can receive at once. Negotiated when it joins, so that no later
/// change shows in its description; a constant of the protocol.
pub const SLOTS: usize = 5;

/// Where a connected party stands in the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Position {
    /// A customer who talks with the agent, or would if the agent were connected.
    Customer,
    /// A party on hold, or a customer whom nobody has answered yet.
    Held,
    /// The agent.
    Agent,
    /// A supervisor who is connected and does nothing.
    Idle,
    /// A supervisor who monitors.
    Monitoring,
    /// A supervisor who coaches.
    Coaching,
    /// A supervisor who has barged in.
    BargingIn,
}

/// Whether `listener` may hear `speaker` (R-082, R-083, R-085; ).
#[must_use]
pub const fn may_hear(listener: Position, speaker: Position) -> bool {
    use Position::{Agent, BargingIn, Coaching, Customer, Held, Idle, Monitoring};
    match (listener, speaker) {
        // Hold cuts a party off in both directions; the idle neither speak nor listen.
        (Held | Idle, _) | (_, Held | Idle) => false,
        // Who monitors is heard by nobody, who coaches by the agent only.
        (_, Monitoring) => false,
        (Agent, Coaching) => true,
        (Customer | Monitoring | Coaching | BargingIn, Coaching) => false,
        // Who barges in is heard by everybody who takes part or listens.
        (Customer | Agent | Monitoring | Coaching | BargingIn, BargingIn) => true,
        // Agent and customer hear each other; whoever acts hears both.
        (Customer | Monitoring | Coaching | BargingIn, Agent)
        | (Agent | Monitoring | Coaching | BargingIn, Customer) => true,
        (Customer, Customer) | (Agent, Agent) => false,
    }
}
