//! Rows of figures, and what the machine says about a process.

use std::{
    fs,
    process::{Command, Stdio},
    time::Duration,
};

pub(crate) struct Table(Vec<(String, &'static str, Vec<f64>)>);

impl Table {
    pub(crate) const fn new() -> Self {
        Self(Vec::new())
    }

    /// One figure, measured so many times.
    pub(crate) fn add(&mut self, name: impl Into<String>, unit: &'static str, rounds: Vec<f64>) {
        self.0.push((name.into(), unit, rounds));
    }

    pub(crate) fn print(&self) {
        let (figure, unit) = ("figure", "unit");
        println!(
            "{figure:<48} {unit:<12} {:>6} {:>10} {:>10} {:>10}",
            "rounds", "min", "median", "max"
        );
        for (name, unit, rounds) in &self.0 {
            let mut sorted = rounds.clone();
            sorted.sort_by(f64::total_cmp);
            let (Some(min), Some(max)) = (sorted.first(), sorted.last()) else { continue };
            let median = sorted[sorted.len() / 2];
            let count = sorted.len();
            println!("{name:<48} {unit:<12} {count:>6} {min:>10.2} {median:>10.2} {max:>10.2}");
        }
    }
}

/// The value below which `share` of the values lie.
pub(crate) fn percentile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let index = (values.len() as f64 * share) as usize;
    values.get(index.min(values.len().saturating_sub(1))).copied().unwrap_or(f64::NAN)
}

/// Time on a core, of all threads of a process.
pub(crate) fn cpu_of(process: u32) -> Duration {
    let tasks = fs::read_dir(format!("/proc/{process}/task")).unwrap();
    let nanos = tasks.filter_map(|task| {
        let text = fs::read_to_string(task.ok()?.path().join("schedstat")).ok()?;
        text.split(' ').next()?.parse::<u64>().ok()
    });
    Duration::from_nanos(nanos.sum())
}

/// Resident memory of a process, in KiB.
pub(crate) fn memory_of(process: u32) -> f64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().split(' ').next().unwrap().parse().unwrap()
}

/// Keeps a process to one core, where `taskset` is and there are two.
pub(crate) fn pin(process: u32, core: u32) {
    let arguments = ["-a", "-c", "-p", &core.to_string(), &process.to_string()].map(str::to_owned);
    let _ = Command::new("taskset").args(arguments).stdout(Stdio::null()).status();
}
