//! The agent's side: who calls, and the controls of the call.

mod caller;
mod controls;
mod keypad;
mod missed;
mod ring;
mod view;

pub(crate) use caller::Caller;
pub(crate) use controls::AgentControls;
pub(crate) use missed::MissedCallNotice;
pub(crate) use ring::RingChoice;
pub(crate) use view::{AgentCall, Phase};
