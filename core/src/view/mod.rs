//! What a viewer is told: where they stand on an interaction, and what of it is told again.
//!
//! Above the hosts; what a viewer may know is the interaction's to say.

pub mod ending;
pub mod note;
pub mod request;
pub mod subscription;
pub mod timeline;

pub use subscription::Subscription;
