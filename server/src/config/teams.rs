//! The teams of a tenant: who belongs to each, and who supervises it.
//!
//! Read after the people, into whom it writes. A tenant without any team is one team.

use backline_core::{
    id::{PersonId, TeamId, TenantId},
    people::Grant,
};

use super::{
    PersonConfig,
    section::{Notes, Section},
};

/// Words that stand for other audiences than a team.
const RESERVED: [&str; 2] = ["team", "fan_out"];

/// Every `[[tenant.team]]`, by id; the people are told which are theirs.
pub(super) fn read(
    notes: &mut Notes<'_>,
    tenant: &mut Section<'_>,
    (id, people): (Option<&TenantId>, &mut [PersonConfig]),
) -> Vec<TeamId> {
    let sections = tenant.sections(notes, "team");
    if sections.is_empty() {
        let only = id.and_then(|id| TeamId::new(id.as_str()).ok());
        only.iter().for_each(|team| one_team(team, people));
        return only.into_iter().collect();
    }
    let mut teams: Vec<TeamId> = Vec::new();
    for mut section in sections {
        let start = section.start();
        let id: Option<TeamId> = section.required(notes, "id");
        let members = persons(notes, &mut section, "members", people);
        let supervisors = persons(notes, &mut section, "supervisors", people);
        section.finish(notes);
        let Some(id) = id else { continue };
        if RESERVED.contains(&id.as_str()) {
            let rule = format!("{id} is a word for an audience. Give the team another id.");
            notes.add(start, rule);
        }
        if teams.contains(&id) {
            notes.add(start, format!("There is a team {id} already. Give each an id of its own."));
        }
        for person in people.iter_mut() {
            let belongs = |to: &[PersonId]| to.contains(&person.card.person);
            let (member, supervisor) = (belongs(&members), belongs(&supervisors));
            person.teams.extend(member.then(|| id.clone()));
            person.supervises.extend(supervisor.then(|| id.clone()));
        }
        teams.push(id);
    }
    teams
}

/// Whoever takes calls belongs to it; whoever takes help requests supervises it.
fn one_team(team: &TeamId, people: &mut [PersonConfig]) {
    for person in people {
        let grants = person.profile().grants;
        person.teams.extend(grants.contains(&Grant::TakeCalls).then(|| team.clone()));
        person.supervises.extend(grants.contains(&Grant::Help).then(|| team.clone()));
    }
}

fn persons(
    notes: &mut Notes<'_>,
    section: &mut Section<'_>,
    key: &'static str,
    people: &[PersonConfig],
) -> Vec<PersonId> {
    let mut found = Vec::new();
    for (at, text) in section.texts(notes, key) {
        match people.iter().find(|person| person.card.person.as_str() == text) {
            Some(person) => found.push(person.card.person.clone()),
            None => notes.add(at, nobody(key, text)),
        }
    }
    found
}

/// The sentence for somebody who is not there.
pub(super) fn nobody(key: &str, text: &str) -> String {
    format!(
        "{key}: there is no person {text:?} in this tenant. Write the id of a [[tenant.person]]."
    )
}
