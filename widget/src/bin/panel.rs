//! The program of `/panel` and `/call`.
fn main() {}
