//! A call itself: how it stands for each of its sides, and what one does on it.

pub(crate) mod agent;
pub(crate) mod customer;
pub(crate) mod facts;
pub(crate) mod timer;
