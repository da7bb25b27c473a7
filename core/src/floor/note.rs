//! What the floor notes of a call: a small value, made from the interaction.

use crate::{
    id::{InteractionId, PersonId},
    interaction::{EndReason, Interaction, Missed, Seek, Stage},
    people::{Earlier, MissedCall},
    sorted::Map,
    terms::NoAnswer,
    time::Timestamp,
};

/// Where a call stands, as far as it concerns the people of its tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallNote {
    /// Which call.
    pub interaction: InteractionId,
    /// The number of the fact as of which this holds: an older note changes nothing.
    pub number: u64,
    /// When the call came in. Who waits longest is served first.
    pub opened_at: Timestamp,
    /// The agent who talks or whose panel rings.
    pub agent: Option<PersonId>,
    /// Each supervisor on the call, and whether an action of theirs runs.
    pub supervisors: Map<PersonId, bool>,
    /// Whom the call wants rung; `None` when it wants nobody.
    pub seek: Option<Seek>,
    /// The agent's latest help request on the call, as it stands.
    pub asked: Option<(PersonId, Earlier)>,
    /// Who let it ring until its time was over, where that makes them Busy, or could not be heard; the
    /// last one.
    pub missed: Option<(PersonId, MissedCall)>,
    /// Whether the call has ended.
    pub over: bool,
}

impl CallNote {
    /// The note of `interaction` as of its fact `number`.
    #[must_use]
    pub fn of(number: u64, interaction: &Interaction) -> Self {
        let over = interaction.is_over();
        let agent = interaction.agent().filter(|_| !over).map(|agent| agent.person.clone());
        let supervisors = interaction
            .supervisors()
            .map(|own| (own.card.person.clone(), own.stance.action().is_some()))
            .collect();
        Self {
            interaction: interaction.id(),
            number,
            opened_at: interaction.opened_at(),
            agent,
            supervisors,
            seek: interaction.seeks(),
            asked: asked(interaction),
            missed: missed(interaction),
            over,
        }
    }

    /// Whether `other` says the same of the call, as of whichever fact.
    #[must_use]
    pub fn agrees_with(&self, other: &Self) -> bool {
        let Self { interaction, number: _, opened_at, agent, supervisors, .. } = self;
        let Self { seek, asked, missed, over, .. } = self;
        (*interaction, *opened_at, *over) == (other.interaction, other.opened_at, other.over)
            && (agent, supervisors) == (&other.agent, &other.supervisors)
            && (seek, asked, missed) == (&other.seek, &other.asked, &other.missed)
    }
}

/// Who could not be heard on `interaction`, or let it ring in vain where its tenant takes that for an
/// empty desk: the last one.
fn missed(interaction: &Interaction) -> Option<(PersonId, MissedCall)> {
    let customer = interaction.customer();
    if let Stage::Ended { at, why: EndReason::AgentUnheard, agent } = interaction.stage() {
        let (interaction, caller) = (interaction.id(), customer.name.clone());
        let missed = MissedCall { interaction, caller, at: *at, unheard: true };
        return agent.as_ref().map(|agent| (agent.person.clone(), missed));
    }
    let Missed { agent, at, unheard } = customer.missed.clone()?;
    let unheard = unheard.is_some();
    match interaction.terms().on_no_answer {
        NoAnswer::Available if !unheard => None,
        NoAnswer::Available | NoAnswer::Busy => {
            let (interaction, caller) = (interaction.id(), customer.name.clone());
            Some((agent, MissedCall { interaction, caller, at, unheard }))
        }
    }
}

/// Who asked for help last on `interaction`, and how that request stands, in short.
#[must_use]
pub fn asked(interaction: &Interaction) -> Option<(PersonId, Earlier)> {
    let (agent, help) = interaction.agent().zip(interaction.help())?;
    let (at, label, status) = (help.raised_at, help.label.clone(), help.status());
    Some((agent.person.clone(), Earlier { at, label, status }))
}
