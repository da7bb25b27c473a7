//! What an agent reads of who supervises the call: the banner, the picture, the last note.

pub(crate) mod banner;
pub(crate) mod note;

pub(crate) use banner::BannerPlace;
pub(crate) use note::NoteCaption;
