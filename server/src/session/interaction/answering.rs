//! Who waits for an answer of one interaction.
//!
//! Moved by the commands that are taken in and by the host's answers. It refuses to know what is
//! asked and why it is refused.

use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use backline_core::{
    host::call::CallInput,
    id::{CommandId, PersonId},
    people::Actor,
};

use crate::session::{
    message::AskedCommand,
    port::{Answer, Asker},
};

/// The commands of one interaction that were taken in and are not answered yet.
pub(super) struct Answering {
    /// Each with whether the tenant waits for its end.
    asked: VecDeque<(AskedCommand, bool)>,
    /// Whoever was answered last: the order to join follows right after.
    answered: Option<Asker>,
    /// How many wait, counted up by the tenant.
    waiting: Arc<AtomicUsize>,
}

impl Answering {
    pub(super) const fn new(waiting: Arc<AtomicUsize>) -> Self {
        Self { asked: VecDeque::new(), answered: None, waiting }
    }

    /// Keeps a command until it is answered, and says what the host is to be given.
    pub(super) fn take_in(&mut self, asked: AskedCommand, awaited: bool) -> CallInput {
        let (who, id, command) = (asked.asker.who().clone(), asked.id, asked.command.clone());
        self.asked.push_back((asked, awaited));
        CallInput::Command { who, id, command }
    }

    /// Answers the first command of `who` with this id, if there is one: what the server itself asks
    /// nobody waits for. The person whose next step the tenant holds back until now.
    pub(super) fn answer(
        &mut self,
        who: &Actor,
        id: CommandId,
        answer: Answer,
    ) -> Option<PersonId> {
        self.answered = None;
        let place = self.asked.iter().position(|(it, _)| it.id == id && it.asker.who() == who)?;
        let (AskedCommand { mut asker, .. }, awaited) = self.asked.remove(place)?;
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        let outcome = if matches!(answer, Answer::Done { .. }) { "done" } else { "refused" };
        metrics::counter!("backline_commands_total", "outcome" => outcome).increment(1);
        asker.answer(id, answer);
        self.answered = Some(asker);
        who.behind().filter(|_| awaited).cloned()
    }

    /// Whoever was answered last, once.
    pub(super) fn last(&mut self) -> Option<Asker> {
        self.answered.take()
    }
}
