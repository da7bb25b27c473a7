//! The pages of Backline: agent panel, customer page, supervisor workspace.
//!
//! `runtime` acts, a feature shows and says what a person does, and a page puts features together.
//! `components` are what all of them are made of. No part decides anything: each takes a view of
//! the state, and says what the person wants.
#![allow(
    unreachable_pub,
    reason = "the component macro turns a re-exported function into one that the lint cannot see"
)]

pub mod components;
pub mod features;
pub mod icon;
pub mod markdown;
pub mod pages;
pub mod picture;
pub mod runtime;
mod units;

use leptos::prelude::*;
use wasm_bindgen::JsCast;

#[cfg(test)]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// Puts `page` in the place of the skeleton that the HTML shows until then. A program that breaks
/// later closes the microphone and loads the page anew, or shows what the HTML has for that.
pub fn mount<V: IntoView + 'static>(page: impl FnOnce() -> V + 'static) {
    runtime::stop_when_broken();
    let document = web_sys::window().and_then(|window| window.document());
    let place = document.and_then(|document| document.get_element_by_id("page"));
    let Some(place) = place.and_then(|place| place.dyn_into::<web_sys::HtmlElement>().ok()) else {
        return;
    };
    place.set_inner_html("");
    mount_to(place, page).forget();
}
