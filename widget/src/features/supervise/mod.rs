//! Supervising a call: opening it, the three actions and their ends, the coaching note, and what
//! the agent is told of it all.

pub mod action;
pub(crate) mod actions;
pub(crate) mod agent;
pub(crate) mod composer;
pub(crate) mod hearing;
pub(crate) mod leave;
pub(crate) mod open;
pub(crate) mod present;
pub(crate) mod selection;
