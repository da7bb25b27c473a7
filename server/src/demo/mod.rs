//! The demo: two invented tenants, sign-in by name, a recorded caller, and two colleagues who act
//! by themselves.

pub(crate) mod api;
pub(crate) mod caller;
pub mod colleague;
mod config;
pub(crate) mod edges;
mod people;

pub use config::{DemoArgs, default_data, for_demo};
