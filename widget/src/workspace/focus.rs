//! Where the focus goes: to the heading of what comes up in the third column, and when that goes
//! away back to the button that had opened it. It is never lost, and never taken from a control
//! that is still there.

use backline_core::id::InteractionId;
use leptos::{
    prelude::*,
    wasm_bindgen::JsCast as _,
    web_sys::{Document, Element, EventTarget, FocusEvent, HtmlElement},
};

use super::selection::Selection;

/// The heading of what the third column shows.
pub(super) const HEADING: &str = "opened-title";
/// The heading of the list of requests.
pub(super) const HANDS: &str = "hands-title";

/// Follows what the third column shows. What is there when the page comes up takes no focus.
pub(super) fn follow(selection: Selection) {
    Effect::new(move |before: Option<Option<InteractionId>>| {
        let now = selection.shown.get();
        match (before, now) {
            (Some(was), Some(_)) if was != now => request_animation_frame(|| to(HEADING)),
            (Some(Some(was)), None) => request_animation_frame(move || back_to(was)),
            (None, _) | (Some(None), None) | (Some(Some(_)), Some(_)) | (Some(None), Some(_)) => {}
        }
        now
    });
}

/// Puts the focus on the element of that name.
pub(super) fn to(id: &str) {
    found(id);
}

/// The same; whether there is one.
fn found(id: &str) -> bool {
    let page: Document = document();
    let element = page.get_element_by_id(id).and_then(|found| found.dyn_into::<HtmlElement>().ok());
    element.is_some_and(|element| element.focus().is_ok())
}

/// Puts the focus on the first request, or on the list's heading.
pub(super) fn to_first_hand() {
    let first = document().query_selector(".hand-open").ok().flatten();
    let first = first.and_then(|found| found.dyn_into::<HtmlElement>().ok());
    if first.is_none_or(|first| first.focus().is_err()) {
        to(HANDS);
    }
}

/// Whether a part of the page has the focus: kept in mind, because what is removed with the focus
/// in it tells nobody.
#[derive(Clone, Copy)]
pub(super) struct Hold(StoredValue<bool>);

impl Hold {
    /// It has not.
    pub(super) fn new() -> Self {
        Self(StoredValue::new(false))
    }

    /// The focus has come.
    pub(super) fn came(self) {
        self.0.set_value(true);
    }

    /// It has gone. With what had it removed it goes nowhere: that is what is looked for.
    pub(super) fn went(self, event: &FocusEvent) {
        if event.related_target().is_some() {
            self.0.set_value(false);
        }
    }

    /// After what changes now: finds out whether the focus went with it, or stands on `bare`, which
    /// has nothing left to say; then `instead` gives it another place.
    pub(super) fn restore(
        self,
        bare: impl Fn() -> Option<HtmlElement> + 'static,
        instead: impl FnOnce() + 'static,
    ) {
        request_animation_frame(move || {
            // With the part gone, what it had kept in mind is gone, too.
            if self.0.try_get_value() != Some(true) {
                return;
            }
            if is_lost() || bare().is_some_and(|bare| is_on(&bare)) {
                self.0.set_value(false);
                instead();
            }
        });
    }
}

/// Whether an event's target is in what this selector names.
pub(super) fn is_in(target: Option<EventTarget>, place: &str) -> bool {
    let element = target.and_then(|target| target.dyn_into::<Element>().ok());
    element.is_some_and(|element| element.closest(place).is_ok_and(|found| found.is_some()))
}

/// Whether the focus, which leaves an element, goes to another in the same place: in between the
/// page would be drawn with nobody in it.
pub(super) fn stays(event: &FocusEvent, place: &str) -> bool {
    is_in(event.related_target(), place)
}

/// Whether nothing has the focus.
fn is_lost() -> bool {
    document().active_element().is_none_or(|element| element.tag_name() == "BODY")
}

/// Whether this element itself has it.
fn is_on(element: &HtmlElement) -> bool {
    document().active_element().is_some_and(|active| active.is_same_node(Some(element)))
}

fn back_to(row: InteractionId) {
    if is_lost() && !found(&format!("hand-{row}")) && !found(&format!("open-{row}")) {
        to("calls-title");
    }
}
