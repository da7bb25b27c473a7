//! Who hears whom: edges, the set of them, and the difference between two sets.
//!
//! An edge that is not in the set is silence. The set is derived from the state every time it is
//! wanted and stored nowhere; the media plane forwards along it and knows no rule of its own.

mod edge;
mod policy;

pub use edge::{Attached, Edge, Epoch, OnFault, OpenEdge, PartyId, RouteChange, Routes, Speaker};
pub use policy::{Position, SLOTS, may_hear};
