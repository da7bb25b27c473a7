//! Processes that stand still, as those of a laptop do whose lid is closed: nothing of them runs, and
//! what they have open stays so.

use std::{collections::BTreeSet, fs};

use anyhow::Result;

use super::process::{Signal, send};

/// A process with all that it has started. They go on when this is dropped.
#[derive(Debug)]
pub struct Stopped(BTreeSet<u32>);

impl Stopped {
    /// Stops this one and its children, and theirs.
    pub(crate) fn with_children(of: u32) -> Result<Self> {
        let mut stopped = Self(BTreeSet::new());
        // Those of them that run may start others meanwhile.
        loop {
            let family = family(of)?;
            let running: Vec<u32> = family.difference(&stopped.0).copied().collect();
            if running.is_empty() {
                return Ok(stopped);
            }
            for process in running {
                stopped.0.insert(process);
                if let (Err(error), true) = (send(process, Signal::Stop), process == of) {
                    return Err(error);
                }
            }
        }
    }
}

impl Drop for Stopped {
    fn drop(&mut self) {
        for process in &self.0 {
            // One that was killed meanwhile goes on no more.
            drop(send(*process, Signal::Continue));
        }
    }
}

/// A process with all that descend from it and run.
fn family(of: u32) -> Result<BTreeSet<u32>> {
    let mut parents = Vec::new();
    for entry in fs::read_dir("/proc")? {
        let Some(process) = entry?.file_name().to_str().and_then(|name| name.parse().ok()) else {
            continue;
        };
        // Gone since it was listed, if it cannot be read. The second field may hold anything.
        let Ok(stat) = fs::read_to_string(format!("/proc/{process}/stat")) else { continue };
        let mut fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(1);
        let Some(parent) = fields.next().and_then(|parent| parent.parse::<u32>().ok()) else {
            continue;
        };
        parents.push((process, parent));
    }
    let mut family = BTreeSet::from([of]);
    loop {
        let before = family.len();
        let children = parents.iter().filter(|(_, parent)| family.contains(parent));
        let children: Vec<u32> = children.map(|(process, _)| *process).collect();
        family.extend(children);
        if family.len() == before {
            return Ok(family);
        }
    }
}
