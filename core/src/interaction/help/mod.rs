//! Help requests: asked by the agent of a talk, taken by exactly one helper, ended by somebody; and
//! who else was put on the *claimed by* list.
//!
//! Moved by the agent, by those who are asked, by time and by what becomes of the helper's
//! connection. Who hears whom it never changes, save that closing a request ends what its helper
//! silently does.

mod apply;
mod audience;
mod audit;
mod begin;
mod deadline;
mod decide;
mod example;
mod helper;
mod operate;
mod project;
mod request;
mod restate;
mod severity;
mod timeline;
mod words;

pub(super) use apply::apply;
pub(crate) use audience::views;
pub use audience::{Listed, follows_help};
pub(super) use audience::{asks, may_view};
pub use audit::HelpContradiction;
pub(crate) use audit::against;
pub use begin::{Brief, MAX_COMMENT_CHARS, NewBrief};
pub(super) use deadline::{deadline, lapse};
pub(super) use decide::decide;
pub(super) use example::examples;
pub(super) use helper::{
    ends_with_call, helper_left, helper_returns, helps, is_helper, lapse_helper, received,
    receivers_moved, transferred,
};
pub(super) use operate::{helpers_for, is_operator, operate};
pub(super) use project::{facts, seen};
pub use request::{
    CancelReason, CloseReason, Engagement, HelpRequest, HelpState, HelperPresence, NotClaimed, Run,
    StageRun, Unclaimed,
};
pub(super) use restate::{restate_helpers, restate_request};
pub use severity::Severity;
pub use timeline::{exited, receipts, whom_stage_asks};
pub(super) use timeline::{introduces, tells, told};
pub use words::{HelpCommand, HelpFact, HelpRefusal, MAX_REQUESTS, RequestFact};
