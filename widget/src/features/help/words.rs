//! The sentences about requests, from values. Pure, and the same words wherever one stands.

use backline_core::{
    interaction::{
        HelpRequest, Parting, RequestFact,
        help::{
            CancelReason, CloseReason, HelpState, HelperPresence, NotClaimed, Severity, Unclaimed,
        },
    },
    people::{HelpStatus, PersonCard},
    terms::AfterHelper,
};

use crate::picture::full_name;

/// What the bell says.
#[must_use]
pub(crate) fn count(requests: usize) -> String {
    match requests {
        0 => "No help requests".to_owned(),
        1 => "1 help request".to_owned(),
        many => [&many.to_string(), " help requests"].concat(),
    }
}

/// What stands above a request that calls for somebody, in a popup and in a notification.
#[must_use]
pub(crate) fn request_title(agent: &str, severity: Severity) -> String {
    match severity {
        Severity::Emergency => ["Emergency: ", agent, " needs help"].concat(),
        Severity::Assist => [agent, " requests help"].concat(),
    }
}

/// What is said aloud when a request comes.
#[must_use]
pub(crate) fn arrival(agent: &str, label: &str, severity: Severity) -> String {
    match severity {
        Severity::Emergency => ["Emergency. ", agent, " asks for help: ", label, "."].concat(),
        Severity::Assist => [agent, " asks for help: ", label, "."].concat(),
    }
}

/// How a request went that asks nobody any more, in its place in the list.
#[must_use]
pub(crate) fn farewell(agent: &str, what: &RequestFact) -> String {
    match what {
        RequestFact::Claimed { helper, .. } => taken(helper),
        RequestFact::Cancelled { why } => match why {
            CancelReason::ByAgent => [agent, " cancelled"].concat(),
            CancelReason::TransferCompleted => "The call was transferred".to_owned(),
            CancelReason::CallEnded => "The call ended".to_owned(),
        },
        RequestFact::StageEnded { exit, .. } => [unclaimed(*exit), " (", agent, ")"].concat(),
        RequestFact::Closed { .. }
        | RequestFact::Requested { .. }
        | RequestFact::Received { .. }
        | RequestFact::Away { .. }
        | RequestFact::Rejected { .. }
        | RequestFact::HelperLeft { .. }
        | RequestFact::HelperReturned
        | RequestFact::Reopened { .. } => [agent, " no longer asks for help"].concat(),
    }
}

/// What has become of a request; nothing while somebody still has to react, or works on it.
#[must_use]
pub(crate) fn ending(help: &HelpRequest, agent: &str) -> Option<String> {
    match &help.state {
        HelpState::Requested(_) => None,
        HelpState::InProgress(work) => match &work.presence {
            HelperPresence::There => None,
            HelperPresence::Left { how, .. } => Some(left(&full_name(&work.helper), *how)),
        },
        HelpState::Closed { why, helper, .. } => Some(match why {
            CloseReason::ByAgent => [agent, " closed the request."].concat(),
            CloseReason::TransferCompleted => {
                "The call was transferred, and the request was closed.".to_owned()
            }
            CloseReason::TransferredToHelper => {
                [&*full_name(helper), " took over the call, and the request was closed."].concat()
            }
            CloseReason::CallEnded => "The call ended, and the request was closed.".to_owned(),
            CloseReason::HelperGone => {
                [&*full_name(helper), " has left, and the request was closed."].concat()
            }
        }),
        HelpState::Cancelled { why, .. } => Some(match why {
            CancelReason::ByAgent => [agent, " cancelled the request."].concat(),
            CancelReason::TransferCompleted => {
                "The call was transferred, and the request was cancelled.".to_owned()
            }
            CancelReason::CallEnded => "The call ended, and the request was cancelled.".to_owned(),
        }),
        HelpState::Unclaimed { exit, .. } => Some([unclaimed(*exit), "."].concat()),
    }
}

/// What became of a request that somebody else has taken.
#[must_use]
pub(crate) fn taken(helper: &PersonCard) -> String {
    [&*full_name(helper), " took it"].concat()
}

/// What became of a request, in a list.
#[must_use]
pub(crate) fn past(status: HelpStatus, helper: Option<&str>) -> String {
    match helper {
        Some(helper) => [status.label(), ", helped by ", helper].concat(),
        None => status.label().to_owned(),
    }
}

/// What Disconnect does not do, to somebody who has taken the request.
#[must_use]
pub(crate) fn after_disconnect(agent: &str, policy: AfterHelper) -> String {
    let after = match policy {
        AfterHelper::Keep => ["The request stays open until ", agent, " closes it."],
        AfterHelper::Reopen => {
            ["The request goes out again, and others are asked to help ", agent, "."]
        }
        AfterHelper::Close => ["It also closes the request from ", agent, "."],
    };
    ["Disconnect ends your voice connection. ", &after.concat()].concat()
}

fn left(helper: &str, how: Parting) -> String {
    match how {
        Parting::GraceOver => [helper, " has lost the connection."].concat(),
        Parting::Disconnected | Parting::Moved | Parting::GrantWithdrawn | Parting::CallEnded => {
            [helper, " has left."].concat()
        }
    }
}

const fn unclaimed(exit: Unclaimed) -> &'static str {
    match exit {
        Unclaimed::Timeout | Unclaimed::TimerAction => "Nobody took it in time",
        Unclaimed::NotClaimed(NotClaimed::Rejected) => "It was rejected",
        Unclaimed::NotClaimed(NotClaimed::NotAvailable) => "Nobody was available",
        Unclaimed::NotClaimed(NotClaimed::NoAgents) => "Nobody may take it",
    }
}

#[cfg(test)]
mod tests {
    use backline_core::{
        id::{PersonId, ReasonId},
        interaction::help::{Brief, Engagement},
        personal::{Personal, Subject},
        time::Timestamp,
    };
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    const ANA: &str = "Ana Ribeiro";

    fn sofia() -> PersonCard {
        PersonCard::new(PersonId::new("sofia").unwrap(), "Sofia Marin", None)
    }

    fn request(state: HelpState) -> HelpRequest {
        HelpRequest {
            number: 1,
            raised_at: Timestamp(0),
            asked_at: Timestamp(0),
            reason: ReasonId::new("policy").unwrap(),
            label: "Policy or approval".to_owned(),
            comment: Personal::new(Subject::Person(sofia().person), String::new()),
            severity: Severity::Assist,
            brief: Brief::default(),
            earlier: Vec::new(),
            state,
        }
    }

    fn helped(presence: HelperPresence) -> HelpRequest {
        let (stage, since) = (1, Timestamp(0));
        request(HelpState::InProgress(Engagement { helper: sofia(), stage, since, presence }))
    }

    #[test]
    fn a_request_that_is_worked_on_has_no_end_to_tell() {
        assert_eq!(ending(&helped(HelperPresence::There), ANA), None);
    }

    #[test]
    fn the_end_of_a_request_says_who_ended_it() {
        let at = Timestamp(1);
        let closed = HelpState::Closed { at, why: CloseReason::ByAgent, helper: sofia() };
        assert_eq!(
            ending(&request(closed), ANA).as_deref(),
            Some("Ana Ribeiro closed the request.")
        );
        let over = HelpState::Cancelled { at, why: CancelReason::CallEnded };
        let told = ending(&request(over), ANA);
        assert_eq!(told.as_deref(), Some("The call ended, and the request was cancelled."));
        let lost = HelperPresence::Left { at, how: Parting::GraceOver };
        let told = ending(&helped(lost), ANA);
        assert_eq!(told.as_deref(), Some("Sofia Marin has lost the connection."));
    }

    #[test]
    fn the_bell_counts_in_words() {
        assert_eq!([0, 1, 2].map(count), ["No help requests", "1 help request", "2 help requests"]);
    }

    #[test]
    fn an_emergency_is_announced_as_one() {
        let said = arrival(ANA, "Policy or approval", Severity::Emergency);
        assert_eq!(said, "Emergency. Ana Ribeiro asks for help: Policy or approval.");
        let said = arrival(ANA, "Policy or approval", Severity::Assist);
        assert_eq!(said, "Ana Ribeiro asks for help: Policy or approval.");
    }

    #[test]
    fn a_request_that_goes_says_who_ended_it_and_how() {
        let cancelled = RequestFact::Cancelled { why: CancelReason::ByAgent };
        assert_eq!(farewell(ANA, &cancelled), "Ana Ribeiro cancelled");
        let taken = RequestFact::Claimed { stage: 1, helper: sofia() };
        assert_eq!(farewell(ANA, &taken), "Sofia Marin took it");
        let late = RequestFact::StageEnded { stage: 2, exit: Unclaimed::Timeout, next: None };
        assert_eq!(farewell(ANA, &late), "Nobody took it in time (Ana Ribeiro)");
    }

    #[test]
    fn disconnect_says_what_becomes_of_the_request() {
        assert_eq!(
            after_disconnect(ANA, AfterHelper::Keep),
            "Disconnect ends your voice connection. The request stays open until Ana Ribeiro closes it."
        );
    }
}
