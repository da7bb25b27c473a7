//! The product in real browsers: who hears whom, what is seen, and what survives a fault.
//!
//! Each test starts the real server and real browsers on loopback; nothing here stands in for
//! either.

mod alone;
mod audio;
mod barriers;
mod broken;
mod call;
mod clocks;
mod crowd;
mod desk;
mod devices;
mod doors;
mod ears;
mod ends;
mod errors;
mod faults;
// Elsewhere Firefox speaks to no sound server that a test could bring.
#[cfg(target_os = "linux")]
mod firefox;
mod floor;
mod heard;
mod help;
mod hostile;
mod keyboard;
mod keys;
mod looks;
mod microphone;
mod names;
mod narrow;
mod picture;
mod presence;
mod story;
mod tenant;
mod trace;
mod ways;
