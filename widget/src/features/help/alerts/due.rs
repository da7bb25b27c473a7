//! What a raised hand is due: which popup, which notifications, which sound, which title.
//!
//! Functions of the hands, of the attention and of what was done before. Only hands that this
//! person can take call for anything.

use std::collections::BTreeSet;

use backline_core::{interaction::help::Severity, time::Timestamp};

use super::alert::{Away, Hand, Mark};
use crate::runtime::{Attention, Message};

/// The hands that call.
fn calling(hands: &[Hand]) -> impl Iterator<Item = &Hand> {
    hands.iter().filter(|hand| hand.claimable)
}

/// The popup that should stand open: the one that does, for as long as it may, so that nothing
/// changes under a pointer; else the most pressing that was not put away.
pub(super) fn popup(hands: &[Hand], away: &[Away], open: Option<Mark>) -> Option<Mark> {
    let may = |hand: &&Hand| hand.pops_up && !away.contains(&hand.away());
    let waiting: Vec<_> = calling(hands).filter(may).map(|hand| hand.mark).collect();
    open.filter(|open| waiting.contains(open)).or_else(|| waiting.first().copied())
}

/// How many popups wait behind the one that is open.
pub(super) fn behind(hands: &[Hand], away: &[Away], open: Mark) -> usize {
    let waits = |hand: &&Hand| hand.pops_up && hand.mark != open && !away.contains(&hand.away());
    calling(hands).filter(waits).count()
}

/// The sound: an Emergency's before a usual one's.
pub(super) fn sound(hands: &[Hand], silent: bool) -> Option<Severity> {
    calling(hands).map(|hand| hand.severity).min().filter(|_| !silent)
}

/// The hands that nobody at this page would notice.
fn unnoticed(hands: &[Hand], attention: Attention, now: Timestamp) -> impl Iterator<Item = &Hand> {
    calling(hands).filter(move |hand| !attention.is_in_use(now, hand.untouched_after))
}

/// The notifications to show now: one for each stage of each request.
pub(super) fn notifications(
    hands: &[Hand],
    attention: Attention,
    now: Timestamp,
    shown: &BTreeSet<Mark>,
) -> Vec<(Mark, Message)> {
    unnoticed(hands, attention, now)
        .filter(|hand| hand.notifies && !shown.contains(&hand.mark))
        .map(|hand| (hand.mark, message(hand)))
        .collect()
}

/// Of a notification other people's eyes may fall on, so it has no word of the conversation.
fn message(hand: &Hand) -> Message {
    let title = match hand.severity {
        Severity::Emergency => ["Emergency: ", &hand.agent, " needs help"].concat(),
        Severity::Assist => [&hand.agent, " requests help"].concat(),
    };
    Message {
        tag: ["backline/", &hand.mark.to_string()].concat(),
        title,
        body: hand.reason.clone(),
    }
}

/// The window's title; nothing when the page's own is to stand.
pub(super) fn title(hands: &[Hand], attention: Attention, now: Timestamp) -> Option<String> {
    unnoticed(hands, attention, now).next()?;
    let count = calling(hands).count();
    let what = match sound(hands, false)? {
        Severity::Emergency => "Emergency",
        Severity::Assist => "Help requested",
    };
    Some(format!("({count}) {what} · Backline"))
}

/// Whether the alternate title stands now: every other second, or always for who wants stillness.
pub(super) const fn alternates(now: Timestamp, still: bool) -> bool {
    still || (now.0 / 1000).is_multiple_of(2)
}
