//! A log into rows: one for each of its requests, as the core says that it stands.

use backline_core::{
    interaction::{CallFact, Fact, HelpFact, HelpRequest, Interaction, Lens, RequestFact, Stamped},
    protocol::Record,
    time::{Millis, Timestamp},
    view::timeline,
};

use super::HelpRow;
use crate::store::Batch;

/// Where a request begins in its log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) struct Start {
    /// The number of the request on its interaction.
    pub(in crate::store) number: u32,
    /// The fact that submitted it.
    pub(in crate::store) first: u64,
    /// The last fact before it in which an agent answered.
    pub(in crate::store) answered: u64,
}

/// Whether a batch has a fact about help that others hear of. Whose page a request is on is between
/// the agent and the record.
pub(in crate::store) fn tells(batch: &Batch) -> bool {
    match batch {
        Batch::Interaction { records, .. } => records.iter().any(|it| event_of(it).is_some()),
        Batch::Floor { .. } => false,
    }
}

/// The request that a fact is about, if others hear of it.
pub(in crate::store) fn event_of(record: &Record) -> Option<u32> {
    let Fact::Help(HelpFact::Request { request, what }) = &record.fact else { return None };
    Lens::Supervisor.shows_help(what).then_some(*request)
}

/// Every request that begins in these records, where `answered` is the last answer before them.
pub(in crate::store) fn starts(records: &[Record], answered: Option<u64>) -> Vec<Start> {
    let (mut answered, mut found) = (answered, Vec::new());
    for record in records {
        if let Fact::Call(CallFact::Answered { .. }) = &record.fact {
            answered = Some(record.number);
        }
        if let Fact::Help(HelpFact::Request { request, what: RequestFact::Requested { .. } }) =
            &record.fact
            && let Some(answered) = answered
        {
            found.push(Start { number: *request, first: record.number, answered });
        }
    }
    found
}

/// What tells of a request out of its whole log, as far as its row needs it.
pub(in crate::store) fn told_by(records: &[Record], start: Start) -> Vec<Record> {
    let at = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let one = |number: u64| records.get(at(number)).into_iter();
    let rest = records.get(at(start.first)..).unwrap_or_default();
    one(0).chain(one(start.answered)).chain(rest).cloned().collect()
}

/// A request as these records tell of it: the opening, the answer, and all from its first fact on.
pub(in crate::store) fn row(number: u32, told: &[Record]) -> Option<HelpRow> {
    let timeline: Vec<Stamped> = told.iter().map(Record::stamped).collect();
    let (first, last) = (timeline.first()?, timeline.last()?);
    let mut state = Interaction::fold(Lens::Server, std::slice::from_ref(first))?;
    let mut row = None;
    for stamped in timeline.iter().skip(1) {
        state.apply(stamped);
        let (Fact::Help(HelpFact::Request { .. }), Some(help)) = (&stamped.fact, state.help())
        else {
            continue;
        };
        if help.number != number {
            break;
        }
        if row.is_none() {
            row = raised(&state, help);
        }
        if let Some(row) = &mut row {
            stands(row, stamped.at, help);
        }
    }
    let mut row = row?;
    let clocks = timeline::clocks(&timeline, number, last.at);
    row.wait = clocks.wait;
    row.engagement = clocks.engagement;
    row.actions = Millis(clocks.actions.iter().map(|(_, _, ran)| ran.0).sum());
    row.counted_at = row.ended_at.unwrap_or(last.at);
    Some(row)
}

fn raised(state: &Interaction, help: &HelpRequest) -> Option<HelpRow> {
    Some(HelpRow {
        interaction: state.id(),
        number: help.number,
        agent: state.agent()?.person.clone(),
        helper: None,
        reason: help.reason.clone(),
        severity: help.severity,
        status: help.status(),
        scope: state.terms().supervision_scope,
        raised_at: help.raised_at,
        claimed_at: None,
        ended_at: None,
        wait: Millis(0),
        engagement: Millis(0),
        actions: Millis(0),
        counted_at: help.raised_at,
    })
}

fn stands(row: &mut HelpRow, at: Timestamp, help: &HelpRequest) {
    row.status = help.status();
    row.helper = help.helper().map(|helper| helper.person.clone());
    if let Some(work) = help.engagement() {
        row.claimed_at = Some(work.since);
    } else if help.needs_action() {
        row.claimed_at = None;
    }
    row.ended_at = (!help.is_live()).then_some(at);
}
