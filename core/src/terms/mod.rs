//! A tenant's choices, as data: every policy with its default.
//!
//! An interaction keeps the terms it was opened with, in its first fact. Nothing here acts.

mod help;

pub use help::{
    AfterHelper, Audience, Button, ConfirmLabel, CountUp, HelpTerms, MAX_TIMERS, NotSeconds, Popup,
    Reason, RejectPolicy, Since, StageTerms, WaitPolicy,
};

use crate::time::Millis;
use crate::wire::{Spare, record, words};

/// Every policy that the core asks about. Missing fields take their defaults, so that a log of an
/// older version still reads.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Terms {
    /// Counts the tenant's changes of terms.
    pub version: u32,
    /// How long one agent is rung.
    pub ring_for: Millis,
    /// How long an agent who passed on a call is left alone by that call.
    pub ring_again_after: Millis,
    /// What becomes of an agent who let a call ring until its time was over.
    pub on_no_answer: NoAnswer,
    /// When a waiting customer is told that nobody is free.
    pub tell_nobody_free_after: Millis,
    /// How long an agent or a customer whose connection is lost may take to come back.
    pub party_grace: Millis,
    /// How long a supervisor may take. Nothing is heard meanwhile.
    pub supervisor_grace: Millis,
    /// How long the media plane may take to confirm an action before it is given up.
    pub confirm_within: Millis,
    /// How long a supervisor may be silent (neither a datagram nor a word of the page) before the
    /// action ends.
    pub supervisor_silence: Millis,
    /// Whether one action may be exchanged for another in one step.
    pub allow_switch: bool,
    /// Whether screens are told of changes as they happen; without, no help is asked.
    pub live_updates: bool,
    /// Whether the agent is told who monitors, where the law wants it.
    pub notify_agent_on_monitor: bool,
    /// Whether a coach is heard only while Send is held down.
    pub coach_push_to_send: bool,
    /// Whose calls a supervisor may see and open without having been asked.
    pub supervision_scope: Scope,
    /// The number to call for a customer whose own network lets no sound through, as one dials it; empty
    /// where there is none.
    pub unreachable_phone: String,
    /// When somebody answers there, in the tenant's words; may be empty.
    pub unreachable_hours: String,
    /// What an agent's panel does with the microphone while it waits for a call.
    pub microphone: MicrophoneUse,
    /// Help requests: reasons, who is asked, for how long, and what follows.
    pub help: HelpTerms,
}

/// What becomes of an agent who does not answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum NoAnswer {
    /// Busy, because of a missed call: nobody else is rung at what may be an empty desk.
    #[default]
    Busy,
    /// Available as before; only the same call leaves them alone for a while.
    Available,
}

/// What an agent's panel does with the microphone while its person can be rung.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum MicrophoneUse {
    /// It stays open, so that nothing has to begin when a call comes. Nothing of it is sent.
    #[default]
    Warm,
    /// It is tried once and let go of; each call opens it.
    OnCall,
}

/// Whose calls a supervisor may see and open without a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Everybody's.
    Tenant,
    /// Those of the teams that one supervises.
    Team,
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            version: 1,
            ring_for: Millis::seconds(20),
            ring_again_after: Millis::seconds(30),
            on_no_answer: NoAnswer::Busy,
            tell_nobody_free_after: Millis::seconds(60),
            party_grace: Millis::seconds(30),
            supervisor_grace: Millis::seconds(10),
            confirm_within: Millis::seconds(1),
            supervisor_silence: Millis::seconds(5),
            allow_switch: false,
            live_updates: true,
            notify_agent_on_monitor: false,
            coach_push_to_send: false,
            supervision_scope: Scope::Tenant,
            microphone: MicrophoneUse::Warm,
            unreachable_phone: String::new(),
            unreachable_hours: String::new(),
            help: HelpTerms::default(),
        }
    }
}

impl Terms {
    /// What of it a customer's page is told: nothing of how the tenant helps its agents.
    #[must_use]
    pub fn for_customer(&self) -> Self {
        let usual = Self::default();
        Self {
            notify_agent_on_monitor: usual.notify_agent_on_monitor,
            coach_push_to_send: usual.coach_push_to_send,
            supervision_scope: usual.supervision_scope,
            microphone: usual.microphone,
            help: HelpTerms { reasons: Vec::new(), plan: Vec::new(), ..usual.help },
            ..self.clone()
        }
    }
}

impl Spare for MicrophoneUse {
    fn is_spare(&self) -> bool {
        *self == Self::default()
    }
}

impl Spare for NoAnswer {
    fn is_spare(&self) -> bool {
        *self == Self::default()
    }
}

words!(MicrophoneUse {
    "warm" Warm;
    "on_call" OnCall;
});

words!(NoAnswer {
    "busy" Busy;
    "available" Available;
});

words!(Scope {
    "tenant" Tenant;
    "team" Team;
});

record!(Terms { version = usual, ring_for = usual, ring_again_after = usual, on_no_answer = spare, tell_nobody_free_after = usual, party_grace = usual, supervisor_grace = usual, confirm_within = usual, supervisor_silence = usual, allow_switch = usual, live_updates = usual, notify_agent_on_monitor = usual, coach_push_to_send = usual, supervision_scope = usual, microphone = spare, unreachable_phone = spare, unreachable_hours = spare, help = usual });

#[cfg(test)]
mod tests {
    use super::*;

    ///
    #[test]
    fn customers_are_told_where_they_can_turn_and_terms_without_it_read_and_are_written_as_before()
    {
        let (unreachable_phone, unreachable_hours) = ("112".to_owned(), "always".to_owned());
        let terms = Terms { unreachable_phone, unreachable_hours, ..Terms::default() };
        let told = serde_json::to_string(&terms.for_customer()).unwrap();
        let read: Terms = serde_json::from_str(&told).unwrap();
        assert_eq!((&*read.unreachable_phone, &*read.unreachable_hours), ("112", "always"));
        let without = serde_json::to_string(&Terms::default()).unwrap();
        assert!(!without.contains("unreachable"), "{without}");
        assert_eq!(serde_json::from_str::<Terms>(&without).unwrap(), Terms::default());
    }
}
