//! The call itself: who calls, who is rung and answers, whose connection is up, who is muted or held,
//! and how it ends.
//!
//! Moved by the people on it, by the media plane and by time. What supervisors and helpers do is not
//! known here, save that it ends with the call.

mod apply;
mod audit;
mod connection;
mod deadline;
mod decide;
mod example;
mod offer;
mod open;
mod project;
mod restate;
mod signs;
mod sound;
mod stage;
mod timeline;
mod words;

pub(super) use apply::{apply, opened, party};
pub use audit::CallContradiction;
pub(crate) use audit::{against, enforces};
pub use connection::Connection;
pub use deadline::SOUND_WITHIN;
pub(super) use deadline::{deadlines, given_up, lapse, unheard};
pub(super) use decide::decide;
pub(super) use example::examples;
pub use offer::{Key, MAX_OFFER_BYTES, Offer, PORTS_LINE, STREAM_CLOCK};
pub(super) use open::seeks;
pub use open::{Customer, MAX_CONTACT_CHARS, Missed, NewCall, Seek};
pub(super) use project::{facts, seen};
pub(super) use restate::{restate, restate_connection, restate_hearing, restate_sound};
pub use signs::{GONE_AFTER, Signs};
pub use sound::{Flow, Sound};
pub(super) use sound::{change_seen, falls_deaf, heard, measured};
pub use stage::{Stage, Talk};
pub(super) use timeline::{tells, told};
pub use words::{CallCommand, CallFact, CallRefusal, Channel, EndReason, Loss};
