//! Where the focus goes: to the heading of what comes up in the third column, and when that goes
//! away back to the button that had opened it.

use backline_core::id::InteractionId;
use leptos::prelude::*;

use crate::{
    components::focus::{found, is_lost, to},
    features::supervise::selection::Selection,
};

/// The heading of what the third column shows.
pub(crate) const HEADING: &str = "opened-title";

/// The way back to an interaction that was put aside.
pub(crate) const BACK_TO_CALL: &str = "back-to-call";

/// Follows what the third column shows, and what is taken: the answer to a call that is open here
/// already changes nothing in the column, and goes with the row that it stood in. What is there when
/// the page comes up takes no focus. What is put aside leaves it to the way back.
pub(crate) fn follow(selection: Selection) {
    Effect::new(move |before: Option<(Option<InteractionId>, bool)>| {
        let now = (selection.shown.get(), selection.is_in_front());
        if before.is_some_and(|(shown, in_front)| shown == now.0 && in_front != now.1) {
            request_animation_frame(move || to(if now.1 { HEADING } else { BACK_TO_CALL }));
        }
        now
    });
    Effect::new(move |before: Option<Option<InteractionId>>| {
        let now = selection.shown.get();
        match (before, now) {
            (Some(was), Some(_)) if was != now => request_animation_frame(|| to(HEADING)),
            (Some(Some(was)), None) => request_animation_frame(move || back_to(was)),
            (None, _) | (Some(None), None) | (Some(Some(_)), Some(_)) | (Some(None), Some(_)) => {}
        }
        now
    });
    Effect::new(move |before: Option<Option<InteractionId>>| {
        let now = selection.taken.get();
        if before.is_some_and(|before| before != now) {
            request_animation_frame(|| {
                if is_lost() {
                    to(HEADING);
                }
            });
        }
        now
    });
}

fn back_to(row: InteractionId) {
    if is_lost() && !found(&format!("request-{row}")) && !found(&format!("open-{row}")) {
        to("calls-title");
    }
}
