//! In which order what waits is written: tenants take turns, so that one who asks for much at once
//! keeps nobody else waiting for longer than the transaction under way. Within a tenant it is the
//! order in which it came.

use std::collections::BTreeMap;

use backline_core::id::TenantId;

use super::writer::{Job, Work};

/// Puts jobs into their order.
pub(super) fn take_turns(waiting: &mut Vec<Job>) {
    let mut turns = BTreeMap::<TenantId, usize>::new();
    let mut latest = 0;
    let mut ordered: Vec<(usize, Job)> = Vec::with_capacity(waiting.len());
    for job in waiting.drain(..) {
        let turn = match &job.work {
            Work::Append(batch) => next(&mut turns, batch.tenant()),
            Work::Erase(tenant, _) => next(&mut turns, tenant),
            // What concerns everybody comes behind what came before it.
            Work::Heads | Work::Probe | Work::Close => latest,
        };
        latest = latest.max(turn);
        ordered.push((turn, job));
    }
    ordered.sort_by_key(|(turn, _)| *turn);
    waiting.extend(ordered.into_iter().map(|(_, job)| job));
}

fn next(turns: &mut BTreeMap<TenantId, usize>, tenant: &TenantId) -> usize {
    let turn = turns.entry(tenant.clone()).or_default();
    *turn += 1;
    *turn
}

#[cfg(test)]
mod tests {
    use super::*;
    use backline_core::personal::Subject;

    fn job(tenant: &str, person: &str) -> Job {
        let about = Subject::Person(person.parse().unwrap());
        Job::new(Work::Erase(tenant.parse().unwrap(), about)).0
    }

    fn named(jobs: &[Job]) -> Vec<String> {
        let name = |job: &Job| match &job.work {
            Work::Erase(tenant, Subject::Person(person)) => format!("{tenant} {person}"),
            Work::Erase(..) | Work::Append(_) | Work::Probe | Work::Close => String::new(),
            Work::Heads => "Heads".to_owned(),
        };
        jobs.iter().map(name).collect()
    }

    ///
    #[test]
    fn one_who_asks_for_much_waits_behind_one_who_asks_for_little_and_keeps_the_own_order() {
        let mut waiting = vec![
            job("acme", "a"),
            job("acme", "b"),
            job("acme", "c"),
            Job::new(Work::Heads).0,
            job("globex", "d"),
            job("acme", "e"),
            job("globex", "f"),
        ];
        take_turns(&mut waiting);
        let ordered = ["acme a", "globex d", "acme b", "globex f", "acme c", "Heads", "acme e"];
        assert_eq!(named(&waiting), ordered);
    }
}
