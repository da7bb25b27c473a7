//! Decisions and facts a second, natively: `cargo xtask bench decisions`.

mod work;

use std::{io::Write, time::Instant};

fn main() -> std::io::Result<()> {
    let begun = Instant::now();
    let mut out = std::io::stdout().lock();
    for line in work::measured(|| begun.elapsed().as_secs_f64() * 1_000.0) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}
