//! The hearing triangle: who hears whom, as a picture and as a sentence.
//!
//! Drawn from the edges that are recorded as enforced and from nothing else; an edge that is not
//! open is not drawn. `scene` and `sentence` are pure; the component only draws. Which edge may
//! be open is not known here.

mod layout;
mod scene;
mod sentence;
pub mod view;

pub use layout::Scale;
pub use scene::{Arrow, ArrowTone, Picture, PicturePart, Point};
pub(crate) use scene::{NO_VOICE, deaf, voiceless};
pub use sentence::{for_agent, for_supervisor, full_name};
pub use view::{Hearing, Triangle};

#[cfg(test)]
mod tests;
