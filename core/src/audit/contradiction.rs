//! What can speak against a fact, each in a sentence without its full stop.
//!
//! Values only. What speaks against the facts of a feature is in its slice, with the rules that find
//! it.

use crate::{
    id::PersonId,
    interaction::{
        call::CallContradiction, help::HelpContradiction, supervise::SuperviseContradiction,
    },
    routing::{Edge, PartyId},
};

/// Why a fact cannot have happened where it stands.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Contradiction {
    /// The first fact is something else.
    #[error("a log begins with its opening")]
    NotOpened,
    /// The opening names another interaction or tenant than the log is kept under.
    #[error("it does not open this interaction")]
    OpensAnother,
    /// The log is closed for good without its last fact being the end.
    #[error("the log is sealed, and the call has not ended")]
    SealedBeforeItsEnd,
    /// Its number is not its place.
    #[error("it calls itself {0}")]
    Numbered(u64),
    /// Its instant lies before that of the fact in front of it.
    #[error("it happened before the fact in front of it")]
    Earlier,
    /// The call was over.
    #[error("it comes after the end")]
    AfterTheEnd,
    /// A server that started from this log would not have the state that its facts give.
    #[error("the server would rebuild another state from it")]
    RebuiltOtherwise,
    /// An edge is recorded as enforced that the rules of hearing do not allow.
    #[error("{}", forbidden(.0))]
    Forbidden(Edge),
    /// The call ends while a help request waits or is worked on.
    #[error("a help request was under way when the call ended")]
    HelpOutlivesCall,
    /// A floor speaks of somebody who is not configured.
    #[error("{0} is not one of the people")]
    Unconfigured(PersonId),

    /// It speaks against a fact of the call.
    #[error(transparent)]
    Call(#[from] CallContradiction),
    /// It speaks against a fact of supervision.
    #[error(transparent)]
    Supervise(#[from] SuperviseContradiction),
    /// It speaks against a fact about help.
    #[error(transparent)]
    Help(#[from] HelpContradiction),
}

fn forbidden(edge: &Edge) -> String {
    let speaker = edge.speaker.party().map_or_else(|| "the hold treatment".to_owned(), name);
    format!("it lets {} hear {speaker}, which the rules do not allow", name(&edge.listener))
}

fn name(party: &PartyId) -> String {
    match party {
        PartyId::Customer => "the customer".to_owned(),
        PartyId::Person(person) => person.to_string(),
    }
}
