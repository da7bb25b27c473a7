//! The customer's side: how the call stands, and its three controls.

mod controls;
mod status;
mod unreached;
mod view;

pub(crate) use controls::CustomerControls;
pub(crate) use status::Status;
pub(crate) use unreached::Unreached;
pub(crate) use view::CustomerCall;
