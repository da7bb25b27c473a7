//! A call itself: how it stands for each of its sides, and what one does on it.

pub(crate) mod agent;
pub(crate) mod customer;
pub(crate) mod facts;
pub(crate) mod news;
pub(crate) mod parted;
pub(crate) mod put_away;
pub(crate) mod timer;

use backline_core::id::InteractionId;

/// What a page asks about while there is no call: nothing exists under this name.
pub(crate) const NO_CALL: InteractionId = InteractionId::from_u128(0);
