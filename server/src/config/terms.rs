//! A tenant's policies, as the file has them: `[tenant.terms]`, and `[tenant.help]` by its own
//! module.

use backline_core::{legible, terms::Terms, time::Millis};

use super::{
    help,
    policy::{Known, SPANS, set},
    section::{Notes, Section},
};

/// Most digits of a telephone number (E.164), with room for an extension.
const MOST_DIGITS: usize = 20;

/// Most characters of a number or of the hours.
const MOST_CHARS: usize = 80;

const PHONE: &str =
    "Write a telephone number of 3 to 20 digits without blanks, such as \"+44-20-7946-0958\".";

const HOURS: &str = "Write when somebody answers, in 1 to 80 characters that are seen.";

/// Every policy; what is not there is as usual.
pub(super) fn read(notes: &mut Notes<'_>, tenant: &mut Section<'_>, known: &Known<'_>) -> Terms {
    let mut terms = Terms::default();
    if let Some(section) = tenant.section(notes, "terms") {
        general(notes, section, &mut terms);
    }
    if let Some(section) = tenant.section(notes, "help") {
        help::read(notes, section, (&mut terms.help, known));
    }
    terms
}

fn general(notes: &mut Notes<'_>, mut section: Section<'_>, terms: &mut Terms) {
    let spans: [(&'static str, &mut Millis); 7] = [
        ("ring_for", &mut terms.ring_for),
        ("ring_again_after", &mut terms.ring_again_after),
        ("tell_nobody_free_after", &mut terms.tell_nobody_free_after),
        ("party_grace", &mut terms.party_grace),
        ("supervisor_grace", &mut terms.supervisor_grace),
        ("confirm_within", &mut terms.confirm_within),
        ("supervisor_silence", &mut terms.supervisor_silence),
    ];
    for (key, value) in spans {
        set(value, section.span(notes, key, SPANS.0..=SPANS.1));
    }
    set(&mut terms.version, section.number(notes, "version", 1..=u32::MAX));
    let flags: [(&'static str, &mut bool); 4] = [
        ("allow_switch", &mut terms.allow_switch),
        ("live_updates", &mut terms.live_updates),
        ("notify_agent_on_monitor", &mut terms.notify_agent_on_monitor),
        ("coach.push_to_send", &mut terms.coach_push_to_send),
    ];
    for (key, value) in flags {
        set(value, section.flag(notes, key));
    }
    set(&mut terms.on_no_answer, section.word(notes, "on_no_answer"));
    set(&mut terms.supervision_scope, section.word(notes, "supervision_scope"));
    set(&mut terms.microphone, section.word(notes, "microphone"));
    if let Some(way) = section.section(notes, "unreachable") {
        unreachable(notes, way, terms);
    }
    section.finish(notes);
}

/// The number and the hours that a customer is told whose network lets no sound through.
fn unreachable(notes: &mut Notes<'_>, mut section: Section<'_>, terms: &mut Terms) {
    let start = section.start();
    let number = section.read(notes, "phone", |text| {
        let rest = text.strip_prefix('+').unwrap_or(text);
        let dials = rest.chars().all(|it| it.is_ascii_digit() || "-()".contains(it));
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let fits = dials && (3..=MOST_DIGITS).contains(&digits) && text.len() <= MOST_CHARS;
        fits.then(|| text.to_owned()).ok_or_else(|| PHONE.to_owned())
    });
    if !section.has("phone") {
        notes.add(start, "unreachable needs phone = \"…\", the number to call.");
    }
    let hours = section.read(notes, "hours", |text| {
        let fits = text.chars().count() <= MOST_CHARS && legible::is_seen(text);
        fits.then(|| text.to_owned()).ok_or_else(|| HOURS.to_owned())
    });
    section.finish(notes);
    set(&mut terms.unreachable_phone, number);
    set(&mut terms.unreachable_hours, hours);
}
