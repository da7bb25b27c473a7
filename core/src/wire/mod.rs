//! How values are written and read: the ground floor of everything that is sent or stored.
//!
//! A type says by one macro what form it has: `record!`, `tagged!`, `words!`, `wrapper!`, `checked!`.
//! The list in the macro is the form, names and order; outside `id.rs`, `protocol/` and here no
//! module needs to know serde. The enums of the wire are tagged. All are read through one plain value,
//! without saying why a text does not fit. What they mean is not known here.

mod fields;
mod plain;
mod sorted;
mod tagged;
mod text;
mod words;

pub(crate) use fields::{Fields, Spare, field, field_to, fields_to, from_plain, record, written};
pub use plain::{FromPlain, Mismatch, Plain};
pub use tagged::Variants;
pub(crate) use tagged::{Tagged, alone, content, tagged, variant, variant_to};
pub(crate) use words::{checked, read, words, wrapper};
