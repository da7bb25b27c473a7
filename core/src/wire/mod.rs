//! How values are written and read: the ground floor of everything that is sent or stored.
//!
//! The enums of the wire are tagged and read without saying why a text does not fit. What they mean
//! is not known here.

mod fields;
mod plain;
mod tagged;
mod words;

pub(crate) use fields::{Fields, field, record};
pub(crate) use plain::{Mismatch, Plain};
pub use tagged::Variants;
pub(crate) use tagged::{Tagged, tagged, variant};
pub(crate) use words::words;
