//! Supervision of a call: Monitor, Coach and Barge In.
//!
//! Moved by supervisors, by what the media plane confirms, and by time. Who hears whom in which
//! action the routing's policy says, not this folder.

mod apply;
mod audit;
mod deadline;
mod decide;
mod example;
mod note;
mod project;
mod restate;
mod supervision;
mod timeline;
mod words;

pub(super) use apply::apply;
pub use audit::SuperviseContradiction;
pub(crate) use audit::{against, enforces};
pub(super) use deadline::{deadlines, lapse};
pub(super) use decide::decide;
pub(super) use example::examples;
pub use note::MAX_NOTE_CHARS;
pub(super) use project::{comes_to_light, facts, seen, seen_at_all};
pub(super) use restate::restate;
pub use supervision::{Action, Stance, Supervision};
pub(super) use timeline::{introduces, tells, told};
pub use words::{Origin, Parting, StopReason, SuperviseCommand, SuperviseFact, SuperviseRefusal};
