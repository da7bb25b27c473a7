//! Who is asked by a request, and who of them may answer it.
//!
//! Eligible is who holds the grant and belongs to the stage's audience; asked is who is eligible
//! and has not rejected in an earlier stage; to be offered it one has to be in an allowed status
//! as well. Worked out from the floor every time: a change of teams or grants counts
//! at once.

use super::Run;
use crate::{
    id::{PersonId, ReasonId, TenantId},
    interaction::{Interaction, Lens, Refusal},
    people::{Actor, FloorView, Grant, Identity, PersonView, Presence},
    terms::{Audience, Scope, StageTerms},
};

/// A help request as lists know it: what tells who may read of it, live or long ended.
#[derive(Debug, Clone, Copy)]
pub struct Listed<'a> {
    /// The tenant that they belong to.
    pub tenant: &'a TenantId,
    /// Who asked.
    pub agent: &'a PersonId,
    /// Who has taken it, or had.
    pub helper: Option<&'a PersonId>,
    /// Whose calls one may see there.
    pub scope: Scope,
}

impl Listed<'_> {
    /// Whether `who` finds it in a list: who asked, who helped, who may see such calls without being
    /// asked, and a machine that acts for itself.
    #[must_use]
    pub fn is_for(&self, who: &Actor, floor: &FloorView) -> bool {
        let person = match &who.identity {
            Identity::Integration { on_behalf_of: None, .. } => return who.tenant == *self.tenant,
            Identity::Integration { on_behalf_of: Some(person), .. } | Identity::Person(person) => {
                person
            }
            Identity::Visitor(_) | Identity::Server => return false,
        };
        who.tenant == *self.tenant
            && floor.people.contains_key(person)
            && (person == self.agent
                || self.helper == Some(person)
                || views(person, self.scope, Some(self.agent), floor))
    }

    /// Through whose eyes one for whom it is reads of it: neither who asked nor who only helped must
    /// learn from a list what supervisors do silently.
    #[must_use]
    pub fn lens(&self, who: &Actor, floor: &FloorView) -> Lens {
        match who.behind() {
            Some(person) if person == self.agent => Lens::Agent,
            Some(person) if !views(person, self.scope, Some(self.agent), floor) => Lens::Helper,
            Some(_) | None => Lens::Supervisor,
        }
    }
}

/// Whether `who` may be told, as it happens, what becomes of help requests: who may see the active
/// calls, and a machine that acts for itself.
///
/// # Errors
/// With the rule that stands against it.
pub fn follows_help(who: &Actor, floor: &FloorView) -> Result<(), Refusal> {
    let may = match &who.identity {
        Identity::Integration { on_behalf_of: None, .. } => true,
        Identity::Integration { on_behalf_of: Some(person), .. } | Identity::Person(person) => {
            floor.may(person, Grant::ViewInteractions)
        }
        Identity::Visitor(_) | Identity::Server => false,
    };
    if may { Ok(()) } else { Err(Refusal::NotPermitted { grant: Grant::ViewInteractions }) }
}

/// Whether `person` may see calls of `agent` without having been asked.
pub(crate) fn views(
    person: &PersonId,
    scope: Scope,
    agent: Option<&PersonId>,
    floor: &FloorView,
) -> bool {
    floor.may(person, Grant::ViewInteractions)
        && match scope {
            Scope::Tenant => true,
            Scope::Team => agent.is_some_and(|agent| floor.supervises(person, agent)),
        }
}

/// Whether `person` may see this call without having been asked.
pub(in crate::interaction) fn may_view(
    call: &Interaction,
    person: &PersonId,
    floor: &FloorView,
) -> bool {
    let agent = call.agent().map(|agent| &agent.person);
    views(person, call.terms.supervision_scope, agent, floor)
}

/// Whether the live request asks `person`, whatever their status.
pub(in crate::interaction) fn asks(
    call: &Interaction,
    person: &PersonId,
    floor: &FloorView,
) -> bool {
    let Some((run, reason)) = asking(call) else { return false };
    floor.people.get(person).is_some_and(|view| is_asked(call, (run, reason), floor, view))
}

/// The stage under way and the request's reason.
pub(super) fn asking(call: &Interaction) -> Option<(&Run, &ReasonId)> {
    let help = call.help.as_ref()?;
    Some((help.run()?, &help.reason))
}

/// The terms of the stage under way.
pub(super) fn stage_terms<'a>(
    call: &'a Interaction,
    run: &Run,
    reason: &ReasonId,
) -> Option<&'a StageTerms> {
    call.terms.help.stage(reason, run.stage)
}

fn is_asked(
    call: &Interaction,
    (run, reason): (&Run, &ReasonId),
    floor: &FloorView,
    view: &PersonView,
) -> bool {
    let passed = run.rejected.get(&view.card.person).is_some_and(|stage| *stage < run.stage);
    let mine = |stage: &StageTerms| is_eligible(call, stage, floor, view);
    !passed && stage_terms(call, run, reason).is_some_and(mine)
}

/// Whether somebody belongs to a stage's audience.
pub(super) fn is_eligible(
    call: &Interaction,
    stage: &StageTerms,
    floor: &FloorView,
    view: &PersonView,
) -> bool {
    let person = &view.card.person;
    let Some((agent, _)) = call.agents_party() else { return false };
    if !view.grants.contains(&Grant::Help) || agent.person == *person {
        return false;
    }
    match &stage.audience {
        Audience::Specific(only) => only == person,
        Audience::Team => floor.supervises(person, &agent.person),
        Audience::OtherTeam(team) => view.supervises.contains(team),
        Audience::FanOut => true,
    }
}

/// Everybody in the stage's audience.
pub(super) fn eligible<'f>(
    call: &'f Interaction,
    stage: &'f StageTerms,
    floor: &'f FloorView,
) -> impl Iterator<Item = &'f PersonView> {
    floor.people.values().filter(move |view| is_eligible(call, stage, floor, view))
}

impl StageTerms {
    /// Whether somebody in this status may take it.
    #[must_use]
    pub const fn allows(&self, presence: Presence) -> bool {
        match presence {
            Presence::Available => true,
            Presence::Busy => self.allow_busy,
            Presence::Offline => self.allow_offline,
        }
    }

    /// Whether the stage waits for people who are not Available.
    #[must_use]
    pub const fn waits_for_others(&self) -> bool {
        self.allow_busy || self.allow_offline
    }
}
