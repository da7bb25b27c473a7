//! The store, tried: what is written, what happens when it cannot be, what an audit finds.

mod audit;
mod call;
mod erasure;
mod faults;
mod folder;
mod index;
mod wild;
mod writing;
