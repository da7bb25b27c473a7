//! A request for help: the agent's side, and the side of those who are asked.

pub(crate) mod agent;
pub(crate) mod alerts;
pub(crate) mod bell;
pub(crate) mod flag;
pub(crate) mod history;
pub(crate) mod queue;
pub(crate) mod request;
pub(crate) mod severity;
pub(crate) mod words;
