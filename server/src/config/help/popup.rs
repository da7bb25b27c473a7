//! The Notify Agent popup: its text, its buttons, its timers.

use backline_core::{
    interaction::MAX_TEXT_CHARS,
    terms::{Button, CountUp, MAX_TIMERS, Popup, Since},
};

use super::{prose, shown};
use crate::config::{
    policy::set,
    section::{Notes, Section},
};

const TIMERS: &str = "Additional timers";
const AT: &str = "Unix Timestamp";

/// Takes in what the section says; what it leaves out is as usual.
pub(super) fn read(notes: &mut Notes<'_>, mut section: Section<'_>, popup: &mut Popup) {
    set(&mut popup.shown, section.flag(notes, "Display \"Notify Agent\" popup"));
    set(&mut popup.text, prose(notes, &mut section, "Text", MAX_TEXT_CHARS));
    let buttons: [(&'static str, &mut Button); 3] =
        [("Claim", &mut popup.claim), ("Close", &mut popup.close), ("Reject", &mut popup.reject)];
    for (key, button) in buttons {
        let Some(mut section) = section.section(notes, key) else { continue };
        set(&mut button.shown, section.flag(notes, "shown"));
        set(&mut button.label, shown(notes, &mut section, "label").map(str::to_owned));
        section.finish(notes);
    }
    let start = section.start();
    let timers = section.sections(notes, TIMERS);
    if timers.len() > MAX_TIMERS {
        notes.add(start, format!("'{TIMERS}' has at most {MAX_TIMERS}."));
    }
    popup.timers = timers.into_iter().filter_map(|timer| count_up(notes, timer)).collect();
    section.finish(notes);
}

fn count_up(notes: &mut Notes<'_>, mut section: Section<'_>) -> Option<CountUp> {
    let start = section.start();
    let label = shown(notes, &mut section, "Label");
    if !section.has("Label") {
        notes.add(start, "A timer needs 'Label' = \"…\".");
    }
    let (written, fixed) = (section.has("since"), section.has(AT));
    let at = section.unix(notes, AT);
    let since = section.read(notes, "since", since);
    section.finish(notes);
    if written == fixed {
        let rule = format!(
            "A timer counts from one instant: write '{AT}' = …, or since = \"call\", \"answer\" or \"request\"."
        );
        notes.add(start, rule);
    }
    Some(CountUp { label: label?.to_owned(), since: since.or(at)? })
}

fn since(text: &str) -> Result<Since, String> {
    match text {
        "call" => Ok(Since::Call),
        "answer" => Ok(Since::Answer),
        "request" => Ok(Since::Request),
        _ => Err("Write call, answer or request.".to_owned()),
    }
}
