//! The program `backline`.
fn main() {}
