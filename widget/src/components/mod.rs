//! What pages share: the button, the frame, the microphone, times.
//!
//! A component reads the state through [`App`](crate::runtime::App), says what the person wants,
//! and decides nothing.

mod act;
mod devices;
mod dialog;
mod frame;
mod microphone;
mod notice;
mod presence;
mod sign_in;
mod timer;

pub use act::{Act, fresh_name};
pub use devices::DeviceChoice;
pub use dialog::Dialog;
pub use frame::Frame;
pub use microphone::{LevelMeter, MicrophoneTrouble};
pub use notice::Notice;
pub use presence::PresenceChoice;
pub use timer::Timer;
