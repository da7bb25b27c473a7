//! A request that is live: what the scenarios of help do again and again.

use backline_core::people::HelpStatus;
use backline_core::{
    host::call::CallInput,
    id::ReasonId,
    interaction::{
        Command, Fact, HelpCommand, HelpFact, HelpRequest, RequestFact,
        help::{NewBrief, Severity, Unclaimed},
    },
    people::{Grant, Presence},
    protocol::Record,
    terms::{Audience, HelpTerms, StageTerms, Terms},
    time::Millis,
};

use crate::{
    cast::{id, person, supervisor_party},
    rig::Rig,
};

/// The grants, teams and people of the cast, asked by `plan`.
pub(crate) fn planned(plan: Vec<StageTerms>) -> Terms {
    Terms { help: HelpTerms { plan, ..HelpTerms::default() }, ..Terms::default() }
}

/// One stage that asks `audience` for a minute.
pub(crate) fn stage(audience: Audience) -> StageTerms {
    StageTerms { wait: Millis::seconds(60), ..StageTerms::asking(audience) }
}

pub(crate) fn only(name: &str) -> Audience {
    Audience::Specific(id(name))
}

pub(crate) fn request() -> Command {
    request_for("other", "Wants to cancel.")
}

pub(crate) fn request_for(reason: &str, comment: &str) -> Command {
    Command::Help(HelpCommand::Request {
        reason: ReasonId::new(reason).unwrap(),
        comment: comment.to_owned(),
        severity: Severity::Assist,
        brief: NewBrief::default(),
    })
}

pub(crate) const fn cancel(request: u32) -> Command {
    Command::Help(HelpCommand::Cancel { request })
}

pub(crate) const fn close(request: u32) -> Command {
    Command::Help(HelpCommand::Close { request })
}

pub(crate) const fn ask_again(request: u32) -> Command {
    Command::Help(HelpCommand::AskAgain { request })
}

pub(crate) const fn claim(request: u32) -> Command {
    Command::Help(HelpCommand::Claim { request })
}

pub(crate) const fn reject(request: u32) -> Command {
    Command::Help(HelpCommand::Reject { request })
}

/// Ana talks under these terms and has asked for help.
pub(crate) fn raised(terms: Terms) -> Rig {
    let mut rig = Rig::talking_under(terms);
    rig.ok(&person("ana"), request());
    rig
}

/// Sofia has taken ana's request and is connected.
pub(crate) fn helped(terms: Terms) -> Rig {
    let mut rig = raised(terms);
    rig.ok(&person("sofia"), claim(1));
    rig.join(&person("sofia"), &supervisor_party("sofia"));
    rig
}

pub(crate) fn set_presence(rig: &mut Rig, name: &str, presence: Presence) {
    rig.floor.people.get_mut(&id(name)).unwrap().presence = presence;
    rig.give(CallInput::Tick);
}

/// An administrator takes a grant from `name`.
pub(crate) fn withdraw(rig: &mut Rig, name: &str, grant: Grant) {
    rig.floor.people.get_mut(&id(name)).unwrap().grants.retain(|held| *held != grant);
    rig.give(CallInput::Tick);
}

/// A page of `name` has the request's stage, or it was in view there.
pub(crate) fn receipt(rig: &mut Rig, name: &str, (request, stage): (u32, u32), seen: bool) {
    rig.give(CallInput::Receipt { who: id(name), request, stage, seen });
}

pub(crate) fn help(rig: &Rig) -> &HelpRequest {
    rig.state().help().unwrap()
}

pub(crate) fn status(rig: &Rig) -> HelpStatus {
    help(rig).status()
}

fn told(records: &[Record]) -> impl Iterator<Item = &RequestFact> {
    records.iter().filter_map(|record| {
        if let Fact::Help(HelpFact::Request { what, .. }) = &record.fact {
            Some(what)
        } else {
            None
        }
    })
}

/// What has happened to requests after they were submitted, without receipts.
pub(crate) fn happened(rig: &Rig) -> Vec<&RequestFact> {
    let beside = |what: &&RequestFact| {
        !matches!(what, RequestFact::Requested { .. } | RequestFact::Received { .. })
    };
    told(&rig.records).filter(beside).collect()
}

/// How each stage ended without a claim, in order.
pub(crate) fn exits(rig: &Rig) -> Vec<(u32, Unclaimed)> {
    let ended = |what: &RequestFact| {
        if let RequestFact::StageEnded { stage, exit, .. } = what {
            Some((*stage, *exit))
        } else {
            None
        }
    };
    told(&rig.records).filter_map(ended).collect()
}
