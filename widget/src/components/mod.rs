//! What pages and features are made of: the button, the dialog, the frame, times, the focus.
//!
//! A component reads the state through [`App`](crate::runtime::App), says what the person wants,
//! and decides nothing. It knows no feature.

mod act;
mod avatar;
mod background;
mod brand;
mod button;
mod dialog;
pub mod focus;
mod frame;
mod here;
mod lingering;
mod notice;
mod presence;
mod sign_in;
mod sign_out;
mod timer;

pub use act::Act;
pub use avatar::Avatar;
pub(crate) use background::{BackgroundAlerts, Notifies};
pub use brand::Brand;
pub use button::{BlockableButton, BlockedReason, Described, Press, fresh_name};
pub use dialog::Dialog;
pub use frame::Frame;
pub(crate) use here::while_here;
pub(crate) use lingering::{Lingering, lingering};
pub use notice::Notice;
pub use presence::PresenceChoice;
pub use sign_out::SignOut;
pub use timer::Timer;
