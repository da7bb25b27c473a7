//! The page's one media connection, the microphone on it, and the voices that come over it.

pub(crate) mod attach;
mod capture;
pub(crate) mod check;
mod keys;
pub(crate) mod line;
pub(crate) mod media;
mod outlet;
mod peer;
mod sound;
pub(crate) mod voices;
