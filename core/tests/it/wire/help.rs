//! Samples of what a help request is made of.

use backline_core::people::{Earlier, HelpStatus};
use backline_core::{
    id::{ReasonId, TeamId},
    interaction::{
        Contact, HelpCommand, Origin, Parting, RequestFact,
        contact::ContactField,
        help::{
            Brief, CancelReason, CloseReason, NewBrief, NotClaimed, Severity, StageRun, Unclaimed,
        },
    },
    personal::{Personal, Subject},
    terms::{Audience, CountUp, Since},
};

use super::AT;
use crate::cast::{CALL, card, id};

pub(super) fn reason() -> ReasonId {
    ReasonId::new("difficult").unwrap()
}

pub(super) fn contact() -> Contact {
    let plan = ContactField { label: "Plan".to_owned(), value: "Gold".to_owned() };
    Contact {
        name: Some("Carla Dias".to_owned()),
        number: Some("555 0100".to_owned()),
        fields: vec![plan],
        summary: Some("Asked for a refund twice.".to_owned()),
        intent: Some("refund".to_owned()),
    }
}

pub(super) fn timers() -> Vec<CountUp> {
    vec![CountUp { label: "In the queue".to_owned(), since: Since::Unix(1_700_000_000) }]
}

pub(super) fn help_commands() -> Vec<(&'static str, HelpCommand)> {
    let request = 1;
    samples! { HelpCommand:
        "request", HelpCommand::Request { .. } => HelpCommand::Request {
            reason: reason(),
            comment: "Wants to cancel.".to_owned(),
            severity: Severity::Emergency,
            brief: NewBrief { text: "**Third call today**".to_owned(), timers: timers() },
        };
        "cancel", HelpCommand::Cancel { .. } => HelpCommand::Cancel { request };
        "close", HelpCommand::Close { .. } => HelpCommand::Close { request };
        "ask_again", HelpCommand::AskAgain { .. } => HelpCommand::AskAgain { request };
        "claim", HelpCommand::Claim { .. } => HelpCommand::Claim { request };
        "reject", HelpCommand::Reject { .. } => HelpCommand::Reject { request };
        "add_helper", HelpCommand::AddHelper { .. } => HelpCommand::AddHelper { person: id("sofia") };
        "remove_helper", HelpCommand::RemoveHelper { .. } => HelpCommand::RemoveHelper { person: id("sofia") };
    }
}

pub(super) fn help_facts() -> Vec<(&'static str, RequestFact)> {
    let about = Subject::Customer(CALL);
    let run = StageRun { stage: 1, until: AT, timer: Some(AT) };
    let earlier = Earlier { at: AT, label: "Other".to_owned(), status: HelpStatus::TimerAction };
    samples! { RequestFact:
        "requested", RequestFact::Requested { .. } => RequestFact::Requested {
            reason: reason(),
            label: "Difficult conversation".to_owned(),
            comment: Personal::new(about.clone(), "Wants to cancel.".to_owned()),
            severity: Severity::Assist,
            brief: Brief {
                text: Some(Personal::new(about.clone(), "**Third**".to_owned())),
                count_ups: Some(Personal::new(about, timers())),
            },
            earlier: vec![earlier],
            run,
        };
        "received", RequestFact::Received { .. } => RequestFact::Received {
            stage: 1,
            delivered: vec![id("sofia"), id("sam")],
            seen: vec![id("sofia")],
        };
        "away", RequestFact::Away { .. } => RequestFact::Away { stage: 2, people: vec![id("sam")] };
        "rejected", RequestFact::Rejected { .. } => RequestFact::Rejected { by: card("sam") };
        "stage_ended", RequestFact::StageEnded { .. } => RequestFact::StageEnded {
            stage: 1,
            exit: Unclaimed::NotClaimed(NotClaimed::Rejected),
            next: Some(StageRun { stage: 2, until: AT, timer: None }),
        };
        "claimed", RequestFact::Claimed { .. } => RequestFact::Claimed { stage: 2, helper: card("sofia") };
        "helper_left", RequestFact::HelperLeft { .. } => RequestFact::HelperLeft { how: Parting::Disconnected };
        "helper_returned", RequestFact::HelperReturned => RequestFact::HelperReturned;
        "reopened", RequestFact::Reopened { .. } => RequestFact::Reopened { run };
        "cancelled", RequestFact::Cancelled { .. } => RequestFact::Cancelled { why: CancelReason::TransferCompleted };
        "closed", RequestFact::Closed { .. } => RequestFact::Closed { why: CloseReason::TransferredToHelper };
    }
}

/// The literal exits and reasons of the source.
pub(super) fn exits() -> Vec<(&'static str, Unclaimed)> {
    let not = Unclaimed::NotClaimed;
    samples! { Unclaimed:
        "not_available", Unclaimed::NotClaimed(NotClaimed::NotAvailable) => not(NotClaimed::NotAvailable);
        "no_agents", Unclaimed::NotClaimed(NotClaimed::NoAgents) => not(NotClaimed::NoAgents);
        "rejected", Unclaimed::NotClaimed(NotClaimed::Rejected) => not(NotClaimed::Rejected);
        "timer_action", Unclaimed::TimerAction => Unclaimed::TimerAction;
        "timeout", Unclaimed::Timeout => Unclaimed::Timeout;
    }
}

pub(super) fn audiences() -> Vec<(&'static str, Audience)> {
    samples! { Audience:
        "specific", Audience::Specific(_) => Audience::Specific(id("sofia"));
        "team", Audience::Team => Audience::Team;
        "other_team", Audience::OtherTeam(_) => Audience::OtherTeam(TeamId::new("back").unwrap());
        "fan_out", Audience::FanOut => Audience::FanOut;
    }
}

pub(super) fn origins() -> Vec<(&'static str, Origin)> {
    samples! { Origin:
        "proactive", Origin::Proactive => Origin::Proactive;
        "request", Origin::Request(_) => Origin::Request(1);
        "listed", Origin::Listed => Origin::Listed;
    }
}
