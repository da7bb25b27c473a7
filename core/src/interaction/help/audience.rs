//! Who is asked by a request, and who of them may answer it.
//!
//! Eligible is who holds the grant and belongs to the stage's audience; asked is who is eligible
//! and has not rejected in an earlier stage; to be offered it one has to be in an allowed status
//! as well. Worked out from the floor every time: a change of teams or grants counts
//! at once.

use super::Run;
use crate::{
    actor::Grant,
    floor::{FloorView, PersonView, Presence},
    id::{PersonId, ReasonId},
    interaction::Interaction,
    terms::{Audience, Scope, StageTerms},
};

impl Interaction {
    /// Whether `person` may see this call without having been asked.
    pub(in crate::interaction) fn may_view(&self, person: &PersonId, floor: &FloorView) -> bool {
        if !floor.may(person, Grant::ViewInteractions) {
            return false;
        }
        match self.terms.supervision_scope {
            Scope::Tenant => true,
            Scope::Team => {
                self.agent().is_some_and(|agent| floor.supervises(person, &agent.person))
            }
        }
    }

    /// Whether the live request asks `person`, whatever their status.
    #[must_use]
    pub fn asks(&self, person: &PersonId, floor: &FloorView) -> bool {
        let Some((run, reason)) = self.asking() else { return false };
        floor.people.get(person).is_some_and(|view| self.is_asked((run, reason), floor, view))
    }

    /// The stage under way and the request's reason.
    pub(super) fn asking(&self) -> Option<(&Run, &ReasonId)> {
        let help = self.help.as_ref()?;
        Some((help.run()?, &help.reason))
    }

    /// The terms of the stage under way.
    pub(super) fn stage_terms(&self, run: &Run, reason: &ReasonId) -> Option<&StageTerms> {
        self.terms.help.stage(reason, run.stage)
    }

    fn is_asked(
        &self,
        (run, reason): (&Run, &ReasonId),
        floor: &FloorView,
        view: &PersonView,
    ) -> bool {
        let passed = run.rejected.get(&view.card.person).is_some_and(|stage| *stage < run.stage);
        !passed
            && self
                .stage_terms(run, reason)
                .is_some_and(|stage| self.is_eligible(stage, floor, view))
    }

    /// Whether somebody belongs to a stage's audience.
    pub(super) fn is_eligible(
        &self,
        stage: &StageTerms,
        floor: &FloorView,
        view: &PersonView,
    ) -> bool {
        let person = &view.card.person;
        let Some(talk) = self.talk() else { return false };
        if !view.grants.contains(&Grant::Help) || talk.agent.person == *person {
            return false;
        }
        match &stage.audience {
            Audience::Specific(only) => only == person,
            Audience::Team => floor.supervises(person, &talk.agent.person),
            Audience::OtherTeam(team) => view.supervises.contains(team),
            Audience::FanOut => true,
        }
    }

    /// Everybody in the stage's audience.
    pub(super) fn eligible<'f>(
        &'f self,
        stage: &'f StageTerms,
        floor: &'f FloorView,
    ) -> impl Iterator<Item = &'f PersonView> {
        floor.people.values().filter(move |view| self.is_eligible(stage, floor, view))
    }
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
