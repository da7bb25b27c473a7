//! What acts for a page: one file per effect, one replica, one state, one way to ask.
//!
//! Components get an [`App`]: they read the [`Model`] through it and say [`Intent`]s to it. No rule
//! lives in this folder; what may be done is asked of the replica. `browser` knows no other folder,
//! `device` and `attention` only `browser`, `voice` only `browser` and `device`, and `link` all four.

mod alert;
mod app;
mod attention;
mod browser;
mod device;
mod link;
mod voice;

pub use app::{App, use_app};
pub use attention::{
    at_page::{Attention, attention},
    notify::{Notification, NotificationText, Permission},
    sight::Sight,
    title::{set_title, title, wants_stillness},
};
pub use browser::{
    address::{is_demo, path, query},
    calendar::same_day,
    clock::clock_time,
    panic::stop_when_broken,
    storage::Remembered,
};
pub use device::{
    devices::{Device, DeviceKind},
    meter::{LOUDEST, Level},
    microphone::Microphone,
};
pub use link::{
    answer::CommandReply,
    intent::Intent,
    model::{Model, PageEntry, PageStanding},
};
pub use voice::media::{Media, VoiceLine};
