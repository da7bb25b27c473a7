//! The suite of every store, and SQLite's own: what is on the disk, what happens when it cannot be
//! written, what an audit of the file finds.

mod audit;
mod conformance;
mod erasure;
mod faults;
mod folder;
mod growth;
mod index;
mod writing;

pub(super) use folder::Folder;
