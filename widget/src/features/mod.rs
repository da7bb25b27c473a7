//! What a person does, one folder a feature: its values, its words and its components.
//!
//! A feature reads the state through [`App`](crate::runtime::App) and says what the person wants.
//! It knows no page; which features stand together, and where, the pages say. `call` and `devices`
//! know no other feature, `supervise` knows `call`, `timeline` how `supervise` draws an action, and
//! `help` knows all but `devices`.

pub mod call;
pub mod devices;
#[cfg(test)]
pub(crate) mod fixtures;
pub mod help;
pub mod supervise;
pub mod timeline;
