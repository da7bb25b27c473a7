//! The timeline of a conversation: what happened, when, who heard whom from then on, and the three
//! clocks of its help request.
//!
//! Told from the timeline that the server tells this viewer, so that nothing stands in it that the
//! viewer may not know. `rows` and `words` are pure; the component only draws.

mod rows;
mod view;
mod words;

pub use rows::{Lap, RowMark, TimelineRow, laps, rows};
pub use view::Timeline;
pub use words::{audience, exited, receipts};

#[cfg(test)]
mod tests;
