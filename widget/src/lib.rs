//! The pages.

pub mod icon;
pub mod triangle;
