//! What agents asked help for before the server was started, out of the record.
//!
//! A helper is told of an agent's earlier requests; the floor knows those that were made while it
//! ran, and has to be told of the others. What a request is the core says: each log is replayed.

use std::collections::BTreeMap;

use backline_core::{
    id::PersonId,
    interaction::{Interaction, Lens},
    people::Earlier,
    protocol::Record,
};

/// Every request of a call, by its agent, as it ended or stands.
pub(crate) fn requests(records: &[Record]) -> Vec<(PersonId, Earlier)> {
    let first = records.first().map(|record| [record.stamped()]);
    let Some(mut state) = first.and_then(|first| Interaction::fold(Lens::Server, &first)) else {
        return Vec::new();
    };
    let mut found = BTreeMap::new();
    for record in records.iter().skip(1) {
        state.apply(&record.stamped());
        if let Some((agent, help)) = state.agent().zip(state.help()) {
            let (at, label, status) = (help.raised_at, help.label.clone(), help.status());
            found.insert(help.number, (agent.person.clone(), Earlier { at, label, status }));
        }
    }
    found.into_values().collect()
}
