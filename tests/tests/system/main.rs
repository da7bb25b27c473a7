//! The product in real browsers: who hears whom, what is seen, and what survives a fault.
//!
//! Each test starts the real server and real browsers on loopback; nothing here stands in for
//! either.

mod ears;
