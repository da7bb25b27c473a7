//! The microphone and the speaker of whoever looks at the page.

mod choice;
mod microphone;
mod settings;

pub use choice::DeviceChoice;
pub use microphone::{LevelMeter, MicrophoneTrouble};
pub(crate) use microphone::{PLAY_SOUND, way_out};
pub use settings::Settings;
