//! The program of every page but panel and call.
fn main() {}
