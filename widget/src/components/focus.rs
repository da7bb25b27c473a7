//! Moving the focus. It is never lost, and never taken from a control that is still there.
//!
//! Which part of a page comes next is not known here.

use leptos::{
    prelude::*,
    wasm_bindgen::JsCast as _,
    web_sys::{Document, Element, EventTarget, FocusEvent, HtmlElement},
};

/// Puts the focus on the element of that name.
pub(crate) fn to(id: &str) {
    found(id);
}

/// The same; whether there is one.
pub(crate) fn found(id: &str) -> bool {
    let page: Document = document();
    let element = page.get_element_by_id(id).and_then(|found| found.dyn_into::<HtmlElement>().ok());
    element.is_some_and(|element| element.focus().is_ok())
}

/// Puts the focus on the first element that `selector` names.
pub(crate) fn on_first(selector: &str) {
    let found = document().query_selector(selector).ok().flatten();
    if let Some(element) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        let _unfocusable = element.focus();
    }
}

/// Whether a part of the page has the focus: kept in mind, because what is removed with the focus
/// in it tells nobody.
#[derive(Clone, Copy)]
pub(crate) struct FocusHold(StoredValue<bool>);

impl FocusHold {
    /// It has not.
    pub(crate) fn new() -> Self {
        Self(StoredValue::new(false))
    }

    /// The focus has come.
    pub(crate) fn came(self) {
        self.0.set_value(true);
    }

    /// It has gone. With what had it removed it goes nowhere: that is what is looked for.
    pub(crate) fn went(self, event: &FocusEvent) {
        if event.related_target().is_some() {
            self.0.set_value(false);
        }
    }

    /// After what changes now: finds out whether the focus went with it, or stands on `bare`, which
    /// has nothing left to say; then `instead` gives it another place.
    pub(crate) fn restore(
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
pub(crate) fn is_in(target: Option<EventTarget>, place: &str) -> bool {
    let element = target.and_then(|target| target.dyn_into::<Element>().ok());
    element.is_some_and(|element| element.closest(place).is_ok_and(|found| found.is_some()))
}

/// Whether the focus, which leaves an element, goes to another in the same place: in between the
/// page would be drawn with nobody in it.
pub(crate) fn stays(event: &FocusEvent, place: &str) -> bool {
    is_in(event.related_target(), place)
}

/// Whether nothing has the focus.
pub(crate) fn is_lost() -> bool {
    document().active_element().is_none_or(|element| element.tag_name() == "BODY")
}

/// Whether this element itself has it.
fn is_on(element: &HtmlElement) -> bool {
    document().active_element().is_some_and(|active| active.is_same_node(Some(element)))
}
