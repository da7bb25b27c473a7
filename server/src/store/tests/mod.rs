//! What every store must do, and calls as a server's driver writes them to try it with.

pub(super) mod call;
pub(super) mod conformance;
pub(super) mod flood;
mod wild;
