//! The server's sans-IO drivers, one for each aggregate.
//!
//! Moved by inputs and time. They refuse to know sockets, files and clocks.

pub mod call;
pub mod floor;
mod repeat;

pub use call::CallHost;
pub use floor::FloorHost;
pub use repeat::{CALLS_WITHIN, KNOWN, MOST_CALLS, OPENINGS_REMEMBERED, OpenedCalls, Repeat};
