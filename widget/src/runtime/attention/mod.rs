//! Calling for attention: sounds of the page's own, the title, notifications; and whether somebody
//! is at the page, and what they have in view.

pub(crate) mod at_page;
pub(crate) mod chime;
pub(crate) mod notices;
pub(crate) mod notify;
pub(crate) mod sight;
pub(crate) mod sound;
pub(crate) mod title;
