//! What a help request is due: which popup, which notifications, which sound, which title.
//!
//! Functions of the requests, of the attention and of what was done before. Only requests that this
//! person can take call for anything.

use std::collections::BTreeSet;

use backline_core::{interaction::help::Severity, time::Timestamp};

use super::alert::{Alert, Away, Mark};
use crate::{
    features::help::words::request_title,
    runtime::{Attention, NotificationText},
};

/// The requests that call.
fn calling(alerts: &[Alert]) -> impl Iterator<Item = &Alert> {
    alerts.iter().filter(|alert| alert.claimable)
}

/// The popup that should stand open: the one that does, for as long as it may, so that nothing
/// changes under a pointer; else the most pressing that was not put away.
pub(super) fn popup(alerts: &[Alert], away: &[Away], open: Option<Mark>) -> Option<Mark> {
    let may = |alert: &&Alert| alert.pops_up && !away.contains(&alert.away());
    let waiting: Vec<_> = calling(alerts).filter(may).map(|alert| alert.mark).collect();
    open.filter(|open| waiting.contains(open)).or_else(|| waiting.first().copied())
}

/// How many popups wait behind the one that is open.
pub(super) fn behind(alerts: &[Alert], away: &[Away], open: Mark) -> usize {
    let waits =
        |alert: &&Alert| alert.pops_up && alert.mark != open && !away.contains(&alert.away());
    calling(alerts).filter(waits).count()
}

/// The sound: an Emergency's before a usual one's.
pub(super) fn sound(alerts: &[Alert], silent: bool) -> Option<Severity> {
    calling(alerts).map(|alert| alert.severity).min().filter(|_| !silent)
}

/// The requests that nobody at this page would notice.
fn unnoticed(
    alerts: &[Alert],
    attention: Attention,
    now: Timestamp,
) -> impl Iterator<Item = &Alert> {
    calling(alerts).filter(move |alert| !attention.is_in_use(now, alert.untouched_after))
}

/// The notifications to show now: one for each stage of each request.
pub(super) fn notifications(
    alerts: &[Alert],
    attention: Attention,
    now: Timestamp,
    shown: &BTreeSet<Mark>,
) -> Vec<(Mark, NotificationText)> {
    unnoticed(alerts, attention, now)
        .filter(|alert| alert.notifies && !shown.contains(&alert.mark))
        .map(|alert| (alert.mark, message(alert)))
        .collect()
}

/// Of a notification other people's eyes may fall on, so it has no word of the conversation.
fn message(alert: &Alert) -> NotificationText {
    let title = request_title(&alert.agent, alert.severity);
    NotificationText {
        tag: ["backline/", &alert.mark.to_string()].concat(),
        title,
        body: alert.reason.clone(),
    }
}

/// The window's title; nothing when the page's own is to stand.
pub(super) fn title(alerts: &[Alert], attention: Attention, now: Timestamp) -> Option<String> {
    unnoticed(alerts, attention, now).next()?;
    let count = calling(alerts).count();
    let what = match sound(alerts, false)? {
        Severity::Emergency => "Emergency",
        Severity::Assist => "Help requested",
    };
    Some(format!("({count}) {what} · Backline"))
}

/// Whether the alternate title stands now: every other second, or always for who wants stillness.
pub(super) const fn alternates(now: Timestamp, still: bool) -> bool {
    still || (now.0 / 1000).is_multiple_of(2)
}
