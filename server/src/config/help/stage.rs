//! The stages of an escalation plan: who is asked, in which status, for how long.

use backline_core::{
    people::Grant,
    terms::{Audience, StageTerms},
    time::Millis,
};

use crate::config::{
    policy::{Known, SPANS, set},
    section::{Notes, Section},
    teams::nobody,
};

const SPECIFIC: &str = "Assistance of specific agent";
const AGENT: &str = "Agent ID";
const SHOW_TIMER: &str = "Show Timer";
const TIMER: &str = "Auto-action timeout";

/// *Auto-action timeout* where *Show Timer* is on and says no other.
const USUAL_TIMER: Millis = Millis::seconds(10);

/// Most stages of a plan: every call keeps them in its first fact.
const MOST_STAGES: usize = 10;

/// The stages of a table that has any of its own.
pub(super) fn plan(
    notes: &mut Notes<'_>,
    section: &mut Section<'_>,
    known: &Known<'_>,
) -> Option<Vec<StageTerms>> {
    let (written, start) = (section.has("stage"), section.start());
    let stages: Vec<StageTerms> = section
        .sections(notes, "stage")
        .into_iter()
        .map(|section| stage(notes, section, known))
        .collect();
    if written && stages.is_empty() {
        notes.add(start, "The plan has no stage. Add one, or leave stage out for the usual plan.");
    }
    if stages.len() > MOST_STAGES {
        notes.add(start, format!("A plan has at most {MOST_STAGES} stages."));
    }
    written.then_some(stages)
}

fn stage(notes: &mut Notes<'_>, mut section: Section<'_>, known: &Known<'_>) -> StageTerms {
    let audience = audience(notes, &mut section, known);
    let mut stage = StageTerms::asking(audience);
    set(&mut stage.allow_busy, section.flag(notes, "Allow Busy agents to claim"));
    set(&mut stage.allow_offline, section.flag(notes, "Allow Offline agents to claim"));
    set(&mut stage.wait, section.span(notes, "wait", SPANS.0..=SPANS.1));
    stage.timer = timer(notes, &mut section, stage.wait);
    section.finish(notes);
    stage
}

/// `audience`, or the one agent whom *Assistance of specific agent* names.
fn audience(notes: &mut Notes<'_>, section: &mut Section<'_>, known: &Known<'_>) -> Audience {
    let start = section.start();
    let asked = section.text(notes, "audience");
    let specific = section.flag(notes, SPECIFIC).unwrap_or(false);
    let agent = section.text(notes, AGENT);
    match (specific, agent, asked) {
        (true, Some(_), Some((at, _))) => {
            notes.add(at, format!("'{SPECIFIC}' asks one agent. Leave audience out."));
        }
        (true, Some((at, agent)), None) => return specific_agent(notes, (at, agent), known),
        (true, None, _) => {
            notes.add(start, format!("'{SPECIFIC}' needs '{AGENT}' = \"…\"."));
        }
        (false, Some((at, _)), _) => {
            notes.add(at, format!("'{AGENT}' needs '{SPECIFIC}' = true. Without, leave it out."));
        }
        (false, None, Some((_, "team")) | None) => {}
        (false, None, Some((_, "fan_out"))) => return Audience::FanOut,
        (false, None, Some((at, team))) => return other_team(notes, (at, team), known),
    }
    Audience::Team
}

fn specific_agent(
    notes: &mut Notes<'_>,
    (at, agent): (usize, &str),
    known: &Known<'_>,
) -> Audience {
    let Some(person) = known.people.iter().find(|it| it.card.person.as_str() == agent) else {
        notes.add(at, nobody(AGENT, agent));
        return Audience::Team;
    };
    if !person.profile().grants.contains(&Grant::Help) {
        let rule = format!(
            "{AGENT}: {agent} may not take help requests. Give the role awa_manager, or the grant help."
        );
        notes.add(at, rule);
    }
    Audience::Specific(person.card.person.clone())
}

fn other_team(notes: &mut Notes<'_>, (at, team): (usize, &str), known: &Known<'_>) -> Audience {
    match known.teams.iter().find(|known| known.as_str() == team) {
        Some(team) => Audience::OtherTeam(team.clone()),
        None => {
            let rule = format!(
                "audience: there is no team {team:?} in this tenant. Write team, fan_out, or the id of a [[tenant.team]]."
            );
            notes.add(at, rule);
            Audience::Team
        }
    }
}

/// A stage has a Timer action only where *Show Timer* is on.
fn timer(notes: &mut Notes<'_>, section: &mut Section<'_>, wait: Millis) -> Option<Millis> {
    let start = section.start();
    let shown = section.flag(notes, SHOW_TIMER).unwrap_or(false);
    let written = section.has(TIMER);
    let timer = section.span(notes, TIMER, SPANS.0..=SPANS.1);
    if written && !shown {
        let rule = format!("'{TIMER}' needs '{SHOW_TIMER}' = true. Without, leave it out.");
        notes.add(start, rule);
    }
    let timer = shown.then(|| timer.unwrap_or(USUAL_TIMER))?;
    if timer > wait {
        let rule = format!(
            "'{TIMER}' never passes: the stage ends after {} s already. Write a shorter one, or a longer wait.",
            wait.0 / 1000
        );
        notes.add(start, rule);
    }
    Some(timer)
}
