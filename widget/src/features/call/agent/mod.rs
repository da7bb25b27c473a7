//! The agent's side: who calls, and the controls of the call.

mod caller;
mod controls;
mod keypad;
mod missed;
mod notice;
mod ring;
mod view;

pub(crate) use caller::Caller;
pub(crate) use controls::AgentControls;
pub(crate) use missed::MissedCallNotice;
pub(crate) use notice::CallNotices;
pub(crate) use ring::{RingChoice, RingTrouble};
pub(crate) use view::{AgentCall, Phase};
