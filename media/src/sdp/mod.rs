//! Session descriptions: a browser's offer, read, and the answer to it, written.
//!
//! Text in, values out, and back. It refuses to know who offers.

pub(crate) mod answer;
pub(crate) mod event;
pub(crate) mod offer;
