//! cargo-fuzz's way into `backline_tests::fuzz::socket_message`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| backline_tests::fuzz::socket_message(bytes));
