//! What can speak against a fact, each in a sentence without its full stop.
//!
//! Values only: the rules that find them are beside this file.

use crate::{
    id::PersonId,
    routing::{Edge, PartyId},
};

/// Why a fact cannot have happened where it stands.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Contradiction {
    /// The first fact is something else.
    #[error("a log begins with its opening")]
    NotOpened,
    /// A later fact opens it again.
    #[error("a log is opened once")]
    OpenedAgain,
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

    /// A connection came up that nobody had begun.
    #[error("no such connection was coming up")]
    NoSuchConnection,
    /// A supervisor's connection came up while an action of theirs ran.
    #[error("the supervisor's action is older than the connection")]
    ActsBeforeConnected,
    /// An edge is recorded as enforced that the rules of hearing do not allow.
    #[error("{}", forbidden(.0))]
    Forbidden(Edge),
    /// The call ends while a help request waits or is worked on.
    #[error("a help request was under way when the call ended")]
    HelpOutlivesCall,

    /// An action was requested by one who was not connected, or acted already.
    #[error("the supervisor was not connected and idle")]
    NotIdle,
    /// An action was requested without a command.
    #[error("no command asked for this action")]
    NotCommanded,
    /// An action was requested for somebody by somebody else.
    #[error("somebody else asked for this action")]
    NotByThemselves,
    /// An action became active that was not requested.
    #[error("nobody had asked for this action")]
    NotRequested,
    /// An action ended that did not run.
    #[error("no such action was running")]
    NotRunning,
    /// A supervisor left who was not on the call.
    #[error("the supervisor was not there")]
    NotThere,
    /// Somebody came for a help request that another had, or nobody.
    #[error("this person had not taken that request")]
    NotTheHelper,
    /// Somebody came as a helper without being on the list.
    #[error("this person was not on the list of helpers")]
    NotListed,
    /// Somebody was put on the list of helpers twice.
    #[error("this person was on the list of helpers already")]
    ListedAlready,
    /// A note by somebody who had no part in the call.
    #[error("its author neither coached nor helped")]
    NotTheirNote,
    /// Send was pressed or released by one who did not coach, or was so already.
    #[error("Send could not change like that")]
    SendUnchanged,

    /// Help was requested on a call that nobody had answered.
    #[error("nobody had answered the call")]
    NotAnswered,
    /// Help was requested while a request was live.
    #[error("a help request was under way")]
    RequestUnderWay,
    /// The number of a new request is not the next one.
    #[error("it is not the next help request")]
    NotTheNextRequest,
    /// A new request begins with a later stage.
    #[error("it does not begin with the first stage")]
    NotTheFirstStage,
    /// The fact is about another request than the last one.
    #[error("there was no such help request")]
    NoSuchRequest,
    /// The fact is about another stage than the one that runs.
    #[error("that stage was not under way")]
    NotThatStage,
    /// A stage is followed by another than the next.
    #[error("another stage follows than the next")]
    StageSkipped,
    /// A second rejection by the same person in one stage.
    #[error("the same person had rejected it before")]
    RejectedTwice,
    /// A request was taken by one who had rejected it.
    #[error("its helper had rejected it")]
    TakenByRejecter,
    /// A request was taken that somebody had.
    #[error("somebody had taken it already")]
    TakenTwice,
    /// An answer to a request that asked nobody.
    #[error("nobody was asked at that moment")]
    NobodyAsked,
    /// An end or a pause of work on a request that nobody worked on.
    #[error("nobody had taken it")]
    NotTaken,
    /// A helper left a second time.
    #[error("its helper had left before")]
    LeftTwice,
    /// A helper returned without having left.
    #[error("its helper had not left")]
    NotLeft,

    /// A floor speaks of somebody who is not configured.
    #[error("{0} is not one of the people")]
    Unconfigured(PersonId),
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
