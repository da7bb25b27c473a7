//! The caller that the server brings itself: whom it plays, and how it is known again.
//!
//! Its browser's id has a form that no real one has, so that after a restart the recording can
//! take its place again. Everything else about it is an ordinary call.

use backline_core::{
    id::{PersonId, VisitorId},
    interaction::{Contact, contact::ContactField},
    time::Millis,
};
use backline_media::Clip;
use uuid::Uuid;

use crate::{hooks::Recorded, session::port::CallRequest};

/// Not a version that a random id has.
const MARK: u64 = 0x7363_7269_7074_0000;

/// How long a recording that nobody answers stays on the line.
const PATIENCE: Millis = Millis::seconds(300);

/// Names that nobody has, with numbers that are kept for fiction.
const CALLERS: [(&str, &str); 4] = [
    ("Maria Costa", "+1 202 555 0142"),
    ("Jonas Weber", "+1 202 555 0187"),
    ("Amara Diallo", "+1 202 555 0119"),
    ("Yuki Tanaka", "+1 202 555 0163"),
];

/// As Markdown.
const SUMMARY: &str = "The connection **drops out every evening at eight**, for ten minutes. \
Router restarted twice, cable changed. Works from home.";

/// A fresh scripted browser.
pub(super) fn visitor() -> VisitorId {
    let (_, random) = Uuid::new_v4().as_u64_pair();
    VisitorId(Uuid::from_u64_pair(MARK, random))
}

/// What plays this customer, if it is one of these.
pub(super) fn recorded(visitor: VisitorId) -> Option<Recorded> {
    let is_scripted = visitor.0.as_u64_pair().0 == MARK;
    is_scripted.then_some(Recorded { clip: Clip::Caller, patience: PATIENCE })
}

/// Who calls this time, and whom.
pub(super) fn call(visitor: VisitorId, to: Option<PersonId>) -> CallRequest {
    let place = visitor.0.as_u64_pair().1 as usize % CALLERS.len();
    let (name, number) = CALLERS.get(place).copied().unwrap_or(("Maria Costa", "+1 202 555 0142"));
    let contact = Some(contact(name, number));
    CallRequest { name: name.to_owned(), number: Some(number.to_owned()), to, contact }
}

/// What is on record of the customer, and what a dialogue before the call has found out: the same
/// for each, since one recording speaks for all.
fn contact(name: &str, number: &str) -> Contact {
    let field = |(label, value): (&str, &str)| ContactField {
        label: label.to_owned(),
        value: value.to_owned(),
    };
    let fields = [
        ("Customer number", "47119"),
        ("Plan", "Fibre 250"),
        ("Customer since", "March 2019"),
        ("Open tickets", "1"),
    ];
    Contact {
        name: Some(name.to_owned()),
        number: Some(number.to_owned()),
        fields: fields.into_iter().map(field).collect(),
        summary: Some(SUMMARY.to_owned()),
        intent: Some("Restore a connection that drops out every evening".to_owned()),
    }
}
