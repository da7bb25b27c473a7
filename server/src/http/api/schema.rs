//! The words of the API: each literal that it answers with, and which there are of each kind.

use backline_core::{
    interaction::help::{NotClaimed, Severity, Unclaimed},
    people::HelpStatus,
};
use serde::Serialize;
use serde_json::Value;
use utoipa::openapi::{
    Object, ObjectBuilder,
    schema::{SchemaType, Type},
};

/// The literal state of a request to which somebody still has to react.
pub(super) const NEEDS_ACTION: &str = "NEEDS_ACTION";

/// The exit of a stage that somebody took.
pub(super) const CLAIMED: &str = "Claimed";

/// Every exit, to the letter.
const EXITS: [HelpStatus; 3] =
    [HelpStatus::NotClaimed, HelpStatus::TimerAction, HelpStatus::Timeout];

/// Every reason of *Not claimed*, to the letter.
const REASONS: [NotClaimed; 3] =
    [NotClaimed::NotAvailable, NotClaimed::NoAgents, NotClaimed::Rejected];

/// The literal reason of *Not claimed*.
pub(super) const fn reason(exit: Unclaimed) -> Option<&'static str> {
    match exit {
        Unclaimed::NotClaimed(why) => Some(why.code()),
        Unclaimed::TimerAction | Unclaimed::Timeout => None,
    }
}

/// The protocol's word for a value that is one word.
pub(super) fn word<T: Serialize>(value: T) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

/// How a request stands.
pub(super) fn status() -> Object {
    words(HelpStatus::ALL.iter().map(|status| status.label()))
}

/// How a stage ends.
pub(super) fn exit() -> Object {
    words(exits())
}

/// How a stage ended, if one did.
pub(super) fn maybe_exit() -> Object {
    maybe(exits())
}

/// Why nobody took it.
pub(super) fn not_claimed() -> Object {
    maybe(REASONS.iter().map(|reason| reason.code()))
}

/// How pressing it is.
pub(super) fn severity() -> Object {
    let words = Severity::ALL.map(word);
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words)).build()
}

fn exits() -> impl Iterator<Item = &'static str> {
    std::iter::once(CLAIMED).chain(EXITS.iter().map(|exit| exit.label()))
}

fn words(words: impl Iterator<Item = &'static str>) -> Object {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words)).build()
}

fn maybe(words: impl Iterator<Item = &'static str>) -> Object {
    let kinds = SchemaType::from_iter([Type::String, Type::Null]);
    let values = words.map(Value::from).chain([Value::Null]);
    ObjectBuilder::new().schema_type(kinds).enum_values(Some(values)).build()
}
