//! cargo-fuzz's way into `backline_tests::fuzz::datagram`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| backline_tests::fuzz::datagram(bytes));
