//! The pages of Backline: agent panel, customer page, supervisor workspace.
//!
//! `runtime` acts, `components` are what pages share, and each page has a folder. A page takes a
//! view of the state and says what the person wants; it decides nothing.
#![allow(
    unreachable_pub,
    reason = "the component macro turns a re-exported function into one that the lint cannot see"
)]

pub mod action;
pub mod brand;
pub mod call;
pub mod components;
pub mod icon;
pub mod landing;
pub mod markdown;
pub mod panel;
pub mod runtime;
pub mod timeline;
pub mod triangle;
mod units;
pub mod workspace;

use leptos::prelude::*;
use wasm_bindgen::JsCast;

#[cfg(test)]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// Puts `page` in the place of the skeleton that the HTML shows until then. A program that breaks
/// later shows what the HTML has for that.
pub fn mount<V: IntoView + 'static>(page: impl FnOnce() -> V + 'static) {
    runtime::show_when_broken();
    let document = web_sys::window().and_then(|window| window.document());
    let place = document.and_then(|document| document.get_element_by_id("page"));
    let Some(place) = place.and_then(|place| place.dyn_into::<web_sys::HtmlElement>().ok()) else {
        return;
    };
    place.set_inner_html("");
    mount_to(place, page).forget();
}
