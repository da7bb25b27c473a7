//! The connections of parties: who may send datagrams here, what is behind a leg, what it hears.
//!
//! Moved by the engine. It refuses to know which edges are open.

pub(crate) mod admission;
pub(crate) mod echo;
pub(crate) mod leg;
pub(crate) mod peer;
pub(crate) mod rtp;
pub(crate) mod slot;
pub(crate) mod timetable;
