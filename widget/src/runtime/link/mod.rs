//! The link to the server: the socket, getting in, and the loop that feeds the replica and does
//! what it says.

pub(crate) mod account;
pub(crate) mod answer;
pub(crate) mod entry;
pub(crate) mod intent;
pub(crate) mod model;
pub(crate) mod shell;
pub(crate) mod socket;
