//! The timeline of a conversation: what happened, when, who heard whom from then on, and the three
//! clocks of its help request.
//!
//! Told from the timeline that the server tells this viewer, so that nothing stands in it that the
//! viewer may not know. How a fact reads is said where it is decided, in the core;
//! `rows` is pure, and the component only draws.

mod rows;
mod view;

pub use rows::{Lap, TimelineRow, laps, rows};
pub use view::Timeline;

#[cfg(test)]
mod tests;
