//! What agents asked help for before the server was started, out of the record.
//!
//! A helper is told of an agent's earlier requests; the floor knows those that were made while it
//! ran, and has to be told of the others. What a request is the core says: each log is replayed.

use std::collections::BTreeMap;

use backline_core::{
    floor::asked,
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
        if let Some((help, asked)) = state.help().zip(asked(&state)) {
            found.insert(help.number, asked);
        }
    }
    found.into_values().collect()
}
