//! Help requests as a page's person is asked by them: which, whether they can be answered, what
//! was acknowledged, and what has just gone.
//!
//! Whether somebody is asked depends on people that a page does not know, so the server pushes it
//! with the controls; here is only read what it said.

use super::{Obstacle, Output, Replica};
use crate::{
    id::InteractionId,
    interaction::{
        Command, Fact, HelpCommand, HelpFact, HelpRefusal, HelpRequest, Interaction, Refusal,
        RequestFact, Stamped, help::Severity,
    },
    protocol::{ClientMessage, Page},
    time::{Millis, Timestamp},
};

/// How long one that has gone stays on screens.
pub const FAREWELL_FOR: Millis = Millis::seconds(10);

/// Most that are kept.
const MOST_FAREWELLS: usize = 32;

/// A request that this page's person is asked by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked<'a> {
    /// On which interaction.
    pub interaction: &'a Interaction,
    /// The request; somebody still has to react.
    pub help: &'a HelpRequest,
    /// What stands against taking it.
    pub refusal: Option<&'a Refusal>,
}

/// A request that asks nobody any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Farewell {
    /// When it went, by the server's clock.
    pub at: Timestamp,
    /// On which interaction.
    pub interaction: InteractionId,
    /// The number of the request on its interaction.
    pub request: u32,
    /// How pressing it was.
    pub severity: Severity,
    /// The agent's name.
    pub agent: String,
    /// The reason.
    pub label: String,
    /// What ended it.
    pub what: RequestFact,
}

impl Replica {
    /// Every request that this page's person is asked by: the pressing first, then who has waited
    /// longest.
    #[must_use]
    pub fn asked(&self) -> Vec<Asked<'_>> {
        let place = |it: &Asked<'_>| (it.help.severity, it.help.asked_at, it.interaction.id());
        let mut asked: Vec<Asked<'_>> = Vec::new();
        for held in self.held.values() {
            let help = held.state.help().filter(|help| help.needs_action());
            let Some(help) = help else { continue };
            let Some(answer) = self.answer(held.state.id(), help.number) else { continue };
            let one = Asked { interaction: &held.state, help, refusal: answer.as_ref() };
            let at = asked.partition_point(|other| place(other) < place(&one));
            asked.insert(at, one);
        }
        asked
    }

    /// Requests that have gone within [`FAREWELL_FOR`] of `at`, the page's own clock.
    pub fn farewells(&self, at: Timestamp) -> impl Iterator<Item = &Farewell> {
        let now = self.server_time(at);
        self.farewells.iter().filter(move |gone| gone.at.plus(FAREWELL_FOR) > now)
    }

    /// Whether the request on an interaction can be taken here, as the server said it.
    pub(super) fn is_answerable(&self, interaction: InteractionId) -> bool {
        let help = self.held.get(&interaction).and_then(|held| held.state.help());
        help.is_some_and(|help| self.answer(interaction, help.number) == Some(&None))
    }

    /// What the server said about taking request `number`; nothing when this person is not asked.
    fn answer(&self, interaction: InteractionId, number: u32) -> Option<&Option<Refusal>> {
        let claim = Command::Help(HelpCommand::Claim { request: number });
        let mut controls = self.controls(interaction).iter();
        controls.find_map(|control| (control.command == claim).then_some(&control.refusal))
    }

    /// What stands against answering a request, as the server said it.
    pub(super) fn would_answer(
        &self,
        interaction: InteractionId,
        command: &Command,
    ) -> Result<(), Obstacle> {
        let mut controls = self.controls(interaction).iter();
        match controls.find(|control| control.command == *command) {
            Some(control) => control.refusal.clone().map_or(Ok(()), |why| Err(why.into())),
            None => Err(Refusal::Help(HelpRefusal::NotAsked).into()),
        }
    }

    /// The person has had a request in view for a second, on a page in use. From who cannot answer
    /// it, the server takes no receipt.
    pub(super) fn seen(&mut self, interaction: InteractionId, request: u32, stage: u32) {
        if self.answer(interaction, request) == Some(&None) {
            self.acknowledge((interaction, request, stage), true);
        }
    }

    /// Tells the server of each request that is on this page and can be answered here.
    pub(super) fn acknowledge_asked(&mut self) {
        if self.identity.page != Page::Workspace {
            return;
        }
        let here: Vec<_> = self
            .asked()
            .into_iter()
            .filter(|asked| asked.refusal.is_none())
            .filter_map(|it| Some((it.interaction.id(), it.help.number, it.help.run()?.stage)))
            .collect();
        here.into_iter().for_each(|about| self.acknowledge(about, false));
    }

    fn acknowledge(&mut self, about: (InteractionId, u32, u32), seen: bool) {
        let told = self.receipts.iter().find(|(told, _)| *told == about).map(|(_, seen)| *seen);
        if self.link != super::Link::Live || told == Some(true) || told == Some(seen) {
            return;
        }
        self.receipts.retain(|(told, _)| *told != about);
        self.receipts.push((about, seen));
        let (interaction, request, stage) = about;
        self.send(ClientMessage::Receipt { interaction, request, stage, seen });
    }

    /// What was acknowledged of an interaction's request counts no more: it is asked anew, or could
    /// not be answered when the receipt arrived.
    pub(super) fn forget_receipts(&mut self, id: InteractionId) {
        self.receipts.retain(|((call, ..), _)| *call != id);
    }

    /// Keeps in mind that a request asks nobody any more, if this person was asked by it.
    pub(super) fn note_farewell(&mut self, id: InteractionId, stamped: &Stamped) {
        let Fact::Help(HelpFact::Request { request, what }) = &stamped.fact else { return };
        let Some(held) = self.held.get(&id).filter(|_| what.ends_asking()) else { return };
        let help = held.state.help().filter(|help| help.number == *request && help.needs_action());
        let Some(help) = help.filter(|_| self.answer(id, *request).is_some()) else { return };
        let agent = held.state.agent().map(|agent| agent.name.shown().into_owned());
        self.farewells.push_back(Farewell {
            at: stamped.at,
            interaction: id,
            request: *request,
            severity: help.severity,
            agent: agent.unwrap_or_default(),
            label: help.label.clone(),
            what: what.clone(),
        });
        if self.farewells.len() > MOST_FAREWELLS {
            self.farewells.pop_front();
        }
        self.out.push_back(Output::Changed);
    }
}
