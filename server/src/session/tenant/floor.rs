//! The tenant's floor: inputs to its host, and what the host wants written, answered and published.
//!
//! Moved by the tenant's task. It refuses to know what the floor decides.

use std::{collections::VecDeque, sync::Arc};

use backline_core::{
    floor::{FloorCommand, FloorObservation, FloorRefusal},
    host::floor::{FloorInput, FloorOutput},
    id::CommandId,
    people::{Actor, Presence},
    protocol::FloorRecord,
};

use super::{TenantTask, registry::Seen};
use crate::{
    session::{
        message::TenantNews,
        port::{Answer, Asker, ConnectedPage, MAX_WAITING_FOR_THE_FLOOR},
    },
    store::{Batch, StoreError},
};

/// The commands to the floor that were taken in and are not answered yet.
#[derive(Default)]
pub(super) struct FloorAsked(VecDeque<(Asker, CommandId)>);

impl FloorAsked {
    /// Answers the first command of `who` with this id.
    fn answer(&mut self, who: &Actor, id: CommandId, result: Result<(), FloorRefusal>) {
        let place = self.0.iter().position(|(asker, it)| *it == id && asker.who() == who);
        if let Some((mut asker, _)) = place.and_then(|place| self.0.remove(place)) {
            let done = Answer::Done { interaction: None };
            asker.answer(id, result.map_or_else(Answer::FloorRefused, |()| done));
        }
    }
}

impl TenantTask {
    /// Asks the floor, which answers when it can; one more than [`MAX_WAITING_FOR_THE_FLOOR`] is
    /// refused at once.
    pub(super) fn ask_floor(&mut self, mut asker: Asker, id: CommandId, command: FloorCommand) {
        if self.floor_asked.0.len() >= MAX_WAITING_FOR_THE_FLOOR {
            asker.answer(id, Answer::FloorRefused(FloorRefusal::NotRecorded));
            return;
        }
        let sign_in = asker.sign_in();
        if let Err(refusal) = sign_in.admit_to_floor(self.with.clock.now(), &command) {
            asker.answer(id, Answer::FloorRefused(refusal));
            return;
        }
        let who = asker.who().clone();
        self.floor_asked.0.push_back((asker, id));
        self.tell_floor(FloorInput::Command { who, id, command });
    }

    /// Gives the floor's host an input and carries out what it says.
    pub(super) fn tell_floor(&mut self, input: FloorInput) {
        self.floor_host.handle(self.with.clock.now(), input);
        self.carry_out_floor();
    }

    /// Carries out what the floor's host says.
    pub(super) fn carry_out_floor(&mut self) {
        while let Some(output) = self.floor_host.poll_output() {
            match output {
                FloorOutput::Store { ticket, records, new_segment } => {
                    self.write_floor(ticket, records, new_segment);
                }
                FloorOutput::Reply { who, id, result } => {
                    self.floor_asked.answer(&who, id, result);
                }
                FloorOutput::Changed(change) => {
                    self.publish_view();
                    let (floor, view) = (self.floor_host.floor(), self.floor_host.shown());
                    let seen = Seen { floor, view: &view };
                    self.registry.tell_about_themselves(seen, &change.people);
                    self.registry.tell_about_agents(seen, &change);
                }
            }
        }
    }

    /// Time has passed: if the floor waits for it, it hears of it.
    pub(super) fn let_floor_lapse(&mut self) {
        let now = self.with.clock.now();
        if self.floor_host.poll_timeout().is_some_and(|due| due <= now) {
            self.tell_floor(FloorInput::Tick);
        }
    }

    /// What interactions and pages see of the floor from here on.
    pub(super) fn publish_view(&self) {
        self.view.send_replace(Arc::new(self.floor_host.shown().into_owned()));
    }

    fn write_floor(&self, ticket: u64, records: Vec<FloorRecord>, new_segment: bool) {
        let (store, news) = (Arc::clone(&self.with.store), self.with.news.clone());
        let batch = Batch::Floor { tenant: self.tenant.clone(), records, new_segment };
        tokio::spawn(async move {
            let written = store.append(batch).await;
            // At the end of the server the record closes last, and pages go before it.
            if let Err(why) = &written
                && !matches!(why, StoreError::Closed)
            {
                tracing::error!(%why, "facts of the floor were not recorded");
            }
            let _ = news.send(TenantNews::FloorWritten { ticket, written });
        });
    }

    /// A check of the sound came up, or did not in time.
    pub(super) fn sound_checked(&mut self, page: &ConnectedPage, id: CommandId, passed: bool) {
        self.checks.is_over(page);
        let command = FloorCommand::SetPresence { presence: Presence::Available };
        let admitted = page.sign_in.get().admit_to_floor(self.with.clock.now(), &command);
        let answer = match page.who.as_person().filter(|_| passed) {
            Some(_) if let Err(refusal) = admitted => Answer::FloorRefused(refusal),
            Some(person) => {
                let checked = FloorObservation::SoundChecked(person.clone());
                self.tell_floor(FloorInput::Observed(checked));
                Answer::Done { interaction: None }
            }
            None => Answer::FloorRefused(FloorRefusal::SoundUnheard),
        };
        page.tell(answer.message(id));
    }
}
