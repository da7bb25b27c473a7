//! The devices of sound: which there are, the microphone, and how loud it is.

pub(crate) mod devices;
pub(crate) mod meter;
pub(crate) mod microphone;
