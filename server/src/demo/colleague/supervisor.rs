//! The scripted supervisor: takes the help request that somebody raises, coaches with a recorded
//! voice, writes a note, ends the coaching and disconnects.
//!
//! Moved by what their page shows and by time. Everything is said as any supervisor would say it.

use std::collections::BTreeSet;

use backline_core::{
    id::{InteractionId, PersonId},
    interaction::{
        Action, CallCommand, Command, HelpCommand, Interaction, Offer, Stance, SuperviseCommand,
    },
    replica::{Asked, Replica},
    time::{Millis, Timestamp},
};

use super::{NextStep, after};

/// From the help request until it has been in view.
const SEES_AFTER: Millis = Millis(1500);

/// From the help request to Confirm.
const CONFIRMS_AFTER: Millis = Millis::seconds(4);

/// From the first coached word to the note.
const WRITES_AFTER: Millis = Millis::seconds(7);

/// From the first coached word to the last: as long as the recording speaks.
const COACHES_FOR: Millis = Millis::seconds(15);

/// From the end of what was done to Disconnect.
const LEAVES_AFTER: Millis = Millis::seconds(3);

/// A connection that is not up by then is asked for again.
const CONNECTS_WITHIN: Millis = Millis::seconds(5);

const NOTE: &str = "Fault at the exchange since Monday, ticket 4711. Technician tomorrow from 8 to 10, free of charge.";

/// What the scripted supervisor has in mind.
pub(super) struct Supervisor {
    me: PersonId,
    seen: BTreeSet<(InteractionId, u32, u32)>,
    joined: Option<Timestamp>,
    coached: bool,
    noted: bool,
    /// Since when there is nothing more to do on the call.
    idle: Option<Timestamp>,
}

impl Supervisor {
    pub(super) const fn new(me: PersonId) -> Self {
        let seen = BTreeSet::new();
        Self { me, seen, joined: None, coached: false, noted: false, idle: None }
    }

    /// The next step; requests of those whom `leaves_alone` names are somebody else's.
    pub(super) fn next(
        &mut self,
        at: Timestamp,
        page: &Replica,
        leaves_alone: impl Fn(&PersonId) -> bool,
    ) -> NextStep {
        let here = page.interactions().find(|call| call.supervisor(&self.me).is_some());
        if let Some(call) = here {
            return self.supervises(at, call);
        }
        let others = |asked: &Asked<'_>| {
            let agent = asked.interaction.agent();
            asked.refusal.is_none() && agent.is_some_and(|agent| !leaves_alone(&agent.person))
        };
        page.asked()
            .into_iter()
            .find(others)
            .map_or(NextStep::Wait, |asked| self.is_asked(at, &asked))
    }

    fn is_asked(&mut self, at: Timestamp, asked: &Asked<'_>) -> NextStep {
        let Some(run) = asked.help.run() else { return NextStep::Wait };
        let (id, request, stage) = (asked.interaction.id(), asked.help.number, run.stage);
        if run.since.plus(SEES_AFTER) <= at && self.seen.insert((id, request, stage)) {
            return NextStep::Seen(id, request, stage);
        }
        (self.joined, self.idle) = (None, None);
        (self.coached, self.noted) = (false, false);
        let claim = Command::Help(HelpCommand::Claim { request });
        after(run.since, CONFIRMS_AFTER, at, NextStep::Say(id, claim))
    }

    fn supervises(&mut self, at: Timestamp, call: &Interaction) -> NextStep {
        let Some(supervision) = call.supervisor(&self.me) else { return NextStep::Wait };
        let say = |command| NextStep::Say(call.id(), command);
        if !supervision.connection.is_up() && call.helps(&self.me).is_some() {
            return self.joins(at, call.id());
        }
        match supervision.stance {
            Stance::Requested { .. } => NextStep::Wait,
            Stance::Active { action: Action::Coach, since } => {
                self.coached = true;
                self.coaches(at, *since, call.id())
            }
            Stance::Active { action, .. } => {
                say(Command::Supervise(SuperviseCommand::EndAction { action: *action }))
            }
            Stance::Idle if !self.coached && call.helps(&self.me).is_some() => {
                say(Command::Supervise(SuperviseCommand::TakeAction { action: Action::Coach }))
            }
            Stance::Idle => {
                let idle = *self.idle.get_or_insert(at);
                after(idle, LEAVES_AFTER, at, say(Command::Supervise(SuperviseCommand::Disconnect)))
            }
        }
    }

    fn coaches(&mut self, at: Timestamp, since: Timestamp, id: InteractionId) -> NextStep {
        if !self.noted && since.plus(WRITES_AFTER) <= at {
            self.noted = true;
            return NextStep::Say(
                id,
                Command::Supervise(SuperviseCommand::SendNote { text: NOTE.to_owned() }),
            );
        }
        let end = Command::Supervise(SuperviseCommand::EndAction { action: Action::Coach });
        after(since, COACHES_FOR, at, NextStep::Say(id, end))
    }

    fn joins(&mut self, at: Timestamp, id: InteractionId) -> NextStep {
        if self.joined.is_some_and(|asked| asked.plus(CONNECTS_WITHIN) > at) {
            return NextStep::Wait;
        }
        self.joined = Some(at);
        NextStep::Say(id, Command::Call(CallCommand::Join { offer: Offer(String::new()) }))
    }
}
