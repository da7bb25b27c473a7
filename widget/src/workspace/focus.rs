//! Where the focus goes when an interaction comes up or goes away: to its heading, and back to the
//! button that had opened it.

use backline_core::id::InteractionId;
use leptos::{
    prelude::*,
    wasm_bindgen::JsCast as _,
    web_sys::{Document, HtmlElement},
};

/// The heading of the open interaction.
pub(super) const HEADING: &str = "opened-title";

/// Follows the interaction that is open. What is open when the page comes up takes no focus.
pub(super) fn follow(opened: Memo<Option<InteractionId>>) {
    Effect::new(move |before: Option<Option<InteractionId>>| {
        let now = opened.get();
        match (before, now) {
            (Some(was), Some(_)) if was != now => request_animation_frame(|| {
                focus(HEADING);
            }),
            (Some(Some(was)), None) => request_animation_frame(move || back_to(was)),
            (None, _) | (Some(None), None) | (Some(Some(_)), Some(_)) | (Some(None), Some(_)) => {}
        }
        now
    });
}

fn back_to(row: InteractionId) {
    let page = document();
    let lost = page.active_element().is_none_or(|element| element.tag_name() == "BODY");
    if lost && !focus(&format!("open-{row}")) {
        focus("calls-title");
    }
}

fn focus(id: &str) -> bool {
    let page: Document = document();
    let element = page.get_element_by_id(id).and_then(|found| found.dyn_into::<HtmlElement>().ok());
    element.is_some_and(|element| element.focus().is_ok())
}
