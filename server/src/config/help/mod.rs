//! `[tenant.help]`: reasons, the escalation plan, the popup, and what follows when a helper goes.
//!
//! Toggles and fields that the sources name bear those names to the letter, in quotes where TOML
//! wants them.

mod popup;
mod stage;
#[cfg(test)]
mod tests;

use backline_core::{
    id::ReasonId,
    interaction::help::MAX_COMMENT_CHARS,
    terms::{ConfirmLabel, HelpTerms, Reason},
};

use super::{
    people::shown,
    policy::{Known, SPANS, set},
    section::{Notes, Section},
};

/// Most reasons of a tenant: every call keeps them in its first fact.
const MOST_REASONS: usize = 50;

/// Takes in what the section says; what it leaves out is as usual.
pub(super) fn read(
    notes: &mut Notes<'_>,
    mut section: Section<'_>,
    (help, known): (&mut HelpTerms, &Known<'_>),
) {
    set(&mut help.reject_policy, section.word(notes, "reject_policy"));
    set(&mut help.wait, section.word(notes, "wait"));
    set(&mut help.confirm_label, section.read(notes, "confirm_label", label));
    set(&mut help.after_disconnect, section.word(notes, "after_disconnect"));
    set(&mut help.after_loss, section.word(notes, "after_loss"));
    set(&mut help.helper_grace, section.span(notes, "helper_grace", SPANS.0..=SPANS.1));
    set(&mut help.untouched_after, section.span(notes, "untouched_after", SPANS.0..=SPANS.1));
    let notification = section.flag(notes, "Display native browser notification");
    set(&mut help.browser_notification, notification);
    set(&mut help.reasons, reasons(notes, &mut section, known));
    set(&mut help.plan, stage::plan(notes, &mut section, known));
    if let Some(popup) = section.section(notes, "popup") {
        popup::read(notes, popup, &mut help.popup);
    }
    section.finish(notes);
}

fn label(text: &str) -> Result<ConfirmLabel, String> {
    let labels = [ConfirmLabel::Confirm, ConfirmLabel::Claim];
    let found = labels.into_iter().find(|label| label.word() == text);
    found.ok_or_else(|| "Write \"Confirm\" or \"Claim\".".to_owned())
}

/// The tenant's own reasons, when it has any.
fn reasons(
    notes: &mut Notes<'_>,
    help: &mut Section<'_>,
    known: &Known<'_>,
) -> Option<Vec<Reason>> {
    let (written, start) = (help.has("reason"), help.start());
    let mut reasons: Vec<Reason> = Vec::new();
    for mut section in help.sections(notes, "reason") {
        let start = section.start();
        let id: Option<ReasonId> = section.required(notes, "id");
        let label = shown(notes, &mut section, "label");
        let comment = prose(notes, &mut section, "comment", MAX_COMMENT_CHARS);
        let plan = stage::plan(notes, &mut section, known).unwrap_or_default();
        section.finish(notes);
        let Some(id) = id else { continue };
        if reasons.iter().any(|reason| reason.id == id) {
            let rule = format!("There is a reason {id} already. Give each an id of its own.");
            notes.add(start, rule);
        }
        let label = label.unwrap_or(id.as_str()).to_owned();
        reasons.push(Reason { id, label, comment: comment.unwrap_or_default(), plan });
    }
    if written && reasons.is_empty() {
        let rule = "There is no reason to ask help for. Add a [[tenant.help.reason]], or leave reason out for the usual ones.";
        notes.add(start, rule);
    }
    if reasons.len() > MOST_REASONS {
        notes.add(start, format!("A tenant has at most {MOST_REASONS} reasons."));
    }
    written.then_some(reasons)
}

/// A longer text, which may be empty.
fn prose(
    notes: &mut Notes<'_>,
    section: &mut Section<'_>,
    key: &'static str,
    most: usize,
) -> Option<String> {
    let (at, text) = section.text(notes, key)?;
    if text.chars().count() > most {
        notes.add(at, format!("{key} has at most {most} characters."));
    }
    Some(text.to_owned())
}
