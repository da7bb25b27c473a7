//! Supervision of a call: Monitor, Coach and Barge In.
//!
//! Moved by supervisors, by what the media plane confirms, and by time. Who hears whom in which
//! action the routing's policy says, not this folder.

mod decide;
mod note;
mod supervision;
mod words;

pub use note::MAX_NOTE_CHARS;
pub use supervision::{Action, Stance, Supervision, SupervisorLeg};
pub use words::{Origin, Parting, StopReason, SuperviseCommand, SuperviseFact, SuperviseRefusal};
