//! The proofs of the core that run natively, in one binary: tables, scenarios, properties, files.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod audit;
mod cast;
mod dice;
mod ends;
mod engine;
mod example;
mod floor_host;
mod floor_properties;
mod floor_world;
mod hanging;
mod help;
mod help_answering;
mod help_exits;
mod help_helper;
mod help_listed;
mod help_model;
mod help_notes;
mod help_races;
mod help_raising;
mod help_receipts;
mod help_timeline;
mod help_transfers;
mod kept;
mod laws;
mod logs;
mod losing;
mod matrix;
mod model;
mod opening;
mod plane;
mod presence;
mod properties;
mod rig;
mod ringing;
mod roles;
mod shared;
mod sorted;
mod step;
mod storing;
mod supervising;
mod switching;
mod two_aggregates;
mod wire;
mod world;
