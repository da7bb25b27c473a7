//! cargo-fuzz's way into `backline_tests::fuzz::session_description`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| backline_tests::fuzz::session_description(bytes));
