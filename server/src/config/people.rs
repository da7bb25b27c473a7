//! The people of a tenant, as the file lists them.

use backline_core::{
    id::PersonId,
    legible,
    people::{Grant, PersonCard, Role},
};

use super::{
    PersonConfig,
    section::{Notes, Section},
};
use crate::identity::password::PasswordHash;

/// Longest name or number of a person, in characters.
const MOST_CHARS: usize = 80;

/// Every `[[tenant.person]]`.
pub(super) fn read(notes: &mut Notes<'_>, tenant: &mut Section<'_>) -> Vec<PersonConfig> {
    let mut people: Vec<PersonConfig> = Vec::new();
    for mut section in tenant.sections(notes, "person") {
        let start = section.start();
        let id: Option<PersonId> = section.required(notes, "id");
        let name = shown(notes, &mut section, "name");
        let number = shown(notes, &mut section, "number");
        let roles: Vec<Role> = section.words(notes, "roles");
        let grants: Vec<Grant> = section.words(notes, "grants");
        let password = password(notes, &mut section);
        section.finish(notes);
        let Some(id) = id else { continue };
        if people.iter().any(|person| person.card.person == id) {
            let rule = format!("There is a person {id} already. Give each an id of its own.");
            notes.add(start, rule);
        }
        if roles.is_empty() && grants.is_empty() {
            let rule = format!("{id} has no role. Write roles = [\"agent\"], or another one.");
            notes.add(start, rule);
        }
        let name = name.and_then(legible::name).unwrap_or_else(|| id.to_string());
        let number = number.and_then(legible::name);
        let card = PersonCard::new(id.clone(), &name, number.as_deref());
        people.push(PersonConfig {
            card,
            roles,
            grants,
            teams: Vec::new(),
            supervises: Vec::new(),
            password,
        });
    }
    people
}

/// A short text for screens.
pub(super) fn shown<'f>(
    notes: &mut Notes<'_>,
    section: &mut Section<'f>,
    key: &'static str,
) -> Option<&'f str> {
    let (at, text) = section.text(notes, key)?;
    let fits = (1..=MOST_CHARS).contains(&text.chars().count());
    let seen = legible::is_seen(text) && text.trim() == text;
    if !fits || !seen || text.chars().any(char::is_control) {
        let rule = format!(
            "{key} has 1 to {MOST_CHARS} characters, something to be seen among them and no line break, and no space at either end. Leave the key out if there is none."
        );
        notes.add(at, rule);
    }
    Some(text)
}

fn password(notes: &mut Notes<'_>, section: &mut Section<'_>) -> Option<PasswordHash> {
    let (at, text) = section.text(notes, "password")?;
    // The text is not repeated: somebody may have written the password itself.
    PasswordHash::parse(text).map_err(|error| notes.add(at, format!("password: {error}"))).ok()
}
